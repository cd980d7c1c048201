#pragma once

#include <filesystem>
#include <string>
#include <vector>

/// A command line that both tracers run: one line of a file in commands/.
///
///     [WORDS] FLAGS -- COMMAND
///
/// A shell reads FLAGS and COMMAND, so quotes, $TRACE, $X86_64 and $I386 mean what they always do.
/// WORDS are apart by blanks and each is one of
///   attach        COMMAND is started first; FLAGS hold -p $PROGRAM. It goes on, by a line on its
///                 standard input, once it is attached to
///   silent        what the tracer itself says on standard error is not compared
///   sorted        the order of lines does not count (tables, and where the scheduler decides)
///   slowed        it goes so only where both tracers slow it down: for ptrace alone
///   root          skipped when the suite is run by somebody else
///   needs=A,B     skipped when these programs are not there, beside the command itself
struct CommandLine {
  std::string topic;  ///< the file's name
  std::string flags;
  std::string command;
  std::vector<std::string> needs;
  bool attach = false;
  bool silent = false;
  bool sorted = false;
  bool slowed = false;
  bool root = false;

  [[nodiscard]] std::string name() const {
    return topic + ": " + (flags.empty() ? "" : flags + " -- ") + command;
  }
};

/// All lines of all files in a folder, in the files' order. Throws with the file and the line when
/// one cannot be understood.
std::vector<CommandLine> read_command_lines(const std::filesystem::path& folder);
