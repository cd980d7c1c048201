#include "repl/shell/completion.hpp"

#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "core/base/read_text.hpp"
#include "core/syscalls/catalogue.hpp"
#include "repl/commands/topics.hpp"
#include "repl/lesson/lessons.hpp"
#include "repl/recipe/recipe_list.hpp"
#include "repl/shell/shell.hpp"

namespace spyglass {

namespace {

namespace fs = std::filesystem;

std::vector<std::string> copies(const std::vector<std::string_view>& names) {
  return {names.begin(), names.end()};
}

void add_files(std::vector<std::string>& into, const std::string& word) {
  const std::size_t slash = word.rfind('/');
  const std::string folder = slash == std::string::npos ? "" : word.substr(0, slash + 1);
  std::error_code ignored;
  for (const auto& entry : entries_of(folder.empty() ? "." : folder, ignored)) {
    const std::string suffix = entry.is_directory(ignored) ? "/" : "";
    into.push_back(folder + entry.path().filename().string() + suffix);
  }
}

void add_commands_of_path(std::vector<std::string>& into) {
  const char* path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "" : path);
  std::error_code ignored;
  for (std::string folder; std::getline(folders, folder, ':');) {
    for (const auto& entry : entries_of(folder, ignored)) {
      into.push_back(entry.path().filename().string());
    }
  }
}

std::vector<std::string> registers_of(const Session& session) {
  std::vector<std::string> names;
  if (const auto registers = session.registers()) {
    for (const Register& which : registers->abi().registers) names.emplace_back(which.name);
  }
  return names;
}

}  // namespace

std::vector<std::string> completions(Shell& shell, const std::string& before_cursor) {
  const std::size_t first = before_cursor.find_first_not_of(" \t");
  const std::size_t space = before_cursor.find_first_of(" \t", first);
  if (first == std::string::npos || space == std::string::npos) return copies(command_names());
  const auto command = find_command(before_cursor.substr(first, space - first));
  if (!command) return {};
  const std::string word = before_cursor.substr(before_cursor.find_last_of(" \t") + 1);
  std::vector<std::string> names;
  switch ((*command)->completes) {
    case Completes::nothing: break;
    case Completes::programs:
      if (word.find('/') == std::string::npos) add_commands_of_path(names);
      add_files(names, word);
      break;
    case Completes::calls: return copies(row_names());
    case Completes::registers: {
      names = registers_of(shell.session());
      const auto symbols = shell.session().symbols().names();
      names.insert(names.end(), symbols.begin(), symbols.end());
      break;
    }
    case Completes::symbols: return shell.session().symbols().names();
    case Completes::commands: return copies(command_names());
    case Completes::lessons: return shell.lessons().names();
    case Completes::recipes:
      for (const auto& file : recipe_files()) names.push_back(file.stem().string());
      break;
    case Completes::topics: return copies(topic_names());
  }
  return names;
}

}  // namespace spyglass
