#pragma once

#include "core/base/ids.hpp"
#include "core/base/unique_fd.hpp"

namespace spyglass::proc {

/// A netlink(7) socket in a thread's network namespace, for sock_diag(7): its answers are about the
/// sockets there. In our own where that is the same, or where we may not enter the other one; empty
/// when none can be had.
UniqueFd diagnosis_socket(Tid thread);

}  // namespace spyglass::proc
