#pragma once

#include <signal.h>

#include <string>
#include <string_view>

#include "core/base/exit_status.hpp"
#include "core/decode/call.hpp"

namespace spyglass {

/// An event in plain words, for who sees such an event for the first time. Each part is one or more
/// whole sentences on no line yet; empty where there is nothing to say.
struct Explanation {
  std::string what;     ///< what was asked, or what it is
  std::string outcome;  ///< what came of it, or why it came; without a full stop
};

/// A call: what its row says of it, with those of its arguments that say more about it than the
/// line of the trace does: "Takes bytes from an open file: descriptor 3 (standard input)." It takes
/// two lines of 100 columns at most, and leaves out what has no room there.
Explanation explain_call(const Call& call);
/// The same without what the row says: for a call that was explained before.
Explanation explain_arguments(const Call& call);

/// What a signal means, and who or what sent this one.
Explanation explain_signal(Signal signal, const siginfo_t& info);
/// What it means that a program ended so.
Explanation explain_end(const ExitStatus& status);

/// Of a call that succeeded, and has no more to say.
constexpr std::string_view nothing_to_say = "done";

/// What a result means, in words: "the kernel took all 15 bytes", or why the call failed. Empty
/// while the call is in the kernel.
std::string explain_result(const Call& call);

/// What an error means for this very call: the row's own note where it has one, else what the error
/// means anywhere.
std::string explain_error(const Row* row, Errno error);

/// One argument in words: what it is and, where that says more than its raw value, what it means:
/// "→ "Hello"", "bytes to send". `value` may be pending.
std::string describe_argument(const Argument& argument, const Value& value);

}  // namespace spyglass
