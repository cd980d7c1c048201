#pragma once

#include <functional>
#include <map>
#include <set>

#include "core/pcap/headers.hpp"
#include "core/wire/conversation.hpp"

namespace spyglass::pcap {

/// A packet from its IP header on, as much of it as is known.
struct Packet {
  std::chrono::system_clock::time_point time;
  std::string bytes;
  std::size_t length = 0;  ///< on the wire
  std::string comment;     ///< which call sent it, or why it is there
};

/// Makes packets of what happened in conversations over TCP and UDP: those that the kernel would
/// have sent, in one order, with sequence numbers and checksums of our own. Of a connection both of
/// whose ends are told of, what was received is left out, since it was sent.
class PacketMaker {
 public:
  using Send = std::function<void(const Packet&)>;
  explicit PacketMaker(Send send) : send_(std::move(send)) {}

  /// In the order of their times.
  void take(const WireEvent& event);

  /// What became of all that.
  struct Account {
    std::uint64_t packets = 0;
    std::uint64_t flows = 0;  ///< connections, or pairs of ends that send each other messages
    std::set<std::size_t> without_packets;  ///< of unix(7), or of unknown ends
    std::set<std::size_t> of_guessed_ends;  ///< an address or a port was not known
    std::uint64_t unseen_bytes = 0;         ///< that passed, and were not captured
  };
  [[nodiscard]] const Account& account() const { return account_; }

 private:
  /// One of the two ends.
  struct End {
    Endpoint at;
    bool is_traced = false;        ///< its own calls tell what it sends
    bool has_begun = false;        ///< it has sent its SYN
    bool has_ended = false;        ///< and its FIN
    bool is_closed = false;        ///< nobody traced has it open any more
    std::uint32_t next = 0;        ///< the sequence number of the next byte
    std::uint64_t unanswered = 0;  ///< bytes since the other end has sent anything
  };
  struct Flow {
    End ends[2];
    bool established = false;
    bool has_guessed_caller = false;
    std::uint64_t begun = 0;  ///< the later, the larger
    std::uint64_t last_used = 0;
  };
  using Key = std::pair<Endpoint, Endpoint>;  ///< the smaller one first
  /// A flow seen from the end of an event.
  struct View {
    End& local;
    End& remote;
    Flow& flow;
  };

  void take_tcp(const WireEvent& event, const Endpoint& local, const Endpoint& remote);
  void take_udp(const WireEvent& event, const Endpoint& local, const Endpoint& remote);
  View view(const WireEvent& event, const Endpoint& local, const Endpoint& remote);
  Flow& new_flow(const Key& key);
  [[nodiscard]] std::optional<Endpoint> caller_of(const WireEvent& event, const Endpoint& local,
                                                  const std::optional<Endpoint>& remote) const;
  void shake_hands(View view, const WireEvent& event);
  void send_stream(End& from, End& to, const WireEvent& event);
  void end_stream(End& from, End& to, const WireEvent& event);
  void segment(End& from, End& to, TcpFlags flags, Payload payload, const WireEvent& event,
               std::string comment);
  void send(const WireEvent& event, std::string bytes, std::size_t missing, std::string comment);

  Send send_;
  std::map<Key, Flow> flows_;
  std::map<std::size_t, Endpoint> callers_;  ///< of conversations that did not know theirs
  std::uint64_t begun_ = 0;
  std::uint64_t turn_ = 0;
  std::uint16_t id_ = 0;
  std::chrono::system_clock::time_point last_{};
  Account account_;
};

}  // namespace spyglass::pcap
