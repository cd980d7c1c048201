#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "core/base/arena.hpp"
#include "core/base/ids.hpp"

namespace spyglass {

struct Value;

/// What an argument, a member of a struct or a result can be. Values hold facts and no layout:
/// text, JSON and Lua are all made from them.
namespace value {

struct Number {
  enum class Base : std::uint8_t { decimal, unsigned_decimal, hexadecimal, octal };
  std::uint64_t bits;  ///< sign-extended to 64 bits where the type is signed
  Base base = Base::decimal;
  std::uint8_t width = 0;  ///< at least so many characters, 0x and leading zeros included
};
/// A pointer that is not followed: NULL, or where it points.
struct Address {
  Addr address;
};
/// One of a set of names: SEEK_SET. `name` is empty for a value that has none; `unknown` is then
/// shown as a comment ("SEEK_???").
struct Constant {
  std::uint64_t bits;
  std::string_view name;
  std::string_view unknown = {};
  Number::Base base = Number::Base::hexadecimal;  ///< of its number, where that is written
};
/// Several names at once: O_RDONLY|O_CLOEXEC; `rest` are bits that no name covers.
struct Flags {
  std::uint64_t bits;
  List<std::string_view> names;
  std::uint64_t rest = 0;
  std::string_view unknown = {};
  /// Octal where the rest is a number of its own and always shown: S_IFREG|0644.
  Number::Base rest_base = Number::Base::hexadecimal;
  /// Of a word that is several things at once, a type and flags, what each of them is. Then they
  /// are what is written, with | between them, and the members above sum them up.
  List<Value> parts;
};
/// Characters or bytes that a pointer led to.
struct Text {
  Chars bytes;
  bool cut = false;            ///< there is more than the limit let through
  std::string_view mark = {};  ///< in front of it: @ for the name of an abstract socket
  bool hexadecimal = false;    ///< bytes that are no text: "\x7f\x00"
};
/// A file descriptor, and what it is open on where that was asked for.
struct Descriptor {
  int number;
  std::string target = {};     ///< a path, pipe:[71], TCP:[127.0.0.1:5000->127.0.0.1:80]
  std::string device = {};     ///< of a device, what the path leads to: "char 5:0"
  bool deleted = false;        ///< nothing is at that path any more
  bool is_path = true;         ///< else the target is words, which are shown as they are
  std::string_view name = {};  ///< of a number that is no descriptor: AT_FDCWD
};
/// The id of a thread, process, group (negative where kill(2) takes it so) or session, with what
/// was asked about it.
struct Process {
  int number;
  std::string command = {};  ///< its name, at most 15 bytes
  int outside = 0;           ///< what the tracer has it as, in another namespace; 0: the same
};
struct Struct;
/// Elements in brackets.
struct Array {
  List<Value> elements;
  bool cut = false;
  std::optional<Addr> unreadable = std::nullopt;  ///< where memory ended before the array did
  bool is_set = false;                            ///< of numbers, in the notation of sets: [3 4]
  /// Names of the indices, where they have some: [VINTR]=0x3. Further elements are numbered.
  std::span<const std::string_view> indices = {};
};
/// A value that is written as a call of a macro or function: htons(80), makedev(0x88, 0x3).
struct Applied {
  std::string_view function;
  List<Value> arguments;
};
/// A set of signals, or, with `complement`, all others.
struct Set {
  List<std::string> names;
  bool complement = false;
  List<int> numbers = {};  ///< of the names; empty where the names are numbers
};
/// What the kernel found and what it left: 128 => 16.
struct Changed {
  List<Value> before_and_after;  ///< two
};
/// A number moved to its place in a word: 21<<SHM_HUGE_SHIFT, FUTEX_OP_ADD<<28.
struct Shifted {
  List<Value> number_and_places;  ///< two
};
/// An expression in C that says it best: WIFEXITED(s) && WEXITSTATUS(s) == 0.
struct Expression {
  explicit Expression(std::string_view words) : text(words) {}
  Chars text;
};
/// Filled in when the call returns.
struct Pending {};
/// An argument that this call does not have, between others that it has.
struct Absent {};

struct Field;
struct Struct {
  List<Field> fields;
  bool cut = false;   ///< members were left out that `verbose` would show
  bool open = false;  ///< the kernel is yet to fill in more members: its brace stays open
};

}  // namespace value

struct Value {
  std::variant<value::Pending, value::Number, value::Address, value::Constant, value::Flags,
               value::Text, value::Descriptor, value::Array, value::Struct, value::Applied,
               value::Set, value::Changed, value::Shifted, value::Expression, value::Absent,
               value::Process>
      is;
  Chars comment = {};  ///< shown behind it: /* 39 vars */
  /// One, if there is a form of it without names that the above cannot tell: 0x103 for
  /// makedev(0x1, 0x3). Constants, flags and sets carry their numbers themselves.
  List<Value> plain;

  /// The same value with a form without names.
  [[nodiscard]] Value with_plain(Value form) &&;

  template <class T>
  [[nodiscard]] const T* as() const {
    return std::get_if<T>(&is);
  }
};

struct value::Field {
  std::string_view name;
  Value value;
  bool bare = false;  ///< the value says its name itself: inet_pton(AF_INET6, "::1", &sin6_addr)
  bool names_only = false;     ///< its number stands beside it anyway: 0x8002 (flags O_RDWR)
  bool comment_first = false;  ///< a bare one's: /* bytes 24..31 */ "\x05…"
};

inline Value Value::with_plain(Value form) && {
  plain.clear();
  plain.push_back(std::move(form));
  return std::move(*this);
}

}  // namespace spyglass
