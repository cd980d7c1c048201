#include "core/decode/kinds/names.hpp"

#include "core/decode/constants/tables.hpp"
#include "core/syscalls/kinds.hpp"

namespace spyglass::kinds {

// The kernel's flags and commands are C ints or unsigned ints, whatever is in the upper half.

Value decode_constant(const Question& question) {
  return {name_constant(*question.kind.constants, question.raw & 0xffffffff)};
}

Value decode_flags(const Question& question) {
  return {name_flags(*question.kind.constants, question.raw & 0xffffffff)};
}

Value decode_wide_flags(const Question& question) {
  return {name_flags(*question.kind.constants, question.raw)};
}

constexpr Kind open_flags = any_of("open_flags", "how to open it", constants::open_flags);
constexpr Kind descriptor_flags =
    any_of("descriptor_flags", "how the descriptor works", constants::descriptor_flags);
constexpr Kind at_flags = any_of("at_flags", "how to find it", constants::at_flags);
constexpr Kind at_access_flags =
    any_of("at_access_flags", "how to find it", constants::at_access_flags);
constexpr Kind at_statx_flags =
    any_of("at_statx_flags", "how to find it", constants::at_statx_flags);
constexpr Kind access_mode = any_of("access_mode", "what to ask for", constants::access_modes);
constexpr Kind seek_origin = one_of("seek_origin", "where to count from", constants::seek_origins);
constexpr Kind statx_mask = any_of("statx_mask", "what to find out", constants::statx_mask);
constexpr Kind rename_flags = any_of("rename_flags", "how to rename", constants::rename_flags);
constexpr Kind xattr_flags = any_of("xattr_flags", "how to set it", constants::xattr_flags);
constexpr Kind inotify_init_flags =
    any_of("inotify_init_flags", "how the descriptor works", constants::inotify_init_flags);
constexpr Kind inotify_events =
    any_of("inotify_events", "what to watch for", constants::inotify_events);
constexpr Kind unmount_flags = any_of("unmount_flags", "how to unmount", constants::unmount_flags);
constexpr Kind allocate_mode = any_of("allocate_mode", "what to do", constants::allocate_modes);
constexpr Kind access_advice =
    one_of("access_advice", "what will happen to it", constants::access_advice);
constexpr Kind splice_flags = any_of("splice_flags", "how to move it", constants::splice_flags);
constexpr Kind sync_range_flags =
    any_of("sync_range_flags", "what to wait for", constants::sync_range_flags);
constexpr Kind lock_operation =
    any_of("lock_operation", "lock or unlock", constants::lock_operations);
constexpr Kind epoll_operation =
    one_of("epoll_operation", "add, change or remove", constants::epoll_operations);
constexpr Kind epoll_flags =
    any_of("epoll_flags", "how the descriptor works", constants::epoll_flags);
constexpr Kind eventfd_flags =
    any_of("eventfd_flags", "how the descriptor works", constants::eventfd_flags);
constexpr Kind close_range_flags =
    any_of("close_range_flags", "how to close", constants::close_range_flags);
constexpr Kind memfd_flags = any_of("memfd_flags", "how to make it", constants::memfd_flags);
constexpr Kind protection =
    any_of_wide("protection", "what may be done to it", constants::protections);
constexpr Kind remap_flags = any_of_wide("remap_flags", "how to change it", constants::remap_flags);
constexpr Kind memory_advice =
    one_of("memory_advice", "what will happen to it", constants::memory_advice);
constexpr Kind sync_flags = any_of("sync_flags", "how to write it", constants::sync_flags);
constexpr Kind lock_all_flags = any_of("lock_all_flags", "which memory", constants::lock_all_flags);
constexpr Kind lock_flags = any_of("lock_flags", "how to lock", constants::lock_flags);
constexpr Kind random_flags =
    any_of("random_flags", "from where, and whether to wait", constants::random_flags);
constexpr Kind resource = one_of("resource", "what is limited", constants::resources);
constexpr Kind usage_target = one_of("usage_target", "whose use", constants::usage_targets);
constexpr Kind priority_target =
    one_of("priority_target", "whose priority", constants::priority_targets);

}  // namespace spyglass::kinds
