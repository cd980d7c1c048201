#pragma once

#include <algorithm>

#include "core/capture/packet.hpp"

namespace spyglass::capture {

/// Numbers in the order of networks, from bytes that may end anywhere: beyond the end all is 0, and
/// `ended` says so.
class Reader {
 public:
  explicit Reader(Bytes bytes) : bytes_(bytes) {}

  std::uint8_t byte() {
    if (at_ >= bytes_.size()) {
      ended_ = true;
      return 0;
    }
    return bytes_[at_++];
  }
  std::uint16_t word() {
    const auto high = static_cast<std::uint16_t>(byte() << 8);
    return static_cast<std::uint16_t>(high | byte());
  }
  std::uint32_t number() {
    const std::uint32_t high = word();
    return high << 16 | word();
  }
  Bytes take(std::size_t count) {
    const Bytes taken = bytes_.subspan(at_, std::min(count, bytes_.size() - at_));
    ended_ |= taken.size() < count;
    at_ += taken.size();
    return taken;
  }
  Bytes rest() { return take(bytes_.size() - at_); }

  [[nodiscard]] bool ended() const { return ended_; }
  [[nodiscard]] std::size_t at() const { return at_; }
  [[nodiscard]] bool at_end() const { return at_ >= bytes_.size(); }

 private:
  Bytes bytes_;
  std::size_t at_ = 0;
  bool ended_ = false;
};

}  // namespace spyglass::capture
