#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spyglass {

/// A line that a tool wrote about a line of the source.
struct Remark {
  std::optional<std::size_t> line;  ///< counted from 1
  bool warning = false;
  std::string text;
};

/// Those of GNU as: "code.s:2: Error: no such instruction: `mvo'". All other lines are headings.
std::vector<Remark> assembler_remarks(std::string_view output);

/// Those of GNU ld about an object that knows its source's lines: "/x/hello.S:7: undefined
/// reference to `mesage'", "ld: warning: cannot find entry symbol _start; …". Other lines say
/// where it was at work.
std::vector<Remark> linker_remarks(std::string_view output);

/// What stands in the last pair of quotes of a remark: `like this'.
std::string_view quoted_piece(std::string_view text);

}  // namespace spyglass
