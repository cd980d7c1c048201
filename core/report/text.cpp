#include "core/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "core/syscalls/errors.hpp"
#include "core/syscalls/signals.hpp"

namespace spyglass {

namespace {

auto into(std::string& out) { return std::back_inserter(out); }

template <class Range, class Append>
void append_list(std::string& out, const Range& items, std::string_view separator, Append append) {
  bool first = true;
  for (const auto& item : items) {
    if (!first) out += separator;
    first = false;
    append(item);
  }
}

void append_number(std::string& out, const value::Number& number) {
  using enum value::Number::Base;
  switch (number.base) {
    case decimal: fmt::format_to(into(out), "{}", static_cast<std::int64_t>(number.bits)); break;
    case unsigned_decimal: fmt::format_to(into(out), "{}", number.bits); break;
    case hexadecimal: {
      const std::string_view prefix = number.bits == 0 ? "" : "0x";
      const std::size_t taken = std::min<std::size_t>(number.width, prefix.size());
      fmt::format_to(into(out), "{}{:0{}x}", prefix, number.bits, number.width - taken);
      break;
    }
    // A mode has at least three digits, of which the first is a 0.
    case octal: fmt::format_to(into(out), "{:#03o}", number.bits);
  }
}

/// Neither printable ASCII nor white space.
bool is_odd(char c) { return (c < ' ' && (c < '\t' || c > '\r')) || c > '~'; }

void append_hexadecimal(std::string& out, char c) {
  fmt::format_to(into(out), "\\x{:02x}", static_cast<unsigned char>(c));
}

/// As few octal digits as possible, unless the next character would be taken for one more.
void append_octal(std::string& out, char c, std::string_view rest) {
  const bool digit_follows = !rest.empty() && rest.front() >= '0' && rest.front() <= '7';
  const auto code = static_cast<unsigned>(static_cast<unsigned char>(c));
  if (digit_follows) {
    fmt::format_to(into(out), "\\{:03o}", code);
  } else {
    fmt::format_to(into(out), "\\{:o}", code);
  }
}

void append_comment(std::string& out, std::string_view text) {
  if (!text.empty()) fmt::format_to(into(out), " /* {} */", text);
}

/// An argument that only says which field a function fills in: &sin6_addr.
bool is_reference(const Value& value) {
  const auto* expression = value.as<value::Expression>();
  return expression != nullptr && expression->text.starts_with('&');
}

void append_in_angles(std::string& out, const value::Descriptor& descriptor, HexStrings hex) {
  if (descriptor.is_path) {
    append_escaped(out, descriptor.target, hex, "<>");
  } else {
    out += descriptor.target;
  }
  if (!descriptor.device.empty()) fmt::format_to(into(out), "<{}>", descriptor.device);
}

/// One visitor for all alternatives; the only place that knows how a value is written.
struct Writer {
  std::string& out;
  const TextOptions& options;
  bool in_comment = false;

  [[nodiscard]] bool by_name() const { return options.names == NameStyle::names; }
  [[nodiscard]] bool by_number() const { return options.names == NameStyle::numbers; }

  void values(std::span<const Value> list, std::string_view separator) const {
    append_list(out, list, separator, [&](const Value& item) { append_value(out, item, options); });
  }
  void named(const value::Flags& flags) const {
    append_list(out, flags.names, "|", [&](std::string_view name) { out += name; });
    const bool ends_with_number = flags.rest_base == value::Number::Base::octal;
    if (flags.rest == 0 && !flags.names.empty() && !ends_with_number) return;
    if (!flags.names.empty()) out += '|';
    append_number(out, {flags.rest, flags.rest_base});
    if (flags.rest != 0 && flags.names.empty()) append_comment(out, flags.unknown);
  }

