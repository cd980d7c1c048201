#pragma once

#include <map>
#include <string>
#include <vector>

/// A finished run of the program, without a terminal.
struct Finished {
  int status = -1;  ///< exit status, or 128 + the signal that killed it
  std::string output;
  std::string errors;
};

struct Circumstances {
  std::map<std::string, std::string> environment = {};  ///< set anew, or added
  std::string directory = {};                           ///< empty: ours
  std::string binary = SPYGLASS_BINARY;
};

/// Runs spyglass with arguments and `input` on its standard input; NO_COLOR and a home of its own
/// are set. Ends it when it hangs.
Finished run_spyglass(const std::vector<std::string>& arguments, const std::string& input = "",
                      const Circumstances& circumstances = {});

/// The same with commands, one a line, about a program; with none when its name is empty.
Finished at_prompt(const std::vector<std::string>& commands,
                   const std::string& program = SPYGLASS_PROGRAMS_DIR "/x86_64/hello",
                   const Circumstances& circumstances = {});
