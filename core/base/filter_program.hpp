#pragma once

#include <cstddef>
#include <vector>

#include "core/base/result.hpp"

namespace spyglass {

/// What seccomp(2) takes: a program for the kernel that decides about each call. Made in one
/// process with libseccomp, put into force in another between fork(2) and execve(2).
class FilterProgram {
 public:
  FilterProgram() = default;
  /// `context`: libseccomp's (seccomp_init(3)); it stays the caller's.
  static Result<FilterProgram> of(const void* context);

  /// Puts it into force for the calling thread, for good. False, with errno, when the kernel
  /// refuses: EACCES to those who have neither CAP_SYS_ADMIN nor PR_SET_NO_NEW_PRIVS.
  [[nodiscard]] bool install() const;

 private:
  std::vector<std::byte> code_;  ///< struct sock_filter each (linux/filter.h)
};

}  // namespace spyglass
