#include "core/capture/sequences.hpp"

#include <algorithm>

namespace spyglass::capture {

// As tcpdump does it: the first packet that acknowledges something tells both starts and is written
// with its own numbers (in a connection that is seen from its beginning, that is the answer to
// SYN); those behind it are relative. A SYN alone is never relative.
void Sequences::take(Packet& packet) {
  if (packet.protocol != Protocol::tcp) return;
  Tcp& tcp = packet.tcp;
  if (!tcp.has(tcp_flag::ack)) {
    tcp.own_start = tcp.sequence;
    return;
  }
  const bool lower = packet.from < packet.to;
  const std::pair<Endpoint, Endpoint> key = std::minmax(packet.from, packet.to);
  auto found = known_.find(key);
  tcp.relative = found != known_.end() && !tcp.has(tcp_flag::syn);
  if (!tcp.relative) {
    if (known_.size() >= most) known_.clear();
    const std::uint32_t other = tcp.acknowledged - 1;
    Starts starts{tcp.sequence, other, tcp.has(tcp_flag::syn)};
    if (!lower) std::swap(starts.lower, starts.upper);
    found = known_.insert_or_assign(key, starts).first;
  }
  tcp.whole = found->second.whole;
  tcp.own_start = lower ? found->second.lower : found->second.upper;
  tcp.other_start = lower ? found->second.upper : found->second.lower;
}

}  // namespace spyglass::capture
