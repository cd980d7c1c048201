#include "repl/views/call_card.hpp"

#include <fmt/format.h>

#include "core/report/explain.hpp"
#include "core/report/text.hpp"
#include "core/syscalls/catalogue.hpp"
#include "core/syscalls/errors.hpp"
#include "repl/views/table.hpp"

namespace spyglass {

void show_call_card(Output& out, const Call& call) {
  out.line(call_text(call, {.result_column = 0}), Tone::strong);
  if (call.row == nullptr) {
    out.line("  spyglass knows this call by name only");
    return;
  }
  out.paragraph(call.row->does, 2);
  std::vector<Line> rows;
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    const Argument& argument = call.row->arguments[i];
    rows.push_back({{std::string(argument.name)},
                    {value_text(call.arguments[i]), Tone::strong},
                    {std::string(argument.means)}});
  }
  if (call.result) {
    rows.push_back({{"= result"}, {result_text(call), Tone::strong}, {explain_result(call)}});
  }
  if (!call.denied_by.empty()) rows.push_back({{"stopped by"}, {call.denied_by, Tone::bad}});
  show_table(out, rows, 4);
  if (call.in_kernel()) out.line("  still in the kernel", Tone::faint);
}

void show_row_card(Output& out, const Row& row) {
  std::string names;
  for (const Argument& argument : row.argument_list()) {
    names += fmt::format("{}{}", names.empty() ? "" : ", ", argument.name);
  }
  out.line(fmt::format("{}({})", row.name, names), Tone::strong);
  out.paragraph(row.does, 2);
  if (!row.when.empty()) out.paragraph(row.when, 2);
  std::vector<Line> rows;
  for (const Argument& argument : row.argument_list()) {
    rows.push_back({{std::string(argument.name), Tone::strong}, {std::string(argument.means)}});
  }
  if (!row.returned.empty()) {
    rows.push_back({{"returns", Tone::strong}, {std::string(row.returned)}});
  }
  for (const ErrorNote& error : row.errors) {
    if (!error.name.empty()) {
      rows.push_back({{std::string(error.name), Tone::bad}, {std::string(error.why)}});
    }
  }
  show_table(out, rows, 4);
  for (const Abi* one : all_abis()) {
    const auto number = call_number(one->id, row.name);
    out.line(number ? fmt::format("    {}: number {}", one->name, *number)
                    : fmt::format("    {}: has no call of this name", one->name),
             Tone::faint);
  }
  out.line(fmt::format("    more: man 2 {}", row.name), Tone::faint);
}

}  // namespace spyglass
