#include "core/encode/encode.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "core/base/nearest.hpp"
#include "core/decode/call.hpp"
#include "core/encode/encoder.hpp"
#include "core/syscalls/catalogue.hpp"
#include "core/syscalls/kinds.hpp"
#include "core/syscalls/signals.hpp"

namespace spyglass {

namespace {

constexpr std::size_t alignment = 16;
/// Where nobody says how much the kernel will fill in.
constexpr std::size_t usual_room = 4096;

/// Whether the kernel is given an address of this kind, which then leads somewhere.
bool is_pointer(const Kind& kind) {
  return kind.text || kind.layout != nullptr || kind.element != nullptr ||
         form_of(kind) != nullptr || kind.when != When::entry || &kind == &kinds::address;
}

std::uint64_t swapped(std::uint64_t value, std::size_t width) {
  std::uint64_t result = 0;
  for (std::size_t i = 0; i < width; ++i)
    result |= (value >> (8 * i) & 0xff) << 8 * (width - 1 - i);
  return result;
}

/// Macros and functions that a trace writes in place of numbers.
Result<std::uint64_t> apply_function(const written::Applied& applied,
                                     const std::vector<std::uint64_t>& values) {
  const auto& name = applied.function;
  if ((name == "htons" || name == "ntohs") && values.size() == 1) return swapped(values[0], 2);
  if ((name == "htonl" || name == "ntohl") && values.size() == 1) return swapped(values[0], 4);
  if (name == "makedev" && values.size() == 2) {
    // gnu_dev_makedev: 12 bits of the major number lie inside the minor's (makedev(3)).
    const std::uint64_t major = values[0], minor = values[1];
    return (major & 0xfff) << 8 | (major & ~std::uint64_t{0xfff}) << 32 | (minor & 0xff) |
           (minor & ~std::uint64_t{0xff}) << 12;
  }
  return bad_input(
      fmt::format("`{}(…)` with {} value{} means nothing here; known are htons(n), "
                  "htonl(n) and makedev(major, minor)",
                  name, values.size(), values.size() == 1 ? "" : "s"));
}

std::string in_words(const Row& row) {
  std::string names;
  for (const Argument& argument : row.argument_list()) {
    names += fmt::format("{}{}", names.empty() ? "" : ", ", argument.name);
  }
  return fmt::format("{}({})", row.name, names);
}

}  // namespace

tl::unexpected<Error> unfit(const Encoder::Spot& spot, std::string_view why) {
  return bad_input(fmt::format("`{}`: {}", spot.name, why));
}

Result<std::uint64_t> Encoder::number(const Written& written, const Spot& spot) const {
  if (const auto* plain = written.as<written::Number>()) return plain->value;
  if (const auto* sum = written.as<written::Sum>()) {
    std::uint64_t total = 0;
    for (const auto& term : sum->terms) {
      const auto value = number(term.value, spot);
      if (!value) return value;
      total = term.sign == '|'   ? total | *value
              : term.sign == '+' ? total + *value
                                 : total - *value;
    }
    return total;
  }
  if (const auto* applied = written.as<written::Applied>()) {
    std::vector<std::uint64_t> values;
    for (const Written& one : applied->arguments) {
      const auto value = number(one, spot);
      if (!value) return value;
      values.push_back(*value);
    }
    return apply_function(*applied, values);
  }
  const auto* name = written.as<written::Name>();
  if (name == nullptr)
    return unfit(spot, fmt::format("{} is wanted here, a number", spot.kind->words));
  if (name->text == "NULL") return 0;
  if (name->text == "AT_FDCWD") return static_cast<std::uint64_t>(AT_FDCWD);
  if (const auto signal = signal_number(name->text)) {
    return static_cast<std::uint64_t>(signal->value());
  }
  const ConstantTable* own = spot.kind->constants;
  if (own != nullptr) {
    const auto row = std::ranges::find(own->rows, name->text, &Constant::name);
    if (row != own->rows.end()) return row->value;
  }
  if (const auto constant = find_constant(name->text)) return constant->row->value;
  if (auto known = lookup_(name->text)) return known;
  std::vector<std::string_view> near;
  if (spot.kind == &kinds::signal) {
    for (const SignalRow& row : signal_rows()) near.push_back(row.name);
  }
  if (own != nullptr) {
    for (const Constant& row : own->rows) near.push_back(row.name);
  }
  if (nearest(name->text, near)) {
    return unfit(spot,
                 fmt::format("there is no `{}`{}", name->text, did_you_mean(name->text, near)));
  }
  for (const ConstantTable* table : constant_tables()) {
    for (const Constant& row : table->rows) near.push_back(row.name);
  }
  return unfit(spot, fmt::format("`{}` is no number, constant, register or symbol{}", name->text,
                                 did_you_mean(name->text, near)));
}

Result<std::size_t> Encoder::room(std::size_t size) {
  auto& image = call_.image_;
  const std::size_t at = (image.size() + alignment - 1) / alignment * alignment;
  if (size > EncodedCall::max_size || at + size > EncodedCall::max_size) {
    return bad_input(fmt::format("the call needs {} bytes of memory, and at most {} are lent to it",
                                 at + size, EncodedCall::max_size));
  }
  image.resize(at + size);
  return at;
}

void Encoder::put(std::size_t at, std::size_t width, const Word& word) {
  if (word.is_place) call_.in_image_.push_back({at, static_cast<std::size_t>(word.value)});
  std::memcpy(&call_.image_[at], &word.value, width);
}

void Encoder::put_bytes(std::size_t at, std::string_view bytes) {
  std::memcpy(&call_.image_[at], bytes.data(), bytes.size());
}

Result<Word> Encoder::text(std::string_view bytes) {
  const auto at = room(bytes.size() + 1);  // a NUL behind it, whoever needs one
  if (!at) return tl::make_unexpected(at.error());
  put_bytes(*at, bytes);
  return Word{*at, true};
}

Result<Word> Encoder::room_for(const Spot& spot, const Written& written) {
  const Kind& kind = *spot.kind;
  if (!is_pointer(kind)) return unfit(spot, "the kernel fills in nothing here; say what it is");
  const auto index = static_cast<std::size_t>(spot.size_from);
  const bool counted = spot.size_from >= 0 && index < spot.siblings.size();
  const std::uint64_t count = kind.count != 0 ? kind.count : counted ? spot.siblings[index] : 0;
  const std::size_t each = kind.layout != nullptr    ? extent(*kind.layout, abi_).size
                           : kind.element != nullptr ? scalar_size(kind.element_type, abi_)
                                                     : 1;
  if (count > EncodedCall::max_size) return unfit(spot, fmt::format("{} are too many", count));
  std::size_t size = static_cast<std::size_t>(count) * each;
  if (size == 0) size = std::max(each, usual_room);
  if (const auto* bytes = written.as<written::Text>()) size = std::max(size, bytes->bytes.size());
  const auto at = room(size);
  if (!at) return tl::make_unexpected(at.error());
  return Word{*at, true};
}

Result<void> Encoder::member(const Written& written, const Member& member, const Spot& spot,
                             std::size_t at) {
  const std::size_t size = member_size(member, abi_);
  if (member.type == CType::structure && member.count == 1) {
    return in_place(written, *member.kind->layout, at);
  }
  if (const auto* text = written.as<written::Text>();
      text != nullptr && member.type == CType::bytes) {
    if (text->bytes.size() > size) {
      return unfit(spot,
                   fmt::format("there is room for {} bytes, not {}", size, text->bytes.size()));
    }
    put_bytes(at, text->bytes);
    return {};
  }
  if (const auto* list = written.as<written::List>()) {
    if (list->elements.size() > member.count) {
      return unfit(
          spot, fmt::format("there is room for {}, not {}", member.count, list->elements.size()));
    }
    const std::size_t each = size / member.count;
    for (std::size_t i = 0; i < list->elements.size(); ++i) {
      auto value = word(list->elements[i], spot);
      if (!value) return tl::make_unexpected(value.error());
      put(at + i * each, each, *value);
    }
    return {};
  }
  if (size > sizeof(std::uint64_t)) return unfit(spot, "this member cannot be written this way");
  if (const auto* fields = written.as<written::Fields>();
      fields != nullptr && !fields->fields.empty()) {
    // A union, of which a trace shows more than one member: the last is the widest.
    return this->member(fields->fields.back().value, member, spot, at);
  }
  auto value = word(written, spot);
  if (!value) return tl::make_unexpected(value.error());
  put(at, size, *value);
  return {};
}

Result<void> Encoder::in_place(const Written& written, const Layout& layout, std::size_t at) {
  const auto* fields = written.as<written::Fields>();
  if (fields == nullptr) {
    return bad_input(fmt::format("{} is written {{member=value, …}}", layout.name));
  }
  const auto members = layout.members_under(abi_.id);
  const std::vector<std::size_t> offsets = member_offsets(layout, abi_);
  std::vector<std::string_view> names;
  for (const Member& member : members) {
    if (member.kind != nullptr) names.push_back(member.name);
  }
  // Plain numbers first: they say which of several things others are.
  std::vector<std::uint64_t> values(members.size());
  for (const bool numbers : {true, false}) {
    for (const written::Field& field : fields->fields) {
      const auto found = std::ranges::find_if(members, [&](const Member& member) {
        return member.name == field.name && member.kind != nullptr &&
               chosen(member.kind, values) != nullptr;
      });
      if (found == members.end()) {
        return bad_input(fmt::format("{} has no member `{}`{}", layout.name, field.name,
                                     did_you_mean(field.name, names)));
      }
      const auto index = static_cast<std::size_t>(found - members.begin());
      const Spot spot{chosen(found->kind, values), field.name, values, found->size_from};
      const bool plain = field.value.as<written::Number>() != nullptr ||
                         field.value.as<written::Name>() != nullptr ||
                         field.value.as<written::Sum>() != nullptr;
      if (plain != numbers) continue;
      if (plain) {
        const auto value = number(field.value, spot);
        if (!value) return tl::make_unexpected(value.error());
        values[index] = *value;
      }
      if (auto done = member(field.value, *found, spot, at + offsets[index]); !done) return done;
    }
  }
  return {};
}

Result<Word> Encoder::list(const written::List& list, const Spot& spot) {
  const Kind& kind = *spot.kind;
  if (kind.layout == nullptr && kind.element == nullptr) {
    return unfit(spot, fmt::format("{} is no list", kind.words));
  }
  const std::size_t each = kind.layout != nullptr ? extent(*kind.layout, abi_).size
                                                  : scalar_size(kind.element_type, abi_);
  const auto at = room(std::max<std::size_t>(list.elements.size() * each, 1));
  if (!at) return tl::make_unexpected(at.error());
  for (std::size_t i = 0; i < list.elements.size(); ++i) {
    const std::size_t place = *at + i * each;
    if (kind.layout != nullptr) {
      if (auto done = in_place(list.elements[i], *kind.layout, place); !done) {
        return tl::make_unexpected(done.error());
      }
      continue;
    }
    const auto value = word(list.elements[i], {.kind = kind.element, .name = spot.name});
    if (!value) return value;
    put(place, each, *value);
  }
  return Word{*at, true};
}

Result<Word> Encoder::word(const Written& written, const Spot& spot) {
  const Kind& kind = *spot.kind;
  const auto* text = written.as<written::Text>();
  const auto* fields = written.as<written::Fields>();
  const auto* elements = written.as<written::List>();
  const bool is_room = written.as<written::Room>() != nullptr;
  const bool plain = text == nullptr && fields == nullptr && elements == nullptr && !is_room;
  if (plain) {
    const auto value = number(written, spot);
    if (!value) return tl::make_unexpected(value.error());
    return Word{*value};
  }
  if (const Form form = form_of(kind)) return form(*this, written, spot);
  // What the kernel overwrites is but room, whatever a trace has shown there.
  if (is_room || kind.when == When::exit) return room_for(spot, written);
  if (text != nullptr) {
    if (is_pointer(kind)) return this->text(text->bytes);
    return unfit(spot, fmt::format("{} is wanted here, not a string", kind.words));
  }
  if (elements != nullptr) return list(*elements, spot);
  if (kind.layout == nullptr) return unfit(spot, fmt::format("{} has no members", kind.words));
  const auto at = room(extent(*kind.layout, abi_).size);
  if (!at) return tl::make_unexpected(at.error());
  if (auto done = in_place(written, *kind.layout, *at); !done) {
    return tl::make_unexpected(done.error());
  }
  return Word{*at, true};
}

Result<void> Encoder::set_argument(const Row& row, std::size_t index, const Word& word) {
  const auto which = argument_register(row, index, abi_);
  if (!which) return {};  // it lies on the stack, or nowhere
  auto& words = call_.numbers_.arguments;
  if (word.is_place) call_.in_arguments_.push_back({*which, static_cast<std::size_t>(word.value)});
  const Argument& argument = row.arguments[index];
  if (argument.wide && abi_.word_size == 4) {
    const std::size_t high = argument.high_first ? 0 : 1;
    words[*which + high] = word.value >> 32;
    words[*which + 1 - high] = word.value & 0xffffffff;
  } else {
    words[*which] = abi_.word_size == 4 ? word.value & 0xffffffff : word.value;
  }
  return {};
}

Result<void> Encoder::arguments(const Row& row, const std::vector<Written>& written) {
  const std::size_t count = row.argument_count();
  // As the trace writes them, which for clone is not the order of the registers.
  std::vector<const Written*> given(count);
  std::size_t next = 0;
  for (const Written& one : written) {
    const auto named = std::ranges::find_if(row.argument_list(), [&](const Argument& argument) {
      return !one.label.empty() && (argument.name == one.label || argument.label == one.label);
    });
    if (!one.label.empty() && named == row.argument_list().end()) {
      return bad_input(fmt::format("{} has no argument `{}`", in_words(row), one.label));
    }
    if (one.label.empty() && next >= count) {
      return bad_input(fmt::format("{} has {} argument{}, and {} were given", in_words(row), count,
                                   count == 1 ? "" : "s", written.size()));
    }
    const std::size_t index = !one.label.empty()
                                  ? static_cast<std::size_t>(named - row.argument_list().begin())
                              : row.shown.empty() ? next++
                                                  : row.shown[next++];
    given[index] = &one;
  }
  std::vector<std::uint64_t> values(count);
  const auto plain = [](const Written& one) {
    return one.as<written::Number>() != nullptr || one.as<written::Name>() != nullptr ||
           one.as<written::Sum>() != nullptr || one.as<written::Applied>() != nullptr;
  };
  for (std::size_t i = 0; i < count; ++i) {
    if (given[i] == nullptr || !plain(*given[i])) continue;
    const Kind* kind = chosen(row.arguments[i].kind, values);
    const auto value = number(*given[i], {.kind = kind != nullptr ? kind : row.arguments[i].kind,
                                          .name = row.arguments[i].name});
    if (!value) return tl::make_unexpected(value.error());
    values[i] = *value;
  }
  for (std::size_t i = 0; i < count; ++i) {
    const Argument& argument = row.arguments[i];
    const Kind* kind = chosen(argument.kind, values);
    const bool wanted = kind != nullptr &&
                        (argument.applies == nullptr || argument.applies(values)) &&
                        argument.source == Source::registers;
    if (given[i] == nullptr && wanted) {
      return bad_input(fmt::format("{} has {} argument{}, and `{}` is missing", in_words(row),
                                   count, count == 1 ? "" : "s", argument.name));
    }
    if (given[i] == nullptr) continue;
    const auto value = word(*given[i], {.kind = kind != nullptr ? kind : argument.kind,
                                        .name = argument.name,
                                        .siblings = values,
                                        .size_from = argument.size_from});
    if (!value) return tl::make_unexpected(value.error());
    if (auto done = set_argument(row, i, *value); !done) return done;
  }
  return {};
}

std::vector<std::byte> EncodedCall::image_at(Addr base) const {
  std::vector<std::byte> image = image_;
  for (const Pointer& pointer : in_image_) {
    const std::uint64_t address = (base + pointer.to).value();
    std::memcpy(&image[pointer.where], &address, abi_->word_size);
  }
  return image;
}

CallNumbers EncodedCall::numbers_at(Addr base) const {
  CallNumbers numbers = numbers_;
  for (const Pointer& pointer : in_arguments_) {
    numbers.arguments[pointer.where] = (base + pointer.to).value();
  }
  return numbers;
}

Result<EncodedCall> encode_call(const WrittenCall& call, const Abi& abi, const Lookup& lookup) {
  const auto number = call_number(abi.id, call.name);
  const Row* row = find_row(call.name, abi.id);
  if (!number || row == nullptr) {
    const bool elsewhere = call_exists(call.name);
    return bad_input(
        fmt::format("{} has no call `{}`{}", abi.name, call.name,
                    elsewhere ? "; other machines do" : did_you_mean(call.name, row_names())));
  }
  if (row->indirect || !row->multiplexes.empty()) {
    std::string instead;
    for (const std::string& newer : {call.name + "2", "_new" + call.name}) {
      if (row->indirect && call_number(abi.id, newer)) instead = newer;
    }
    return bad_input(fmt::format(
        "{} takes its arguments from memory here: {}", call.name,
        instead.empty() ? "what it stands for has a name of its own" : "use " + instead));
  }
  EncodedCall encoded;
  Encoder encoder(encoded, abi, lookup);
  if (auto done = encoder.arguments(*row, call.arguments); !done) {
    return tl::make_unexpected(done.error());
  }
  encoder.number_is(*number);
  return encoded;
}

}  // namespace spyglass
