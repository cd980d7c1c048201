#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/abi/abi.hpp"
#include "core/abi/syntax.hpp"

namespace spyglass {

/// Something that there is to say about a place in a text.
struct Complaint {
  std::string message;
  std::optional<std::size_t> at = {};  ///< in bytes from the text's beginning, where it is known
};

/// One instruction, directive or label as it stands in the text.
struct Statement {
  std::size_t at;         ///< where it begins
  std::string_view text;  ///< without the blanks around it
};

/// The statements of a text: a semicolon or the end of a line ends one, except within quotes and
/// comments. An error for what would make the assembler misread the rest: an open quote or comment.
struct Statements {
  std::vector<Statement> all;
  std::optional<Complaint> error;
};
Statements split_statements(std::string_view text, const Toolchain& tools);

/// Says why a statement is not for the assembler: it reads files, or could hide that it does.
std::optional<Complaint> why_refused(const Statement& statement);

/// The syntax that a statement switches to, if it does: .intel_syntax or .att_syntax.
std::optional<Syntax> switched_syntax(const Statement& statement);

/// Where a piece stands in a text, blanks aside: the assembler quotes "mov $1,%exx" for
/// "mov  $1, %exx". Names are found as whole words only. Nothing when it is not there.
std::optional<std::size_t> find_piece(std::string_view text, std::string_view piece);

}  // namespace spyglass