  void operator()(const value::Pending&) const { out += "..."; }
  void operator()(const value::Number& number) const { append_number(out, number); }
  void operator()(const value::Address& pointer) const {
    if (pointer.address.is_null()) {
      out += "NULL";
    } else {
      fmt::format_to(into(out), "{:#x}", pointer.address.value());
    }
  }
  void operator()(const value::Constant& constant) const {
    const bool has_name = !constant.name.empty();
    if (has_name && by_name()) {
      out += constant.name;
      return;
    }
    append_number(out, {constant.bits, constant.base});
    if (!by_number()) append_comment(out, has_name ? constant.name : constant.unknown);
  }
  void operator()(const value::Flags& flags) const {
    if (!flags.parts.empty()) return values(flags.parts, "|");
    if (by_name()) return named(flags);
    append_number(out, {flags.bits, flags.rest_base});
    if (by_number()) return;
    if (flags.names.empty() && flags.rest_base != value::Number::Base::octal) {
      if (flags.bits != 0) append_comment(out, flags.unknown);
      return;
    }
    out += " /* ";
    named(flags);
    out += " */";
  }
  void operator()(const value::Text& text) const {
    out += text.mark;
    append_quoted(out, text.bytes, text.cut,
                  text.hexadecimal ? HexStrings::all : options.hex_strings);
  }
  void operator()(const value::Descriptor& descriptor) const {
    if (descriptor.name.empty() || !by_name()) {
      fmt::format_to(into(out), "{}", descriptor.number);
      if (!by_number()) append_comment(out, descriptor.name);
    } else {
      out += descriptor.name;
    }
    if (descriptor.target.empty()) return;
    out += '<';
    append_in_angles(out, descriptor, options.hex_strings);
    out += '>';
    if (descriptor.deleted) out += "(deleted)";
  }
  void operator()(const value::Process& process) const {
    fmt::format_to(into(out), "{}", process.number);
    if (!process.command.empty()) {
      fmt::format_to(into(out), "<{}>", command_text(process.command, options.hex_strings));
    }
    if (process.outside != 0) {
      fmt::format_to(into(out), " /* {} in strace's PID NS */", process.outside);
    }
  }
  void operator()(const value::Array& array) const {
    out += '[';
    std::size_t next = 0;
    append_list(out, array.elements, array.is_set ? " " : ", ", [&](const Value& element) {
      const std::size_t i = next++;
      if (i < array.indices.size()) {
        fmt::format_to(into(out), "[{}]=", array.indices[i]);
      } else if (!array.indices.empty()) {
        fmt::format_to(into(out), "[{}]=", i);
      }
      append_value(out, element, options);
    });
    if (array.cut) out += array.elements.empty() ? "..." : ", ...";
    if (array.unreadable) fmt::format_to(into(out), " /* {:#x} */", array.unreadable->value());
    out += ']';
  }
  void operator()(const value::Struct& structure) const {
    out += '{';
    append_list(out, structure.fields, ", ", [&](const value::Field& field) {
      if (!field.bare || (!by_name() && !field.value.plain.empty())) {
        out += field.name;
        out += '=';
      }
      append_value(out, field.value, options);
    });
    if (structure.cut) out += structure.fields.empty() ? "..." : ", ...";
    if (!structure.open) out += '}';
  }
  void operator()(const value::Applied& applied) const {
    out += applied.function;
    out += '(';
    std::span<const Value> arguments = applied.arguments;
    if (in_comment && !arguments.empty() && is_reference(arguments.back())) {
      arguments = arguments.first(arguments.size() - 1);
    }
    values(arguments, ", ");
    out += ')';
  }
  void operator()(const value::Set& set) const {
    out += set.complement ? "~[" : "[";
    std::size_t next = 0;
    append_list(out, set.names, " ", [&](const std::string& name) {
      const std::size_t i = next++;
      if (set.numbers.empty() || by_name()) {
        out += name;
        return;
      }
      out += std::to_string(set.numbers[i]);
      if (!by_number()) append_comment(out, name);
    });
    out += ']';
  }
  void operator()(const value::Changed& changed) const { values(changed.before_and_after, " => "); }
  void operator()(const value::Expression& expression) const { out += expression.text; }
  void operator()(const value::Absent&) const {}
};

void append_arguments(std::string& out, const Call& call, std::span<const std::size_t> indices,
                      const TextOptions& options) {
  append_list(out, indices, ", ", [&](std::size_t i) {
    const std::string_view label =
        call.in_words ? std::string_view{} : call.row->arguments[i].label;
    if (!label.empty()) fmt::format_to(into(out), "{}=", label);
    append_value(out, call.arguments[i], options);
  });
}

bool separator_between_halves(const Call& call, std::size_t shown) {
  return call.whole_at_entry > 0 && call.whole_at_entry < shown;
}

/// An argument that is begun at entry needs it in front.
bool comma_comes_later(const Call& call) {
  return call.row != nullptr && call.row->comma_later && !call.begun;
}

/// The second half, without what was written with the first one. Where that has been changed since,
/// by another thread of the program, both are shown.
void append_rest(std::string& out, const Call& call, std::string_view second_half,
                 const TextOptions& options) {
  const std::string begun = call.begun ? value_text(*call.begun, options) : std::string{};
  if (second_half.starts_with(begun)) {
    out += second_half.substr(begun.size());
  } else {
    out += " => ";
    out += second_half;
  }
}

/// Whether the return would tell more than its number: arguments, or what the result means.
bool waits_for_an_answer(const Call& call) {
  if (call.row == nullptr) return false;
  const bool explained = std::ranges::any_of(
      call.kinds, [](const Kind* kind) { return kind != nullptr && kind->explain != nullptr; });
  return explained || call.row->result_kind != nullptr ||
         call.whole_at_entry < shown_arguments(call).size();
}

/// Up to where the result is written.
void append_to_column(std::string& out, const TextOptions& options) {
  // Columns are counted from 1, and in bytes, as strace does.
  const auto width = static_cast<std::size_t>(std::max(options.result_column - 1, 0));
  if (out.size() < width) out.append(width - out.size(), ' ');
}

/// What a tracer did to the call, behind its result.
void append_injection(std::string& out, const Tampering& injected) {
  if (injected.arguments) {
    out += injected.result ? " (INJECTED: args, retval)" : " (INJECTED: args)";
  } else if (injected.result) {
    out += " (INJECTED)";
  }
  if (injected.delayed) out += " (DELAYED)";
}

}  // namespace

void append_value(std::string& out, const Value& value, const TextOptions& options) {
  const bool has_plain = !value.plain.empty();
  if (has_plain && options.names == NameStyle::numbers) {
    return append_value(out, value.plain.front(), options);
  }
  const bool is_number = value.as<value::Number>() != nullptr;
  if (has_plain && options.names == NameStyle::both && !is_number) {
    append_value(out, value.plain.front(), options);
    TextOptions by_name = options;
    by_name.names = NameStyle::names;
    out += " /* ";
    std::visit(Writer{out, by_name, true}, value.is);
    out += " */";
  } else {
    std::visit(Writer{out, options}, value.is);
  }
  append_comment(out, value.comment);
}

std::string value_text(const Value& value, const TextOptions& options) {
  std::string out;
  append_value(out, value, options);
  return out;
}

void append_escaped(std::string& out, std::string_view bytes, HexStrings hex,
                    std::string_view also) {
  constexpr std::string_view escaped = "\"\\\t\n\v\f\r";
  constexpr std::string_view letters = "\"\\tnvfr";
  const bool all = hex == HexStrings::all ||
                   (hex == HexStrings::odd_strings && std::ranges::any_of(bytes, is_odd));
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const char c = bytes[i];
    if (all) {
      append_hexadecimal(out, c);
    } else if (const auto at = escaped.find(c); at != std::string_view::npos) {
      out += '\\';
      out += letters[at];
    } else if (!is_odd(c) && also.find(c) == std::string_view::npos) {
      out += c;
    } else if (hex == HexStrings::odd_bytes) {
      append_hexadecimal(out, c);
    } else {
      append_octal(out, c, bytes.substr(i + 1));
    }
  }
}

