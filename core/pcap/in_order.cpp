#include "core/pcap/in_order.hpp"

namespace spyglass::pcap {

namespace {

std::size_t size_of(const WireEvent& event) { return sizeof event + event.bytes.size(); }

}  // namespace

void InOrder::take(WireEvent event) {
  bytes_ += size_of(event);
  const Time time = event.time;
  waiting_.emplace(time, std::move(event));
  while (bytes_ > most_bytes) pass_first();
}

void InOrder::release(std::optional<Time> older_than) {
  while (!waiting_.empty() && (!older_than || waiting_.begin()->first < *older_than)) pass_first();
}

void InOrder::pass_first() {
  const auto first = waiting_.begin();
  bytes_ -= size_of(first->second);
  next_(first->second);
  waiting_.erase(first);
}

}  // namespace spyglass::pcap
