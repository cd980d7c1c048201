#include "repl/recipe/recipe_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/base/nearest.hpp"
#include "repl/resources.hpp"

namespace spyglass {

namespace fs = std::filesystem;

std::vector<fs::path> recipe_folders() {
  return {user_folders::configuration() / "recipes", resources::recipes()};
}

std::vector<fs::path> recipe_files() {
  std::map<std::string, fs::path> files;
  for (const fs::path& folder : recipe_folders()) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
      const fs::path& path = entry.path();
      if (path.extension() == ".lua" && is_recipe_name(path.stem().string())) {
        files.emplace(path.stem().string(), path);
      }
    }
  }
  std::vector<fs::path> list(files.size());
  std::ranges::transform(files, list.begin(), [](const auto& one) { return one.second; });
  return list;
}

Result<fs::path> find_recipe(const std::string& name) {
  if (name.find('/') != std::string::npos) return fs::path(name);
  std::vector<std::string> names;
  for (const fs::path& file : recipe_files()) {
    if (file.stem() == name) return file;
    names.push_back(file.stem().string());
  }
  std::error_code error;
  const std::string beside = name.ends_with(".lua") ? name : name + ".lua";
  if (fs::exists(beside, error)) {
    return bad_input(fmt::format(
        "there is no recipe `{}`; the file in this folder is used as `./{}`", name, beside));
  }
  return bad_input(fmt::format("there is no recipe `{}`{}; `spyglass recipe` lists them", name,
                               did_you_mean(name, {names.begin(), names.end()})));
}

bool is_recipe_name(std::string_view name) {
  return !name.empty() &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

}  // namespace spyglass
