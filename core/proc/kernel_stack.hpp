#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/proc/source.hpp"

namespace spyglass::proc {

/// The functions of the kernel that a thread is in, the innermost first: "pipe_read". From a text
/// of /proc/TID/stack, proc_pid_stack(5), in which each has its place and what else the kernel
/// says; lines of another form are left out.
std::vector<std::string> parse_kernel_stack(std::string_view text);

/// Empty while a thread runs outside of the kernel. The error says why the kernel keeps it: EPERM
/// or EACCES without the right (CAP_SYS_ADMIN), ENOENT where it keeps no stacks; gone.
Result<std::vector<std::string>> kernel_stack(Tid thread, const Source& source = kernel());

/// For kernel() alone: the text that it understands, an error number and the stack if that is 0.
std::optional<std::string> kernel_stack_text(Tid thread);

}  // namespace spyglass::proc
