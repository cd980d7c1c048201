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

void append_hexadecimal(std::string& out, const value::Text& text) {
  out += '"';
  for (const char c : text.bytes) {
    fmt::format_to(into(out), "\\x{:02x}", static_cast<unsigned char>(c));
  }
  out += text.cut ? "\"..." : "\"";
}

void append_in_angles(std::string& out, const value::Descriptor& descriptor) {
  if (descriptor.is_path) {
    append_escaped(out, descriptor.target, "<>");
  } else {
    out += descriptor.target;
  }
  if (!descriptor.device.empty()) fmt::format_to(into(out), "<{}>", descriptor.device);
}

/// One visitor for all alternatives; the only place that knows how a value is written.
struct Writer {
  std::string& out;

  void values(const std::vector<Value>& list, std::string_view separator) const {
    append_list(out, list, separator, [&](const Value& item) { append_value(out, item); });
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
    if (!constant.name.empty()) {
      out += constant.name;
      return;
    }
    append_number(out, {constant.bits, value::Number::Base::hexadecimal});
    if (!constant.unknown.empty()) fmt::format_to(into(out), " /* {} */", constant.unknown);
  }
  void operator()(const value::Flags& flags) const {
    append_list(out, flags.names, "|", [&](std::string_view name) { out += name; });
    if (flags.rest_base == value::Number::Base::octal) {
      if (!flags.names.empty()) out += '|';
      return append_number(out, {flags.rest, flags.rest_base});
    }
    if (flags.rest == 0 && !flags.names.empty()) return;
    if (!flags.names.empty()) out += '|';
    fmt::format_to(into(out), "{}{:x}", flags.rest == 0 ? "" : "0x", flags.rest);
    if (flags.rest != 0 && flags.names.empty() && !flags.unknown.empty()) {
      fmt::format_to(into(out), " /* {} */", flags.unknown);
    }
  }
  void operator()(const value::Text& text) const {
    out += text.mark;
    if (text.hexadecimal) {
      append_hexadecimal(out, text);
    } else {
      append_quoted(out, text.bytes, text.cut);
    }
  }
  void operator()(const value::Descriptor& descriptor) const {
    if (descriptor.name.empty()) {
      fmt::format_to(into(out), "{}", descriptor.number);
    } else {
      out += descriptor.name;
    }
    if (descriptor.target.empty()) return;
    out += '<';
    append_in_angles(out, descriptor);
    out += '>';
    if (descriptor.deleted) out += "(deleted)";
  }
  void operator()(const value::Process& process) const {
    fmt::format_to(into(out), "{}", process.number);
    if (!process.command.empty()) fmt::format_to(into(out), "<{}>", command_text(process.command));
    if (process.outside != 0) {
      fmt::format_to(into(out), " /* {} in strace's PID NS */", process.outside);
    }
  }
  void operator()(const value::Array& array) const {
    out += '[';
    values(array.elements, array.is_set ? " " : ", ");
    if (array.cut) out += array.elements.empty() ? "..." : ", ...";
    if (array.unreadable) fmt::format_to(into(out), " /* {:#x} */", array.unreadable->value());
    out += ']';
  }
  void operator()(const value::Struct& structure) const {
    out += '{';
    append_list(out, structure.fields, ", ", [&](const value::Field& field) {
      if (!field.bare) {
        out += field.name;
        out += '=';
      }
      append_value(out, field.value);
    });
    if (structure.cut) out += structure.fields.empty() ? "..." : ", ...";
    if (!structure.open) out += '}';
  }
  void operator()(const value::Applied& applied) const {
    out += applied.function;
    out += '(';
    values(applied.arguments, ", ");
    out += ')';
  }
  void operator()(const value::Set& set) const {
    out += set.complement ? "~[" : "[";
    append_list(out, set.names, " ", [&](const std::string& name) { out += name; });
    out += ']';
  }
  void operator()(const value::Changed& changed) const { values(changed.before_and_after, " => "); }
  void operator()(const value::Expression& expression) const { out += expression.text; }
  void operator()(const value::Absent&) const {}
};

