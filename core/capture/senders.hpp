#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "core/capture/packet.hpp"
#include "core/decode/call.hpp"

namespace spyglass::capture {

/// Who sent a packet: a call of a traced thread, or the kernel by itself.
struct Sender {
  std::shared_ptr<const Call> call;  ///< null: no call
  bool by_kernel = false;            ///< an answer that no program is asked about
};

/// Finds the call that sent a packet, among those that somebody tells of.
///
/// A packet is a call's when the bytes that it carries are: once it is known between which ends the
/// descriptor of a call sends, by where they lie in the stream (TCP), and until then, and for UDP,
/// by what could have sent so many bytes at that time. What nothing speaks for stays without a
/// sender.
class Senders {
 public:
  /// Of each call that stops its thread, when it is made and when it is back.
  void entered(const std::shared_ptr<const Call>& call, Time when);
  void left(const std::shared_ptr<const Call>& call, Time when);
  /// A thread has ended: what it had open may have been closed by that.
  void ended(Tid thread);
  /// Of each packet, in their order.
  Sender of(const Packet& packet);

 private:
  using Ends = std::pair<End, End>;  ///< from, to
  struct Sent {
    std::shared_ptr<const Call> call;
    Time entered{};
    std::optional<Time> left = {};  ///< nothing: it is still in the kernel
    std::uint64_t unclaimed = 0;    ///< bytes of it that no packet carried yet
    std::optional<Ends> ends = {};  ///< where it sends, once that is known
    std::uint64_t offset = 0;       ///< in that stream
    bool claimed = false;           ///< a packet of another kind is its
    /// As far as its time and what is known of its ends tell.
    [[nodiscard]] bool may_be(const Packet& packet) const;
  };
  using Socket = std::pair<Pid, std::uint64_t>;  ///< a process and its descriptor
  struct Stream {
    Ends ends;
    std::uint64_t next = 0;  ///< where the bytes of the next call lie
  };

  Sent* by_offset(const Packet& packet);
  Sent* by_time(const Packet& packet, bool (*could_have)(const Call& call));
  Sent* data_by_time(const Packet& packet);
  void forget_reused(const Call& call);
  void know(Sent& sent, const Packet& packet);

  std::deque<Sent> calls_;  ///< the oldest first; as many as packets may be late for
  std::map<Socket, Stream> streams_;
};

}  // namespace spyglass::capture
