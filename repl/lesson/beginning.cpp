#include "repl/lesson/beginning.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/new_file.hpp"
#include "core/base/read_text.hpp"
#include "repl/lesson/lesson.hpp"
#include "repl/resources.hpp"

namespace spyglass {

namespace {

namespace fs = std::filesystem;

/// Names of lessons have two digits in front (see lesson_file).
constexpr int greatest_number = 99;

/// Stands in the template for the name of the file that is made of it.
constexpr std::string_view place_of_name = "{file}";

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool may_be_in_name(char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '-'; }

Result<std::string> file_name(const fs::path& folder, const std::string& name) {
  if (name.empty() || !is_letter(name.front()) || !std::ranges::all_of(name, may_be_in_name)) {
    return bad_input(
        fmt::format("`{}` is no name for a lesson: it must be made of letters, digits and hyphens, "
                    "and begin with a letter (who-am-i)",
                    name));
  }
  int greatest = 0;
  std::error_code error;
  for (const auto& entry : entries_of(folder, error)) {
    const auto file = lesson_file(entry.path());
    if (!file) continue;
    greatest = std::max(greatest, file->number);
    if (file->name == name) {
      return bad_input(fmt::format("there is a lesson `{}` here already, {}; it is left as it is",
                                   name, entry.path().filename().string()));
    }
  }
  if (error) {
    return fail_errno("cannot see which lessons there are in this directory", error.value());
  }
  if (greatest == 0) return name + ".lua";
  if (greatest >= greatest_number) {
    return bad_input(fmt::format(
        "lessons have numbers up to {0}, and there is a lesson {0} here already: give that one "
        "another, or go to another directory",
        greatest_number));
  }
  return fmt::format("{:02}-{}.lua", greatest + 1, name);
}

Result<std::string> template_text() {
  const fs::path path = resources::lessons() / "template.lua";
  return read_text(path);
}

}  // namespace

Result<std::string> add_lesson(const fs::path& folder, const std::string& name, std::string text) {
  auto file = file_name(folder, name);
  if (!file) return file;
  for (auto at = text.find(place_of_name); at != std::string::npos;
       at = text.find(place_of_name, at)) {
    text.replace(at, place_of_name.size(), *file);
  }
  // In the words of whoever stands in the folder.
  const bool is_here = folder == ".";
  if (auto made = write_new_file(is_here ? fs::path(*file) : folder / *file, text); !made) {
    return tl::make_unexpected(made.error());
  }
  return file;
}

Result<std::string> begin_lesson(const fs::path& folder, const std::string& name) {
  auto text = template_text();
  return text ? add_lesson(folder, name, std::move(*text)) : text;
}

}  // namespace spyglass
