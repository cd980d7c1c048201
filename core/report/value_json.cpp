#include "core/report/value_json.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <iterator>

#include "core/report/utf8.hpp"
#include "core/syscalls/signals.hpp"

namespace spyglass {

namespace {

Json hexadecimal(std::string_view bytes) {
  std::string digits;
  for (const char c : bytes) {
    fmt::format_to(std::back_inserter(digits), "{:02x}", static_cast<unsigned char>(c));
  }
  return {{"hex", std::move(digits)}};
}

/// The names behind constants are C ints for the most part, and a few are negative (AT_FDCWD,
/// SI_TKILL), whether or not the register's upper half says so too.
std::int64_t signed_constant(std::uint64_t bits) {
  constexpr std::uint64_t first_negative = 0xffff'f000;
  constexpr std::uint64_t past_int = 0x1'0000'0000;
  return static_cast<std::int64_t>(bits >= first_negative && bits < past_int ? bits - past_int
                                                                             : bits);
}

/// The signal of a name: "SIGINT".
std::optional<Signal> signal_called(std::string_view name) {
  constexpr int last = 64;
  for (int number = 1; number <= last; ++number) {
    if (signal_name(Signal(number)) == name) return Signal(number);
  }
  return std::nullopt;
}

std::optional<std::uint64_t> whole_number(std::string_view digits) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  const bool all = error == std::errc() && end == digits.data() + digits.size();
  return all ? std::optional(number) : std::nullopt;
}

/// Large round numbers are written as products: 8192*1024.
std::optional<std::uint64_t> product(std::string_view text) {
  const std::size_t times = text.find('*');
  if (times == std::string_view::npos) return std::nullopt;
  const auto left = whole_number(text.substr(0, times));
  const auto right = whole_number(text.substr(times + 1));
  return left && right ? std::optional(*left * *right) : std::nullopt;
}

/// Sets are of signals, whose names are short in a trace ("INT"), or of numbers.
Json set_element(const std::string& name) {
  if (const auto number = whole_number(name)) return *number;
  const std::string long_name = "SIG" + name;
  return bytes_json(signal_called(long_name) ? long_name : name);
}

/// A limit on bytes may end inside a character; what is left of that is no text.
std::string_view whole_characters(const value::Text& text) {
  const Utf8 found = check_utf8(text.bytes);
  return text.cut && found.ends_inside ? std::string_view(text.bytes).substr(0, found.valid)
                                       : std::string_view(text.bytes);
}

}  // namespace

/// One visitor for all alternatives; the only place that knows how a value looks in JSON.
struct ValueToJson {
  ValuesAsJson& values;

  [[nodiscard]] Json list(std::span<const Value> elements) const {
    Json result = Json::array();
    for (const Value& element : elements) {
      result.push_back(values.under(fmt::format("[{}]", result.size()), element));
    }
    return result;
  }

