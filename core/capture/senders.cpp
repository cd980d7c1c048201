#include "core/capture/senders.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "core/report/text.hpp"

namespace spyglass::capture {

namespace {

constexpr std::size_t most_calls = 512, most_streams = 1024;

constexpr std::string_view sending[] = {"write",   "writev",   "pwritev2", "send",       "sendto",
                                        "sendmsg", "sendmmsg", "sendfile", "sendfile64", "splice"};
constexpr std::string_view making[] = {"socket", "accept", "accept4"};
/// What makes the kernel send without data: the end of a connection, or of a whole program.
constexpr std::string_view closing[] = {"close", "shutdown", "close_range", "dup2",
                                        "dup3",  "exit",     "exit_group"};

template <std::size_t count>
bool is_one_of(const Call& call, const std::string_view (&names)[count]) {
  return std::ranges::find(names, std::string_view(call.name)) != std::end(names);
}

bool sends(const Call& call) { return is_one_of(call, sending); }
bool closes(const Call& call) { return is_one_of(call, closing); }
bool connects(const Call& call) { return std::string_view(call.name) == "connect"; }

/// The descriptor that it sends into.
std::uint64_t descriptor_of(const Call& call) {
  const bool third = std::string_view(call.name) == "splice";
  const std::size_t index = third ? 2 : 0;
  return index < call.argument_values.size() ? call.argument_values[index] : ~std::uint64_t{0};
}

/// An address among its arguments has to be that of the packet; most calls have none.
bool names_port(const Call& call, const Packet& packet) {
  for (const Value& argument : call.arguments) {
    const auto* address = argument.as<value::Struct>();
    if (address == nullptr) continue;
    const std::string text = value_text(argument);
    if (text.find("htons(") == std::string::npos) continue;
    return text.find(fmt::format("htons({})", packet.to.port)) != std::string::npos;
  }
  return true;
}

std::uint64_t bytes_of(const Call& call) {
  return call.result && *call.result > 0 ? static_cast<std::uint64_t>(*call.result) : 0;
}

}  // namespace

void Senders::entered(const std::shared_ptr<const Call>& call, Time when) {
  if (!sends(*call) && !closes(*call) && !connects(*call)) return;
  if (calls_.size() >= most_calls) calls_.pop_front();
  calls_.push_back({.call = call, .entered = when});
  if (connects(*call)) return;
  const auto stream = streams_.find({call->process, descriptor_of(*call)});
  if (stream != streams_.end()) calls_.back().ends = stream->second.ends;
}

void Senders::left(const std::shared_ptr<const Call>& call, Time when) {
  forget_reused(*call);
  const auto found = std::find_if(calls_.rbegin(), calls_.rend(), [&](const Sent& sent) {
    return !sent.left && sent.call->thread == call->thread;
  });
  if (found == calls_.rend()) return;
  found->call = call;
  found->left = when;
  if (!sends(*call)) return;
  found->unclaimed = bytes_of(*call);
  const auto stream = streams_.find({call->process, descriptor_of(*call)});
  if (stream == streams_.end()) return;
  found->ends = stream->second.ends;
  found->offset = stream->second.next;
  stream->second.next += found->unclaimed;
}

void Senders::ended(Tid thread) {
  // A call that it died in stays where it is: what it did may be on the way.
  std::erase_if(calls_, [&](const Sent& sent) {
    return !sent.left && sent.call->thread == thread && !closes(*sent.call);
  });
}

/// A number that was closed, or given to a new socket, leads where it led no more.
void Senders::forget_reused(const Call& call) {
  if (!call.result || *call.result < 0) return;
  const std::string_view name = call.name;
  if (name == "close") streams_.erase({call.process, descriptor_of(call)});
  if (is_one_of(call, making)) {
    streams_.erase({call.process, static_cast<std::uint64_t>(*call.result)});
  }
}

Senders::Sent* Senders::by_time(const Packet& packet, bool (*could_have)(const Call& call)) {
  Sent* best = nullptr;
  for (Sent& sent : calls_) {
    if (!could_have(*sent.call) || !sent.may_be(packet)) continue;
    // One that nothing was found for yet is more likely to be it.
    if (best == nullptr || (best->claimed && !sent.claimed)) best = &sent;
  }
  return best;
}

Senders::Sent* Senders::data_by_time(const Packet& packet) {
  for (Sent& sent : calls_) {
    if (!sends(*sent.call) || !sent.may_be(packet)) continue;
    // How much a call that is still in the kernel sends is not known yet.
    if (!sent.left || sent.unclaimed >= packet.length) return &sent;
  }
  return nullptr;
}

Senders::Sent* Senders::by_offset(const Packet& packet) {
  for (Sent& sent : calls_) {
    if (!sent.left || sent.ends != Ends(packet.from, packet.to)) continue;
    // Streams of more than 4 GiB come round to the same numbers.
    const auto behind =
        static_cast<std::uint32_t>(packet.tcp.offset() - static_cast<std::uint32_t>(sent.offset));
    if (behind < bytes_of(*sent.call)) return &sent;
  }
  return nullptr;
}

/// What a call has just sent tells where its descriptor leads.
void Senders::know(Sent& sent, const Packet& packet) {
  if (streams_.size() >= most_streams) streams_.clear();
  sent.ends = Ends(packet.from, packet.to);
  sent.offset = packet.length > 0 ? packet.tcp.offset() : 0;
  streams_[{sent.call->process, descriptor_of(*sent.call)}] = {
      *sent.ends, sent.offset + (sent.left ? bytes_of(*sent.call) : 0)};
}

bool Senders::Sent::may_be(const Packet& packet) const {
  if (packet.time < entered || (left && packet.time > *left)) return false;
  if (ends) return *ends == Ends(packet.from, packet.to);
  return names_port(*call, packet);
}

Sender Senders::of(const Packet& packet) {
  if (packet.protocol == Protocol::udp) {
    Sent* sent = data_by_time(packet);
    if (sent == nullptr) return {};
    sent->unclaimed -= std::min<std::uint64_t>(sent->unclaimed, packet.length);
    return {.call = sent->call};
  }
  if (packet.protocol != Protocol::tcp) return {.by_kernel = packet.version != 0};
  if (packet.begins_connection()) {
    Sent* sent = by_time(packet, connects);
    if (sent == nullptr) return {};
    sent->claimed = true;
    know(*sent, packet);
    return {.call = sent->call};
  }
  if (packet.length > 0) {
    if (Sent* sent = by_offset(packet)) return {.call = sent->call};
    Sent* sent = data_by_time(packet);
    if (sent == nullptr) return {};
    sent->unclaimed -= std::min<std::uint64_t>(sent->unclaimed, packet.length);
    if (!sent->ends) know(*sent, packet);
    return {.call = sent->call};
  }
  if (packet.tcp.has(tcp_flag::fin) || packet.tcp.has(tcp_flag::rst)) {
    if (Sent* sent = by_time(packet, closes)) {
      sent->claimed = true;
      return {.call = sent->call};
    }
    // Nobody listens, or the program ended: the kernel says so.
    return {.by_kernel = packet.tcp.has(tcp_flag::rst)};
  }
  return {.by_kernel = true};
}

}  // namespace spyglass::capture
