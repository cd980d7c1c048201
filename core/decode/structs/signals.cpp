#include <array>

#include "core/decode/constants/tables.hpp"
#include "core/decode/layout.hpp"
#include "core/syscalls/kinds.hpp"

// sigaction(2), sigaltstack(2).

namespace spyglass::kinds {

namespace {

constexpr std::uint64_t sa_restorer = 0x04000000;

bool has_restorer(std::span<const std::uint64_t> members) {
  return (members[1] & sa_restorer) != 0;
}

// The kernel's, in which the mask is last; libc's has another order.
constexpr Member action_members[] = {
    {"sa_handler", CType::ulong, &signal_handler},
    {"sa_flags", CType::ulong, &action_flags},
    {"sa_restorer", CType::pointer, &address, 1, false, has_restorer},
    {"sa_mask", CType::u64, &signal_set},
};
constexpr std::array<std::uint8_t, 4> action_order = {0, 3, 1, 2};
constexpr Layout action_layout{"struct sigaction", action_members, action_order};

constexpr Member stack_members[] = {
    {"ss_sp", CType::pointer, &address},
    {"ss_flags", CType::s32, &stack_flags},
    {"ss_size", CType::ulong, &size},
};
constexpr Layout stack_layout{"stack_t", stack_members};

}  // namespace

constexpr Kind signal_action_in{.name = "signal_action_in",
                                .words = "what to do when the signal comes",
                                .decode = decode_struct_pointer,
                                .layout = &action_layout};
constexpr Kind signal_action_out{.name = "signal_action_out",
                                 .words = "where goes what was done until now",
                                 .when = When::exit,
                                 .decode = decode_struct_pointer,
                                 .layout = &action_layout};
constexpr Kind signal_stack_in{.name = "signal_stack_in",
                               .words = "a stack for signal handlers",
                               .decode = decode_struct_pointer,
                               .layout = &stack_layout};
constexpr Kind signal_stack_out{.name = "signal_stack_out",
                                .words = "where the stack of until now goes",
                                .when = When::exit,
                                .decode = decode_struct_pointer,
                                .layout = &stack_layout};

}  // namespace spyglass::kinds
