#pragma once

#include <chrono>
#include <optional>

#include "core/abi/call_numbers.hpp"
#include "core/decode/kind.hpp"
#include "core/decode/rules.hpp"
#include "core/decode/transfer.hpp"

namespace spyglass {

/// What a tracer did to a call while it was being made (core/inject/).
struct Tampering {
  bool result = false;     ///< the kernel did not carry it out, and the result was made up
  bool arguments = false;  ///< what its arguments point to was overwritten
  bool delayed = false;    ///< the thread had to stand still before or after it
  bool operator==(const Tampering&) const = default;
};

/// One call of one thread, as a value: what was asked, and, once it came back, what came of it.
struct Call {
  using Clock = std::chrono::steady_clock;

  Tid thread{};
  Pid process{};
  CallNumbers raw;           ///< as the kernel saw it at entry
  const Row* row = nullptr;  ///< null: a call that the catalogue has no row for
  Chars name;                ///< "openat", or "syscall_0x1234" for a number without a name
  List<std::uint64_t> argument_values;  ///< one an argument, 64-bit pairs put together
  /// At most as many: Pending where the kernel fills it in, Absent or missing at the end where the
  /// call has no such argument.
  List<Value> arguments;
  List<const Kind*> kinds;  ///< what each of them is in this very call; null: Absent
  /// How many of the arguments, as they are written, can be shown whole when the call is made, and
  /// as much of the next one as is known by then.
  std::size_t whole_at_entry = 0;
  std::optional<Value> begun;
  std::optional<std::int64_t> result;  ///< raw; nothing while in the kernel
  ResultNotes notes;                   ///< what the arguments have to say of the result
  std::optional<Value> named_result;   ///< a descriptor or process with its name, if it has one
  bool no_return = false;  ///< the thread ended, or became another program, inside the call
  /// DecodeOptions::raw: `arguments` are the words that the kernel was given, in their order, and
  /// need not be one an argument of the row.
  bool in_words = false;
  std::optional<Transfer> transfer = std::nullopt;  ///< what it moved, where that was asked for
  Tampering injected;
  /// What of a sandbox refused it: "Landlock: read-only outside your scratch directory". Empty: it
  /// went well, or would have failed anywhere.
  std::string denied_by = {};
  Clock::time_point entered{};
  Clock::time_point left{};

  [[nodiscard]] bool in_kernel() const { return !result && !no_return; }
  /// As exit_group does; but not one that the kernel never gets to see.
  [[nodiscard]] bool never_returns() const {
    return row != nullptr && row->returns == Returns::nothing && !injected.result;
  }
  [[nodiscard]] std::optional<Errno> error() const {
    return result ? error_of_result(*result) : std::nullopt;
  }
  /// The value of an argument by its name in the row; null when there is no such argument.
  [[nodiscard]] const Value* argument(std::string_view name) const;
};

/// The entry half: arguments that are known when the call is made are decoded and kept, whatever
/// the program does to its memory later. The rules are those of the whole trace.
/// `interrupted` is the name of the call that a restart_syscall of this thread goes on with.
Call decode_entry(const CallNumbers& raw, const Memory& memory, const DecodeRules& rules,
                  std::string_view interrupted = {});
/// The same into a call that says nothing yet.
void decode_entry(Call& call, const CallNumbers& raw, const Memory& memory,
                  const DecodeRules& rules, std::string_view interrupted = {});

/// The exit half: `result` raw, and what the kernel filled in.
void decode_exit(Call& call, std::int64_t result, const Memory& memory, const DecodeRules& rules);

/// How many words the arguments of a call are passed in.
std::size_t word_count(const Row& row, const Abi& abi);

/// Which of the ABI's argument registers an argument is in (the first of two for 64-bit arguments
/// of a 32-bit ABI); nothing for one that comes from elsewhere.
std::optional<std::size_t> argument_register(const Row& row, std::size_t index, const Abi& abi);

/// The indices of the arguments that the call has, in the order in which they are written.
class ShownArguments {
 public:
  explicit ShownArguments(const Call& call);

  [[nodiscard]] const std::uint8_t* begin() const { return indices_.data(); }
  [[nodiscard]] const std::uint8_t* end() const { return indices_.data() + count_; }
  [[nodiscard]] std::size_t size() const { return count_; }

 private:
  std::array<std::uint8_t, 6> indices_;
  std::uint8_t count_ = 0;
};

}  // namespace spyglass
