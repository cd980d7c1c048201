#include "repl/session/tally.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/duration.hpp"
#include "core/live_names.hpp"
#include "core/report/text.hpp"

namespace spyglass {

namespace {

/// After so long, asking what a descriptor is costs nothing beside the call itself. Of shorter ones
/// the name that was heard last will do.
constexpr std::chrono::microseconds worth_asking{200};

Naming of_descriptors() {
  Naming naming;
  for (const auto fact : {DescriptorFact::path, DescriptorFact::socket, DescriptorFact::pidfd}) {
    naming.descriptors.insert(static_cast<int>(fact));
  }
  return naming;
}

/// That a call is about: the first one it names, or those that it waits for together.
std::vector<int> descriptors_of(const Call& call) {
  std::vector<int> found;
  const auto add = [&](const Value& value) {
    const auto* descriptor = value.as<value::Descriptor>();
    if (descriptor != nullptr && descriptor->number >= 0) found.push_back(descriptor->number);
  };
  for (const Value& argument : call.arguments) {
    add(argument);
    if (const auto* list = argument.as<value::Array>()) {
      for (const Value& element : list->elements) {
        add(element);
        const auto* members = element.as<value::Struct>();
        if (members == nullptr || members->fields.empty()) continue;
        add(members->fields.front().value);  // pollfd
      }
    }
    if (!found.empty()) break;
  }
  return found;
}

std::string name_of(Tid thread, int descriptor, const proc::Source& source) {
  const LiveNames names(of_descriptors(), thread, source);
  return value_text({names.descriptor(descriptor)});
}

}  // namespace

void Tally::begin(Clock::time_point now, const std::optional<proc::Usage>& used) {
  began_ = now;
  used_before_ = used.value_or(proc::Usage{});
}

void Tally::stand_still(Clock::time_point now) {
  if (!still_since_) still_since_ = now;
}

void Tally::go_on(Clock::time_point now) {
  stood_ = stood(now);
  still_since_.reset();
}

Tally::Time Tally::stood(Clock::time_point now) const {
  return still_since_ ? stood_ + (now - *still_since_) : stood_;
}

void Tally::entered(const Call& call) { stood_at_entry_[call.thread] = stood(call.entered); }

Tally::Time Tally::spent(const Call& call, Clock::time_point until) const {
  const auto before = stood_at_entry_.find(call.thread);
  const Time still = before == stood_at_entry_.end() ? Time{} : stood(until) - before->second;
  return std::max<Time>(until - call.entered - still, Time{});
}

Tally::Wait Tally::so_far(const Call& call, Clock::time_point now,
                          const proc::Source& source) const {
  Wait wait{std::string(call.name), {}, 1, spent(call, now)};
  for (const int descriptor : descriptors_of(call)) {
    wait.on += (wait.on.empty() ? "" : ", ") + name_of(call.thread, descriptor, source);
  }
  return wait;
}

void Tally::left(const Call& call, const proc::Source& source) {
  const Time time = spent(call, call.left);
  stood_at_entry_.erase(call.thread);
  if (call.no_return) return;
  summary_.add(call, time);
  std::string on;
  for (const int descriptor : descriptors_of(call)) {
    std::string& name = names_[{call.process, descriptor}];
    if (name.empty() || time > worth_asking) name = name_of(call.thread, descriptor, source);
    on += (on.empty() ? "" : ", ") + name;
    // It will be another one when the number comes again.
    if (call.name == "close") names_.erase({call.process, descriptor});
  }
  Wait& wait = waits_[{std::string(call.name), on}];
  wait.call = call.name;
  wait.on = on;
  ++wait.calls;
  wait.total = sum_of_times(wait.total, time);
}

std::vector<Tally::Wait> Tally::waits() const {
  std::vector<Wait> all;
  for (const auto& [key, wait] : waits_) all.push_back(wait);
  std::ranges::stable_sort(all, std::ranges::greater(), &Wait::total);
  return all;
}

}  // namespace spyglass
