#include <fmt/format.h>

#include <algorithm>

#include "core/base/nearest.hpp"
#include "repl/commands/families.hpp"
#include "repl/expression.hpp"
#include "repl/shell/shell.hpp"
#include "repl/views/registers.hpp"

namespace spyglass::commands {

namespace {

Result<const Register*> register_named(const Session& session, std::string_view name) {
  const auto registers = session.registers();
  if (!registers) return tl::make_unexpected(registers.error());
  if (name.starts_with('%') || name.starts_with('$')) name.remove_prefix(1);
  if (const Register* which = find_register(registers->abi(), name)) return which;
  std::vector<std::string_view> names;
  for (const Register& which : registers->abi().registers) names.push_back(which.name);
  return bad_input(fmt::format("there is no register `{}` in {}{}", name, registers->abi().name,
                               did_you_mean(name, names)));
}

Result<void> set(Shell& shell, const Words& words) {
  // `set rdx = 5` reads as well as `set rdx 5`.
  std::vector<std::string> list = words.list;
  if (list.size() == 3 && list[1] == "=") list.erase(list.begin() + 1);
  if (list.size() != 2) return wrong_usage("set");
  Session& session = shell.session();
  const auto which = register_named(session, list[0]);
  if (!which) return tl::make_unexpected(which.error());
  const auto value = evaluate(session, list[1]);
  if (!value) return tl::make_unexpected(value.error());
  const std::uint64_t old = session.registers()->get(**which);
  if (auto done = session.set_register(**which, *value); !done) return done;
  const std::uint64_t now = session.registers()->get(**which);
  shell.out().line({{"* ", Tone::changed},
                    {std::string((*which)->name) + "  "},
                    {fmt::format("{} → {}", number_words(old, (*which)->size),
                                 number_words(now, (*which)->size)),
                     Tone::changed}});
  if (now != *value && (*which)->size == sizeof now) {
    shell.out().line("  the kernel kept some bits of it as they were", Tone::faint);
  }
  return {};
}

/// What `poke` writes: a quoted string as it is, else numbers, a byte each.
Result<std::string> bytes_to_write(const Words& words) {
  const bool quoted = words.rest.find_first_of("\"'") != std::string::npos;
  if (quoted && words.size() == 2) return words[1];
  std::string bytes;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const auto value = parse_number(words[i]);
    if (!value || *value > 0xff) {
      return bad_input(
          fmt::format("`{}` is no byte: write text in quotes, or numbers from 0 to "
                      "255",
                      words[i]));
    }
    bytes += static_cast<char>(*value);
  }
  return bytes;
}

Result<void> poke(Shell& shell, const Words& words) {
  if (words.size() < 2) return wrong_usage("poke");
  Session& session = shell.session();
  const auto at = evaluate(session, words[0]);
  if (!at) return tl::make_unexpected(at.error());
  const auto bytes = bytes_to_write(words);
  if (!bytes) return tl::make_unexpected(bytes.error());
  if (auto done = session.poke(Addr(*at), std::as_bytes(std::span(*bytes))); !done) return done;
  shell.out().line(fmt::format("{} byte{} written at {}", bytes->size(),
                               bytes->size() == 1 ? "" : "s", session.symbols().words(Addr(*at))));
  return {};
}

/// Blanks in place of the commas and colons of `trace -e inject=`, which are taken, too.
std::string injection_notation(const Words& words) {
  std::string text;
  for (const std::string& word : words.list) {
    const bool option = word.find('=') != std::string::npos || text.find(':') != std::string::npos;
    if (!text.empty() && text.back() != ',') text += option ? ":" : ",";
    text += word;
  }
  constexpr std::string_view brief = ":delay=", full = ":delay_enter=";
  if (const auto at = text.find(brief); at != std::string::npos) {
    text.replace(at, brief.size(), full);
  }
  return text;
}

/// As it is written at the prompt.
std::string injection_words(const Injection& injection) {
  std::string words = injection.text;
  std::ranges::replace(words, ':', ' ');
  return words;
}

Result<void> remove_injection(Shell& shell, const Words& words) {
  if (words.size() != 2) return wrong_usage("inject");
  Injector& injector = shell.session().injector();
  const auto number = parse_number(words[1]);
  const auto found = std::ranges::find_if(injector.entries(), [&](const Injector::Entry& entry) {
    return number && static_cast<std::uint64_t>(entry.number) == *number;
  });
  if (found == injector.entries().end()) {
    return bad_input(fmt::format("there is no injection {} (`inject` lists them)", words[1]));
  }
  shell.out().line(
      fmt::format("injection {} removed: {}", found->number, injection_words(*found->injection)));
  injector.remove(found->number);
  return {};
}

Result<void> inject(Shell& shell, const Words& words) {
  Injector& injector = shell.session().injector();
  if (words.empty()) {
    if (injector.entries().empty()) shell.out().line("no injections");
    for (const Injector::Entry& entry : injector.entries()) {
      shell.out().line({{fmt::format("  {}  ", entry.number)},
                        {injection_words(*entry.injection), Tone::strong}});
    }
    return {};
  }
  if (words[0] == "-d") return remove_injection(shell, words);
  if (auto living = shell.session().check_living(); !living) return living;
  auto injection = parse_injection(injection_notation(words));
  if (!injection) return tl::make_unexpected(injection.error());
  const std::string text = injection_words(*injection);
  const int number = injector.add(std::move(*injection));
  shell.out().line(fmt::format("injection {}: {}", number, text));
  return {};
}

constexpr Command rows[] = {
    {"set",
     "set REGISTER VALUE",
     "change a register",
     "Gives a register of the stopped program another value. At a call's door this changes what "
     "the kernel will be asked.\n  set rdx 5",
     Completes::registers,
     set,
     {},
     true},
    {"poke",
     "poke PLACE \"TEXT\"|BYTE…",
     "change memory",
     "Writes bytes into the program's memory, also where the program itself may only read. A place "
     "is an address, a symbol, a register, or an argument of the call at hand.\n"
     "  poke buf \"Hi\\n\"",
     Completes::symbols,
     poke,
     {},
     true},
    {"inject",
     "inject [CALL… WHAT… [when=EXPR]]",
     "make calls fail, or be late",
     "From now on these calls do not do what they should: error= and retval= keep the kernel from "
     "carrying them out and make up the result, signal= sends a signal at the entry, delay= (and "
     "delay_exit=) holds the thread up, poke_enter= and poke_exit= write to where arguments point. "
     "when=2 means each thread's second call, 2+ that and all behind it, 1+3 every third. What was "
     "touched is marked (INJECTED). The words are those of trace -e inject=, whose colons and "
     "commas "
     "work, too. Without words it lists injections; -d removes one.\n"
     "  inject openat error=ENOENT when=2+",
     Completes::calls,
     inject,
     {},
     true},
};

}  // namespace

CommandFamily changing() { return {"change", rows}; }

}  // namespace spyglass::commands