void append_arguments(std::string& out, const Call& call, std::span<const std::size_t> indices) {
  append_list(out, indices, ", ", [&](std::size_t i) {
    const std::string_view label =
        call.row == nullptr ? std::string_view{} : call.row->arguments[i].label;
    if (!label.empty()) fmt::format_to(into(out), "{}=", label);
    append_value(out, call.arguments[i]);
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
void append_rest(std::string& out, const Call& call, std::string_view second_half) {
  const std::string begun = call.begun ? value_text(*call.begun) : std::string{};
  if (second_half.starts_with(begun)) {
    out += second_half.substr(begun.size());
  } else {
    out += " => ";
    out += second_half;
  }
}

/// Up to where the result is written.
void append_to_column(std::string& out, const TextOptions& options) {
  // Columns are counted from 1, and in bytes, as strace does.
  const auto width = static_cast<std::size_t>(std::max(options.result_column - 1, 0));
  if (out.size() < width) out.append(width - out.size(), ' ');
}

}  // namespace

void append_value(std::string& out, const Value& value) {
  std::visit(Writer{out}, value.is);
  if (!value.comment.empty()) fmt::format_to(into(out), " /* {} */", value.comment);
}

std::string value_text(const Value& value) {
  std::string out;
  append_value(out, value);
  return out;
}

void append_escaped(std::string& out, std::string_view bytes, std::string_view also) {
  constexpr std::string_view escaped = "\"\\\t\n\v\f\r";
  constexpr std::string_view letters = "\"\\tnvfr";
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const char c = bytes[i];
    if (const auto at = escaped.find(c); at != std::string_view::npos) {
      out += '\\';
      out += letters[at];
    } else if (c >= ' ' && c <= '~' && also.find(c) == std::string_view::npos) {
      out += c;
    } else {
      // As few octal digits as possible, unless the next character would be taken for one more.
      const bool digit_follows = i + 1 < bytes.size() && bytes[i + 1] >= '0' && bytes[i + 1] <= '7';
      const auto code = static_cast<unsigned>(static_cast<unsigned char>(c));
      if (digit_follows) {
        fmt::format_to(into(out), "\\{:03o}", code);
      } else {
        fmt::format_to(into(out), "\\{:o}", code);
      }
    }
  }
}

void append_quoted(std::string& out, std::string_view bytes, bool cut) {
  out += '"';
  append_escaped(out, bytes);
  out += cut ? "\"..." : "\"";
}

std::string command_text(std::string_view command) {
  std::string text;
  append_escaped(text, command, "<>");
  return text;
}

std::string result_text(const Call& call) {
  if (!call.result) return "?";
  const std::int64_t result = *call.result;
  if (const auto error = call.error()) {
    const ErrorRow* row = find_error(*error);
    // The kernel's own numbers are not results: the call starts again, and the program never sees
    // them.
    const bool restarts = is_restart(result);
    if (row == nullptr) return fmt::format("{} (errno {})", result, error->value());
    return fmt::format("{} {} ({})", restarts ? "?" : "-1", row->name, row->message);
  }
  std::string text;
  switch (call.notes.shown_as) {
    case Returns::address:
      text = fmt::format("{}{:x}", result == 0 ? "" : "0x", static_cast<std::uint64_t>(result));
      break;
    case Returns::octal: text = fmt::format("{:#03o}", result); break;
    case Returns::nothing: text = "?"; break;
    default:
      text = call.named_result ? value_text(*call.named_result) : fmt::format("{}", result);
      break;
  }
  if (call.notes.said.empty()) return text;
  text += " (";
  append_list(text, call.notes.said, ", ", [&](const value::Field& note) {
    text += note.name;
    if (!note.name.empty()) text += ' ';
    append_value(text, note.value);
  });
  return text + ')';
}

void append_call_start(std::string& out, const Call& call) {
  out += call.name;
  out += '(';
  const auto shown = shown_arguments(call);
  append_arguments(out, call, std::span(shown).first(call.whole_at_entry));
  if (separator_between_halves(call, shown.size()) && !comma_comes_later(call)) out += ", ";
  if (call.begun) append_value(out, *call.begun);
}

void append_call_end(std::string& out, const Call& call, const TextOptions& options) {
  const auto shown = shown_arguments(call);
  const auto rest = std::span(shown).subspan(call.whole_at_entry);
  if (separator_between_halves(call, shown.size()) && comma_comes_later(call)) out += ", ";
  std::string text;
  append_arguments(text, call, rest);
  append_rest(out, call, text);
  out += ')';
  append_to_column(out, options);
  out += " = ";
  out += result_text(call);
}

void append_call_death(std::string& out, const Call& call, const TextOptions& options) {
  const auto shown = shown_arguments(call);
  if (call.whole_at_entry < shown.size()) out += unfinished_mark;
  out += ')';
  append_to_column(out, options);
  out += " = ?";
}

std::string call_text(const Call& call, const TextOptions& options) {
  std::string out;
  append_call_start(out, call);
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
