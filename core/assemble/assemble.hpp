#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/assemble/statements.hpp"
#include "core/base/result.hpp"

namespace spyglass {

/// Instructions as somebody wrote them, and where they are to stand.
struct AssemblyRequest {
  std::string_view text;
  const Abi& abi;
  Syntax syntax = Syntax::att;  ///< to begin with
  Addr at;                      ///< at the beginning of a page
  /// Where a name stands that the text uses and does not define; nothing: there is no such name.
  std::function<std::optional<Addr>(const std::string&)> find = {};
  /// Names that could have been meant instead.
  std::vector<std::string> names = {};
};

/// What the assembler made of a text: code for one place, or reasons why there is none.
struct Assembly {
  static constexpr std::size_t largest = 65536;  ///< in bytes, data and all

  Addr at;
  std::string bytes;                   ///< the code, a trap right behind it, and then all data
  std::size_t code_size = 0;           ///< in bytes
  Syntax syntax = Syntax::att;         ///< that the text ends in
  std::vector<Complaint> errors = {};  ///< any: there is no code
  std::vector<Complaint> warnings = {};

  [[nodiscard]] Addr end() const { return at + code_size; }
};

/// Makes code by GNU as and ld, in a directory that is gone afterwards. An error when they cannot
/// be used at all; what is wrong with the text is in the assembly.
Result<Assembly> assemble(const AssemblyRequest& request);

/// Each line of the text that complaints are about, and below it what is wrong, at its column; of
/// many the first ones. `indent` columns before each line.
std::string complaints_text(std::string_view text, const std::vector<Complaint>& complaints,
                            std::size_t indent = 0);

}  // namespace spyglass
