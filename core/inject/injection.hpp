#pragma once

#include <chrono>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/syscalls/call_set.hpp"

namespace spyglass {

/// Which of a thread's invocations of a call are meant, counted from 1.
struct Invocations {
  static constexpr std::uint32_t for_ever = std::numeric_limits<std::uint32_t>::max();

  std::uint32_t first = 1;
  std::uint32_t last = for_ever;
  std::uint32_t step = 1;  ///< from one that is meant to the next

  [[nodiscard]] constexpr bool includes(std::uint64_t invocation) const {
    return invocation >= first && invocation <= last && (invocation - first) % step == 0;
  }
  bool operator==(const Invocations&) const = default;
};

/// Bytes to be written to where an argument points.
struct Poke {
  std::size_t argument;  ///< from 0
  std::vector<std::byte> bytes;
};

/// Another value for an argument that is passed in a register.
struct ArgumentChange {
  std::size_t argument;  ///< from 0, in the order of the row
  std::uint64_t value;
};

/// What is to be done to some calls: a value, made from strace's notation or member by member.
struct Injection {
  CallSet calls;
  std::string text;  ///< as a person wrote it

  // Instead of what the kernel would have done; at most one of the two.
  std::optional<Errno> error;
  std::optional<std::uint64_t> result;
  std::string_view runs =
      {};  ///< the harmless call that is carried out in place of it; empty: none

  Signal signal = no_signal;  ///< sent to the thread as it enters the call
  std::optional<std::chrono::nanoseconds> delay_enter;
  std::optional<std::chrono::nanoseconds> delay_exit;
  std::vector<Poke> poke_enter;
  std::vector<Poke> poke_exit;
  std::vector<ArgumentChange> arguments = {};  ///< before the kernel sees them

  Invocations when;

  /// The kernel does not get to see the call.
  [[nodiscard]] bool replaces_result() const { return error || result; }
  [[nodiscard]] bool does_nothing() const {
    return !replaces_result() && signal == no_signal && !delay_enter && !delay_exit &&
           poke_enter.empty() && poke_exit.empty() && arguments.empty();
  }
};

/// strace's two flags: fault= makes calls fail, with ENOSYS unless told otherwise, and nothing
/// else.
enum class InjectionStyle : std::uint8_t { inject, fault };

/// Takes strace's notation, as CallSet does: openat,close:error=ENOENT:when=2+. What makes no sense
/// is an error that says what would.
Result<Injection> parse_injection(std::string_view expression,
                                  InjectionStyle style = InjectionStyle::inject);

}  // namespace spyglass
