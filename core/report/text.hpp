#pragma once

#include <signal.h>

#include <string>

#include "core/base/exit_status.hpp"
#include "core/decode/call.hpp"

namespace spyglass {

/// How what has a name is written: O_RDWR, 0x2, or 0x2 /* O_RDWR */.
enum class NameStyle : std::uint8_t { names, numbers, both };

/// Which bytes of strings are written as \x and two digits. Odd ones are neither printable ASCII
/// nor white space.
enum class HexStrings : std::uint8_t {
  none,         ///< odd bytes in octal
  odd_bytes,    ///< the odd ones alone
  odd_strings,  ///< all, in strings that have an odd one
  all,
};

/// How a call is written. The defaults are strace's.
struct TextOptions {
  int result_column = 40;  ///< where " = " starts at the earliest; 0: right behind the call
  NameStyle names = NameStyle::names;
  HexStrings hex_strings = HexStrings::none;
  bool argument_names = false;  ///< fd=3 in place of 3
};

/// A value in the notation of a trace: O_RDONLY|O_CLOEXEC, "text\n"..., {tv_sec=1, tv_nsec=0}.
void append_value(std::string& out, const Value& value, const TextOptions& options = {});
[[nodiscard]] std::string value_text(const Value& value, const TextOptions& options = {});

/// Bytes between double quotes, escaped as in C; "..." behind it says that there is more.
void append_quoted(std::string& out, std::string_view bytes, bool cut,
                   HexStrings hex = HexStrings::none);
/// The same without the quotes; characters of `also` are escaped too.
void append_escaped(std::string& out, std::string_view bytes, HexStrings hex = HexStrings::none,
                    std::string_view also = {});
/// A process's name, as it stands in angle brackets behind its id.
[[nodiscard]] std::string command_text(std::string_view command, HexStrings hex = HexStrings::none);

/// The two halves of a line. `out` may hold what stands before them in the line, which counts for
/// the column of the result. The first is what is known when the call is made: read(0,
void append_call_start(std::string& out, const Call& call, const TextOptions& options = {});
/// The rest, with the result: "abc", 10) = 3
void append_call_end(std::string& out, const Call& call, const TextOptions& options = {});
/// The rest of a call that will never return, since its thread died in it: <unfinished ...>) = ?
void append_call_death(std::string& out, const Call& call, const TextOptions& options = {});
/// Behind a first half whose call does not return for the moment.
constexpr std::string_view unfinished_mark = " <unfinished ...>";

/// A whole line, without the newline: write(1, "hi\n", 3) = 3. A call that is still in the kernel
/// ends with <unfinished ...>, and one that never comes back with "= ?".
[[nodiscard]] std::string call_text(const Call& call, const TextOptions& options = {});
/// In front of a second half whose first was written as unfinished.
void append_resumed(std::string& out, const Call& call);
/// The second half, for a call whose first was written as unfinished: <... read resumed>"", 10) = 0
[[nodiscard]] std::string resumed_text(const Call& call, const TextOptions& options = {});
/// What follows " = ": 3, -1 ENOENT (No such file or directory), ? ERESTARTSYS (…)
void append_result(std::string& out, const Call& call, const TextOptions& options = {});
[[nodiscard]] std::string result_text(const Call& call, const TextOptions& options = {});

/// Where records of calls are missing: "[ 3 records of calls lost here: … ]"
[[nodiscard]] std::string lost_text(std::uint64_t records);

/// "exited with 42", "killed by SIGSEGV (core dumped)"
[[nodiscard]] std::string exit_text(const ExitStatus& status);

/// "SIGINT {si_signo=SIGINT, si_code=SI_USER, si_pid=1, si_uid=0}"
[[nodiscard]] std::string signal_text(Signal signal, const siginfo_t& info,
                                      const TextOptions& text = {},
                                      const DecodeOptions& decode = {});

}  // namespace spyglass
