#pragma once

#include <string>

#include "core/capture/packet.hpp"

namespace spyglass::capture {

/// A packet as `tcpdump -n` writes it, without the newline. Text of programs in it may hold any
/// bytes.
std::string packet_text(const Packet& packet);

/// What a packet of DNS asks or answers: "4660+ A? example.com. (29)"; empty where it is none.
std::string dns_text(Bytes payload, std::size_t length);

}  // namespace spyglass::capture
