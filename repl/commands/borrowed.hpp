#pragma once

#include <span>
#include <string>
#include <string_view>

namespace spyglass {

/// What people bring along from other debuggers, from strace and from shells.
struct Borrowed {
  std::string_view words;  ///< "bt backtrace frame"
  std::string_view here;   ///< what does that here: commands in backticks
};

std::span<const Borrowed> borrowed_words();

/// The `here` of a word, or nothing.
std::string_view counterpart(std::string_view word);

/// A sentence on a line that begins with no command, when it can be taken for something else: a
/// call, or a program with its arguments. Else nothing. `directory`: where programs are started;
/// empty: ours.
std::string other_meaning(std::string_view line, const std::string& directory);

}  // namespace spyglass