  Json operator()(const value::Pending&) const { return {{"pending", true}}; }
  Json operator()(const value::Number& number) const {
    if (number.base != value::Number::Base::decimal) return number.bits;
    return static_cast<std::int64_t>(number.bits);
  }
  Json operator()(const value::Address& pointer) const {
    if (pointer.address.is_null()) return nullptr;
    return {{"address", word_text(pointer.address.value())}};
  }
  Json operator()(const value::Constant& constant) const {
    return {{"name", constant.name.empty() ? Json(nullptr) : Json(constant.name)},
            {"value", signed_constant(constant.bits)}};
  }
  Json operator()(const value::Flags& flags) const {
    return {{"names", flags.names}, {"value", flags.bits}, {"rest", flags.rest}};
  }
  Json operator()(const value::Text& text) const {
    if (text.cut) values.cut_.push_back(values.way_);
    Json bytes = text.hexadecimal ? hexadecimal(text.bytes) : bytes_json(whole_characters(text));
    if (text.mark.empty()) return bytes;
    return {{"mark", text.mark}, {"text", std::move(bytes)}};
  }
  Json operator()(const value::Descriptor& descriptor) const {
    if (descriptor.target.empty() && descriptor.name.empty()) return descriptor.number;
    Json result = Json::object();
    if (descriptor.name.empty()) {
      result["fd"] = descriptor.number;
    } else {
      result["name"] = descriptor.name;
      result["value"] = descriptor.number;
    }
    if (!descriptor.target.empty()) {
      result[descriptor.is_path ? "path" : "words"] = bytes_json(descriptor.target);
    }
    if (descriptor.deleted) result["deleted"] = true;
    if (!descriptor.device.empty()) result["device"] = descriptor.device;
    return result;
  }
  Json operator()(const value::Process& process) const {
    if (process.command.empty() && process.outside == 0) return process.number;
    Json result = {{"id", process.number}};
    if (!process.command.empty()) result["command"] = bytes_json(process.command);
    if (process.outside != 0) result["outside"] = process.outside;
    return result;
  }
  Json operator()(const value::Array& array) const {
    if (array.cut) values.cut_.push_back(values.way_);
    if (array.unreadable) values.unreadable_[values.way_] = word_text(array.unreadable->value());
    Json elements = list(array.elements);
    return array.is_set ? Json{{"set", std::move(elements)}} : elements;
  }
  Json operator()(const value::Struct& structure) const {
    if (structure.cut) values.cut_.push_back(values.way_);
    Json result = Json::object();
    for (const value::Field& field : structure.fields) {
      result[std::string(field.name)] = values.under(fmt::format(".{}", field.name), field.value);
    }
    return result;
  }
  Json operator()(const value::Applied& applied) const {
    const auto outside = values.way_.size();
    values.way_ += ".arguments";
    Json arguments = list(applied.arguments);
    values.way_.resize(outside);
    return {{"function", applied.function}, {"arguments", std::move(arguments)}};
  }
  Json operator()(const value::Set& set) const {
    Json elements = Json::array();
    for (const std::string& name : set.names) elements.push_back(set_element(name));
    return {{set.complement ? "all_but" : "set", std::move(elements)}};
  }
  Json operator()(const value::Changed& changed) const {
    constexpr std::array<std::string_view, 2> moments = {"before", "after"};
    Json result = Json::object();
    for (std::size_t i = 0; i < moments.size() && i < changed.before_and_after.size(); ++i) {
      result[std::string(moments[i])] =
          values.under(fmt::format(".{}", moments[i]), changed.before_and_after[i]);
    }
    return result;
  }
  Json operator()(const value::Shifted& shifted) const { return list(shifted.number_and_places); }
  Json operator()(const value::Expression& expression) const {
    if (const auto signal = signal_called(expression.text)) return signal_object(*signal);
    if (const auto number = product(expression.text)) return *number;
    return {{"expression", bytes_json(expression.text)}};
  }
  Json operator()(const value::Absent&) const { return nullptr; }
};

Json ValuesAsJson::at(std::string_view parent, std::string_view key, const Value& value) {
  return under(fmt::format("{}.{}", parent, key), value);
}

Json ValuesAsJson::under(const std::string& step, const Value& value) {
  const std::size_t outside = way_.size();
  way_ += step;
  if (!value.comment.empty()) comments_[way_] = bytes_json(value.comment);
  Json result = std::visit(ValueToJson{*this}, value.is);
  way_.resize(outside);
  return result;
}

void ValuesAsJson::add_remarks(Json& line) const {
  if (!cut_.empty()) line["cut"] = cut_;
  if (!unreadable_.empty()) line["unreadable"] = unreadable_;
  if (!comments_.empty()) line["comments"] = comments_;
}

std::string json_text(const Json& json) {
  // Nothing here is invalid UTF-8; were it so, a line with a replacement character would still be
  // better than none.
  return json.dump(-1, ' ', true, Json::error_handler_t::replace);
}

Json bytes_json(std::string_view bytes) {
  return is_utf8(bytes) ? Json(bytes) : hexadecimal(bytes);
}

Json tampering_list(const Tampering& done) {
  Json list = Json::array();
  if (done.result) list.push_back("result");
  if (done.arguments) list.push_back("arguments");
  if (done.delayed) list.push_back("delayed");
  return list;
}

Json signal_object(Signal signal) {
  return {{"name", signal_name(signal)}, {"value", signal.value()}};
}

std::string word_text(std::uint64_t word) { return fmt::format("{:#x}", word); }

}  // namespace spyglass
