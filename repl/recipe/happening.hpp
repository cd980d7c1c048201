#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/exit_status.hpp"
#include "core/decode/call.hpp"
#include "core/inject/injection.hpp"

namespace spyglass {

class CallStacks;
class OpenFiles;
class ProcessFamily;
class Stopped;

/// What is done to the call that a recipe is told of at its entry.
struct Control {
  Injection injection;
  std::optional<std::string> pause;  ///< stop there, and say this
};

/// Something of which a recipe is told: a call, or what became of a process or a signal. It is what
/// the objects that Lua sees (event.hpp) look into.
struct Happening {
  std::shared_ptr<const Call> call;  ///< null: it is about none
  Pid process{};
  Tid thread{};
  std::chrono::system_clock::time_point wall_time{};  ///< when it began
  std::chrono::duration<double> since_start{};        ///< of the trace
  std::optional<std::chrono::duration<double>> cpu;   ///< that the kernel worked for the call
  int run = 1;  ///< which of several recordings and programs, from 1
  /// What is known of processes and descriptors at that moment; null of what has been kept.
  const ProcessFamily* family = nullptr;
  const OpenFiles* files = nullptr;
  CallStacks* stacks = nullptr;      ///< null: nobody has said that he wants them
  const Stopped* stopped = nullptr;  ///< the thread; null where it does not stand still
  Signal signal = no_signal;
  std::optional<ExitStatus> status;                       ///< of a process that has ended
  std::optional<std::chrono::duration<double>> lifetime;  ///< likewise
  std::optional<std::string> file;  ///< of what has been kept: what its descriptor was open on
  Control* control = nullptr;  ///< null: it cannot be changed, since it is no call about to be made
};

}  // namespace spyglass
