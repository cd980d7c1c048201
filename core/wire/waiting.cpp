#include "core/wire/waiting.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace spyglass {

namespace {

constexpr std::array<std::string_view, 10> waiters = {
    "poll",     "ppoll",           "ppoll_time64", "select",      "_newselect",
    "pselect6", "pselect6_time64", "epoll_wait",   "epoll_pwait", "epoll_pwait2",
};

/// Of a thread so many are kept: what lies further back belongs to silences that are over.
constexpr std::size_t most_spans = 256;

}  // namespace

std::string WaitingTimes::calls() {
  // Those that only some ABIs have may be none: `?`.
  return fmt::format("?{}", fmt::join(waiters, ",?"));
}

void WaitingTimes::note(const Call& call, bool reads) {
  if (!reads && std::ranges::find(waiters, std::string_view(call.name)) == waiters.end()) return;
  Thread& thread = threads_[call.thread];
  thread.process = call.process;
  thread.spans.push_back({call.entered, call.left});
  if (thread.spans.size() > most_spans) thread.spans.pop_front();
}

Call::Clock::duration WaitingTimes::of(Pid process, Time from, Time to) const {
  Call::Clock::duration most{};
  for (const auto& [id, thread] : threads_) {
    if (thread.process != process) continue;
    Call::Clock::duration all{};
    for (auto span = thread.spans.rbegin(); span != thread.spans.rend() && span->to > from;
         ++span) {
      all += std::max(Call::Clock::duration{}, std::min(span->to, to) - std::max(span->from, from));
    }
    most = std::max(most, all);
  }
  return most;
}

}  // namespace spyglass
