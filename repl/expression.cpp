#include "repl/expression.hpp"

#include <fmt/format.h>

#include "core/base/nearest.hpp"
#include "core/decode/constants.hpp"
#include "core/syscalls/catalogue.hpp"

namespace spyglass {

namespace {

std::optional<std::uint64_t> argument_of_call(const Session& session, std::string_view name) {
  const auto site = session.call_site();
  const Row* row = site ? find_row(site->numbers.abi, site->numbers.number) : nullptr;
  if (row == nullptr) return std::nullopt;
  for (std::size_t i = 0; i < row->argument_count(); ++i) {
    const auto place = argument_register(*row, i, abi(site->numbers.abi));
    if (place && row->arguments[i].name == name) return site->numbers.arguments[*place];
  }
  return std::nullopt;
}

Result<std::uint64_t> evaluate_term(const Session& session, std::string_view term) {
  if (const auto number = parse_number(term)) return *number;
  if (const auto registers = session.registers()) {
    const auto name = term.starts_with('%') || term.starts_with('$') ? term.substr(1) : term;
    if (const Register* which = find_register(registers->abi(), name)) {
      return registers->get(*which);
    }
  }
  if (const auto argument = argument_of_call(session, term)) return *argument;
  if (const auto symbol = session.symbols().find(std::string(term))) return symbol->value();
  if (const auto constant = find_constant(term)) return constant->row->value;

  const std::vector<std::string> symbols = session.symbols().names();
  std::vector<std::string_view> names(symbols.begin(), symbols.end());
  if (const auto registers = session.registers()) {
    for (const Register& which : registers->abi().registers) names.push_back(which.name);
  }
  return bad_input(fmt::format("`{}` is no number, register, symbol or argument{}", term,
                               did_you_mean(term, names)));
}

}  // namespace

Result<std::uint64_t> evaluate(const Session& session, std::string_view text) {
  if (const auto whole = parse_number(text)) return *whole;
  std::uint64_t sum = 0;
  bool subtract = false;
  while (!text.empty()) {
    const std::size_t end = text.find_first_of("+-");
    const auto term = evaluate_term(session, text.substr(0, end));
    if (!term) return term;
    sum = subtract ? sum - *term : sum + *term;
    if (end == std::string_view::npos) return sum;
    subtract = text[end] == '-';
    text.remove_prefix(end + 1);
  }
  return bad_input("an expression is missing something behind its + or -");
}

}  // namespace spyglass
