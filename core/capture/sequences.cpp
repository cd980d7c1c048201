#include "core/capture/sequences.hpp"

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
  const auto key = lower ? std::pair(packet.from, packet.to) : std::pair(packet.to, packet.from);
  auto found = known_.find(key);
  tcp.relative = found != known_.end() && !tcp.has(tcp_flag::syn);
  if (!tcp.relative) {
    if (known_.size() >= most) known_.clear();
    const std::uint32_t other = tcp.acknowledged - 1;
    const Starts starts = lower ? Starts{tcp.sequence, other} : Starts{other, tcp.sequence};
    found = known_.insert_or_assign(key, starts).first;
  }
  tcp.own_start = lower ? found->second.lower : found->second.upper;
  tcp.other_start = lower ? found->second.upper : found->second.lower;
}

}  // namespace spyglass::capture
