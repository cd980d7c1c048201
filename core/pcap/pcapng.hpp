#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "core/pcap/packets.hpp"

namespace spyglass::pcap {

/// The blocks of a capture file, draft-ietf-opsawg-pcapng, little-endian. libpcap writes the older
/// format alone, in which packets have no comments. One section, one interface, whose packets begin
/// with their IP header (LINKTYPE_RAW), with times in nanoseconds.
using Write = std::function<void(std::string_view)>;

/// What such a file begins with. `what`: of whom it is, for the section's comment.
void write_beginning(const Write& write, std::string_view what);
void write_packet(const Write& write, const Packet& packet);

}  // namespace spyglass::pcap
