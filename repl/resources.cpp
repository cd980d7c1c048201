#include "repl/resources.hpp"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>

#include "core/abi/abi.hpp"

namespace spyglass {

namespace fs = std::filesystem;

namespace {

fs::path prefix() {
  std::error_code ignored;
  return fs::read_symlink("/proc/self/exe", ignored).parent_path().parent_path();
}

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

/// HOME, or what the user database says where that is not set (environ(7), getpwuid(3)).
fs::path home() {
  const std::string variable = environment("HOME");
  if (!variable.empty()) return variable;
  const passwd* entry = getpwuid(getuid());
  return entry == nullptr ? "/" : entry->pw_dir;
}

fs::path own_folder(const char* variable, const char* otherwise) {
  const std::string base = environment(variable);
  // The specification says that a relative path in these variables is to be ignored.
  if (!base.empty() && base.front() == '/') return fs::path(base) / "spyglass";
  return home() / otherwise / "spyglass";
}

}  // namespace

fs::path resources::lessons() { return prefix() / "share/spyglass/lessons"; }
fs::path resources::recipes() { return prefix() / "share/spyglass/recipes"; }
fs::path resources::programs() { return prefix() / "lib/spyglass/programs"; }
fs::path resources::examples() { return prefix() / "share/spyglass/asm-examples"; }

std::optional<fs::path> resources::built_program(const std::string& name) {
  fs::path path = programs() / name;
  std::error_code ignored;
  return fs::is_regular_file(path, ignored) ? std::optional(std::move(path)) : std::nullopt;
}

std::string resources::folder_of(const Abi& abi) {
  std::string folder(abi.name);
  std::ranges::replace(folder, '-', '_');
  return folder;
}

fs::path user_folders::configuration() { return own_folder("XDG_CONFIG_HOME", ".config"); }
fs::path user_folders::courses() { return own_folder("XDG_DATA_HOME", ".local/share") / "courses"; }
fs::path user_folders::state() { return own_folder("XDG_STATE_HOME", ".local/state"); }

std::optional<std::string> find_program(const std::string& name) {
  if (name.find('/') != std::string::npos) return name;
  std::istringstream folders(environment("PATH"));
  for (std::string folder; std::getline(folders, folder, ':');) {
    const fs::path candidate = fs::path(folder.empty() ? "." : folder) / name;
    std::error_code ignored;
    if (fs::is_regular_file(candidate, ignored) && access(candidate.c_str(), X_OK) == 0) {
      return candidate.string();
    }
  }
  return std::nullopt;
}

}  // namespace spyglass
