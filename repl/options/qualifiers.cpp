#include "repl/options/qualifiers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

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

Result<int> number_of_signal(std::string_view word) {
  const auto signal = parse_signal(word);
  if (!signal) return tl::make_unexpected(signal.error());
  return signal->value();
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
  return assign(request.signals, NumberSet::parse(value, number_of_signal));
}

/// The calls that are decoded in their own way.
template <CallSet DecodeRules::*calls>
Result<void> set_rule(TraceRequest& request, std::string_view value) {
  return assign(request.decode.*calls, CallSet::parse(value));
}

Result<int> descriptor_number(std::string_view word) {
  int number = 0;
  const auto end = std::from_chars(word.data(), word.data() + word.size(), number);
  const bool whole = end.ec == std::errc{} && end.ptr == word.data() + word.size();
  if (whole && number >= 0) return number;
  return bad_input(fmt::format("`{}` is no descriptor; those are numbers from 0 on", word));
}

template <NumberSet DecodeRules::*descriptors>
Result<void> set_kept(TraceRequest& request, std::string_view value) {
  return assign(request.decode.*descriptors, NumberSet::parse(value, descriptor_number));
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

/// In the order of DescriptorFact.
constexpr std::array<std::string_view, 4> descriptor_facts = {"path", "socket", "dev", "pidfd"};

Result<void> set_descriptor_names(TraceRequest& request, std::string_view value) {
  return assign(request.look.naming.descriptors,
                set_of_words(value, "fact about descriptors", descriptor_facts));
}

/// In the order of ProcessFact.
constexpr std::array<std::string_view, 2> process_facts = {"comm", "pidns"};

Result<void> set_process_names(TraceRequest& request, std::string_view value) {
  return assign(request.look.naming.processes,
                set_of_words(value, "fact about processes", process_facts));
}

template <InjectionStyle style>
Result<void> add_injection(TraceRequest& request, std::string_view value) {
  auto injection = parse_injection(value, style);
  if (!injection) return tl::make_unexpected(injection.error());
  request.injections.push_back(std::move(*injection));
  return {};
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
    Qualifier{"decode-fds", {"decode-fd"}, set_descriptor_names},
    Qualifier{"decode-pids", {"decode-pid"}, set_process_names},
    Qualifier{"abbrev", {"a"}, set_rule<&DecodeRules::abbreviated>},
    Qualifier{"verbose", {"v"}, set_rule<&DecodeRules::followed>},
    Qualifier{"raw", {"x"}, set_rule<&DecodeRules::raw>},
    Qualifier{"read", {"reads", "r"}, set_kept<&DecodeRules::read>},
    Qualifier{"write", {"writes", "w"}, set_kept<&DecodeRules::written>},
    Qualifier{"inject", {}, add_injection<InjectionStyle::inject>},
    Qualifier{"fault", {}, add_injection<InjectionStyle::fault>},
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
