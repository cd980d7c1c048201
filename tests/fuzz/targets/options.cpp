// The flags of `spyglass trace` and the expressions in them. The first byte of an input says which
// reader it is for, the rest is the text.

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/base/duration.hpp"
#include "core/base/number.hpp"
#include "core/inject/injection.hpp"
#include "core/syscalls/call_set.hpp"
#include "core/syscalls/catalogue.hpp"
#include "core/syscalls/signals.hpp"
#include "repl/commands/command.hpp"
#include "repl/options/qualifiers.hpp"
#include "repl/options/trace_reading.hpp"
#include "tests/fuzz/target.hpp"

namespace spyglass::fuzz {

namespace {

void read_qualifier(std::string_view text) {
  TraceRequest request;
  const auto done = apply_qualifier(request, text);
  if (!done) require_sentence(done.error().message);
}

void read_calls(std::string_view text) {
  const auto calls = CallSet::parse(text);
  if (!calls) return require_sentence(calls.error().message);
  const bool turned = text.starts_with('!');
  const auto others =
      CallSet::parse(turned ? std::string(text.substr(1)) : fmt::format("!{}", text));
  if (!others) return;  // there is one ! at most
  for (const std::string_view name : {"read", "openat", "socket", "mmap"}) {
    require(calls->contains(name, AbiId::x86_64) != others->contains(name, AbiId::x86_64),
            "a call is both in a set and in what is left", text);
  }
  for (const std::string_view name : calls->names(AbiId::i386)) {
    require(calls->contains(name, AbiId::i386), "a set does not have what it names", text);
  }
}

void read_injection(std::string_view text) {
  for (const InjectionStyle style : {InjectionStyle::inject, InjectionStyle::fault}) {
    const auto injection = parse_injection(text, style);
    if (!injection) {
      require_sentence(injection.error().message);
      continue;
    }
    require(!injection->does_nothing(), "an injection does nothing", text);
    require(!(injection->error && injection->result), "a result is given twice", text);
    require(injection->when.step > 0, "invocations have no step", text);
    for (const std::uint64_t number : {1U, 2U, 1000U}) (void)injection->when.includes(number);
    for (const Poke& poke : injection->poke_enter) {
      require(poke.argument < 6, "there is no such argument to write to", text);
    }
  }
}

void read_numbers(std::string_view text) {
  const auto length = parse_duration(text);
  require(!length || length->count() >= 0, "a length of time is negative", text);
  if (!length) require_sentence(length.error().message);
  if (const auto number = parse_number(text)) {
    require(parse_number(fmt::format("{:#x}", *number)) == *number, "a number changes", text);
    require(parse_number(fmt::format("{}", *number)) == *number, "a number changes", text);
  }
  const auto signal = parse_signal(text);
  if (!signal) return require_sentence(signal.error().message);
  const auto again = parse_signal(signal_name(*signal));
  require(again && *again == *signal, "a signal's name means another", text);
}

/// -p with a name looks at the machine's processes, which are no part of the input.
bool looks_for_processes(const std::vector<std::string>& words) {
  return std::ranges::any_of(words, [](const std::string& word) {
    return word.starts_with('-') && word.find_first_of("phV") != std::string::npos;
  });
}

void read_flags(std::string_view text) {
  auto words = split_words(text);
  if (!words || looks_for_processes(words->list)) return;
  std::string command = "trace";
  std::vector<char*> pointers = {command.data()};
  for (std::string& word : words->list) pointers.push_back(word.data());
  const auto count = static_cast<int>(pointers.size());
  pointers.push_back(nullptr);
  const auto reading = read_trace_flags(count, pointers.data());
  if (!reading) return require_sentence(reading.error().message);
  const TraceRequest& request = reading->request;
  require(!request.program.empty() || !request.processes.empty() || !request.recording.empty(),
          "nothing is traced", text);
  require(!(request.form != Form::text && request.look.explain), "flags that exclude each other",
          text);
}

constexpr std::array readers = {read_qualifier, read_calls, read_injection, read_numbers,
                                read_flags};

const Target options("options", [](std::string_view input) {
  if (input.empty()) return;
  const auto which = static_cast<unsigned char>(input.front());
  // So that a corpus can be read: 0 to 4, as digits.
  readers[(which - '0') % readers.size()](input.substr(1));
});

}  // namespace

}  // namespace spyglass::fuzz
