#include "repl/recipe/where.hpp"

#include <algorithm>

#include "core/report/text.hpp"
#include "core/syscalls/errors.hpp"

namespace spyglass {

namespace {

using NodeKind = Where::Node::Kind;
using Scalar = Where::Scalar;

Scalar error_name(const Call& call) {
  const auto error = call.error();
  const ErrorRow* row = error ? find_error(*error) : nullptr;
  return row == nullptr ? Scalar(Where::Nil{}) : Scalar(row->name);
}

Scalar result_of(const Call& call) {
  if (!call.result) return Where::Nil{};
  return static_cast<long double>(*call.result);
}

constexpr WhereFact facts[] = {
    {"name", [](const Call& call) { return Scalar(std::string_view(call.name)); }},
    {"group",
     [](const Call& call) {
       return call.row == nullptr ? Scalar(Where::Nil{}) : Scalar(group_name(call.row->group));
     }},
    {"error", error_name},
    {"failed", [](const Call& call) { return Scalar(call.error().has_value()); }},
    {"result", result_of},
    {"duration",
     [](const Call& call) {
       return Scalar(std::chrono::duration<long double>(call.left - call.entered).count());
     }},
    {"thread",
     [](const Call& call) { return Scalar(static_cast<long double>(call.thread.value())); }},
    {"process",
     [](const Call& call) { return Scalar(static_cast<long double>(call.process.value())); }},
};

bool is_true(const Scalar& value) {
  if (const bool* truth = std::get_if<bool>(&value)) return *truth;
  return !std::holds_alternative<Where::Nil>(value);
}

/// The number that a value is, or nothing.
std::optional<long double> number_of(const Scalar& value) {
  if (const auto* number = std::get_if<long double>(&value)) return *number;
  const auto* decoded = std::get_if<const Value*>(&value);
  if (decoded == nullptr) return std::nullopt;
  if (const auto* number = (*decoded)->as<value::Number>()) {
    const bool is_signed = number->base == value::Number::Base::decimal;
    return is_signed ? static_cast<long double>(static_cast<std::int64_t>(number->bits))
                     : static_cast<long double>(number->bits);
  }
  if (const auto* descriptor = (*decoded)->as<value::Descriptor>()) {
    return static_cast<long double>(descriptor->number);
  }
  if (const auto* process = (*decoded)->as<value::Process>()) {
    return static_cast<long double>(process->number);
  }
  if (const auto* address = (*decoded)->as<value::Address>()) {
    return static_cast<long double>(address->address.value());
  }
  return std::nullopt;
}

/// Nothing for what is nil; `room` keeps what has to be written first.
std::optional<std::string_view> text_of(const Scalar& value, std::string& room) {
  if (const auto* text = std::get_if<std::string_view>(&value)) return *text;
  const auto* decoded = std::get_if<const Value*>(&value);
  if (decoded == nullptr) return std::nullopt;
  if (const auto* text = (*decoded)->as<value::Text>()) return std::string_view(text->bytes);
  if (const auto* constant = (*decoded)->as<value::Constant>(); constant && !constant->name.empty())
    return constant->name;
  append_value(room, **decoded);
  return room;
}

bool are_equal(const Scalar& left, const Scalar& right) {
  if (const auto a = number_of(left), b = number_of(right); a && b) return *a == *b;
  if (left.index() == right.index() && !std::holds_alternative<const Value*>(left)) {
    if (const bool* truth = std::get_if<bool>(&left)) return *truth == std::get<bool>(right);
    if (std::holds_alternative<Where::Nil>(left)) return true;
  }
  std::string left_room, right_room;
  const auto a = text_of(left, left_room), b = text_of(right, right_room);
  return a && b && *a == *b;
}

/// Of two numbers or two texts; what cannot be compared is neither less nor greater.
template <class Compare>
bool compare(const Scalar& left, const Scalar& right, Compare how) {
  if (const auto a = number_of(left), b = number_of(right); a && b) return how(*a, *b);
  std::string left_room, right_room;
  const auto a = text_of(left, left_room), b = text_of(right, right_room);
  return a && b && how(*a, *b);
}

/// Whether a part stands in a text, or a flag among others.
bool has(const Scalar& whole, std::string_view part) {
  if (const auto* decoded = std::get_if<const Value*>(&whole)) {
    if (const auto* flags = (*decoded)->as<value::Flags>(); flags && flags->parts.empty()) {
      return std::ranges::find(flags->names, part) != flags->names.end();
    }
  }
  std::string room;
  const auto text = text_of(whole, room);
  return text && text->find(part) != std::string_view::npos;
}

template <class Compute>
Scalar compute(const Scalar& left, const Scalar& right, Compute how) {
  const auto a = number_of(left), b = number_of(right);
  return a && b ? Scalar(how(*a, *b)) : Scalar(Where::Nil{});
}

}  // namespace

std::span<const WhereFact> where_facts() { return facts; }

Scalar Where::value_of(const Node& node, const Call& call) const {
  const auto left = [&] { return value_of(nodes_[node.left], call); };
  const auto right = [&] { return value_of(nodes_[node.right], call); };
  switch (node.kind) {
    case NodeKind::number: return node.number;
    case NodeKind::text: return std::string_view(node.text);
    case NodeKind::truth: return node.number != 0;
    case NodeKind::nil: return Nil{};
    case NodeKind::fact: return facts[static_cast<std::size_t>(node.number)].of(call);
    case NodeKind::argument: {
      const Value* value = call.argument(node.text);
      const bool is_there = value != nullptr && value->as<value::Pending>() == nullptr &&
                            value->as<value::Absent>() == nullptr;
      return is_there ? Scalar(value) : Scalar(Nil{});
    }
    case NodeKind::has: return spyglass::has(left(), node.text);
    case NodeKind::negation: return !is_true(left());
    case NodeKind::minus: return compute(0.0L, left(), std::minus<>{});
    case NodeKind::both: return is_true(left()) && is_true(right());
    case NodeKind::either: return is_true(left()) || is_true(right());
    case NodeKind::equal: return are_equal(left(), right());
    case NodeKind::unequal: return !are_equal(left(), right());
    case NodeKind::less: return compare(left(), right(), std::less<>{});
    case NodeKind::less_equal: return compare(left(), right(), std::less_equal<>{});
    case NodeKind::greater: return compare(left(), right(), std::greater<>{});
    case NodeKind::greater_equal: return compare(left(), right(), std::greater_equal<>{});
    case NodeKind::plus: return compute(left(), right(), std::plus<>{});
    case NodeKind::difference: return compute(left(), right(), std::minus<>{});
    case NodeKind::product: return compute(left(), right(), std::multiplies<>{});
    case NodeKind::quotient: return compute(left(), right(), std::divides<>{});
  }
  return Nil{};
}

bool Where::holds(const Call& call) const { return is_true(value_of(nodes_.back(), call)); }

}  // namespace spyglass
