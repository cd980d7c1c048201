#pragma once

#include <optional>
#include <span>

#include "core/abi/abi.hpp"
#include "core/decode/constants.hpp"
#include "core/decode/names.hpp"
#include "core/decode/value.hpp"
#include "core/memory/memory.hpp"
#include "core/syscalls/row.hpp"

namespace spyglass {

/// How much to show.
struct DecodeOptions {
  std::size_t string_limit = 32;  ///< bytes of strings and buffers
  bool verbose = false;           ///< all members of structs, all elements of arrays
  bool follow = true;  ///< look into structs and arrays; false: only into strings and buffers
  bool raw = false;    ///< look at nothing: arguments are the words in the registers
  const Names* names = nullptr;  ///< null: descriptors and processes are numbers and no more

  bool operator==(const DecodeOptions&) const = default;
};

struct Layout;
enum class CType : std::uint8_t;

/// What arguments say of a call's result.
struct ResultNotes {
  Returns shown_as = Returns::number;  ///< starts as the row's, and may be overruled
  List<value::Field> said = {};        ///< flags O_RDWR; a name may be empty
  void add(std::string_view name, Value value) { said.push_back({name, std::move(value)}); }
  /// Of what is the result itself by its names.
  void add_names(std::string_view name, Value value) {
    said.push_back({.name = name, .value = std::move(value), .names_only = true});
  }
};

/// What a decoder is asked: one raw value and everything that may be needed to make sense of it.
/// The same question is asked of an argument of a call and of a member of a struct.
struct Question {
  const Memory& memory;
  const Abi& abi;
  const DecodeOptions& options;
  const Kind& kind;
  std::uint64_t raw;  ///< the register's or the member's value
  Addr place{};       ///< of a member: where it stands in memory
  /// The raw values beside it: of all arguments, or of all members.
  std::span<const std::uint64_t> siblings{};
  int size_from = -1;
  /// The call's raw result; nothing while it is being made.
  std::optional<std::int64_t> result{};
  /// What the same question was answered at the call's entry, for kinds that look twice.
  const Value* before = nullptr;
  /// At exit: what there is to say of the result, and how it is shown; see Kind::explain. Null
  /// where there is no result.
  ResultNotes* notes = nullptr;
  /// At exit: what all arguments were answered at entry, or what their kinds have answered since.
  std::span<const Value> answers{};
  /// Of restart_syscall: the name of the call that goes on.
  std::string_view interrupted{};

  [[nodiscard]] Addr pointer() const { return Addr(raw); }
  [[nodiscard]] bool failed() const { return result && error_of_result(*result).has_value(); }
  /// The value of the sibling that gives the size; 0 when the row names none.
  [[nodiscard]] std::uint64_t sibling_size() const {
    const auto index = static_cast<std::size_t>(size_from);
    return size_from >= 0 && index < siblings.size() ? siblings[index] : 0;
  }
  /// The same question about another kind and value (an element, what a pointer leads to).
  [[nodiscard]] Question about(const Kind& other, std::uint64_t value, Addr at) const {
    return {.memory = memory,
            .abi = abi,
            .options = options,
            .kind = other,
            .raw = value,
            .place = at,
            .siblings = siblings,
            .result = result};
  }
};

/// When a value is known.
enum class When : std::uint8_t {
  entry,  ///< as the call is made
  exit,   ///< the kernel fills it in
  both,   ///< asked at entry for what the exit has to know, and answered at exit
  begun,  ///< shown at entry as far as it is known; the answer at exit begins in the same way
};

/// What a pointer leads to, for those who must fetch it before anybody can ask (core/observe/).
enum class Behind : std::uint8_t {
  /// What layout, element and count say. Where there are none, and the kind looks at memory: a
  /// struct of some size, and what its pointers lead to.
  derived,
  small,       ///< a struct without pointers, of at most 64 bytes
  text,        ///< up to a NUL, or to the limit for strings
  path,        ///< up to a NUL
  bytes,       ///< as many as the size or the result says, up to the limit for strings
  everything,  ///< the same, without a limit
  words,       ///< pointers to texts, up to a null one
  vector,      ///< struct iovec, and the bytes behind each
  messages,    ///< struct mmsghdr, several
};

/// A kind of argument or member. An object each, in core/decode/kinds/; adding one is adding an
/// object.
struct Kind {
  std::string_view name;   ///< "fd"
  std::string_view words;  ///< for people: "a file descriptor"
  When when = When::entry;
  /// Answers a question; never fails: what cannot be read is shown as the address that it is.
  Value (*decode)(const Question&) = nullptr;
  const ConstantTable* constants = nullptr;  ///< of kinds that are names
  const Layout* layout = nullptr;            ///< of kinds that are structs
  const Kind* element = nullptr;             ///< of kinds that are arrays of plain numbers
  CType element_type{};                      ///< the same: of which C type
  /// Of arrays: how many elements. 0: as many as the sibling that gives the size says, or, without
  /// one, as the call's result says.
  std::uint16_t count = 0;
  /// Of kinds that depend on another argument (a command): the kind that it really is, or null
  /// when there is no such argument. Everything else is then asked of that kind.
  const Kind* (*choose)(std::span<const std::uint64_t> siblings) = nullptr;
  /// Of kinds that are not When::entry, asked at entry: whether that answer is the whole one, since
  /// the kernel will fill in nothing (a null pointer). Null: it never is.
  bool (*settled)(const Question&) = nullptr;
  /// Asked once the call has returned, whatever `when` says: what the result means in the light of
  /// this argument (the descriptors that poll found ready). Adds to Question::notes.
  void (*explain)(const Question&) = nullptr;
  /// It leads to characters or bytes, which DecodeOptions::follow does not concern.
  bool text = false;
  Behind behind = Behind::derived;
};

/// The kind that an argument or member really is, given the raw values beside it; null when it is
/// not there.
inline const Kind* chosen(const Kind* kind, std::span<const std::uint64_t> siblings) {
  while (kind != nullptr && kind->choose != nullptr) kind = kind->choose(siblings);
  return kind;
}

/// Shorthand for the commonest answer of all.
inline Value address_value(Addr address) { return {value::Address{address}}; }

/// The commonest answer of Kind::settled: a pointer that cannot be followed stays what it is.
inline bool is_unreadable(const Question& question) {
  std::byte first{};
  return question.raw == 0 || question.memory.read(question.pointer(), std::span(&first, 1)) == 0;
}
inline bool is_null(const Question& question) { return question.raw == 0; }

/// A descriptor of the program that is asked about, with what it is open on if that is known.
inline Value descriptor_value(const Question& question, int number) {
  return descriptor_value(question.options.names, number);
}

}  // namespace spyglass
