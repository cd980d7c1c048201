#include "core/report/value_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/report/text.hpp"

namespace spyglass {

namespace {

/// Rows say special values behind what the argument is, each with its meaning.
constexpr std::string_view between_parts = "; ";

/// Calls `each` with every part until it returns true.
template <class Each>
void for_each_part(std::string_view words, Each each) {
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(between_parts), words.size());
    if (each(words.substr(0, end))) return;
    words.remove_prefix(std::min(end + between_parts.size(), words.size()));
  }
}

bool is_of_a_value(std::string_view part) {
  const char first = part.front();
  return part.starts_with("NULL") || first == '-' || (first >= '0' && first <= '9');
}

/// "0: all, 1: none" has a meaning behind each comma.
std::string_view first_meaning(std::string_view meaning) {
  const std::size_t comma = meaning.find(", ");
  const bool another_follows =
      comma != std::string_view::npos && is_of_a_value(meaning.substr(comma + 2));
  return another_follows ? meaning.substr(0, comma) : meaning;
}

const value::Field* field_ending(const value::Struct& structure, std::string_view end) {
  const auto found = std::ranges::find_if(
      structure.fields, [&](const value::Field& field) { return field.name.ends_with(end); });
  return found == structure.fields.end() ? nullptr : &*found;
}

/// The first text or number inside of what is written as a call of a function: 80 of htons(80).
const Value& innermost(const Value& value) {
  const auto* applied = value.as<value::Applied>();
  if (applied == nullptr) return value;
  const auto plain = std::ranges::find_if(applied->arguments, [](const Value& argument) {
    return argument.as<value::Text>() != nullptr || argument.as<value::Number>() != nullptr;
  });
  return plain == applied->arguments.end() ? value : *plain;
}

/// The macros that take a status apart, and what they mean of the value behind them.
struct StatusWords {
  std::string_view macro;
  std::string_view before;
  std::string_view behind;
};
constexpr std::array statuses = {
    StatusWords{"WEXITSTATUS(s) == ", "exit status ", ""},
    StatusWords{"WTERMSIG(s) == ", "", " killed it"},
    StatusWords{"WSTOPSIG(s) == ", "", " stopped it"},
};

}  // namespace

std::string_view meaning_of(const ConstantTable* table, std::string_view name) {
  if (table != nullptr) {
    const auto row = std::ranges::find(table->rows, name, &Constant::name);
    if (row != table->rows.end()) return row->means;
  }
  const auto found = find_constant(name);
  return found ? found->row->means : std::string_view{};
}

std::string special_meaning(std::string_view words, std::string_view value) {
  std::string found;
  for_each_part(words, [&](std::string_view part) {
    // A part may have several: "1: allow, 0: forbid".
    for (std::size_t at = 0; at < part.size();) {
      const std::string_view rest = part.substr(at);
      const std::string_view behind = rest.starts_with(value) ? rest.substr(value.size()) : "";
      if (behind.starts_with(": ")) {
        found = fmt::format("{} means {}", value, first_meaning(behind.substr(2)));
      } else if (behind.starts_with(' ')) {
        found = rest;
      }
      if (!found.empty()) return true;
      const std::size_t comma = part.find(", ", at);
      at = comma == std::string_view::npos ? part.size() : comma + 2;
    }
    return false;
  });
  return found;
}

std::string without_special_values(std::string_view words) {
  std::string kept;
  for_each_part(words, [&](std::string_view part) {
    if (!kept.empty() && is_of_a_value(part)) return false;
    kept += fmt::format("{}{}", kept.empty() ? "" : between_parts, part);
    return false;
  });
  return kept;
}

std::string member_words(std::span<const MemberWords> table, const value::Field& field) {
  const auto row = std::ranges::find(table, field.name, &MemberWords::name);
  if (row == table.end()) return {};
  if (const auto* constant = field.value.as<value::Constant>()) {
    return std::string(meaning_of(nullptr, constant->name));
  }
  if (const auto* flags = field.value.as<value::Flags>()) {
    return flags->names.empty() ? "" : std::string(meaning_of(nullptr, flags->names.front()));
  }
  return fmt::format("{}{}{}", row->before, value_text(field.value), row->behind);
}

std::string socket_address_words(const value::Struct& structure) {
  std::string words;
  for (const std::string_view end : {"_addr", "_path"}) {
    const value::Field* field = field_ending(structure, end);
    if (field != nullptr) words = value_text(innermost(field->value));
  }
  const value::Field* port = field_ending(structure, "_port");
  if (port != nullptr) words += fmt::format(", port {}", value_text(innermost(port->value)));
  return words;
}

std::string span_words(const value::Struct& structure) {
  struct Fraction {
    std::string_view member;
    int digits;
  };
  const value::Field* seconds = field_ending(structure, "tv_sec");
  if (seconds == nullptr) return {};
  for (const Fraction& unit : {Fraction{"tv_nsec", 9}, Fraction{"tv_usec", 6}}) {
    const value::Field* part = field_ending(structure, unit.member);
    const auto* fraction = part == nullptr ? nullptr : part->value.as<value::Number>();
    if (fraction == nullptr) continue;
    std::string words =
        fmt::format("{}.{:0{}}", value_text(seconds->value), fraction->bits, unit.digits);
    words.resize(words.find_last_not_of('0') + 1);
    if (words.back() == '.') words.pop_back();
    return words + " s";
  }
  return {};
}

std::string wait_status_words(const value::Expression& expression) {
  const std::string_view text = expression.text;
  for (const StatusWords& status : statuses) {
    const std::size_t at = text.find(status.macro);
    if (at == std::string_view::npos) continue;
    const std::string_view rest = text.substr(at + status.macro.size());
    return fmt::format("{}{}{}", status.before, rest.substr(0, rest.find_first_of(" }")),
                       status.behind);
  }
  return {};
}

}  // namespace spyglass
