#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>

#include "core/capture/packet.hpp"
#include "core/wire/conversation.hpp"

namespace spyglass::capture {

/// Who sent a packet.
struct Sender {
  enum class Kind : std::uint8_t {
    nobody,     ///< that was seen
    call,       ///< of a traced thread
    under_way,  ///< most likely the call that a thread is in: what it sends is not heard of yet
    end,        ///< the end of the last process that had the socket
    kernel,     ///< by itself: an answer that no program is asked about
  };
  Kind kind = Kind::nobody;
  std::shared_ptr<const Call> call = {};  ///< of `call` and `under_way`: that of its first byte
  std::size_t more_calls = 0;             ///< whose bytes are in it, too
  std::shared_ptr<const Conversation> conversation = {};  ///< in which it was sent
};

/// Finds the call that sent a packet by what is heard of conversations: the packet's ends are those
/// of a socket, and the bytes that it carries lie where a call's bytes lie in the stream (TCP), or
/// are as many as a call sent at that time (UDP).
class Senders {
 public:
  /// Something happened. `call` is shown for it; null where none is known.
  void heard(const WireEvent& event, std::shared_ptr<const Call> call);

  // What threads are doing now, after what was heard in the same step: a packet may be seen before
  // the call that sends it is back.
  void entered(const std::shared_ptr<const Call>& call, Time when);
  void left(const std::shared_ptr<const Call>& call, Time when);
  void gone(Tid thread);

  /// Of packets in their order; one whose sender is under way may be asked for again.
  Sender of(const Packet& packet);

 private:
  /// What a call did, and between which moments.
  struct Deed {
    std::shared_ptr<const Call> call;
    Time from{}, until{};
    std::uint64_t offset = 0, length = 0;  ///< of bytes
    bool is_claimed = false;               ///< a datagram was found to be its
    [[nodiscard]] bool holds(Time time) const;
  };
  /// What one end of a conversation sends.
  struct Flow {
    std::shared_ptr<const Conversation> conversation;
    Time since{};
    std::optional<Endpoint> local, peer;
    std::optional<Deed> begun, ended;
    std::deque<Deed> sent;
    /// The number in front of its first byte, where its beginning was not seen.
    std::optional<std::uint32_t> start = {};
    [[nodiscard]] bool may_have(const Packet& packet) const;
  };
  struct UnderWay {
    std::shared_ptr<const Call> call;
    Time entered{};
    std::optional<Time> left = {};  ///< it is back, and what it has closed is heard of next
  };

  Flow& flow_of(const WireEvent& event);
  Flow* find(const Packet& packet);
  void forget_left();
  [[nodiscard]] std::shared_ptr<const Call> under_way(const Packet& packet, const Flow* flow) const;
  static Sender sender_in(Flow& flow, const Packet& packet);
  static Sender sender_of_bytes(Flow& flow, const Packet& packet);
  static Sender sender_of_message(Flow& flow, const Packet& packet);

  std::deque<Flow> flows_;  ///< the oldest first
  std::map<Tid, UnderWay> under_way_;
};

}  // namespace spyglass::capture
