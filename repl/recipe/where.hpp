#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/result.hpp"
#include "core/decode/call.hpp"

namespace spyglass {

struct RecipeArgument;

/// A condition on calls that have returned, in a small part of Lua that is decided without Lua:
/// calls that nobody wants should cost nearly nothing.
///
///     failed and error ~= "ENOENT"
///     duration > arg.min or has(pathname, "/etc/")
///
/// Names are those of a call (name, group, error, failed, result, duration, thread, process), of
/// its arguments (pathname, count), and of constants, which are compared as they stand in a trace.
/// What a call does not have is nil: it equals nothing else, and is neither less nor greater.
class Where {
 public:
  /// `arguments`: what `arg.NAME` stands for. What makes no sense is an error that says so.
  static Result<Where> compile(std::string_view text, const std::vector<RecipeArgument>& arguments);

  [[nodiscard]] bool holds(const Call& call) const;
  /// Whether it asks for an argument of the call.
  [[nodiscard]] bool reads_arguments() const { return reads_arguments_; }

  /// A value on the way. Numbers hold each integer of 64 bits and each double.
  struct Nil {};
  using Scalar = std::variant<Nil, bool, long double, std::string_view, const Value*>;

  struct Node {
    enum class Kind : std::uint8_t {
      number,
      text,
      truth,
      nil,
      fact,
      argument,
      has,
      negation,
      minus,
      both,
      either,
      equal,
      unequal,
      less,
      less_equal,
      greater,
      greater_equal,
      plus,
      difference,
      product,
      quotient,
    };
    Kind kind;
    std::size_t left = 0, right = 0;  ///< places of what it is made of
    long double number = 0;           ///< or which fact
    std::string text = {};            ///< or the argument's name
  };

 private:
  [[nodiscard]] Scalar value_of(const Node& node, const Call& call) const;

  std::vector<Node> nodes_;  ///< the last one is the whole
  bool reads_arguments_ = false;
};

/// The facts of a call that a condition may name, and where they come from.
struct WhereFact {
  std::string_view name;
  Where::Scalar (*of)(const Call& call);
};
std::span<const WhereFact> where_facts();

}  // namespace spyglass
