#pragma once

#include <memory>
#include <string>

#include "core/observe/observer.hpp"
#include "repl/trace/request.hpp"

namespace spyglass {

/// By which means calls are seen: ptrace(2) stops the program at each, bpf(2) never does.
struct ChosenEngine {
  std::unique_ptr<observe::Observer> observer;  ///< null: ptrace
  std::string why;                              ///< ends the sentence "engine: bpf, because …"

  [[nodiscard]] std::string sentence() const;
};

/// Whether something is asked for that can be told, or done, only while a thread stands still.
bool needs_stopped_threads(const TraceRequest& request);

/// An error where bpf is asked for by name, and with it what only a stopped program can give.
Result<void> check_engine(const TraceRequest& request);

/// What --engine asks for; by itself the one that costs the program less. An error where bpf is
/// asked for by name and cannot be had here. Of a request that check_engine() has found good.
/// `timed`: calls say when they were made; else they may leave it open (time_in_kernel).
Result<ChosenEngine> choose_engine(const TraceRequest& request, bool timed = true);

}  // namespace spyglass
