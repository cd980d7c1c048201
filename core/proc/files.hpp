#pragma once

#include <optional>
#include <string>

#include "core/base/ids.hpp"

namespace spyglass::proc {

/// The whole of /proc/THREAD/`name`; nothing when it cannot be read.
std::optional<std::string> read_file(Tid thread, const std::string& name);

/// Where the link /proc/THREAD/`name` points to; nothing when it cannot be read.
std::optional<std::string> read_link(Tid thread, const std::string& name);

}  // namespace spyglass::proc
