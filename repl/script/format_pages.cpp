#include "repl/script/format_pages.hpp"

#include <fmt/format.h>

#include <string>

namespace spyglass::format {

namespace {

/// A cell of a table must not end where its text has a bar.
std::string cell(std::string_view text) {
  std::string result;
  for (const char c : text) result += c == '|' ? std::string("\\|") : std::string(1, c);
  return result;
}

std::string code(std::string_view text) { return "`" + cell(text) + "`"; }

std::string_view need_words(Need need) {
  switch (need) {
    case Need::needed: return "yes";
    case Need::checked: return "for --check";
    case Need::optional: break;
  }
  return "no";
}

std::string fields_table(const Table& table) {
  std::string text = "| field | type | needed | what it is |\n|---|---|---|---|\n";
  for (const Field& field : table.fields) {
    const bool unnamed = field.name == elements;
    text += fmt::format("| {} | {} | {} | {} |\n", unnamed ? "without a name" : code(field.name),
                        unnamed ? "strings" : cell(words_of(field.type).words),
                        need_words(field.need), cell(field.meaning));
  }
  text += '\n';
  for (const Field& field : table.fields) {
    if (field.each == nullptr) continue;
    text += fmt::format("Each of `{}`:\n\n{}", field.name, fields_table(*field.each));
  }
  return text;
}

std::string parameters_table(std::span<const Parameter> parameters) {
  std::string text = "| parameter | type | what it is |\n|---|---|---|\n";
  for (const Parameter& parameter : parameters) {
    text += fmt::format("| {} | {} | {} |\n", code(parameter.name), code(parameter.type),
                        cell(parameter.meaning));
  }
  return text + '\n';
}

}  // namespace

std::string section(const Function& function) {
  std::string text = fmt::format("### `{}`\n\n{}\n\n```lua\n{}```\n\n", function.form,
                                 function.meaning, function.example);
  if (function.table != nullptr) text += fields_table(*function.table);
  if (!function.parameters.empty()) text += parameters_table(function.parameters);
  return text;
}

std::string documented_table(std::span<const bindings::Documented> fields) {
  std::string text = "| name | type | what it is |\n|---|---|---|\n";
  for (const bindings::Documented& field : fields) {
    text +=
        fmt::format("| {} | {} | {} |\n", code(field.name), code(field.type), cell(field.meaning));
  }
  return text + '\n';
}

}  // namespace spyglass::format
