#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "core/base/result.hpp"

namespace spyglass::observe {

/// Where members of the kernel's structs are, in bytes from the beginning; it differs between
/// kernels. watch.bpf.c has constants of these names.
struct KernelLayout {
  std::uint32_t status_in_task;  ///< thread_info.status of struct task_struct: TS_COMPAT is in it
  std::uint32_t state_in_task;   ///< __state: whether it runs, or waits
  std::uint32_t id_in_task;      ///< thread_pid, a struct pid *
  std::uint32_t leader_in_task;  ///< group_leader, a struct task_struct *
  std::uint32_t level_in_id;     ///< level of struct pid: how deep its pid namespace is
  std::uint32_t number_in_id;    ///< numbers[0].nr: the id in the outermost pid namespace
  std::uint32_t number_stride;   ///< from there to the id in the next one
};

/// Of the kernel that runs. libbpf would find these as well (CO-RE), but copies and indexes all
/// types of the kernel for it, which takes longer than everything else at the start.
Result<KernelLayout> layout_of_kernel();

/// Of a kernel with these types, in the format of linux/btf.h.
Result<KernelLayout> layout_from(std::span<const std::byte> types);

/// Where a kernel tells its types, if it does.
inline constexpr const char* types_of_kernel = "/sys/kernel/btf/vmlinux";

}  // namespace spyglass::observe
