#include "repl/lesson/own_lines.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "repl/commands/command.hpp"

namespace spyglass {

namespace {

/// A command that reaches further than the lesson's program, or does so with some of its flags.
struct FarReaching {
  std::string_view command;
  std::string_view what;
  std::string_view letters = {};        ///< of short flags; none and no long ones: in any case
  std::string_view with_values = {};    ///< letters behind which a value may stand
  std::string_view long_flags[5] = {};  ///< their beginnings
};
constexpr FarReaching far_reaching[] = {
    {"record", "writes a file"},
    {"replay", "reads a file"},
    {"attach", "takes hold of a process that is not the lesson's"},
    {"lesson", "leaves the lesson"},
    {"sample", "writes a file with -f", "f", "", {"--f"}},
    {"trace",
     "reaches files and other processes with -o, -A, -p, --record and --from",
     "oAp",
     "abeEIPsSuUXO",
     {"--o", "--rec", "--at", "--fr"}},
};

bool is_such_a_flag(const FarReaching& row, std::string_view word) {
  if (word.starts_with("--")) {
    return std::ranges::any_of(row.long_flags, [&](std::string_view flag) {
      return !flag.empty() && word.starts_with(flag);
    });
  }
  if (!word.starts_with('-')) return false;
  // Several letters may share a dash; the one that takes a value ends them.
  for (const char letter : word.substr(1)) {
    if (row.letters.find(letter) != std::string_view::npos) return true;
    if (row.with_values.find(letter) != std::string_view::npos) return false;
  }
  return false;
}

}  // namespace

Result<void> allow_own_line(std::string_view line) {
  const auto words = split_words(line);
  if (!words || words->empty()) return {};  // whoever runs it says what is wrong with it
  const auto command = find_command((*words)[0]);
  if (!command) return {};
  for (const FarReaching& row : far_reaching) {
    if (row.command != (*command)->name) continue;
    const bool always = row.letters.empty();
    const auto rest = std::span(words->list).subspan(1);
    const bool such = std::ranges::any_of(
        rest, [&](const std::string& word) { return is_such_a_flag(row, word); });
    if (!always && !such) return {};
    return bad_input(
        fmt::format("the lesson wants to run `{}`, and `{}` {}: that is for you to type", line,
                    row.command, row.what));
  }
  return {};
}

}  // namespace spyglass
