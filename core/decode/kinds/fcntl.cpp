// fcntl(2): the command says what the argument is, and what the result means.

#include <fcntl.h>

#include "core/decode/constants/tables.hpp"
#include "core/decode/kinds/names.hpp"
#include "core/decode/layout.hpp"
#include "core/syscalls/kinds.hpp"
#include "core/syscalls/signals.hpp"

namespace spyglass::kinds {

namespace {

constexpr Kind close_on_exec =
    any_of("close_on_exec", "what happens on exec", constants::close_on_exec);
constexpr Kind lease_type = one_of("lease_type", "which lease", constants::lock_types);
constexpr Kind seal_flags = any_of("seals", "which changes to forbid", constants::seals);
constexpr Kind notify_events = any_of("notify_events", "which changes", constants::notify_events);

constexpr Kind owner_type = one_of("owner_type", "who gets the signals", constants::owner_types);
/// A thread, a process or a group.
const Kind* owner_of(std::span<const std::uint64_t> members) {
  constexpr std::uint64_t group = 2;
  return members[0] == group ? &process_group : &process_id;
}
constexpr Kind owner_id{.name = "owner_id", .words = "an id", .choose = owner_of};
constexpr Member owner_members[] = {
    {"type", CType::s32, &owner_type},
    {"pid", CType::s32, &owner_id},
};
constexpr Layout owner_layout{.name = "struct f_owner_ex", .members = owner_members};
constexpr Kind owner_in{.name = "owner_in",
                        .words = "who gets the signals",
                        .decode = decode_struct_pointer,
                        .layout = &owner_layout};
constexpr Kind owner_out{.name = "owner_out",
                         .words = "where it is written who gets the signals",
                         .when = When::exit,
                         .decode = decode_struct_pointer,
                         .layout = &owner_layout};

// The kernel's numbers: glibc gives the 64-bit locks of 32-bit programs those of the plain ones.
enum Command : std::uint32_t {
  dupfd = 0,
  getfd = 1,
  setfd = 2,
  getfl = 3,
  setfl = 4,
  getlk = 5,
  setlk = 6,
  setlkw = 7,
  setown = 8,
  getown = 9,
  setsig = 10,
  getsig = 11,
  setown_ex = 15,
  getown_ex = 16,
  getlk64 = 12,
  setlk64 = 13,
  setlkw64 = 14,
  ofd_getlk = 36,
  ofd_setlk = 37,
  ofd_setlkw = 38,
  setlease = 1024,
  getlease = 1025,
  notify = 1026,
  dupfd_cloexec = 1030,
  setpipe_sz = 1031,
  getpipe_sz = 1032,
  add_seals = 1033,
  get_seals = 1034,
};

const Kind* argument_of(std::span<const std::uint64_t> siblings) {
  switch (static_cast<std::uint32_t>(siblings[1])) {
    case getfd:
    case getfl:
    case getown:
    case getsig:
    case getlease:
    case getpipe_sz:
    case get_seals: return nullptr;
    case dupfd:
    case dupfd_cloexec: return &int_number;  // not a descriptor, but the lowest number for one
    case setfd: return &close_on_exec;
    case setfl: return &open_flags;
    case getlk: return &lock_out;
    case setlk:
    case setlkw: return &lock_in;
    case getlk64:
    case ofd_getlk: return &lock64_out;
    case setlk64:
    case setlkw64:
    case ofd_setlk:
    case ofd_setlkw: return &lock64_in;
    case setown: return &process_or_group;
    case setown_ex: return &owner_in;
    case getown_ex: return &owner_out;
    case setsig: return &signal;
    case setlease: return &lease_type;
    case notify: return &notify_events;
    case setpipe_sz: return &size;
    case add_seals: return &seal_flags;
    default: return &hex;
  }
}

Value flags_returned(const Question& q, const ConstantTable& table) {
  q.notes->shown_as = Returns::address;
  return {name_flags(table, static_cast<std::uint64_t>(*q.result))};
}

void explain_result(const Question& q) {
  if (q.failed()) return;
  const auto result = static_cast<std::uint64_t>(*q.result);
  switch (static_cast<std::uint32_t>(q.raw)) {
    case getfd:
      if (result != 0) q.notes->add("flags", flags_returned(q, constants::close_on_exec));
      break;
    case getfl: q.notes->add_names("flags", flags_returned(q, constants::open_flags)); break;
    case getsig:
      if (result == 0) break;
      q.notes->add({}, {value::Expression{signal_name(Signal(static_cast<int>(result)))}});
      break;
    case dupfd:
    case dupfd_cloexec: q.notes->shown_as = Returns::descriptor; break;
    case getlease:
      q.notes->shown_as = Returns::address;
      q.notes->add_names({}, {name_constant(constants::lock_types, result)});
      break;
    case get_seals:
      if (result != 0) q.notes->add("seals", flags_returned(q, constants::seals));
      break;
    default: break;
  }
}

}  // namespace

constexpr Kind fcntl_command{.name = "fcntl_command",
                             .words = "what to do",
                             .decode = decode_constant,
                             .constants = &constants::fcntl_commands,
                             .explain = explain_result};
constexpr Kind fcntl_argument{.name = "fcntl_argument",
                              .words = "what the command needs",
                              .choose = argument_of,
                              .behind = Behind::small};

}  // namespace spyglass::kinds
