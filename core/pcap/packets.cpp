#include "core/pcap/packets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>

namespace spyglass::pcap {

namespace {

using Kind = WireEvent::Kind;
using Origin = Conversation::Origin;

constexpr std::size_t most_flows = 10'000;
/// So much is sent without an answer before an acknowledgement is put in, so that no window fills.
constexpr std::uint64_t most_unanswered = 1 << 20;
/// Where a port is not known: those that the kernel gives to callers begin there on most machines.
constexpr unsigned first_guess = 49152, guesses = 16384;

constexpr std::string_view by_kernel = "put in: sent by the kernel itself";

std::string who(const WireEvent& event) {
  const Conversation& conversation = *event.conversation;
  return fmt::format("{}[{}]", conversation.command.empty() ? "?" : conversation.command,
                     event.call ? event.call->process.value() : conversation.processes[0].value());
}

std::string sent_by(const WireEvent& event) {
  if (!event.call) return fmt::format("{}, at its end", who(event));
  return fmt::format("{} {}", who(event), std::string_view(event.call->name));
}

std::string read_by(const WireEvent& event) {
  if (!event.call) return "seen from the other end";
  return fmt::format("read by {} {}", who(event), std::string_view(event.call->name));
}

/// An end that is not known as it stands on the wire, guessed from the other one.
Endpoint likely(std::string_view text, const Endpoint& other, const Conversation& conversation) {
  Endpoint end = parse_endpoint(text).value_or(Endpoint{.is_v6 = other.is_v6});
  if (end.is_v6 != other.is_v6) end = {.is_v6 = other.is_v6, .address = {}, .port = end.port};
  if (end.is_anywhere() && other.is_loopback()) end.address = other.address;
  if (end.port == 0) {
    end.port = static_cast<std::uint16_t>(first_guess + conversation.number % guesses);
  }
  return end;
}

}  // namespace

void PacketMaker::take(const WireEvent& event) {
  const Conversation& conversation = *event.conversation;
  const bool tcp = conversation.protocol == "TCP", udp = conversation.protocol == "UDP";
  const auto known_local = parse_endpoint(conversation.local);
  const auto known_remote = parse_endpoint(conversation.peer);
  if ((!tcp && !udp) || (!known_local && !known_remote)) {
    if (event.kind == Kind::moved) account_.without_packets.insert(conversation.number);
    return;
  }
  Endpoint remote =
      known_remote ? *known_remote : likely(conversation.peer, *known_local, conversation);
  if (tcp && known_local && conversation.origin == Origin::taken) {
    const auto caller = caller_of(event, *known_local, known_remote);
    if (event.kind == Kind::taken && caller) callers_[conversation.number] = *caller;
    if (caller) remote = *caller;
    if (event.kind == Kind::closed) callers_.erase(conversation.number);
  }
  const Endpoint local = likely(conversation.local, remote, conversation);
  if (known_local != local || !known_remote) account_.of_guessed_ends.insert(conversation.number);
  if (event.kind == Kind::moved) {
    account_.unseen_bytes +=
        event.length - std::min<std::uint64_t>(event.length, event.bytes.size());
  }
  tcp ? take_tcp(event, local, remote) : take_udp(event, local, remote);
  if (event.kind == Kind::called && !(known_local && *known_local == local)) {
    flows_.at(std::minmax(local, remote)).has_guessed_caller = true;
  }
}

// --- flows ---

/// Who it was that accept(2) took, where one of the two ends could not be asked in time what it is
/// called: connections are taken in the order in which they were begun, listen(2). Nothing: what is
/// known is enough, or nobody traced has called.
std::optional<Endpoint> PacketMaker::caller_of(const WireEvent& event, const Endpoint& local,
                                               const std::optional<Endpoint>& remote) const {
  const auto before = callers_.find(event.conversation->number);
  if (before != callers_.end()) return before->second;
  if (event.kind != Kind::taken) return std::nullopt;
  const bool has_called = remote && flows_.contains(std::minmax(local, *remote));
  if (has_called) return std::nullopt;
  const End* oldest = nullptr;
  std::uint64_t since = 0;
  for (const auto& [key, flow] : flows_) {
    const std::size_t called = flow.ends[0].at == local ? 0 : 1;
    const End& server = flow.ends[called];
    const End& caller = flow.ends[1 - called];
    const bool waits = server.at == local && !server.is_traced && caller.has_begun &&
                       !server.has_ended && !(remote && !flow.has_guessed_caller);
    if (!waits || (oldest != nullptr && flow.begun > since)) continue;
    oldest = &caller;
    since = flow.begun;
  }
  return oldest == nullptr ? std::nullopt : std::optional(oldest->at);
}

PacketMaker::Flow& PacketMaker::new_flow(const Key& key) {
  if (flows_.size() >= most_flows) {
    flows_.erase(std::ranges::min_element(
        flows_, {}, [](const auto& entry) { return entry.second.last_used; }));
  }
  ++account_.flows;
  Flow& flow = flows_[key];
  flow = {};
  flow.begun = begun_;
  flow.ends[0].at = key.first;
  flow.ends[1].at = key.second;
  // Far enough from each other that nobody takes one connection's for another's.
  constexpr std::uint32_t step = 1'000'003;
  flow.ends[0].next = static_cast<std::uint32_t>(++begun_) * step;
  flow.ends[1].next = static_cast<std::uint32_t>(++begun_) * step;
  return flow;
}

PacketMaker::View PacketMaker::view(const WireEvent& event, const Endpoint& local,
                                    const Endpoint& remote) {
  const Key key = std::minmax(local, remote);
  const auto found = flows_.find(key);
  const std::size_t ours = key.first == local ? 0 : 1;
  Flow* flow = found == flows_.end() ? nullptr : &found->second;
  // The same ends are used again when a connection is over.
  const bool is_another =
      event.kind == Kind::called ||
      (event.kind == Kind::taken && flow != nullptr && flow->ends[ours].is_traced);
  if (flow == nullptr || is_another) flow = &new_flow(key);
  flow->last_used = ++turn_;
  flow->ends[ours].is_traced = true;
  return {flow->ends[ours], flow->ends[1 - ours], *flow};
}

// --- TCP ---

void PacketMaker::take_tcp(const WireEvent& event, const Endpoint& local, const Endpoint& remote) {
  const View here = view(event, local, remote);
  End& mine = here.local;
  End& other = here.remote;
  switch (event.kind) {
    case Kind::called: segment(mine, other, {.syn = true}, {}, event, sent_by(event)); return;
    case Kind::connected: return shake_hands(here, event);
    case Kind::taken:
      if (!other.has_begun) {
        segment(other, mine, {.syn = true}, {}, event, read_by(event));
      }
      return shake_hands(here, event);
    case Kind::refused:
      mine.has_ended = other.has_ended = true;
      if (event.conversation->refused == Errno(ECONNREFUSED)) {
        segment(other, mine, {.reset = true, .acknowledges = true}, {}, event,
                std::string(by_kernel));
      }
      return;
    case Kind::moved:
      shake_hands(here, event);
      if (event.way == Way::sent) return send_stream(mine, other, event);
      if (!other.is_traced) send_stream(other, mine, event);
      return;
    case Kind::shut:
      shake_hands(here, event);
      if (event.way == Way::sent) return end_stream(mine, other, event);
      if (!other.is_traced) end_stream(other, mine, event);
      return;
    case Kind::closed:
      mine.is_closed = true;
      if (here.flow.established) end_stream(mine, other, event);
  }
}

/// What follows a SYN, at the latest when something follows that. A connection that was there
/// before has nothing of that.
void PacketMaker::shake_hands(View view, const WireEvent& event) {
  if (std::exchange(view.flow.established, true)) return;
  End& caller = view.local.has_begun ? view.local : view.remote;
  End& called = view.local.has_begun ? view.remote : view.local;
  if (!caller.has_begun) return;
  segment(called, caller, {.syn = true, .acknowledges = true}, {}, event, std::string(by_kernel));
  segment(caller, called, {.acknowledges = true}, {}, event, std::string(by_kernel));
}

void PacketMaker::send_stream(End& from, End& to, const WireEvent& event) {
  const std::string comment = event.way == Way::sent ? sent_by(event) : read_by(event);
  const std::string_view bytes = event.bytes;
  for (std::uint64_t at = 0; at < event.length; at += largest_segment) {
    const std::size_t length = std::min<std::uint64_t>(event.length - at, largest_segment);
    const std::string_view known =
        at < bytes.size() ? bytes.substr(at, length) : std::string_view{};
    const bool is_last = at + length == event.length;
    segment(from, to, {.push = is_last, .acknowledges = true}, {known, length}, event, comment);
    if (from.unanswered < most_unanswered) continue;
    segment(to, from, {.acknowledges = true}, {}, event, std::string(by_kernel));
  }
}

void PacketMaker::end_stream(End& from, End& to, const WireEvent& event) {
  if (std::exchange(from.has_ended, true)) return;
  const bool is_ours = event.kind == Kind::closed || event.way == Way::sent;
  segment(from, to, {.fin = true, .acknowledges = true}, {}, event,
          is_ours ? sent_by(event) : read_by(event));
  segment(to, from, {.acknowledges = true}, {}, event, std::string(by_kernel));
}

void PacketMaker::segment(End& from, End& to, TcpFlags flags, Payload payload,
                          const WireEvent& event, std::string comment) {
  const Segment segment{
      .flags = flags, .sequence = from.next, .acknowledged = flags.acknowledges ? to.next : 0};
  if (flags.syn) from.has_begun = true;
  from.next += static_cast<std::uint32_t>(payload.length) + (flags.syn || flags.fin ? 1 : 0);
  from.unanswered += payload.length;
  if (flags.acknowledges) to.unanswered = 0;
  send(event, tcp_packet(from.at, to.at, segment, payload, ++id_),
       payload.length - payload.bytes.size(), std::move(comment));
}

// --- UDP ---

void PacketMaker::take_udp(const WireEvent& event, const Endpoint& local, const Endpoint& remote) {
  if (event.kind != Kind::moved) return;
  const View here = view(event, local, remote);
  const bool is_ours = event.way == Way::sent;
  if (!is_ours && here.remote.is_traced) return;
  const End& from = is_ours ? here.local : here.remote;
  const End& to = is_ours ? here.remote : here.local;
  send(event, udp_packet(from.at, to.at, {event.bytes, event.length}, ++id_),
       event.length - event.bytes.size(), is_ours ? sent_by(event) : read_by(event));
}

void PacketMaker::send(const WireEvent& event, std::string bytes, std::size_t missing,
                       std::string comment) {
  // Two calls that cross may be heard of in either order, and the clock of the wall may be set.
  last_ = std::max(last_, event.wall_time);
  ++account_.packets;
  const std::size_t length = bytes.size() + missing;
  send_({last_, std::move(bytes), length, std::move(comment)});
}

}  // namespace spyglass::pcap
