#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/decode/call.hpp"

namespace spyglass {

/// Which way bytes went, seen from the process whose call it was.
enum class Way : std::uint8_t { sent, received };

/// What a call moved through a descriptor: a message, or some bytes of a stream.
struct Moved {
  Way way = Way::sent;
  int descriptor = -1;
  std::uint64_t length = 0;  ///< bytes
  std::string bytes = {};    ///< the first of them, as far as they were captured
  std::string peer = {};     ///< the address that the call was given, or gave: "127.0.0.1:53"
};

/// Of a call that came back; nothing where it failed, or only looked (MSG_PEEK). A stream's end is
/// a received piece without bytes.
std::vector<Moved> moved_by(const Call& call);

/// Whether it is one that can move bytes through a socket.
bool moves_bytes(const Call& call);

/// The descriptor through which a call is about to send; −1: it is no such call.
int sends_to(const Call& call);

/// The calls that can move bytes through sockets, with their data, in the notation of
/// CallSet::parse.
std::string moving_calls();

}  // namespace spyglass
