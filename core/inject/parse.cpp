#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "core/base/nearest.hpp"
#include "core/base/number.hpp"
#include "core/base/number_set.hpp"
#include "core/inject/injection.hpp"
#include "core/syscalls/errors.hpp"
#include "core/syscalls/signals.hpp"

namespace spyglass {

namespace {

using std::chrono::nanoseconds;

Result<void> set_error(Injection& injection, std::string_view word) {
  if (injection.result) return bad_input("error= and retval= exclude each other");
  constexpr int highest = 4095;  // as the kernel tells errors from results
  if (const auto number = parse_digits(word)) {
    if (*number < 1 || *number > highest) {
      return bad_input(fmt::format("errors have the numbers 1 to {}, not {}", highest, word));
    }
    injection.error = Errno(static_cast<int>(*number));
    return {};
  }
  std::string name(word);
  std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::toupper(c); });
  if (const ErrorRow* row = find_error(name)) {
    injection.error = Errno(row->number);
    return {};
  }
  std::vector<std::string_view> known;
  for (const ErrorRow& row : error_rows()) known.push_back(row.name);
  return bad_input(fmt::format("there is no error `{}`{}", word, did_you_mean(name, known)));
}

Result<void> set_result(Injection& injection, std::string_view word) {
  if (injection.error) return bad_input("error= and retval= exclude each other");
  injection.result = parse_number(word);
  if (injection.result) return {};
  return bad_input(fmt::format("retval= wants a number: 5, 0x10, -1; `{}` is none", word));
}

Result<void> set_signal(Injection& injection, std::string_view word) {
  const auto signal = parse_signal(word);
  if (!signal) return tl::make_unexpected(signal.error());
  injection.signal = *signal;
  return {};
}

/// Calls that tell something and change nothing, whatever stands in the argument registers.
constexpr std::array<std::string_view, 8> harmless = {"getpid", "gettid",  "getppid", "getpgrp",
                                                      "getuid", "geteuid", "getgid",  "getegid"};

Result<void> set_call(Injection& injection, std::string_view word) {
  const auto found = std::ranges::find(harmless, word);
  if (found == harmless.end()) {
    return bad_input(
        fmt::format("syscall={}: only a call that changes nothing can be run in place "
                    "of another: {}",
                    word, fmt::join(harmless, ", ")));
  }
  injection.runs = *found;
  return {};
}

struct Unit {
  std::string_view name;
  double nanoseconds;
};
constexpr std::array units = {Unit{"ns", 1}, Unit{"us", 1e3}, Unit{"ms", 1e6}, Unit{"s", 1e9},
                              Unit{"", 1e3}};

template <auto member>
Result<void> set_delay(Injection& injection, std::string_view word) {
  double value = 0;
  const auto [rest, problem] = std::from_chars(word.data(), word.data() + word.size(), value);
  const auto suffix = word.substr(static_cast<std::size_t>(rest - word.data()));
  const auto unit = std::ranges::find(units, suffix, &Unit::name);
  constexpr double longest = 1e9 * 60 * 60 * 24 * 366 * 100;  // a century fits into nanoseconds
  const double time = unit == units.end() ? 0 : value * unit->nanoseconds;
  if (problem != std::errc{} || unit == units.end() || std::signbit(time) || !(time <= longest)) {
    return bad_input(
        fmt::format("`{}` is no delay: 500 are microseconds, 1.5s, 20ms, 30us and "
                    "40ns say their unit",
                    word));
  }
  injection.*member = nanoseconds(static_cast<nanoseconds::rep>(time));
  return {};
}

std::optional<std::vector<std::byte>> bytes_of(std::string_view digits) {
  std::vector<std::byte> bytes;
  for (; digits.size() >= 2; digits.remove_prefix(2)) {
    const auto byte = parse_digits(digits.substr(0, 2), 16);
    if (!byte) return std::nullopt;
    bytes.push_back(static_cast<std::byte>(*byte));
  }
  return digits.empty() && !bytes.empty() ? std::optional(bytes) : std::nullopt;
}

constexpr std::size_t most_arguments = std::tuple_size_v<decltype(CallConvention::arguments)>;

template <auto member>
Result<void> set_pokes(Injection& injection, std::string_view list) {
  std::vector<Poke>& pokes = injection.*member;
  for (const std::string_view word : comma_separated(list)) {
    constexpr std::string_view start = "@arg";
    const std::size_t equals = word.find('=');
    if (!word.starts_with(start) || equals == std::string_view::npos) {
      return bad_input(
          fmt::format("`{}`: what to write where is said as @arg2=00ff, with a comma between "
                      "several",
                      word));
    }
    const std::string_view number = word.substr(start.size(), equals - start.size());
    const auto argument = number.size() == 1 ? parse_digits(number) : std::nullopt;
    if (!argument || *argument < 1 || *argument > most_arguments) {
      return bad_input(fmt::format("`{}`: arguments are @arg1 to @arg{}", word, most_arguments));
    }
    const std::size_t index = static_cast<std::size_t>(*argument) - 1;
    if (std::ranges::find(pokes, index, &Poke::argument) != pokes.end()) {
      return bad_input(fmt::format("`{}`: @arg{} stands there twice", list, number));
    }
    const auto bytes = bytes_of(word.substr(equals + 1));
    if (!bytes) {
      return bad_input(fmt::format("`{}`: bytes are pairs of hexadecimal digits: 48690a", word));
    }
    pokes.push_back({index, *bytes});
  }
  return {};
}

