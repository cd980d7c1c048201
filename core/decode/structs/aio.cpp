// io_submit(2), io_getevents(2): requests, and what came of them.

#include "core/decode/constants/rare_tables.hpp"
#include "core/decode/constants/tables.hpp"
#include "core/decode/kinds/names.hpp"
#include "core/decode/layout.hpp"
#include "core/syscalls/kinds.hpp"
#include "core/syscalls/rare_kinds.hpp"

namespace spyglass::kinds {

namespace {

using Values = std::span<const std::uint64_t>;

// Members of struct iocb, by their places.
enum Place : std::size_t {
  key_place = 1,
  transfer_place = 2,
  command_place = 3,
  priority_place = 4,
  flags_place = 10
};
// IOCB_CMD_…
enum Command : std::uint64_t { pread, pwrite, poll = 5, preadv = 7, pwritev = 8 };
constexpr std::uint64_t with_eventfd = 1, with_priority = 2;

/// The low half of a request's number is enough; an unknown one is shown as a plain number.
Value decode_command(const Question& q) {
  const auto named = name_constant(constants::aio_commands, q.raw);
  if (!named.name.empty()) return {named};
  Value number = unsigned_number.decode(q);
  number.comment = named.unknown;
  return number;
}
constexpr Kind aio_command{.name = "aio_command",
                           .words = "what to do",
                           .decode = decode_command,
                           .constants = &constants::aio_commands};
constexpr Kind aio_flags = any_of("aio_flags", "how", constants::aio_flags);
constexpr Kind poll_events = any_of("poll_events", "what to wait for", constants::poll_events);

template <std::size_t place>
bool is_set(Values members) {
  return members[place] != 0;
}
bool has_priority(Values members) {
  return members[priority_place] != 0 || (members[flags_place] & with_priority) != 0;
}
bool has_eventfd(Values members) { return (members[flags_place] & with_eventfd) != 0; }
bool has_length(Values members) {
  return members[command_place] == pread || members[command_place] == pwrite;
}
bool has_vector(Values members) {
  return members[command_place] == preadv || members[command_place] == pwritev;
}
bool has_offset(Values members) { return has_length(members) || has_vector(members); }
bool has_buffer(Values members) { return has_offset(members) || members[command_place] == poll; }

const Kind* buffer_of(Values members) {
  switch (members[command_place]) {
    case pwrite: return &bytes_in;
    case preadv: return &remote_vector;
    case pwritev: return &buffers_in;
    case poll: return &poll_events;
    default: return &hex;
  }
}
constexpr Kind buffer{.name = "aio_buffer", .words = "the bytes", .choose = buffer_of};

constexpr Member request_members[] = {
    {"aio_data", CType::u64, &hex},
    {"aio_key", CType::u32, &unsigned_number, 1, false, is_set<key_place>},
    {"aio_rw_flags", CType::u32, &transfer_flags, 1, false, is_set<transfer_place>},
    {"aio_lio_opcode", CType::u16, &aio_command},
    {"aio_reqprio", CType::s16, &io_priority, 1, false, has_priority},
    {"aio_fildes", CType::u32, &fd},
    {"aio_buf", CType::u64, &buffer, 1, false, has_buffer, 7},
    {"aio_nbytes", CType::u64, &unsigned_long_long_number, 1, false, has_length},
    {"aio_offset", CType::s64, &offset, 1, false, has_offset},
    {"", CType::u64},
    {"aio_flags", CType::u32, &aio_flags, 1, false, is_set<flags_place>},
    {"aio_resfd", CType::u32, &fd, 1, false, has_eventfd},
};
constexpr Layout request_layout{"struct iocb", request_members};

// io_cancel(2) only needs to know which one it is.
constexpr std::uint8_t which[] = {0, 1, 3, 4, 5};
constexpr Layout cancel_layout{"struct iocb", request_members, which};

/// A pointer to pointers.
constexpr Kind request{.name = "aio_request",
                       .words = "a request",
                       .decode = decode_struct_pointer,
                       .layout = &request_layout};

Value decode_requests(const Question& q) {
  const bool sensible = static_cast<std::int64_t>(q.sibling_size()) >= 0;
  return sensible ? decode_array(q) : address_value(q.pointer());
}

constexpr Member event_members[] = {
    {"data", CType::u64, &hex},
    {"obj", CType::u64, &address},
    {"res", CType::s64, &offset},
    {"res2", CType::s64, &offset},
};
constexpr Layout event_layout{"struct io_event", event_members};

}  // namespace

constexpr Kind aio_request_in{.name = "aio_request_in",
                              .words = "a request",
                              .decode = decode_struct_pointer,
                              .layout = &cancel_layout};
constexpr Kind aio_requests_in{.name = "aio_requests_in",
                               .words = "requests",
                               .decode = decode_requests,
                               .element = &request,
                               .element_type = CType::pointer};
constexpr Kind aio_events_out{.name = "aio_events_out",
                              .words = "where goes what came of requests",
                              .when = When::exit,
                              .decode = decode_array,
                              .layout = &event_layout};

}  // namespace spyglass::kinds
