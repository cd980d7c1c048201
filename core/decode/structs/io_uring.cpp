// io_uring_setup(2) and what belongs to it.

#include <array>

#include "core/decode/constants/rare_tables.hpp"
#include "core/decode/kinds/names.hpp"
#include "core/decode/layout.hpp"
#include "core/syscalls/kinds.hpp"
#include "core/syscalls/rare_kinds.hpp"

namespace spyglass::kinds {

namespace {

using Values = std::span<const std::uint64_t>;

constexpr Kind setup_flags = any_of("io_uring_setup_flags", "how", constants::io_uring_setup_flags);
constexpr Kind features =
    any_of("io_uring_features", "what the kernel can do", constants::io_uring_features);

constexpr Member submission_members[] = {
    {"head", CType::u32, &unsigned_number},
    {"tail", CType::u32, &unsigned_number},
    {"ring_mask", CType::u32, &unsigned_number},
    {"ring_entries", CType::u32, &unsigned_number},
    {"flags", CType::u32, &unsigned_number},
    {"dropped", CType::u32, &unsigned_number},
    {"array", CType::u32, &unsigned_number},
    {"", CType::u32},
    {"", CType::u64},
};
constexpr Layout submission_layout{"struct io_sqring_offsets", submission_members};
constexpr Member completion_members[] = {
    {"head", CType::u32, &unsigned_number},
    {"tail", CType::u32, &unsigned_number},
    {"ring_mask", CType::u32, &unsigned_number},
    {"ring_entries", CType::u32, &unsigned_number},
    {"overflow", CType::u32, &unsigned_number},
    {"cqes", CType::u32, &unsigned_number},
    {"flags", CType::u32, &unsigned_number},
    {"", CType::u32},
    {"", CType::u64},
};
constexpr Layout completion_layout{"struct io_cqring_offsets", completion_members};

constexpr Kind offsets(std::string_view name, const Layout& layout) {
  return {.name = name,
          .words = "where things are in the ring",
          .decode = decode_struct_in_place,
          .layout = &layout};
}
constexpr Kind submission_offsets = offsets("submission_offsets", submission_layout);
constexpr Kind completion_offsets = offsets("completion_offsets", completion_layout);

constexpr bool shares_workers(Values members) {
  constexpr std::uint64_t attach = 0x20;
  return (members[2] & attach) != 0;
}

constexpr Member params_members[] = {
    {"sq_entries", CType::u32, &unsigned_number},
    {"cq_entries", CType::u32, &unsigned_number},
    {"flags", CType::u32, &setup_flags},
    {"sq_thread_cpu", CType::u32, &unsigned_number},
    {"sq_thread_idle", CType::u32, &unsigned_number},
    {"features", CType::u32, &features},
    {"wq_fd", CType::u32, &fd, 1, false, shares_workers},
    {"", CType::u32, nullptr, 3},
    {"sq_off", CType::structure, &submission_offsets},
    {"cq_off", CType::structure, &completion_offsets},
};
constexpr std::array<std::uint8_t, 4> asked = {2, 3, 4, 6};
constexpr std::array<std::uint8_t, 9> answered = {2, 3, 4, 6, 0, 1, 5, 8, 9};
constexpr Layout asked_layout{"struct io_uring_params", params_members, asked};
constexpr Layout answered_layout{"struct io_uring_params", params_members, answered};

Value decode_params(const Question& q) {
  if (q.raw == 0 || (q.result && q.failed())) {
    if (q.before == nullptr) return address_value(q.pointer());
    Value asked = *q.before;
    if (auto* params = std::get_if<value::Struct>(&asked.is)) params->open = false;
    return asked;
  }
  auto found = decode_struct(q.result ? answered_layout : asked_layout, q.pointer(), q);
  if (!found) return address_value(q.pointer());
  std::get<value::Struct>(found->is).open = !q.result;
  return std::move(*found);
}

constexpr Member wait_members[] = {
    {"sigmask", CType::u64, &signal_set_in, 1, false, nullptr, 1},
    {"sigmask_sz", CType::u32, &unsigned_number},
    {"", CType::u32},
    {"ts", CType::u64, &timespec64_in},
};
constexpr Layout wait_layout{"struct io_uring_getevents_arg", wait_members};
constexpr Kind wait_argument{.name = "wait_argument",
                             .words = "signals and a time",
                             .decode = decode_struct_pointer,
                             .layout = &wait_layout};

const Kind* enter_argument_of(Values arguments) {
  constexpr std::uint64_t extended = 8;
  return (arguments[3] & extended) != 0 ? &wait_argument : &signal_set_in;
}

constexpr Kind descriptors_in{.name = "descriptors_in",
                              .words = "descriptors",
                              .decode = decode_array,
                              .element = &fd,
                              .element_type = CType::s32};
constexpr Kind descriptor_in{.name = "descriptor_in",
                             .words = "a descriptor",
                             .decode = decode_array,
                             .element = &fd,
                             .element_type = CType::s32,
                             .count = 1};

// IORING_REGISTER_…
constexpr std::uint64_t buffers = 0, files = 2, eventfd = 4, eventfd_async = 7;

const Kind* register_argument_of(Values arguments) {
  switch (arguments[1] & 0xffffffff) {
    case buffers: return &remote_vector;
    case files: return &descriptors_in;
    case eventfd:
    case eventfd_async: return &descriptor_in;
    default: return &address;
  }
}

}  // namespace

constexpr Kind io_uring_params{.name = "io_uring_params",
                               .words = "wishes, and then where the queues are",
                               .when = When::begun,
                               .decode = decode_params,
                               .layout = &answered_layout,
                               .settled = is_unreadable};
constexpr Kind io_uring_enter_argument{.name = "io_uring_enter_argument",
                                       .words = "signals to block meanwhile",
                                       .choose = enter_argument_of};
constexpr Kind io_uring_register_argument{.name = "io_uring_register_argument",
                                          .words = "what the operation needs",
                                          .choose = register_argument_of};

}  // namespace spyglass::kinds
