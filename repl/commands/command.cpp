#include "repl/commands/command.hpp"

#include <fmt/format.h>

#include <array>

#include "core/base/nearest.hpp"
#include "repl/commands/borrowed.hpp"
#include "repl/commands/families.hpp"

namespace spyglass {

std::span<const CommandFamily> command_families() {
  using namespace commands;
  static const std::array families = {moving(),     travelling(), looking(),  sides(),  measuring(),
                                      wire(),       trapping(),   changing(), inside(), tracing(),
                                      explaining(), recording(),  learning(), tool()};
  return families;
}

std::vector<std::string_view> command_names() {
  std::vector<std::string_view> names;
  for (const CommandFamily& family : command_families()) {
    for (const Command& command : family.commands) names.push_back(command.name);
  }
  return names;
}

Result<const Command*> find_command(std::string_view word) {
  std::vector<const Command*> beginnings;
  for (const CommandFamily& family : command_families()) {
    for (const Command& command : family.commands) {
      if (command.is_called(word)) return &command;
      if (!word.empty() && command.name.starts_with(word)) beginnings.push_back(&command);
    }
  }
  if (beginnings.size() == 1) return beginnings.front();
  std::string instead;
  if (const auto here = counterpart(word); !here.empty()) instead = fmt::format("; try {}", here);
  if (!beginnings.empty()) {
    std::string list;
    for (const Command* command : beginnings) {
      list += fmt::format("{}{}", list.empty() ? "" : ", ", command->name);
    }
    return bad_input(fmt::format("`{}` could be {}{}", word, list, instead));
  }
  if (instead.empty()) instead = did_you_mean(word, command_names());
  return bad_input(fmt::format("there is no command `{}`{}; `help` lists them", word, instead));
}

std::string command_line(std::string_view command, const std::vector<std::string>& words) {
  std::string line(command);
  for (const std::string& word : words) {
    line += " '";
    for (const char c : word) line += c == '\'' ? std::string("'\"'\"'") : std::string(1, c);
    line += '\'';
  }
  return line;
}

tl::unexpected<Error> wrong_usage(std::string_view name) {
  const auto command = find_command(name);
  return bad_input(fmt::format("usage: {}   (`help {}` says more)", (*command)->usage, name));
}

}  // namespace spyglass
