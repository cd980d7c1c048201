#include "repl/options/flag_actions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "core/base/nearest.hpp"
#include "repl/complain.hpp"
#include "repl/options/qualifiers.hpp"
#include "repl/views/process_choice.hpp"

namespace spyglass {

namespace {

/// A whole number from 0 on.
template <class Number>
Result<Number> number_of(std::string_view flag, std::string_view text) {
  Number number{};
  const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = end.ec == std::errc{} && end.ptr == text.data() + text.size();
  if (whole && number >= 0) return number;
  return bad_input(fmt::format("{} wants a number from 0 on, and `{}` is none", flag, text));
}

template <class Number>
Result<void> set_whole_number(Number& to, std::string_view flag, const std::string& text) {
  const auto number = number_of<Number>(flag, text);
  if (!number) return tl::make_unexpected(number.error());
  to = *number;
  return {};
}

struct PrecisionName {
  std::string_view name;
  Precision precision;
};
constexpr std::array precisions = {
    PrecisionName{"s", Precision::seconds}, PrecisionName{"ms", Precision::milliseconds},
    PrecisionName{"us", Precision::microseconds}, PrecisionName{"ns", Precision::nanoseconds}};

const PrecisionName* find_precision(std::string_view word) {
  const auto found =
      std::ranges::find_if(precisions, [&](const auto& one) { return one.name == word; });
  return found == precisions.end() ? nullptr : &*found;
}

/// A word that stands for one of a few choices.
template <class Choice>
struct Word {
  std::string_view word;
  Choice choice;
};
template <class Choice>
Word(std::string_view, Choice) -> Word<Choice>;

template <class Choice, std::size_t size>
Result<void> choose(Choice& to, std::string_view flag, std::string_view word,
                    const std::array<Word<Choice>, size>& words) {
  const auto found = std::ranges::find(words, word, &Word<Choice>::word);
  if (found != words.end()) {
    to = found->choice;
    return {};
  }
  std::string known;
  for (const auto& one : words) known += fmt::format("{}{}", known.empty() ? "" : ", ", one.word);
  return bad_input(fmt::format("{} has no `{}`; it has {}", flag, word, known));
}

}  // namespace

Result<void> set_number(int& to, std::string_view flag, const std::string& text) {
  return set_whole_number(to, flag, text);
}
Result<void> set_number(std::size_t& to, std::string_view flag, const std::string& text) {
  return set_whole_number(to, flag, text);
}

Result<void> set_precision(std::optional<Precision>& to, std::string_view flag,
                           const std::string& word) {
  const PrecisionName* found = find_precision(word.empty() ? "us" : word);
  if (found == nullptr) {
    return bad_input(fmt::format("{}={}: a precision is s, ms, us or ns", flag, word));
  }
  to = found->precision;
  return {};
}

Result<void> set_names(TraceReading& reading, const std::string& style) {
  constexpr std::array styles = {Word{"raw", NameStyle::numbers}, Word{"abbrev", NameStyle::names},
                                 Word{"verbose", NameStyle::both}};
  return choose(reading.request.look.text.names, "-X", style, styles);
}

Result<void> set_hex_strings(TraceReading& reading, bool by_name, const std::string& which) {
  constexpr std::array choices = {
      Word{"none", HexStrings::none}, Word{"non-ascii-chars", HexStrings::odd_bytes},
      Word{"non-ascii", HexStrings::odd_strings}, Word{"all", HexStrings::all}};
  if (by_name ? reading.times_x > 0 : reading.hex_by_name) {
    return bad_input("-x and --strings-in-hex don't go together; give one of them");
  }
  HexStrings& hex = reading.request.look.text.hex_strings;
  if (!by_name) {
    hex = ++reading.times_x > 1 ? HexStrings::all : HexStrings::odd_strings;
    return {};
  }
  reading.hex_by_name = true;
  reading.of_lines = "--strings-in-hex";
  return choose(hex, "--strings-in-hex", which.empty() ? "all" : which, choices);
}

Result<void> set_clock(TraceReading& reading, const std::string& value) {
  TraceLook& look = reading.request.look;
  if (value.empty()) {  // -t, -tt, -ttt
    const int times = ++reading.times_t;
    look.clock = times >= 3 ? TraceLook::Clock::epoch : TraceLook::Clock::time_of_day;
    look.clock_precision = times >= 2 ? Precision::microseconds : Precision::seconds;
    return {};
  }
  look.clock = TraceLook::Clock::time_of_day;
  for (std::string_view word : comma_separated(value)) {
    if (const std::size_t colon = word.find(':'); colon != std::string_view::npos) {
      const std::string_view key = word.substr(0, colon);
      if (key != "format" && key != "precision") {
        return bad_input(
            fmt::format("--absolute-timestamps has no `{}:`; it has format: and "
                        "precision:",
                        key));
      }
      word.remove_prefix(colon + 1);
    }
    if (word == "none") {
      look.clock = TraceLook::Clock::none;
    } else if (word == "time") {
      look.clock = TraceLook::Clock::time_of_day;
    } else if (word == "unix") {
      look.clock = TraceLook::Clock::epoch;
    } else if (const PrecisionName* found = find_precision(word)) {
      look.clock_precision = found->precision;
    } else {
      return bad_input(
          fmt::format("--absolute-timestamps={}: a format is none, time or unix, a "
                      "precision is s, ms, us or ns",
                      word));
    }
  }
  return {};
}

Result<void> add_processes(TraceReading& reading, const std::string& list) {
  constexpr std::string_view separators = ", \t\n";
  std::vector<Pid>& processes = reading.request.processes;
  std::string_view rest = list;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find_first_of(separators), rest.size());
    const std::string_view word = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (word.empty()) continue;
    pid_t number = 0;
    const auto parsed = std::from_chars(word.data(), word.data() + word.size(), number);
    const bool is_number = parsed.ec == std::errc{} && parsed.ptr == word.data() + word.size();
    if (is_number && number > 0) {
      processes.emplace_back(number);
      continue;
    }
    Output out(to_standard_error, {});
    const auto found = choose_process(out, std::string(word), "spyglass trace -p");
    if (!found) return tl::make_unexpected(found.error());
    processes.push_back(*found);
  }
  if (processes.empty()) return bad_input("-p wants the number or the name of a process");
  return {};
}

