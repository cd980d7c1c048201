#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/result.hpp"

namespace spyglass {

struct Written;

/// What a person wrote for an argument or a part of one, in the notation of a trace. Nothing is
/// known yet of what it is for: that is the catalogue's business.
namespace written {

/// 15, 0x10, 0644, 'x'
struct Number {
  std::uint64_t value;
};
/// O_RDONLY, NULL, buf, %rsp
struct Name {
  std::string text;
};
/// "hi\n"
struct Text {
  std::string bytes;
};
/// htons(80)
struct Applied {
  std::string function;
  std::vector<Written> arguments;
};
/// [3, 4], [INT USR1]
struct List {
  std::vector<Written> elements;
};
struct Field;
/// {tv_sec=1, tv_nsec=0}
struct Fields {
  std::vector<Field> fields;
};
/// _ or ...: room that the kernel will fill.
struct Room {};
/// One or several with |, + and - between them.
struct Sum {
  struct Term;
  std::vector<Term> terms;
};

}  // namespace written

struct Written {
  std::variant<written::Number, written::Name, written::Text, written::Applied, written::List,
               written::Fields, written::Room, written::Sum>
      is;
  std::size_t column = 0;  ///< where it begins in the text, from 0
  std::string label = {};  ///< of an argument that was named: fd=3

  template <class T>
  [[nodiscard]] const T* as() const {
    return std::get_if<T>(&is);
  }
};

struct written::Field {
  std::string name;
  Written value;
};

struct written::Sum::Term {
  char sign;  ///< '|', '+' or '-'
  Written value;
};

/// A whole call: write(1, "hi\n", 3). What a trace has behind it (= 3) is not looked at.
struct WrittenCall {
  std::string name;
  std::vector<Written> arguments;
};

/// An error names the column, counted from 1, and what was expected there.
Result<WrittenCall> parse_call(std::string_view text);

}  // namespace spyglass
