#include "core/tuning/tuning.hpp"

#include <algorithm>
#include <array>

namespace spyglass {

namespace {

/// Calls that make somebody who would inherit the one processor, or that tell or set it.
constexpr std::array<std::string_view, 6> telling = {
    "clone", "clone3", "fork", "vfork", "sched_getaffinity", "sched_setaffinity"};

constexpr std::array<std::string_view, 3> opening = {"open", "openat", "openat2"};

/// Files of /proc tell which processors a thread may use. Only a path that leads elsewhere for sure
/// is harmless.
bool may_open_proc(const Call& call) {
  if (std::ranges::find(opening, call.name) == opening.end()) return false;
  return std::ranges::none_of(call.arguments, [](const Value& value) {
    const auto* path = value.as<value::Text>();
    return path != nullptr && path->bytes.starts_with('/') && !path->bytes.starts_with("/proc");
  });
}

}  // namespace

std::span<const std::string_view> Tuning::looks_into() { return opening; }

Tuning Tuning::for_others() {
  Tuning tuning;
  tuning.latency_ = HeldLatency::hold();
  return tuning;
}

Tuning Tuning::for_launched(Tid thread) {
  Tuning tuning = for_others();
  if (!tuning.latency_) tuning.shared_ = SharedCpu::with(thread);
  return tuning;
}

Tuning Tuning::for_reading() {
  Tuning tuning;
  tuning.precedence_ = Precedence::take();
  return tuning;
}

Tuning Tuning::sharing(SharedCpu shared) {
  Tuning tuning;
  tuning.shared_ = std::move(shared);
  return tuning;
}

void Tuning::look_at(const Event& event, const Call* call) {
  if (!shared_) return;
  const bool has_made = std::holds_alternative<event::NewThread>(event);
  const bool begins = call != nullptr && std::holds_alternative<event::CallEntry>(event);
  const bool tells =
      begins && (std::ranges::find(telling, call->name) != telling.end() || may_open_proc(*call));
  if (has_made || tells) shared_.reset();
}

}  // namespace spyglass
