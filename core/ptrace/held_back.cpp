#include "core/ptrace/held_back.hpp"

#include <algorithm>

namespace spyglass {

std::optional<ResumeClock::time_point> HeldBack::next() const {
  const auto first =
      std::ranges::min_element(plans_, {}, [](const auto& entry) { return entry.second.when; });
  return first == plans_.end() ? std::nullopt : std::optional(first->second.when);
}

void HeldBack::resume_until(ResumeClock::time_point now) {
  std::erase_if(plans_, [&](const auto& entry) {
    const auto& [thread, plan] = entry;
    if (plan.when > now) return false;
    (void)door::resume(thread, plan.how, plan.signal);  // one that is gone will say so by itself
    return true;
  });
}

}  // namespace spyglass
