#pragma once

#include <map>
#include <utility>

#include "core/capture/packet.hpp"

namespace spyglass::capture {

/// Where the streams of TCP connections begin: both ends draw a number to count from, and people
/// count from 0. As many connections are remembered as fit; then it begins anew.
class Sequences {
 public:
  /// Fills in `own_start`, `other_start`, `relative` and `whole` of a packet of TCP; of packets in
  /// their order.
  void take(Packet& packet);

 private:
  struct Starts {
    std::uint32_t lower = 0, upper = 0;  ///< of the end that sorts first, and of the other
    bool whole = false;                  ///< told by the answer to a SYN
  };
  static constexpr std::size_t most = 4096;
  std::map<std::pair<Endpoint, Endpoint>, Starts> known_;
};

}  // namespace spyglass::capture
