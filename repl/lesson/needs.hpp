#pragma once

#include <optional>
#include <string>
#include <vector>

namespace spyglass {

struct Abi;

/// Whether programs of an ABI run here: only a try tells, since a kernel may have the support built
/// in, and switched off when it was booted.
bool kernel_runs(const Abi& abi);

/// What this machine lacks of a lesson's `needs`, as a sentence; nothing when it has all. A need is
/// the name of an ABI (i386: a kernel that runs its programs), or of a program in PATH.
std::optional<std::string> what_is_missing(const std::vector<std::string>& needs);

}  // namespace spyglass
