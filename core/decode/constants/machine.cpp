#include "core/decode/constants/rare_tables.hpp"

// Memory protection keys, shadow stacks, the newer futex calls, old signal calls of i386.

namespace spyglass::constants {

namespace {

constexpr Constant key_rows[] = {
    {"PKEY_DISABLE_ACCESS", 1, 0, "may not be touched at all"},
    {"PKEY_DISABLE_WRITE", 2, 0, "may not be written"},
    {"PKEY_DISABLE_EXECUTE", 4, 0, "may not be executed"},
    {"PKEY_DISABLE_READ", 8, 0, "may not be read"},
};

constexpr Constant secret_rows[] = {
    {"O_CLOEXEC", 02000000, 0, "closed when another program is executed"},
};

constexpr Constant shadow_rows[] = {
    {"SHADOW_STACK_SET_TOKEN", 1, 0, "with a mark at its end by which threads can switch to it"},
    {"SHADOW_STACK_SET_MARKER", 2, 0, "with a mark that ends it"},
};

constexpr std::uint64_t futex_size = 3;

constexpr Constant futex_rows[] = {
    {"FUTEX2_SIZE_U8", 0, futex_size, "the word has 8 bits"},
    {"FUTEX2_SIZE_U16", 1, futex_size, "the word has 16 bits"},
    {"FUTEX2_SIZE_U32", 2, futex_size, "the word has 32 bits"},
    {"FUTEX2_SIZE_U64", 3, futex_size, "the word has 64 bits"},
    {"FUTEX2_NUMA", 4, 0, "the number of a memory node stands behind it"},
    {"FUTEX2_MPOL", 8, 0, "the memory's policy says on which node it is"},
    {"FUTEX2_PRIVATE", 0x80, 0, "only threads of this process use it"},
};

// The names that futex_waitv(2) began with.
constexpr Constant waiter_rows[] = {
    {"FUTEX_32", 2, 0, "the word has 32 bits"},
    {"FUTEX_PRIVATE_FLAG", 0x80, 0, "only threads of this process use it"},
};

}  // namespace

constexpr ConstantTable protection_key_rights{"access_rights of pkey_alloc(2)", "PKEY_???",
                                              key_rows};
constexpr ConstantTable secret_memory_flags{"flags of memfd_secret(2)", "", secret_rows};
constexpr ConstantTable shadow_stack_flags{"flags of map_shadow_stack(2)", "SHADOW_STACK_???",
                                           shadow_rows};
constexpr ConstantTable futex_flags{"flags of futex_wait(2)", "FUTEX2_???", futex_rows};
constexpr ConstantTable futex_waiter_flags{"flags of futex_waitv(2)", "FUTEX_???", waiter_rows};

}  // namespace spyglass::constants
