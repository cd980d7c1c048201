#include "core/proc/users.hpp"

#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>

namespace spyglass::proc {

std::string user_name(unsigned user) {
  const passwd* known = getpwuid(user);
  return known != nullptr ? std::string(known->pw_name) : fmt::format("user {}", user);
}

std::string group_name(unsigned group) {
  const struct group* known = getgrgid(group);
  return known != nullptr ? std::string(known->gr_name) : fmt::format("group {}", group);
}

}  // namespace spyglass::proc
