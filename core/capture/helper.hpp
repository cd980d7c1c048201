#pragma once

#include <functional>
#include <string>

namespace spyglass::capture {

/// What the helper of a Capture does, in its own process: see there. `connection` is all that it
/// keeps open.
[[noreturn]] void help(int connection, const std::function<bool()>& join,
                       const std::string& filter);

}  // namespace spyglass::capture
