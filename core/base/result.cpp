#include "core/base/result.hpp"

#include <cerrno>
#include <cstring>

namespace spyglass {

tl::unexpected<Error> fail_errno(std::string what, int number) {
  const auto kind = number == ESRCH ? Error::Kind::gone : Error::Kind::failed;
  return tl::make_unexpected(
      Error{kind, std::move(what) + ": " + std::strerror(number), Errno(number)});
}

}  // namespace spyglass
