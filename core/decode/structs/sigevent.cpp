#include "core/decode/constants/tables.hpp"
#include "core/decode/kinds/names.hpp"
#include "core/decode/layout.hpp"
#include "core/syscalls/kinds.hpp"

// sigevent(3type): how a program wants to be told that something is over.

namespace spyglass::kinds {

namespace {

constexpr Kind notification = one_of("notification", "how to be told", constants::notifications);

enum Place : std::size_t { value_place, signal_place, notify_place };

constexpr std::uint64_t sigev_signal = 0;
constexpr std::uint64_t sigev_thread = 2;
constexpr std::uint64_t sigev_thread_id = 4;

/// A union of an int and a pointer: shown as both.
Value decode_signal_value(const Question& q) {
  value::Struct both;
  both.fields.push_back({"sival_int", int_number.decode(q)});
  both.fields.push_back({"sival_ptr", address.decode(q)});
  return {std::move(both)};
}
constexpr Kind signal_value{
    .name = "signal_value", .words = "a value that comes with it", .decode = decode_signal_value};

/// The number counts as a signal only where one is sent.
Value decode_event_signal(const Question& q) {
  const std::uint64_t notify = q.siblings[notify_place];
  const bool sends = notify == sigev_signal || notify == sigev_thread || notify == sigev_thread_id;
  return sends ? signal.decode(q) : int_number.decode(q);
}
constexpr Kind event_signal{
    .name = "signal", .words = "the signal to send", .decode = decode_event_signal};

constexpr Member sigevent_members[] = {
    {"sigev_value", CType::ulong, &signal_value, 1, false,
     [](auto members) { return members[value_place] != 0; }},
    {"sigev_signo", CType::s32, &event_signal},
    {"sigev_notify", CType::s32, &notification},
    {"sigev_notify_thread_id", CType::s32, &int_number, 1, false,
     [](auto members) { return members[notify_place] == sigev_thread_id; }},
};
constexpr Layout sigevent_layout{"struct sigevent", sigevent_members};

}  // namespace

constexpr Kind sigevent_in{.name = "sigevent_in",
                           .words = "how to be told",
                           .decode = decode_struct_pointer,
                           .layout = &sigevent_layout};

}  // namespace spyglass::kinds
