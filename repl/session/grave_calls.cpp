#include "repl/session/grave_calls.hpp"

#include <fmt/format.h>
#include <sched.h>

#include <algorithm>
#include <array>

namespace spyglass {

std::string_view grave_effect(std::string_view call) {
  constexpr std::array<std::string_view, 2> endings = {"exit", "exit_group"};
  constexpr std::array<std::string_view, 2> replacements = {"execve", "execveat"};
  if (std::ranges::find(endings, call) != endings.end()) return "end the program";
  if (std::ranges::find(replacements, call) != replacements.end()) {
    return "put another program in its place";
  }
  return {};
}

Result<void> check_harmless(const Call& call) {
  const bool shares = call.name == "vfork" ||
                      (call.name == "clone" && (call.argument_values[0] & CLONE_VM) != 0) ||
                      call.name == "clone3";
  if (!shares) return {};
  return bad_input(
      fmt::format("{} would let two threads run on one stack: `do fork()` makes a process with a "
                  "memory of its own",
                  call.name));
}

}  // namespace spyglass
