#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "repl/options/pack_options.hpp"
#include "repl/options/sandbox_options.hpp"
#include "repl/signals.hpp"
#include "repl/views/output.hpp"

namespace CLI {
class App;
}

namespace spyglass {

/// What stands behind `spyglass lesson`.
struct LessonOptions {
  std::vector<std::string> names;
  bool list = false;
  bool check = false;
  bool demonstrate = false;
  bool present = false;
  bool json = false;
  bool junit = false;
  bool csv = false;
  std::vector<std::string> grade;  ///< progress files of a class
  std::size_t repeat = 1;
  bool reference = false;
  bool annotations = false;
  std::optional<std::string> new_name;  ///< of the lesson that is to be begun
  std::optional<std::uint64_t> seed;
  std::optional<std::string> learner;
  PackOptions pack;
};

/// Declares the subcommand `lesson`; what is found goes to `options`.
/// Also those of `sandbox`, which may stand on both sides of the word.
void declare_lesson(CLI::App& app, LessonOptions& options, SandboxOptions& sandbox);

/// Does what they ask for; the exit status.
int run_lesson(const LessonOptions& options, const SandboxPolicy& sandbox, Signals& signals,
               Output& out);

}  // namespace spyglass
