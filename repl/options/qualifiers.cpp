#include "repl/options/qualifiers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/base/nearest.hpp"
#include "core/syscalls/signals.hpp"

namespace spyglass {

namespace {

using Words = std::span<const std::string_view>;

/// A word of a fixed list stands for its place in it.
template <std::size_t size>
Result<NumberSet> set_of_words(std::string_view expression, std::string_view what,
                               const std::array<std::string_view, size>& words) {
  return NumberSet::parse(expression, [&](std::string_view word) -> Result<int> {
    const auto found = std::ranges::find(words, word);
    if (found != words.end()) return static_cast<int>(found - words.begin());
    const std::vector<std::string_view> known(words.begin(), words.end());
    return bad_input(fmt::format("there is no {} `{}`{}", what, word, did_you_mean(word, known)));
  });
}

Result<int> signal_number(std::string_view word) {
  if (const SignalRow* row = find_signal(word)) return row->number;
  std::vector<std::string_view> known;
  for (const SignalRow& row : signal_rows()) known.push_back(row.name);
  return bad_input(fmt::format("there is no signal `{}`{}", word, did_you_mean(word, known)));
}

template <class Set>
Result<void> assign(Set& to, Result<Set> from) {
  if (!from) return tl::make_unexpected(from.error());
  to = std::move(*from);
  return {};
}

Result<void> set_calls(TraceRequest& request, std::string_view value) {
  return assign(request.calls, CallSet::parse(value));
}

Result<void> set_signals(TraceRequest& request, std::string_view value) {
  return assign(request.signals, NumberSet::parse(value, signal_number));
}

/// In the order of CallStatus.
constexpr std::array<std::string_view, 5> statuses = {"successful", "failed", "unfinished",
                                                      "unavailable", "detached"};

Result<void> set_statuses(TraceRequest& request, std::string_view value) {
  return assign(request.look.statuses, set_of_words(value, "status", statuses));
}

/// In the order of Message.
constexpr std::array<std::string_view, 5> messages = {"attach", "exit", "path-resolution",
                                                      "personality", "thread-execve"};

Result<void> set_quiet(TraceRequest& request, std::string_view value) {
  // Older and newer spellings of one word.
  std::string spelled(value);
  for (const std::string_view plural : {"attaches", "exits"}) {
    const std::size_t at = spelled.find(plural);
    if (at == std::string::npos) continue;
    spelled.replace(at, plural.size(), plural == "exits" ? "exit" : "attach");
  }
  return assign(request.quiet, set_of_words(spelled, "message", messages));
}

struct Qualifier {
  std::string_view name;
  std::array<std::string_view, 3> aliases;
  Result<void> (*apply)(TraceRequest& request, std::string_view value);
};

constexpr std::array qualifiers = {
    Qualifier{"trace", {"t"}, set_calls},
    Qualifier{"signal", {"signals", "s"}, set_signals},
    Qualifier{"status", {}, set_statuses},
    Qualifier{"quiet", {"silent", "silence", "q"}, set_quiet},
};

}  // namespace

Result<void> apply_qualifier(TraceRequest& request, std::string_view name, std::string_view value) {
  std::vector<std::string_view> known;
  for (const Qualifier& one : qualifiers) {
    const bool alias = std::ranges::find(one.aliases, name) != one.aliases.end();
    if (name == one.name || (alias && !name.empty())) return one.apply(request, value);
    known.push_back(one.name);
  }
  return bad_input(
      fmt::format("there is no expression `-e {}=`{}", name, did_you_mean(name, known)));
}

Result<void> apply_qualifier(TraceRequest& request, std::string_view expression) {
  const std::size_t equals = expression.find('=');
  if (equals == std::string_view::npos) return set_calls(request, expression);
  return apply_qualifier(request, expression.substr(0, equals), expression.substr(equals + 1));
}

}  // namespace spyglass