Result<void> be_quiet(TraceReading& reading, const std::string&) {
  constexpr std::array<std::string_view, 3> meaning = {"attach,personality",
                                                       "attach,personality,exit", "all"};
  const int times = std::min(++reading.times_q, static_cast<int>(meaning.size()));
  return apply_qualifier(reading.request, "quiet", meaning[static_cast<std::size_t>(times - 1)]);
}

Result<void> name_descriptors(TraceReading& reading, const std::string& set) {
  const std::string_view meant = ++reading.times_y > 1 ? "all" : "path";
  return apply_qualifier(reading.request, "decode-fds", set.empty() ? meant : set);
}

Result<void> follow(TraceReading& reading, const std::string&) {
  reading.request.follow = true;
  if (++reading.times_f > 1) reading.request.separately = true;
  return {};
}

Result<void> daemonize(TraceReading& reading, const std::string& value) {
  constexpr std::array<std::string_view, 3> words = {"grandchild", "pgroup", "session"};
  constexpr std::array places = {Placement::grandchild, Placement::process_group,
                                 Placement::session};
  auto which = static_cast<std::size_t>(
      std::min(++reading.times_daemonize, static_cast<int>(words.size())) - 1);
  if (!value.empty()) {
    const auto found = std::ranges::find(words, value);
    if (found == words.end()) {
      return bad_input(fmt::format("--daemonize={}: it is grandchild, pgroup or session{}", value,
                                   did_you_mean(value, {words.begin(), words.end()})));
    }
    which = static_cast<std::size_t>(found - words.begin());
  }
  reading.request.placement = places[which];
  return {};
}

Result<void> set_interruptible(TraceReading& reading, const std::string& value) {
  constexpr std::array<std::string_view, 4> words = {"anywhere", "waiting", "never", "never_tstp"};
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (value != words[i] && value != std::to_string(i + 1)) continue;
    reading.request.interruptible = static_cast<Interruptible>(i + 1);
    return {};
  }
  return bad_input(
      fmt::format("-I {}: it is 1 (anywhere), 2 (waiting), 3 (never) or 4 (never_tstp)", value));
}

Result<void> change_environment(TraceReading& reading, const std::string& value) {
  const std::size_t equals = value.find('=');
  if (value.empty() || equals == 0) {
    return bad_input(fmt::format("-E wants NAME=VALUE or NAME, and `{}` has no name", value));
  }
  EnvironmentChange change{value.substr(0, equals), std::nullopt};
  if (equals != std::string::npos) change.value = value.substr(equals + 1);
  reading.request.environment.push_back(std::move(change));
  return {};
}

Result<void> detach_on(TraceReading& reading, const std::string& value) {
  if (value != "execve") {
    return bad_input(fmt::format("-b {}: only -b execve makes sense", value));
  }
  reading.request.detach_on_execve = true;
  return {};
}

Result<void> use_sandbox(TraceReading& reading, const std::string& use) {
  const auto parsed = parse_use(use);
  if (!parsed) return tl::make_unexpected(parsed.error());
  reading.request.sandbox.use = *parsed;
  return {};
}

Result<void> do_without_layers(TraceReading& reading, const std::string& names) {
  const auto layers = parse_layers(names);
  if (!layers) return tl::make_unexpected(layers.error());
  reading.request.sandbox.without.add(*layers);
  return {};
}

Result<void> set_sandbox_limit(TraceReading& reading, const std::string& limit) {
  return set_limit(reading.request.sandbox.limits, limit);
}

Result<void> set_engine(TraceReading& reading, const std::string& value) {
  constexpr std::pair<std::string_view, Engine> engines[] = {
      {"auto", Engine::automatic}, {"bpf", Engine::bpf}, {"ptrace", Engine::ptrace}};
  const auto found = std::ranges::find(engines, value, &std::pair<std::string_view, Engine>::first);
  if (found == std::end(engines)) {
    return bad_input(fmt::format("--engine {}: it is auto, bpf or ptrace", value));
  }
  reading.request.engine = found->second;
  return {};
}

}  // namespace spyglass