/// FIRST[..LAST][+[STEP]]
Result<void> set_when(Injection& injection, std::string_view word) {
  constexpr std::uint64_t highest = 65535;  // as far as strace counts
  const auto refuse = [&] {
    return bad_input(fmt::format(
        "when={}: it is FIRST, FIRST+, FIRST+STEP, FIRST..LAST or FIRST..LAST+STEP, with numbers "
        "from 1 to {}: 2, 2+, 1+3, 2..5",
        word, highest));
  };
  const auto count = [](std::string_view digits, std::uint64_t from,
                        std::uint64_t to) -> std::optional<std::uint32_t> {
    const auto number = parse_digits(digits);
    if (!number || *number < from || *number > to) return std::nullopt;
    return static_cast<std::uint32_t>(*number);
  };
  const std::size_t plus = word.find('+');
  const std::string_view range = word.substr(0, plus);
  const std::size_t dots = range.find("..");
  const auto first = count(range.substr(0, dots), 1, highest);
  if (!first) return refuse();
  Invocations when{.first = *first, .last = *first};
  if (dots != std::string_view::npos) {
    const auto last = count(range.substr(dots + 2), *first, highest - 1);
    if (!last) return refuse();
    when.last = *last;
  } else if (plus != std::string_view::npos) {
    when.last = Invocations::for_ever;
  }
  if (plus != std::string_view::npos && plus + 1 < word.size()) {
    const auto step = count(word.substr(plus + 1), 1, highest);
    if (!step) return refuse();
    when.step = *step;
  }
  injection.when = when;
  return {};
}

struct Option {
  std::string_view name;
  std::string_view example;
  bool in_fault;  ///< -e fault= knows it, too
  bool repeats;   ///< the last one counts
  Result<void> (*apply)(Injection& injection, std::string_view value);
};

constexpr std::array options = {
    Option{"error", "error=ENOENT", true, false, set_error},
    Option{"retval", "retval=0", false, false, set_result},
    Option{"signal", "signal=SIGUSR1", false, false, set_signal},
    Option{"syscall", "syscall=getpid", true, false, set_call},
    Option{"delay_enter", "delay_enter=20ms", false, false, set_delay<&Injection::delay_enter>},
    Option{"delay_exit", "delay_exit=1s", false, false, set_delay<&Injection::delay_exit>},
    Option{"poke_enter", "poke_enter=@arg1=2f00", false, false, set_pokes<&Injection::poke_enter>},
    Option{"poke_exit", "poke_exit=@arg2=48690a", false, false, set_pokes<&Injection::poke_exit>},
    Option{"when", "when=2+", true, true, set_when},
};

Result<const Option*> option_of(std::string_view word, InjectionStyle style) {
  const std::size_t equals = word.find('=');
  const std::string_view name = word.substr(0, equals);
  const auto option = std::ranges::find(options, name, &Option::name);
  if (option == options.end()) {
    std::vector<std::string_view> known;
    known.reserve(options.size());
    for (const Option& one : options) known.push_back(one.name);
    return bad_input(fmt::format("`{}` cannot be injected{}: what can is {}", name,
                                 did_you_mean(name, known), fmt::join(known, ", ")));
  }
  if (style == InjectionStyle::fault && !option->in_fault) {
    return bad_input(
        fmt::format("fault= makes calls fail and does nothing else; for {}= use "
                    "inject=",
                    name));
  }
  if (equals == std::string_view::npos || equals + 1 == word.size()) {
    return bad_input(fmt::format("{} wants a value: {}", name, option->example));
  }
  return option;
}

/// What one option alone cannot know.
Result<void> check_whole(const Injection& injection) {
  if (!injection.runs.empty() && !injection.replaces_result()) {
    return bad_input(
        fmt::format("`{}`: syscall= says what runs in place of the call; error= or "
                    "retval= must say what the program gets",
                    injection.text));
  }
  if (!injection.does_nothing()) return {};
  return bad_input(fmt::format("`{}` says which calls, but not what to do to them, as in {}:{}",
                               injection.text, injection.text.substr(0, injection.text.find(':')),
                               options.front().example));
}

}  // namespace

Result<Injection> parse_injection(std::string_view expression, InjectionStyle style) {
  const std::size_t colon = std::min(expression.find(':'), expression.size());
  auto calls = CallSet::parse(expression.substr(0, colon));
  if (!calls) return tl::make_unexpected(calls.error());
  Injection injection;
  injection.calls = std::move(*calls);
  injection.text = expression;

  std::vector<const Option*> given;
  std::string_view rest = expression.substr(colon);
  while (!rest.empty()) {
    rest.remove_prefix(1);
    const std::string_view word = rest.substr(0, rest.find(':'));
    rest.remove_prefix(word.size());
    if (word.empty()) continue;
    const auto option = option_of(word, style);
    if (!option) return tl::make_unexpected(option.error());
    if (!(*option)->repeats && std::ranges::find(given, *option) != given.end()) {
      return bad_input(fmt::format("`{}`: {}= stands there twice", expression, (*option)->name));
    }
    given.push_back(*option);
    const std::string_view value = word.substr((*option)->name.size() + 1);
    if (auto done = (*option)->apply(injection, value); !done) {
      return tl::make_unexpected(done.error());
    }
  }
  if (style == InjectionStyle::fault && !injection.error) {
    injection.error = Errno(find_error("ENOSYS")->number);
  }
  if (auto fits = check_whole(injection); !fits) return tl::make_unexpected(fits.error());
  return injection;
}

}  // namespace spyglass
