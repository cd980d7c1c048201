#include "core/proc/users.hpp"

#include <fmt/format.h>

namespace spyglass::proc {

std::string user_name(unsigned user, const Source& source) {
  return source.answer({Question::Kind::user, {}, std::to_string(user)})
      .value_or(fmt::format("user {}", user));
}

std::string group_name(unsigned group, const Source& source) {
  return source.answer({Question::Kind::group, {}, std::to_string(group)})
      .value_or(fmt::format("group {}", group));
}

}  // namespace spyglass::proc
