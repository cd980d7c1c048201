#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/proc/source.hpp"

namespace spyglass::proc {

/// The call that a thread is inside, as /proc/TID/syscall has it; proc_pid_syscall(5). The number
/// is of the table by which the call was made, which the file doesn't say.
struct CurrentCall {
  std::uint64_t number = 0;
  std::array<std::uint64_t, 6> arguments{};
  Addr stack_pointer;
  Addr program_counter;
};

/// What a thread is doing or waiting for at this moment.
struct Waiting {
  char state = '?';     ///< R, S, D, T, t, Z, X as in ps(1); '?': the thread is gone
  std::string channel;  ///< the kernel function that it sleeps in, or empty
  /// Nothing while it runs, outside of calls, or when we may not know.
  std::optional<CurrentCall> call;
};

Waiting waiting(Tid thread, const Source& source = kernel());

/// A text of /proc/TID/syscall; nothing for "running" and for a thread outside of calls.
std::optional<CurrentCall> parse_current_call(std::string_view text);

/// From the same text, which has it for every thread that stands still, inside a call or not.
std::optional<Addr> parse_stack_pointer(std::string_view text);

/// "sleeping: waits for something to happen"; what a state letter means.
std::string_view words_for_state(char state);

}  // namespace spyglass::proc
