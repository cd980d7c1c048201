#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace spyglass {

class Shell;

/// What can be completed at a command's arguments.
enum class Completes : std::uint8_t {
  nothing,
  programs,  ///< paths and commands of PATH
  calls,
  registers,  ///< and symbols
  symbols,
  commands,
  lessons,
  recipes,
  topics,  ///< calls, errors, signals and constants: what `explain` knows
};

/// A line that was typed, taken apart.
struct Words {
  std::vector<std::string> list;  ///< without the command itself; quotes are gone
  std::string rest;               ///< the same text as it was typed

  [[nodiscard]] bool empty() const { return list.empty(); }
  [[nodiscard]] std::size_t size() const { return list.size(); }
  const std::string& operator[](std::size_t index) const { return list[index]; }
};

/// A verb of the prompt: everything about it stands in its row; help and completion are made from
/// the rows.
struct Command {
  std::string_view name;
  std::string_view usage;    ///< "set REGISTER VALUE"
  std::string_view summary;  ///< half a line, for the one screen of `help`
  std::string_view help;     ///< a paragraph and an example
  Completes completes;
  Result<void> (*run)(Shell& shell, const Words& words);
  std::string_view alias = {};  ///< a shorter name, as in other debuggers; may be empty
  /// It lets the program do something or changes it: a task is looked at again afterwards.
  bool acts = false;

  /// By its whole name.
  [[nodiscard]] bool is_called(std::string_view word) const {
    return name == word || (!alias.empty() && alias == word);
  }
  [[nodiscard]] bool takes_words() const { return usage != name; }
};

/// A family of verbs, a file of this folder each.
struct CommandFamily {
  std::string_view title;  ///< "look", "move"
  std::span<const Command> commands;
};

std::span<const CommandFamily> command_families();

/// Of all commands, in the order of `help`.
std::vector<std::string_view> command_names();

/// By name or alias, or by a beginning that fits only one; else an error that names the nearest.
Result<const Command*> find_command(std::string_view word);

/// Splits a line at spaces; "double" and 'single' quotes keep words together, and inside double
/// ones \n, \t, \\, \", \0 and \xHH mean what they mean in C. An error for a quote without an end.
Result<Words> split_words(std::string_view line);

/// A line that split_words() takes apart into a command and these words.
std::string command_line(std::string_view command, const std::vector<std::string>& words);

/// The error for a command that was called with the wrong words: says how it wants to be called.
tl::unexpected<Error> wrong_usage(std::string_view command);

}  // namespace spyglass
