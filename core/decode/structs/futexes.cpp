// futex_waitv(2), and sigaction(2) as it was on i386.

#include <array>

#include "core/decode/constants/rare_tables.hpp"
#include "core/decode/kinds/names.hpp"
#include "core/decode/layout.hpp"
#include "core/syscalls/kinds.hpp"
#include "core/syscalls/rare_kinds.hpp"

namespace spyglass::kinds {

namespace {

using Values = std::span<const std::uint64_t>;

Value decode_wide_hex(const Question& q) {
  return {value::Number{q.raw, value::Number::Base::hexadecimal}};
}
constexpr Kind wide_hex{.name = "wide_hex", .words = "a number", .decode = decode_wide_hex};
constexpr Kind waiter_flags =
    any_of("futex_waiter_flags", "what word it is", constants::futex_waiter_flags);

bool has_reserved(Values members) { return members[3] != 0; }

constexpr Member waiter_members[] = {
    {"val", CType::u64, &wide_hex},
    {"uaddr", CType::u64, &address},
    {"flags", CType::u32, &waiter_flags},
    {"__reserved", CType::u32, &hex, 1, false, has_reserved},
};
constexpr Layout waiter_layout{"struct futex_waitv", waiter_members};

constexpr std::uint64_t sa_restorer = 0x04000000;
bool has_restorer(Values members) { return (members[2] & sa_restorer) != 0; }

constexpr Member action_members[] = {
    {"sa_handler", CType::ulong, &signal_handler},
    {"sa_mask", CType::u32, &old_signal_set},
    {"sa_flags", CType::u32, &action_flags},
    {"sa_restorer", CType::pointer, &address, 1, false, has_restorer},
};
constexpr Layout action_layout{"struct old_sigaction", action_members};

}  // namespace

constexpr Kind futex_waiters_in{.name = "futex_waiters_in",
                                .words = "words and what they hold",
                                .decode = decode_array,
                                .layout = &waiter_layout};
constexpr Kind futex_pair_in{.name = "futex_pair_in",
                             .words = "two words",
                             .decode = decode_array,
                             .layout = &waiter_layout,
                             .count = 2};
constexpr Kind old_signal_action_in{.name = "old_signal_action_in",
                                    .words = "what to do when the signal comes",
                                    .decode = decode_struct_pointer,
                                    .layout = &action_layout};
constexpr Kind old_signal_action_out{.name = "old_signal_action_out",
                                     .words = "where goes what was done until now",
                                     .when = When::exit,
                                     .decode = decode_struct_pointer,
                                     .layout = &action_layout};

}  // namespace spyglass::kinds
