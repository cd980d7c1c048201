// Questions and answers of DNS (RFC 1035), as tcpdump writes them.

#include <fmt/format.h>

#include "core/capture/reader.hpp"
#include "core/capture/text.hpp"

namespace spyglass::capture {

namespace {

constexpr std::uint16_t type_a = 1, type_ns = 2, type_cname = 5, type_ptr = 12, type_aaaa = 28;

struct TypeName {
  std::uint16_t number;
  std::string_view name;
};
constexpr TypeName types[] = {{type_a, "A"}, {type_ns, "NS"},     {type_cname, "CNAME"},
                              {6, "SOA"},    {type_ptr, "PTR"},   {15, "MX"},
                              {16, "TXT"},   {type_aaaa, "AAAA"}, {33, "SRV"},
                              {41, "OPT"},   {65, "HTTPS"},       {255, "ANY"}};

std::string type_text(std::uint16_t number) {
  for (const TypeName& type : types) {
    if (type.number == number) return std::string(type.name);
  }
  return fmt::format("Type{}", number);
}

/// Empty: no error.
std::string code_text(int code) {
  constexpr std::string_view names[] = {"",         " FormErr", " ServFail", " NXDomain",
                                        " NotImp",  " Refused", " YXDomain", " YXRRSet",
                                        " NXRRSet", " NotAuth", " NotZone"};
  if (static_cast<std::size_t>(code) < std::size(names)) return std::string(names[code]);
  return fmt::format(" Resp{}", code);
}

/// A name, as far as one may be long (RFC 1035, 2.3.4); what it points back to is read from the
/// whole message. Pointers only lead backwards, so that this ends.
std::string name_text(Reader& reader, Bytes message) {
  std::string name;
  constexpr std::uint8_t pointer = 0xc0;
  constexpr std::size_t longest = 255;
  Reader* at = &reader;
  Reader elsewhere({});
  std::size_t before = message.size();
  for (;;) {
    const std::size_t here = at == &reader ? reader.at() : before;
    const std::uint8_t length = at->byte();
    if (at->ended() || length == 0 || name.size() > longest) break;
    if ((length & pointer) == pointer) {
      const std::size_t place = static_cast<std::size_t>(length & ~pointer) << 8 | at->byte();
      if (place >= here) break;
      before = place;
      elsewhere = Reader(message.subspan(place));
      at = &elsewhere;
      continue;
    }
    for (const std::uint8_t c : at->take(length)) name += static_cast<char>(c);
    name += '.';
  }
  return name.empty() ? "." : name;
}

/// One of the section of answers; the reader goes on behind it.
std::string answer_text(Reader& reader, Bytes message) {
  (void)name_text(reader, message);
  const std::uint16_t type = reader.word();
  (void)reader.word();    // the class: the Internet's
  (void)reader.number();  // how long it may be remembered
  const std::uint16_t length = reader.word();
  const std::size_t start = reader.at();
  const Bytes data = reader.take(length);
  std::string text = type_text(type);
  switch (type) {
    case type_a: return text + ' ' + address_in(4, data).host();
    case type_aaaa: return text + ' ' + address_in(6, data).host();
    case type_ns:
    case type_cname:
    case type_ptr: {
      Reader name(message.subspan(0, start + data.size()));
      (void)name.take(start);
      return text + ' ' + name_text(name, message);
    }
    default: return text;
  }
}

struct Counts {
  std::uint16_t questions, answers, authorities, additional;
};

std::string question_text(Reader& reader, Bytes message, const Counts& counts) {
  std::string text;
  const auto strange = [&](int count, int usual, std::string_view what) {
    if (count != usual) text += fmt::format(" [{}{}]", count, what);
  };
  strange(counts.answers, 0, "a");
  strange(counts.questions, 1, "q");
  strange(counts.authorities, 0, "n");
  strange(counts.additional, 0, "au");
  for (int i = 0; i < counts.questions && !reader.at_end(); ++i) {
    const std::string name = name_text(reader, message);
    const std::string type = type_text(reader.word());
    (void)reader.word();
    text += fmt::format(" {}? {}", type, name);
  }
  return text;
}

std::string answers_text(Reader& reader, Bytes message, const Counts& counts) {
  std::string text;
  if (counts.questions != 1) text += fmt::format(" [{}q]", counts.questions);
  for (int i = 0; i < counts.questions && !reader.at_end(); ++i) {
    (void)name_text(reader, message);
    (void)reader.number();
  }
  text += fmt::format(" {}/{}/{}", counts.answers, counts.authorities, counts.additional);
  for (int i = 0; i < counts.answers && !reader.at_end(); ++i) {
    text += (i == 0 ? " " : ", ") + answer_text(reader, message);
  }
  return text;
}

}  // namespace

std::string dns_text(Bytes message, std::size_t length) {
  Reader reader(message);
  const std::uint16_t id = reader.word();
  const std::uint16_t flags = reader.word();
  Counts counts{};
  counts.questions = reader.word();
  counts.answers = reader.word();
  counts.authorities = reader.word();
  counts.additional = reader.word();
  if (reader.ended()) return {};
  constexpr int answer = 0x8000, authoritative = 0x400, cut = 0x200, wants_more = 0x100,
                does_more = 0x80, authentic = 0x20, unchecked = 0x10;
  const auto sign = [&](int flag, std::string_view text) {
    return (flags & flag) != 0 ? text : std::string_view();
  };
  std::string text = fmt::format("{}", id);
  if ((flags & answer) != 0) {
    text += code_text(flags & 15);
    text += sign(authoritative, "*");
    text += (flags & does_more) != 0 ? "" : "-";
    text += sign(cut, "|");
    text += sign(authentic, "$");
    text += answers_text(reader, message, counts);
  } else {
    text += sign(wants_more, "+");
    text += sign(authentic, "$");
    text += sign(unchecked, "%");
    text += question_text(reader, message, counts);
  }
  return text + fmt::format(" ({})", length);
}

}  // namespace spyglass::capture
