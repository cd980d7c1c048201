#pragma once

#include "core/inside/visit.hpp"

namespace spyglass {

/// Hears what instructions do that a visited thread is given (Visit::run_code).
class CodeWatcher {
 public:
  virtual ~CodeWatcher() = default;

  /// One instruction, call instructions included, behind their calls. No longer told once the code
  /// has run for `stepped_instructions`.
  virtual void executed(const RegisterValues& before, const RegisterValues& after) = 0;
  /// At the entry of a call: false keeps it from the kernel, and ends the run.
  virtual bool may_enter(const CallNumbers& call, const ProcessMemory& memory) = 0;
  virtual void left(std::int64_t result, const ProcessMemory& memory) = 0;
  /// The new process of a fork, at its first stop.
  virtual void made(Stopped child) = 0;
};

/// How a run of code ended.
struct CodeEnd {
  enum class Kind : std::uint8_t {
    arrived,     ///< behind its last instruction
    fault,       ///< an instruction could not be executed, or was a trap: `info`
    broken_off,  ///< patience ran out
    kept_back,   ///< it wanted to make a call that the watcher would not have
    replaced,    ///< the thread has become another program: abandon() it
  };
  /// After so many the code runs freely, from call to call: a step takes a thousand times as long
  /// as an instruction.
  static constexpr std::size_t stepped_instructions = 10000;

  Kind kind;
  RegisterValues registers;  ///< that it ended with
  siginfo_t info{};
  bool ran_freely = false;  ///< it has executed more instructions than the watcher was told of
};

}  // namespace spyglass
