#include "core/syscalls/call_set.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "core/base/nearest.hpp"
#include "core/base/number_set.hpp"
#include "core/syscalls/call_classes.hpp"
#include "core/syscalls/catalogue.hpp"

namespace spyglass {

namespace {

using Names = std::vector<std::string_view>;

template <class Wanted>
Names names_where(Wanted wanted) {
  Names names;
  for (const auto family : row_families()) {
    for (const Row& row : family) {
      if (wanted(row)) names.push_back(row.name);
    }
  }
  return names;
}

Result<Names> names_of_class(std::string_view word) {
  if (const CallClass* found = find_call_class(word)) {
    return names_where([&](const Row& row) { return found->has(row); });
  }
  Names known;
  for (const CallClass& one : call_classes()) known.push_back(one.name);
  return bad_input(
      fmt::format("there is no class of calls %{}{}", word, did_you_mean(word, known)));
}

/// Classes that were there before the %, and are still known without it. Two of them are names of
/// calls of i386 as well, which nobody means by them.
constexpr std::array<std::string_view, 7> old_classes = {"desc",    "file",    "ipc",   "memory",
                                                         "network", "process", "signal"};

/// POSIX extended, as regcomp(3) has them; without going back, so none takes long.
Result<Names> names_that_match(std::string_view pattern) {
  RE2::Options options(RE2::POSIX);
  options.set_log_errors(false);
  const RE2 expression(re2::StringPiece(pattern.data(), pattern.size()), options);
  if (!expression.ok()) {
    return bad_input(fmt::format("/{} is no regular expression: {}", pattern, expression.error()));
  }
  Names names = names_where([&](const Row& row) {
    return RE2::PartialMatch(re2::StringPiece(row.name.data(), row.name.size()), expression);
  });
  if (names.empty()) return bad_input(fmt::format("no system call matches /{}", pattern));
  return names;
}

Result<Names> name_of_number(std::string_view digits) {
  std::uint64_t number = 0;
  const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  const bool whole = end.ec == std::errc{} && end.ptr == digits.data() + digits.size();
  const Row* row = whole ? find_row(native_abi().id, number) : nullptr;
  if (row == nullptr) return bad_input(fmt::format("there is no system call {}", digits));
  return Names{row->name};
}

Result<Names> names_of(std::string_view word) {
  if (word.starts_with('%')) return names_of_class(word.substr(1));
  if (word.starts_with('/')) return names_that_match(word.substr(1));
  if (!word.empty() && word.front() >= '0' && word.front() <= '9') return name_of_number(word);
  if (std::ranges::find(old_classes, word) != old_classes.end()) return names_of_class(word);
  const Names same = names_where([&](const Row& row) { return row.name == word; });
  if (same.empty()) {
    return bad_input(
        fmt::format("there is no system call `{}`{}", word, did_you_mean(word, row_names())));
  }
  return same;
}

}  // namespace

Result<void> CallSet::add(std::string_view word) {
  const bool may_be_nothing = word.starts_with('?');
  if (may_be_nothing) word.remove_prefix(1);
  Abis abis = 0;
  for (const Abi* one : all_abis()) abis |= bit(one->id);
  const std::size_t at = word.starts_with('/') ? std::string_view::npos : word.rfind('@');
  if (at != std::string_view::npos) {
    const std::string_view bits = word.substr(at + 1);
    if (bits != "64" && bits != "32") {
      return bad_input(fmt::format("`{}`: behind @ goes 64 or 32", word));
    }
    const std::size_t word_size = bits == "64" ? 8 : 4;
    for (const Abi* one : all_abis()) {
      if (one->word_size != word_size) abis &= static_cast<Abis>(~bit(one->id));
    }
    word = word.substr(0, at);
  }
  const auto names = word == "all" ? names_where([](const Row&) { return true; }) : names_of(word);
  if (!names && !may_be_nothing) return tl::make_unexpected(names.error());
  if (names) {
    for (const std::string_view name : *names) add_name(name, abis);
  }
  return {};
}

Result<CallSet> CallSet::parse(std::string_view expression) {
  CallSet set;
  bool turned = false;
  if (expression.starts_with('!')) {
    turned = true;
    expression.remove_prefix(1);
  }
  if (expression == "all") {
    set.complement_ = true;
  } else if (expression != "none") {
    for (const std::string_view word : comma_separated(expression)) {
      if (auto added = set.add(word); !added) return tl::make_unexpected(added.error());
    }
  }
  if (turned) set.complement_ = !set.complement_;
  return set;
}

std::vector<std::string_view> CallSet::names(AbiId abi) const {
  return names_where(
      [&](const Row& row) { return (!row.only || row.only == abi) && contains(row.name, abi); });
}

}  // namespace spyglass
