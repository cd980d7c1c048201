#pragma once

#include <string>
#include <string_view>

namespace spyglass {

/// The comment with three hyphens at the beginning of a recipe's file, which is its help. What is
/// indented in it, from a line on that begins with `$`, shows a run.
struct Comment {
  std::string help;    ///< without the hyphens
  std::string sample;  ///< that part of it, without the indentation; may be empty
};
Comment leading_comment(std::string_view code);

}  // namespace spyglass
