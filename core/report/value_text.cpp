#include <algorithm>
#include <array>

#include "core/report/append_list.hpp"
#include "core/report/append_number.hpp"
#include "core/report/text.hpp"

// How a value is written.

namespace spyglass {

namespace {

void append_pointer(std::string& out, std::uint64_t address) {
  out += "0x";
  append_number(out, address, 16);
}

void append_in_base(std::string& out, const value::Number& number) {
  using enum value::Number::Base;
  switch (number.base) {
    case decimal: append_number(out, static_cast<std::int64_t>(number.bits)); break;
    case unsigned_decimal: append_number(out, number.bits); break;
    case hexadecimal: {
      const std::string_view prefix = number.bits == 0 ? "" : "0x";
      out += prefix;
      append_padded(out, number.bits,
                    number.width - std::min<std::size_t>(number.width, prefix.size()), 16);
      break;
    }
    case octal: append_mode(out, number.bits);
  }
}

/// Neither printable ASCII nor white space.
constexpr bool is_odd(char c) { return (c < ' ' && (c < '\t' || c > '\r')) || c > '~'; }

constexpr std::string_view escaped = "\"\\\t\n\v\f\r";
constexpr std::string_view letters = "\"\\tnvfr";

/// By their codes, which characters of a string are written as they are.
constexpr auto means_itself = [] {
  std::array<bool, 256> table{};
  for (unsigned code = 0; code < table.size(); ++code) {
    const auto c = static_cast<char>(code);
    table[code] = !is_odd(c) && escaped.find(c) == std::string_view::npos;
  }
  return table;
}();

void append_hexadecimal(std::string& out, char c) {
  out += "\\x";
  append_padded(out, static_cast<unsigned char>(c), 2, 16);
}

/// As few octal digits as possible, unless the next character would be taken for one more.
void append_octal(std::string& out, char c, std::string_view rest) {
  const bool digit_follows = !rest.empty() && rest.front() >= '0' && rest.front() <= '7';
  out += '\\';
  append_padded(out, static_cast<unsigned char>(c), digit_follows ? 3 : 1, 8);
}

void append_comment(std::string& out, std::string_view text) {
  if (text.empty()) return;
  out += " /* ";
  out += text;
  out += " */";
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
  if (descriptor.device.empty()) return;
  out += '<';
  out += descriptor.device;
  out += '>';
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
    append_in_base(out, {flags.rest, flags.rest_base});
    if (flags.rest != 0 && flags.names.empty()) append_comment(out, flags.unknown);
  }

  void operator()(const value::Pending&) const { out += "..."; }
  void operator()(const value::Number& number) const { append_in_base(out, number); }
  void operator()(const value::Address& pointer) const {
    if (pointer.address.is_null()) {
      out += "NULL";
    } else {
      append_pointer(out, pointer.address.value());
    }
  }
  void operator()(const value::Constant& constant) const {
    const bool has_name = !constant.name.empty();
    if (has_name && by_name()) {
      out += constant.name;
      return;
    }
    append_in_base(out, {constant.bits, constant.base});
    if (!by_number()) append_comment(out, has_name ? constant.name : constant.unknown);
  }
  void operator()(const value::Flags& flags) const {
    if (!flags.parts.empty()) return values(flags.parts, "|");
    if (by_name()) return named(flags);
    append_in_base(out, {flags.bits, flags.rest_base});
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
      append_number(out, descriptor.number);
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
    append_number(out, process.number);
    if (!process.command.empty()) {
      out += '<';
      append_escaped(out, process.command, options.hex_strings, "<>");
      out += '>';
    }
    if (process.outside != 0) {
      out += " /* ";
      append_number(out, process.outside);
      out += " in strace's PID NS */";
    }
  }
  void operator()(const value::Array& array) const {
    out += '[';
    std::size_t next = 0;
    append_list(out, array.elements, array.is_set ? " " : ", ", [&](const Value& element) {
      const std::size_t i = next++;
      if (!array.indices.empty()) {
        out += '[';
        if (i < array.indices.size())
          out += array.indices[i];
        else
          append_number(out, i);
        out += "]=";
      }
      append_value(out, element, options);
    });
    if (array.cut) out += array.elements.empty() ? "..." : ", ...";
    if (array.unreadable) {
      out += " /* ";
      append_pointer(out, array.unreadable->value());
      out += " */";
    }
    out += ']';
  }
  void operator()(const value::Struct& structure) const {
    out += '{';
    append_list(out, structure.fields, ", ", [&](const value::Field& field) {
      if (!field.bare || (!by_name() && !field.value.plain.empty())) {
        out += field.name;
        out += '=';
      }
      if (field.comment_first) {
        out += "/* ";
        out += field.value.comment;
        out += " */ ";
        std::visit(Writer{out, options}, field.value.is);
        return;
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
      append_number(out, set.numbers[i]);
      if (!by_number()) append_comment(out, name);
    });
    out += ']';
  }
  void operator()(const value::Changed& changed) const { values(changed.before_and_after, " => "); }
  void operator()(const value::Shifted& shifted) const { values(shifted.number_and_places, "<<"); }
  void operator()(const value::Expression& expression) const { out += expression.text; }
  void operator()(const value::Absent&) const {}
};

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
  const bool all = hex == HexStrings::all ||
                   (hex == HexStrings::odd_strings && std::ranges::any_of(bytes, is_odd));
  std::size_t plain = 0;  // from here on, up to the character at hand, they stand for themselves
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const char c = bytes[i];
    const bool is_plain = means_itself[static_cast<unsigned char>(c)];
    if (is_plain && !all && (also.empty() || also.find(c) == std::string_view::npos)) continue;
    out += bytes.substr(plain, i - plain);
    plain = i + 1;
    if (all) {
      append_hexadecimal(out, c);
    } else if (const auto at = escaped.find(c); at != std::string_view::npos) {
      out += '\\';
      out += letters[at];
    } else if (hex == HexStrings::odd_bytes) {
      append_hexadecimal(out, c);
    } else {
      append_octal(out, c, bytes.substr(i + 1));
    }
  }
  out += bytes.substr(plain);
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

}  // namespace spyglass
