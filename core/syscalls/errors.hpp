#pragma once

#include <span>
#include <string_view>

#include "core/base/ids.hpp"

namespace spyglass {

/// What errno(3) knows of an error, and what a learner wants to know.
struct ErrorRow {
  int number;                 ///< as in asm-generic/errno.h and errno-base.h
  std::string_view name;      ///< "ENOENT"
  std::string_view message;   ///< strerror(3)'s words in the C locale, as a trace shows them
  std::string_view sentence;  ///< one plain sentence: what it means and what usually causes it
};

/// All rows in the order of their numbers, those of the kernel alone (ERESTARTSYS, 512 …) last.
std::span<const ErrorRow> error_rows();

/// By number or by name; null when there is none. EWOULDBLOCK, EDEADLOCK and ENOTSUP are found
/// under the number that they share.
const ErrorRow* find_error(Errno number);
const ErrorRow* find_error(std::string_view name);

/// −512 (ERESTARTSYS) to −516: the kernel's own, seen by tracers only. The call either starts again
/// or comes back to the program as EINTR.
constexpr bool is_restart(std::int64_t result) { return result <= -512 && result >= -516; }

}  // namespace spyglass
