#include "core/capture/senders.hpp"

#include <algorithm>
#include <string_view>

namespace spyglass::capture {

namespace {

using Kind = Sender::Kind;
using Happened = WireEvent::Kind;

constexpr std::size_t most_flows = 1024, most_deeds = 512;  // of a flow
/// Both clocks are read one after the other, and something may come between.
constexpr std::chrono::milliseconds slack{5};

/// What makes the kernel send the end of a connection.
constexpr std::string_view ending[] = {"shutdown", "close",      "close_range", "dup2",    "dup3",
                                       "exit",     "exit_group", "execve",      "execveat"};
/// Of those, what closes sockets without naming them.
constexpr std::string_view leaving[] = {"exit", "exit_group", "execve", "execveat"};

template <std::size_t count>
bool is_one_of(const Call& call, const std::string_view (&names)[count]) {
  return std::ranges::find(names, std::string_view(call.name)) != std::end(names);
}

bool ends_connection(const Packet& packet) {
  return packet.tcp.has(tcp_flag::fin) || packet.tcp.has(tcp_flag::rst);
}

/// Whether a program asked for it, as far as the packet itself tells.
bool is_of_program(const Packet& packet) {
  if (packet.protocol == Protocol::udp) return true;
  return packet.protocol == Protocol::tcp &&
         (packet.begins_connection() || packet.length > 0 || ends_connection(packet));
}

bool may_send(const Call& call, const Packet& packet) {
  if (packet.begins_connection()) return call.name == "connect";
  if (packet.length > 0 || packet.protocol == Protocol::udp) return sends_to(call) >= 0;
  return is_one_of(call, ending);
}

bool is_same(const std::optional<Endpoint>& ours, const Endpoint& on_wire) {
  return ours && ours->port == on_wire.port && (*ours == on_wire || ours->is_anywhere());
}

bool is_between(Time from, Time time, Time until) {
  return time >= from - slack && time <= until + slack;
}

}  // namespace

bool Senders::Deed::holds(Time time) const { return is_between(from, time, until); }

bool Senders::Flow::may_have(const Packet& packet) const {
  const bool tcp = packet.protocol == Protocol::tcp;
  if (conversation->protocol != (tcp ? "TCP" : "UDP")) return false;
  if (packet.time < since - slack || !is_same(peer, packet.to)) return false;
  if (local && local->port != 0) return is_same(local, packet.from);
  // The port of a connection that was refused is gone before anybody could ask for it.
  return packet.begins_connection() && begun && begun->holds(packet.time);
}

// --- what is heard ---

Senders::Flow& Senders::flow_of(const WireEvent& event) {
  const auto known = std::find_if(flows_.rbegin(), flows_.rend(), [&](const Flow& flow) {
    return flow.conversation == event.conversation;
  });
  if (known != flows_.rend()) return *known;
  if (flows_.size() >= most_flows) flows_.pop_front();
  return flows_.emplace_back(Flow{.conversation = event.conversation, .since = event.wall_time});
}

void Senders::heard(const WireEvent& event, std::shared_ptr<const Call> call) {
  const Conversation& conversation = *event.conversation;
  if (conversation.protocol != "TCP" && conversation.protocol != "UDP") return;
  Flow& flow = flow_of(event);
  if (const auto local = parse_endpoint(conversation.local)) flow.local = local;
  if (const auto peer = parse_endpoint(conversation.peer)) flow.peer = peer;
  Deed deed{.from = event.wall_time, .until = event.wall_time};
  if (event.call) {
    deed.until += event.call->left - event.call->entered;
  } else {
    // Where no call is told of, it is the one that the thread did not come back from, or none.
    if (call && !is_one_of(*call, leaving)) call.reset();
    deed.from = Time::min() + slack;
  }
  deed.call = std::move(call);
  const bool is_sent = event.way == Way::sent;
  if (event.kind == Happened::called) flow.begun = deed;
  const bool ends = event.kind == Happened::closed || (event.kind == Happened::shut && is_sent);
  if (ends && !flow.ended) flow.ended = deed;
  if (event.kind != Happened::moved || !is_sent) return;
  deed.offset = event.offset;
  deed.length = event.length;
  if (flow.sent.size() >= most_deeds) flow.sent.pop_front();
  flow.sent.push_back(std::move(deed));
}

void Senders::forget_left() {
  std::erase_if(under_way_, [](const auto& entry) { return entry.second.left.has_value(); });
}

void Senders::entered(const std::shared_ptr<const Call>& call, Time when) {
  forget_left();
  under_way_[call->thread] = {call, when};
}

void Senders::left(const std::shared_ptr<const Call>& call, Time when) {
  forget_left();
  const auto known = under_way_.find(call->thread);
  if (known == under_way_.end()) return;
  known->second.call = call;
  known->second.left = when;
  if (!is_one_of(*call, ending)) under_way_.erase(known);
}

void Senders::gone(Tid thread) {
  forget_left();
  under_way_.erase(thread);
}

// --- what is asked ---

Sender Senders::of(const Packet& packet) {
  if (packet.version == 0) return {};
  // An echo is asked for by a socket that has no conversations; answers and errors are not.
  if (packet.asks_for_echo()) return {};
  if (!is_of_program(packet)) return {.kind = Kind::kernel};
  Flow* flow = find(packet);
  Sender sender = flow == nullptr ? Sender{} : sender_in(*flow, packet);
  if (sender.kind != Kind::nobody) return sender;
  if (auto call = under_way(packet, flow))
    return {.kind = Kind::under_way, .call = std::move(call)};
  if (sender.call) {
    sender.kind = Kind::call;
  } else if (packet.tcp.has(tcp_flag::rst)) {
    sender.kind = Kind::kernel;  // nobody listens there, or not any more
  }
  return sender;
}

Senders::Flow* Senders::find(const Packet& packet) {
  const auto found = std::find_if(flows_.rbegin(), flows_.rend(),
                                  [&](const Flow& flow) { return flow.may_have(packet); });
  return found == flows_.rend() ? nullptr : &*found;
}

Sender Senders::sender_in(Flow& flow, const Packet& packet) {
  const auto of_deed = [&](const std::optional<Deed>& deed) -> Sender {
    if (!deed) return {};
    return {.kind = deed->call ? Kind::call : Kind::end,
            .call = deed->call,
            .conversation = flow.conversation};
  };
  if (packet.protocol == Protocol::udp) return sender_of_message(flow, packet);
  if (packet.begins_connection()) {
    if (flow.begun) flow.local = packet.from;
    return of_deed(flow.begun);
  }
  if (packet.length > 0) return sender_of_bytes(flow, packet);
  // A refusal of what comes later is the kernel's own.
  const bool is_its =
      !packet.tcp.has(tcp_flag::rst) || (flow.ended && flow.ended->holds(packet.time));
  return is_its ? of_deed(flow.ended) : Sender{};
}

/// As far as it is known; it is a call's where all of its bytes are.
Sender Senders::sender_of_bytes(Flow& flow, const Packet& packet) {
  if (packet.tcp.whole) flow.start = packet.tcp.own_start;
  if (!flow.start) {
    const auto now =
        std::ranges::find_if(flow.sent, [&](const Deed& deed) { return deed.holds(packet.time); });
    if (now == flow.sent.end()) return {};
    flow.start = packet.tcp.sequence - static_cast<std::uint32_t>(now->offset) - 1;
  }
  const std::uint32_t offset = packet.tcp.sequence - *flow.start - 1;
  Sender sender{.conversation = flow.conversation};
  std::uint64_t known = 0;
  for (const Deed& deed : flow.sent) {
    // Streams of more than 4 GiB come round to the same numbers.
    const std::uint32_t behind = offset - static_cast<std::uint32_t>(deed.offset);
    const std::uint32_t before = static_cast<std::uint32_t>(deed.offset) - offset;
    const bool is_first = behind < deed.length;
    if (!is_first && before >= packet.length) continue;
    known += is_first ? std::min<std::uint64_t>(packet.length, deed.length - behind)
                      : std::min<std::uint64_t>(packet.length - before, deed.length);
    if (deed.call == sender.call) continue;
    sender.call ? void(++sender.more_calls) : void(sender.call = deed.call);
  }
  if (known >= packet.length) sender.kind = Kind::call;
  return sender;
}

Sender Senders::sender_of_message(Flow& flow, const Packet& packet) {
  for (Deed& deed : flow.sent) {
    if (deed.is_claimed || deed.length != packet.length || !deed.holds(packet.time)) continue;
    deed.is_claimed = true;
    return {.kind = Kind::call, .call = deed.call, .conversation = flow.conversation};
  }
  return {};
}

/// Of several that may have sent it, one of a process that has a part in the conversation.
std::shared_ptr<const Call> Senders::under_way(const Packet& packet, const Flow* flow) const {
  std::shared_ptr<const Call> likely;
  for (const auto& [thread, one] : under_way_) {
    if (!may_send(*one.call, packet)) continue;
    if (!is_between(one.entered, packet.time, one.left.value_or(packet.time))) continue;
    const bool has_part =
        flow != nullptr && std::ranges::find(flow->conversation->processes, one.call->process) !=
                               flow->conversation->processes.end();
    if (has_part) return one.call;
    if (!likely) likely = one.call;
  }
  return likely;
}

}  // namespace spyglass::capture
