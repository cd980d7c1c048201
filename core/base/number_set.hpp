#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace spyglass {

/// Numbers that were named one by one, or all but those: descriptors, signals, words of a list.
class NumberSet {
 public:
  /// Contains nothing.
  NumberSet() = default;
  static NumberSet all() { return NumberSet(true); }

  /// What a word stands for.
  using Meaning = std::function<Result<int>(std::string_view word)>;
  /// Takes strace's notation: words with commas between them, `all`, `none`, and a ! in front of it
  /// all, which turns it round.
  static Result<NumberSet> parse(std::string_view expression, const Meaning& meaning);

  [[nodiscard]] bool contains(int number) const { return members_.contains(number) != complement_; }
  [[nodiscard]] bool is_all() const { return complement_ && members_.empty(); }
  [[nodiscard]] bool is_empty() const { return !complement_ && members_.empty(); }
  void insert(int number);

 private:
  explicit NumberSet(bool complement) : complement_(complement) {}

  bool complement_ = false;
  std::set<int> members_;
};

/// The parts of a text between commas. An empty text has one, which is empty.
std::vector<std::string_view> comma_separated(std::string_view text);

}  // namespace spyglass