void append_quoted(std::string& out, std::string_view bytes, bool cut, HexStrings hex) {
  out += '"';
  append_escaped(out, bytes, hex);
  out += cut ? "\"..." : "\"";
}

std::string command_text(std::string_view command, HexStrings hex) {
  std::string text;
  append_escaped(text, command, hex, "<>");
  return text;
}

std::string result_text(const Call& call, const TextOptions& options) {
  if (!call.result) return "?";
  const std::int64_t result = *call.result;
  if (const auto error = call.error()) {
    const ErrorRow* row = find_error(*error);
    // The kernel's own numbers are not results: the call starts again, and the program never sees
    // them.
    const bool restarts = is_restart(result);
    if (row == nullptr) return fmt::format("-1 (errno {})", error->value());
    return fmt::format("{} {} ({})", restarts ? "?" : "-1", row->name, row->message);
  }
  if (call.never_returns()) return "?";
  std::string text;
  switch (call.notes.shown_as) {
    case Returns::address:
      text = fmt::format("{}{:x}", result == 0 ? "" : "0x", static_cast<std::uint64_t>(result));
      break;
    case Returns::octal: text = fmt::format("{:#03o}", result); break;
    default:
      text = call.named_result ? value_text(*call.named_result, options)
                               : fmt::format("{}", static_cast<std::uint64_t>(result));
      break;
  }
  if (call.notes.said.empty()) return text;
  text += " (";
  append_list(text, call.notes.said, ", ", [&](const value::Field& note) {
    text += note.name;
    if (!note.name.empty()) text += ' ';
    append_value(text, note.value, note.names_only ? TextOptions{} : options);
  });
  return text + ')';
}

