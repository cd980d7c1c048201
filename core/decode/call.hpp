#pragma once

#include <chrono>
#include <optional>

#include "core/decode/kind.hpp"
#include "core/ptrace/event.hpp"

namespace spyglass {

/// One call of one thread, as a value: what was asked, and, once it came back, what came of it.
struct Call {
  using Clock = std::chrono::steady_clock;

  Tid thread{};
  Pid process{};
  CallNumbers raw;           ///< as the kernel saw it at entry
  const Row* row = nullptr;  ///< null: a call that the catalogue has no row for
  std::string name;          ///< "openat", or "syscall_0x1234" for a number without a name
  std::vector<std::uint64_t> argument_values;  ///< one an argument, 64-bit pairs put together
  std::vector<const Kind*> kinds;              ///< what each one is in this very call
  std::vector<Value> arguments;                ///< as many; Pending where the kernel fills it in
  std::optional<std::int64_t> result;          ///< raw; nothing while in the kernel
  ResultNotes notes;                           ///< what the arguments have to say of the result
  bool no_return = false;  ///< the thread ended, or became another program, inside the call
  Clock::time_point entered{};
  Clock::time_point left{};

  [[nodiscard]] bool in_kernel() const { return !result && !no_return; }
  [[nodiscard]] std::optional<Errno> error() const {
    return result ? error_of_result(*result) : std::nullopt;
  }
  /// The value of an argument by its name in the row; null when there is no such argument.
  [[nodiscard]] const Value* argument(std::string_view name) const;
};

/// The entry half: arguments that are known when the call is made are decoded and kept, whatever
/// the program does to its memory later.
Call decode_entry(const CallNumbers& raw, const Memory& memory, const DecodeOptions& options);

/// The exit half: `result` raw, and what the kernel filled in.
void decode_exit(Call& call, std::int64_t result, const Memory& memory,
                 const DecodeOptions& options);

/// The index of the first argument that is not known before the call returns, or the number of
/// arguments: up to where a call in the kernel can be shown.
std::size_t known_at_entry(const Call& call);

}  // namespace spyglass
