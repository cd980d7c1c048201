#pragma once

#include <optional>
#include <string>

namespace spyglass {

/// What stands against execve(2) of `path` by us, here and now: "cannot run ./x: … Try: …".
/// Nothing when it looks fine, which is no promise: the kernel has the last word, and a handler of
/// binfmt_misc may run what we know nothing of. A path without a slash is a file in the current
/// directory, as for execve itself.
std::optional<std::string> why_not_runnable(const std::string& path);

}  // namespace spyglass
