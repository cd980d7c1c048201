#include "repl/views/trace_line.hpp"

#include <fmt/format.h>

#include <cctype>

#include "core/base/nearest.hpp"
#include "core/decode/constants.hpp"
#include "core/report/explain.hpp"
#include "core/syscalls/catalogue.hpp"
#include "core/syscalls/errors.hpp"
#include "repl/views/table.hpp"

namespace spyglass {

namespace {

std::string trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t") - first + 1));
}

/// Reads arguments up to the parenthesis that closes the call; returns what is behind it.
Result<std::string_view> split_arguments(std::string_view text, std::vector<std::string>& into) {
  int depth = 0;
  bool quoted = false;
  std::string current;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '\\' && i + 1 < text.size()) {
      current += {c, text[++i]};
      continue;
    }
    if (c == '"') quoted = !quoted;
    const bool opens = !quoted && (c == '(' || c == '[' || c == '{');
    const bool closes = !quoted && (c == ')' || c == ']' || c == '}');
    if (closes && depth == 0) {
      if (const std::string last = trimmed(current); !last.empty()) into.push_back(last);
      return text.substr(i + 1);
    }
    depth += opens ? 1 : closes ? -1 : 0;
    if (c == ',' && depth == 0 && !quoted) {
      into.push_back(trimmed(current));
      current.clear();
    } else {
      current += c;
    }
  }
  return bad_input("this looks like a line of a trace, but its parenthesis is never closed");
}

/// "what the argument is", and the meaning of each name in it: O_RDONLY|O_CLOEXEC.
std::string words_for_argument(const Argument& argument, std::string_view written) {
  std::string words(argument.means);
  std::size_t start = 0;
  while (start <= written.size()) {
    const std::size_t end = std::min(written.find('|', start), written.size());
    const auto constant = find_constant(written.substr(start, end - start));
    if (constant && !constant->row->means.empty()) {
      words += fmt::format("; {}: {}", constant->row->name, constant->row->means);
    }
    start = end + 1;
  }
  return words;
}

std::string words_for_result(const Row& row, const std::string& result) {
  if (result.starts_with("-1 ")) {
    const std::string name = result.substr(3, result.find(' ', 3) - 3);
    if (const ErrorRow* error = find_error(name)) return explain_error(&row, Errno(error->number));
  }
  if (result.starts_with("?")) return "nothing came back";
  return std::string(row.returned);
}

}  // namespace

Result<TraceLine> parse_trace_line(std::string_view text) {
  const std::size_t open = text.find('(');
  if (open == std::string_view::npos) return bad_input("a line of a trace has parentheses");
  std::size_t start = open;
  while (start > 0 && (std::isalnum(static_cast<unsigned char>(text[start - 1])) != 0 ||
                       text[start - 1] == '_')) {
    --start;
  }
  TraceLine line;
  line.name = std::string(text.substr(start, open - start));
  const auto rest = split_arguments(text.substr(open + 1), line.arguments);
  if (!rest) return tl::make_unexpected(rest.error());
  const std::size_t equals = rest->find('=');
  if (equals != std::string_view::npos) line.result = trimmed(rest->substr(equals + 1));
  return line;
}

Result<void> explain_trace_line(Output& out, std::string_view text) {
  while (!text.empty() && (text.front() == '\'' || text.front() == ' ')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == '\'' || text.back() == ' ')) text.remove_suffix(1);
  const auto line = parse_trace_line(text);
  if (!line) return tl::make_unexpected(line.error());
  const Row* row = nullptr;
  for (const Abi* one : all_abis()) row = row != nullptr ? row : find_row(line->name, one->id);
  if (row == nullptr) {
    return bad_input(fmt::format("spyglass knows no call `{}`{}", line->name,
                                 did_you_mean(line->name, row_names())));
  }
  out.line(line->name, Tone::strong);
  out.paragraph(row->does, 2);
  std::vector<Line> rows;
  for (std::size_t i = 0; i < line->arguments.size(); ++i) {
    if (i >= row->argument_count()) {
      rows.push_back({{"?"}, {line->arguments[i], Tone::strong}, {"one more than the call has"}});
      continue;
    }
    rows.push_back({{std::string(row->arguments[i].name)},
                    {line->arguments[i], Tone::strong},
                    {words_for_argument(row->arguments[i], line->arguments[i])}});
  }
  if (!line->result.empty()) {
    rows.push_back(
        {{"= result"}, {line->result, Tone::strong}, {words_for_result(*row, line->result)}});
  }
  show_table(out, rows, 4);
  return {};
}

}  // namespace spyglass
