#pragma once

#include <string>

namespace spyglass::proc {

/// A user's or a group's name, as the databases of this machine have it, or "user 1234".
std::string user_name(unsigned user);
std::string group_name(unsigned group);

}  // namespace spyglass::proc
