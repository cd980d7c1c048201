#pragma once

#include <functional>
#include <map>

#include "core/wire/conversation.hpp"

namespace spyglass::pcap {

/// Puts events into the order of their times: what a call has sent is heard of when it is back, and
/// somebody may have read it by then.
class InOrder {
 public:
  using Time = Call::Clock::time_point;
  using Next = std::function<void(const WireEvent&)>;
  explicit InOrder(Next next) : next_(std::move(next)) {}

  void take(WireEvent event);
  /// Nothing older than that will be taken: Conversations::oldest_unheard().
  void release(std::optional<Time> older_than);

  /// A call that sends for ever does not hold up more than so many bytes.
  static constexpr std::size_t most_bytes = 16 << 20;

 private:
  void pass_first();

  Next next_;
  std::multimap<Time, WireEvent> waiting_;
  std::size_t bytes_ = 0;
};

}  // namespace spyglass::pcap
