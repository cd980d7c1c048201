#include "repl/trace/call_facts.hpp"

namespace spyglass {

CallStatus status_of(const Call& call) {
  if (call.no_return || call.never_returns()) return CallStatus::unfinished;
  return call.error() ? CallStatus::failed : CallStatus::successful;
}

std::chrono::system_clock::time_point wall_time(const Trace::Step& step,
                                                Call::Clock::time_point moment) {
  using std::chrono::system_clock;
  const auto before = step.when - moment;
  return step.wall_time - std::chrono::duration_cast<system_clock::duration>(before);
}

}  // namespace spyglass
