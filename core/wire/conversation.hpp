#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/wire/moved.hpp"

namespace spyglass {

/// What one socket of a traced program has said and heard, seen from that end: of a connection, or,
/// where messages carry their addresses, with one of those whom it talks to.
struct Conversation {
  using Time = Call::Clock::time_point;
  using Duration = Call::Clock::duration;

  /// How it began.
  enum class Origin : std::uint8_t {
    called,  ///< connect(2)
    taken,   ///< accept(2)
    found,   ///< it was there before anybody looked, or has none who calls: socketpair(2), UDP
  };
  struct Direction {
    std::uint64_t bytes = 0;
    std::uint64_t messages = 0;  ///< or pieces of a stream
    std::uint64_t unseen = 0;    ///< of the bytes, those that were not captured
    bool ended = false;          ///< shut down, or an end was read
  };

  std::size_t number = 0;  ///< from 1, in the order in which they began
  Origin origin = Origin::found;
  std::string protocol;  ///< "TCP", "UDP", "unix", …: OpenFile::name
  std::string local, peer;
  std::vector<Pid> processes;  ///< that had a part in it, the first one first; never empty
  std::string command;         ///< of the first one

  Time began{};  ///< connect(2) was called, accept(2) came back, or the first bytes were moved
  std::optional<Time> connected = {};  ///< at the latest
  std::optional<Errno> refused = {};   ///< why connect(2) failed
  std::optional<Time> ended = {};      ///< by the last close(2), or the end of the last process

  Direction sent, received;
  std::optional<Way> first_way = {};  ///< who spoke first; of a request and its answer, who asked
  /// From the end of what was said first to the beginning of what was said back.
  std::optional<Duration> first_answer = {};
  Duration waited = {};     ///< in which this end stood ready to read, and nothing came
  Duration hesitated = {};  ///< in which it did something else, and the other one waited

  [[nodiscard]] const Direction& direction(Way way) const {
    return way == Way::sent ? sent : received;
  }
  [[nodiscard]] bool is_stream() const { return protocol == "TCP" || protocol == "unix"; }
};

/// Something that happened in a conversation.
struct WireEvent {
  enum class Kind : std::uint8_t {
    called,     ///< connect(2) was called
    connected,  ///< and the other end has answered
    refused,    ///< or not: Conversation::refused
    taken,      ///< accept(2) brought it
    moved,      ///< bytes went one way
    shut,       ///< one way has ended: shutdown(2), or an end was read
    closed,     ///< the last one here who had it open is gone
  };
  Kind kind;
  std::shared_ptr<const Conversation> conversation;
  /// Bytes leave when a call that sends them is made, and have arrived when one that reads them is
  /// back.
  Call::Clock::time_point time{};
  std::chrono::system_clock::time_point wall_time{};  ///< the same moment
  std::shared_ptr<const Call> call = {};              ///< that made it happen; null: none did
  Way way = Way::sent;                                ///< of moved and shut
  std::uint64_t length = 0;                           ///< of moved: bytes
  std::string bytes = {};    ///< the first of them, as far as they were captured
  std::uint64_t offset = 0;  ///< how many went that way before
};

}  // namespace spyglass
