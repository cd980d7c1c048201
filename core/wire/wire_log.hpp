#pragma once

#include <deque>

#include "core/wire/conversation.hpp"

namespace spyglass {

/// What was said, for whoever asks about it later. Bounded: the oldest goes first.
class WireLog {
 public:
  static constexpr std::size_t most_bytes = 16 << 20;
  static constexpr std::size_t most_events = 100'000;

  void add(WireEvent event) {
    bytes_ += event.bytes.size();
    events_.push_back(std::move(event));
    while (bytes_ > most_bytes || events_.size() > most_events) {
      bytes_ -= events_.front().bytes.size();
      events_.pop_front();
      ++dropped_;
    }
  }

  /// In the order in which they were heard of.
  [[nodiscard]] const std::deque<WireEvent>& events() const { return events_; }
  /// How many are no longer here.
  [[nodiscard]] std::size_t dropped() const { return dropped_; }

 private:
  std::deque<WireEvent> events_;
  std::size_t bytes_ = 0;
  std::size_t dropped_ = 0;
};

}  // namespace spyglass