void append_call_start(std::string& out, const Call& call, const TextOptions& options) {
  out += call.name;
  out += '(';
  const auto shown = shown_arguments(call);
  append_arguments(out, call, std::span(shown).first(call.whole_at_entry), options);
  if (separator_between_halves(call, shown.size()) && !comma_comes_later(call)) out += ", ";
  if (call.begun) append_value(out, *call.begun, options);
}

void append_call_end(std::string& out, const Call& call, const TextOptions& options) {
  const auto shown = shown_arguments(call);
  const auto rest = std::span(shown).subspan(call.whole_at_entry);
  if (separator_between_halves(call, shown.size()) && comma_comes_later(call)) out += ", ";
  std::string text;
  append_arguments(text, call, rest, options);
  append_rest(out, call, text, options);
  out += ')';
  append_to_column(out, options);
  out += " = ";
  out += result_text(call, options);
  if (call.result) append_injection(out, call.injected);
}

void append_call_death(std::string& out, const Call& call, const TextOptions& options) {
  if (waits_for_an_answer(call)) out += unfinished_mark;
  out += ')';
  append_to_column(out, options);
  out += " = ?";
}

std::string call_text(const Call& call, const TextOptions& options) {
  std::string out;
  append_call_start(out, call, options);
  if (call.in_kernel()) return out + std::string(unfinished_mark);
  append_call_end(out, call, options);
  return out;
}

std::string resumed_text(const Call& call, const TextOptions& options) {
  std::string out = fmt::format("<... {} resumed>", call.name);
  append_call_end(out, call, options);
  return out;
}

std::string exit_text(const ExitStatus& status) {
  if (!status.was_killed()) return fmt::format("exited with {}", status.code);
  return fmt::format("killed by {}{}", signal_name(status.killed_by),
                     status.dumped_core ? " (core dumped)" : "");
}

}  // namespace spyglass
