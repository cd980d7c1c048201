#include "repl/trace/debug.hpp"

#include <fmt/format.h>

#include "core/syscalls/signals.hpp"
#include "repl/complain.hpp"

namespace spyglass {

namespace {

/// One sentence for each kind of stop.
struct Words {
  std::string operator()(const event::CallEntry& entry) const {
    return fmt::format("stopped at the entry of call {}", entry.call.number);
  }
  std::string operator()(const event::CallExit& exit) const {
    return fmt::format("stopped at the exit of its call, result {}", exit.result);
  }
  std::string operator()(const event::SingleStep&) const { return "made one step"; }
  std::string operator()(const event::Breakpoint& trap) const {
    return fmt::format("ran into a trap at {:#x}", trap.address.value());
  }
  std::string operator()(const event::Watchpoint&) const { return "touched what is watched"; }
  std::string operator()(const event::SignalStop& stop) const {
    return fmt::format("stopped for {}", signal_name(stop.signal));
  }
  std::string operator()(const event::GroupStop& stop) const {
    return fmt::format("is in a group stop by {}", signal_name(stop.signal));
  }
  std::string operator()(const event::Interrupted&) const { return "was interrupted"; }
  std::string operator()(const event::Started&) const { return "is new, and at its first stop"; }
  std::string operator()(const event::Exec& exec) const {
    return fmt::format("runs a new program; was thread {}", exec.former.value());
  }
  std::string operator()(const event::NewThread& made) const {
    return fmt::format("made {}", made.child.value());
  }
  std::string operator()(const event::Exiting&) const { return "is about to end"; }
  std::string operator()(const event::Gone&) const { return "is gone"; }
  std::string operator()(const event::Lost& lost) const {
    return fmt::format("made calls of which {} records were lost", lost.records);
  }
};

}  // namespace

void DebugReporter::show(const Trace::Step& step, std::size_t threads) {
  complain(fmt::format("{} traced; {} {}", threads, step.stop.thread.value(),
                       std::visit(Words{}, step.stop.event)));
}

}  // namespace spyglass
