// What the calls that wait for several files take: pollfd of poll(2), fd_set of select(2),
// epoll_event(3type).

#include <poll.h>

#include <algorithm>
#include <string>

#include "core/decode/constants/tables.hpp"
#include "core/decode/kinds/names.hpp"
#include "core/decode/layout.hpp"
#include "core/syscalls/kinds.hpp"

namespace spyglass::kinds {

namespace {

bool found_something(const Question& q) { return q.result && !q.failed() && *q.result > 0; }
bool ran_out_of_time(const Question& q) { return q.result && *q.result == 0; }

void say_timeout(const Question& q) {
  if (ran_out_of_time(q)) q.notes->add({}, {value::Expression{"Timeout"}});
}

constexpr Kind poll_events = any_of("poll_events", "what to wait for", constants::poll_events);

/// poll(2) passes over negative descriptors.
constexpr bool is_looked_at(std::span<const std::uint64_t> members) {
  return static_cast<std::int64_t>(members[0]) >= 0;
}
constexpr Member asked_members[] = {
    {"fd", CType::s32, &fd},
    {"events", CType::u16, &poll_events, 1, false, is_looked_at},
    {"", CType::u16},
};
constexpr Layout asked_layout{.name = "struct pollfd", .members = asked_members};

/// What was found ready is told by number: it was named when the call was made.
Value decode_known_fd(const Question& q) { return {value::Descriptor{static_cast<int>(q.raw)}}; }
constexpr Kind known_fd{.name = "fd", .words = "a file descriptor", .decode = decode_known_fd};

constexpr Member answered_members[] = {
    {"fd", CType::s32, &known_fd},
    {"", CType::u16},
    {"revents", CType::u16, &poll_events},
};
constexpr Layout answered_layout{.name = "struct pollfd", .members = answered_members};

/// Only the descriptors about which there is something to say.
void say_ready(const Question& q) {
  say_timeout(q);
  if (!found_something(q) || !q.options.follow) return;
  const std::size_t size = extent(answered_layout, q.abi).size;
  value::Array ready;
  for (std::uint64_t i = 0; i < q.sibling_size(); ++i) {
    const Addr at = q.pointer() + i * size;
    const auto events = q.memory.get<pollfd>(at);
    if (!events) break;
    if (events->revents == 0) continue;
    if (ready.elements.size() >= q.options.string_limit && !q.options.verbose) {
      ready.cut = true;
      break;
    }
    if (auto element = decode_struct(answered_layout, at, q)) {
      ready.elements.push_back(std::move(*element));
    }
  }
  q.notes->add({}, {std::move(ready)});
}

Value decode_timeout(const Question& q) {
  return q.kind.element->decode(q.about(*q.kind.element, q.raw, q.place));
}

/// The kernel writes back how much of the timeout was left.
void say_left(const Question& q) {
  if (q.raw != 0 && q.options.follow && found_something(q)) q.notes->add("left", decode_timeout(q));
}

constexpr std::uint64_t most_descriptors = 1024 * 1024;

/// The descriptors in a set, as far as `nfds` says that it counts.
Value set_at(const Question& q, const Names* names) {
  const auto count = static_cast<std::int32_t>(q.sibling_size());
  if (q.raw == 0 || count < 0) return address_value(q.pointer());
  const auto bits = std::min<std::uint64_t>(static_cast<std::uint32_t>(count), most_descriptors);
  const std::size_t word_bits = q.abi.word_size * 8u;
  const auto words = static_cast<std::size_t>((bits + word_bits - 1) / word_bits);
  const Chars bytes = q.memory.bytes(q.pointer(), words * q.abi.word_size);
  if (bytes.size() < words * q.abi.word_size) return address_value(q.pointer());
  value::Array set{.is_set = true};
  for (std::size_t bit = 0; bit < bits; ++bit) {
    const bool is_set = (static_cast<unsigned char>(bytes[bit / 8]) >> bit % 8 & 1) != 0;
    if (is_set) set.elements.push_back(descriptor_value(names, static_cast<int>(bit)));
  }
  return {std::move(set)};
}

Value decode_set(const Question& q) { return set_at(q, q.options.names); }

void say_set(const Question& q, std::string_view name) {
  if (!found_something(q)) return;
  Value ready = set_at(q, nullptr);
  const auto* set = ready.as<value::Array>();
  if (set != nullptr && !set->elements.empty()) q.notes->add(name, std::move(ready));
}

constexpr Kind descriptor_set(std::string_view name, std::string_view words,
                              void (*explain)(const Question&)) {
  return {.name = name, .words = words, .decode = decode_set, .explain = explain};
}

constexpr Member mask_members[] = {
    {"sigmask", CType::pointer, &signal_set_in, 1, false, nullptr, 1},
    {"sigsetsize", CType::ulong, &size},
};
constexpr Layout mask_layout{.name = "the mask of pselect6(2)", .members = mask_members};

constexpr Kind epoll_events = any_of("epoll_events", "what to wait for", constants::epoll_events);

/// A union, of which nobody but the program knows which member is meant.
Value decode_epoll_data(const Question& q) {
  const auto data = q.memory.get<std::uint64_t>(q.place);
  if (!data) return address_value(q.place);
  const auto number = [](std::uint64_t bits) {
    return Value{value::Number{bits, value::Number::Base::unsigned_decimal}};
  };
  value::Struct both;
  both.fields = {{"u32", number(*data & 0xffffffff)}, {"u64", number(*data)}};
  return {std::move(both)};
}
constexpr Kind epoll_data{
    .name = "epoll_data", .words = "what to be reminded of", .decode = decode_epoll_data};

// Packed on x86-64, so that both of x86 have the same bytes; bytes have no alignment.
constexpr Member epoll_members[] = {
    {"events", CType::u32, &epoll_events},
    {"data", CType::bytes, &epoll_data, 8},
};
constexpr Member epoll_members_aarch64[] = {
    {"events", CType::u32, &epoll_events},
    {"", CType::u32},
    {"data", CType::bytes, &epoll_data, 8},
};
constexpr Layout::Variant epoll_variants[] = {{AbiId::aarch64, epoll_members_aarch64}};
constexpr Layout epoll_layout{
    .name = "struct epoll_event", .members = epoll_members, .variants = epoll_variants};

Value decode_select_count(const Question& q) { return int_number.decode(q); }

constexpr std::uint64_t epoll_remove = 2;

/// epoll_ctl(2) looks at no event when it removes a descriptor.
Value decode_epoll_event(const Question& q) {
  const bool ignored = q.siblings.size() > 1 && (q.siblings[1] & 0xffffffff) == epoll_remove;
  return ignored ? address_value(q.pointer()) : decode_struct_pointer(q);
}

}  // namespace

constexpr Kind poll_list{.name = "poll_list",
                         .words = "the descriptors, and what to wait for",
                         .decode = decode_array,
                         .layout = &asked_layout,
                         .explain = say_ready};
constexpr Kind poll_timeout{.name = "poll_timeout",
                            .words = "how long to wait",
                            .decode = decode_timeout,
                            .element = &timespec_in,
                            .explain = say_left};
constexpr Kind poll_timeout64{.name = "poll_timeout64",
                              .words = "how long to wait",
                              .decode = decode_timeout,
                              .element = &timespec64_in,
                              .explain = say_left};
constexpr Kind select_timeout{.name = "select_timeout",
                              .words = "how long to wait",
                              .decode = decode_timeout,
                              .element = &timeval_in,
                              .explain = say_left};

constexpr Kind select_count{.name = "select_count",
                            .words = "the highest descriptor in the sets, plus one",
                            .decode = decode_select_count,
                            .explain = say_timeout};
constexpr Kind read_set = descriptor_set("read_set", "descriptors to read from",
                                         [](const Question& q) { say_set(q, "in"); });
constexpr Kind write_set = descriptor_set("write_set", "descriptors to write to",
                                          [](const Question& q) { say_set(q, "out"); });
constexpr Kind exception_set = descriptor_set("exception_set", "descriptors that may be special",
                                              [](const Question& q) { say_set(q, "except"); });
constexpr Kind select_mask{.name = "select_mask",
                           .words = "signals to block meanwhile",
                           .decode = decode_struct_pointer,
                           .layout = &mask_layout};
constexpr Kind epoll_event_in{.name = "epoll_event_in",
                              .words = "what to wait for",
                              .decode = decode_epoll_event,
                              .layout = &epoll_layout};
constexpr Kind epoll_events_out{.name = "epoll_events_out",
                                .words = "where what happened goes",
                                .when = When::exit,
                                .decode = decode_array,
                                .layout = &epoll_layout};

}  // namespace spyglass::kinds
