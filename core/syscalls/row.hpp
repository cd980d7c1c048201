#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "core/abi/abi.hpp"

namespace spyglass {

/// What an argument is and how it is shown: an object of core/decode/kinds/, known here by address
/// alone, so that the catalogue depends on no decoder.
struct Kind;

/// Where an argument's value comes from.
enum class Source : std::uint8_t {
  registers,      ///< from the next argument register
  stack_pointer,  ///< it lies on the stack: its address is the stack pointer (rt_sigreturn)
  nowhere,        ///< nothing holds it; its kind knows what to say (restart_syscall)
};

/// One argument of a call.
struct Argument {
  std::string_view name;        ///< as in the call's man page
  const Kind* kind = nullptr;   ///< null ends the list
  std::string_view means = {};  ///< in words, for people: "how many bytes to send"
  /// The argument that says how much there is behind this pointer: a length in bytes, a number of
  /// elements, or a pointer to a length, as the kind wants it. −1: none.
  std::int8_t size_from = -1;
  /// 64 bits wide also where registers have 32: it then takes two of them, low half first.
  bool wide = false;
  /// Tells from the other arguments whether this one is there (open's mode is, with O_CREAT only).
  /// Null: always.
  bool (*applies)(std::span<const std::uint64_t> arguments) = nullptr;
  /// Written in front of the value, with an "=": clone's are not in their order, and are named.
  std::string_view label = {};
  Source source = Source::registers;
  /// Of wide arguments: the high half comes first (_llseek).
  bool high_first = false;
};

/// What a result is, and how it is shown.
enum class Returns : std::uint8_t {
  number,      ///< a plain number
  zero,        ///< 0, and nothing else to say
  bytes,       ///< how many bytes were moved
  descriptor,  ///< a new file descriptor
  process,     ///< a process or thread id
  group,       ///< a process group's id
  session,     ///< a session's id
  address,     ///< hexadecimal; also for flags
  octal,       ///< a mode
  nothing,     ///< does not return
};

/// What a call is about; one group each.
enum class Group : std::uint8_t {
  files,
  descriptors,
  memory,
  processes,
  signals,
  sockets,
  time,
  ipc,
  identity,
  system,
};

std::string_view group_name(Group group);

/// An error worth knowing, and what it means for this very call.
struct ErrorNote {
  std::string_view name;  ///< "ENOENT"
  std::string_view why;
};

/// A call of the kernel: everything that we know about it stands in this one row.
struct Row {
  std::string_view name;  ///< as the kernel spells it: exit_group
  Group group;
  std::string_view does;       ///< one plain sentence
  std::string_view when = {};  ///< when a learner meets it
  std::array<Argument, 6> arguments = {};
  /// The order in which the arguments are written, by their indices. Empty: as they are passed.
  std::span<const std::uint8_t> shown = {};
  /// At most so many arguments are shown when the call is made, known or not: a trace keeps all
  /// that a clone is told about ids until they are there.
  std::uint8_t first_half = 6;
  /// Where a line of this call is split, the comma belongs to the second half. Calls that have
  /// further arguments or none, as a command says, are not begun with a promise of more.
  bool comma_later = false;
  Returns returns = Returns::number;
  std::string_view returned = {};  ///< the result in words: "the number of bytes sent"
  /// Names a result, which is then shown in parentheses: 0 (SCHED_OTHER).
  const Kind* result_kind = nullptr;
  std::string_view result_label = {};  ///< in front of that name: 0 (mask [INT])
  std::array<ErrorNote, 3> errors = {};
  /// The number, the same on every ABI, for calls that are newer than libseccomp (≥ 424).
  int unified = -1;
  /// Set where two ABIs have calls of one name and different arguments (mmap of i386).
  std::optional<AbiId> only = std::nullopt;
  /// Of a call that stands for others (socketcall of i386): their names, the first one's number
  /// being 1. The first argument is that number, the second one points to their arguments.
  std::span<const std::string_view> multiplexes = {};
  /// The one register points to the arguments, an array of words (old calls of i386).
  bool indirect = false;

  [[nodiscard]] constexpr std::size_t argument_count() const {
    std::size_t count = 0;
    while (count < arguments.size() && arguments[count].kind != nullptr) ++count;
    return count;
  }
  [[nodiscard]] constexpr std::span<const Argument> argument_list() const {
    return std::span(arguments).first(argument_count());
  }
};

}  // namespace spyglass
