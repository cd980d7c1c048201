#include "repl/recipe/comment.hpp"

namespace spyglass {

namespace {

constexpr std::string_view mark = "---";
constexpr std::string_view indent = "    ";

std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

}  // namespace

Comment leading_comment(std::string_view code) {
  Comment comment;
  bool in_sample = false;
  while (!code.empty()) {
    std::string_view line = take_line(code);
    if (!line.starts_with(mark)) break;
    line.remove_prefix(mark.size());
    if (line.starts_with(' ')) line.remove_prefix(1);
    comment.help += std::string(line) + '\n';
    if (line.starts_with(std::string(indent) + "$ ")) in_sample = true;
    if (!line.empty() && !line.starts_with(indent)) in_sample = false;
    if (!in_sample) continue;
    comment.sample += std::string(line.size() > indent.size() ? line.substr(indent.size()) : "");
    comment.sample += '\n';
  }
  while (comment.sample.ends_with("\n\n")) comment.sample.pop_back();
  return comment;
}

}  // namespace spyglass
