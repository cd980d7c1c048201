#pragma once

#include <string>

#include "core/proc/source.hpp"

namespace spyglass::proc {

/// A user's or a group's name, as the databases of the machine have it, or "user 1234".
std::string user_name(unsigned user, const Source& source = kernel());
std::string group_name(unsigned group, const Source& source = kernel());

}  // namespace spyglass::proc
