#pragma once

#include <string>
#include <utility>

#include <tl/expected.hpp>

#include "core/base/ids.hpp"

namespace spyglass {

/// Something that happened and that a person can be told: what, why, and what to do about it.
/// "The thread is gone" is an outcome of its own: everything that touches a traced thread may meet
/// it at any time (somebody may have sent SIGKILL), and callers answer it by waiting for the end.
struct Error {
  enum class Kind {
    failed,  ///< the kernel or a library said no
    gone,    ///< the thread no longer exists (ESRCH)
    input,   ///< what was asked for makes no sense; the message names what would
  };
  Kind kind = Kind::failed;
  std::string message;  ///< whole sentences, ready to be shown
  Errno number{};       ///< 0 where there is none

  [[nodiscard]] bool gone() const { return kind == Kind::gone; }
};

template <class T>
using Result = tl::expected<T, Error>;

/// `return fail("…");` in a function that returns a Result.
inline tl::unexpected<Error> fail(std::string message, Errno number = {}) {
  return tl::make_unexpected(Error{Error::Kind::failed, std::move(message), number});
}

/// The same for a request that cannot be understood or served as it stands.
inline tl::unexpected<Error> bad_input(std::string message) {
  return tl::make_unexpected(Error{Error::Kind::input, std::move(message), {}});
}

/// `what` failed with `number`; ESRCH becomes Kind::gone. The message carries strerror(3)'s words.
tl::unexpected<Error> fail_errno(std::string what, int number);

}  // namespace spyglass
