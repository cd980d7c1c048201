#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <array>
#include <bit>

#include "core/base/nearest.hpp"
#include "core/elf/maps.hpp"
#include "core/syscalls/catalogue.hpp"
#include "core/syscalls/signals.hpp"
#include "repl/commands/families.hpp"
#include "repl/expression.hpp"
#include "repl/lesson/lessons.hpp"
#include "repl/session/instruction_before.hpp"
#include "repl/shell/shell.hpp"
#include "repl/views/trap_list.hpp"

namespace spyglass::commands {

namespace {

using Side = trap::Calls::Side;
using trap::Milestone;

/// A line of these commands, taken apart: WORDS… [if CONDITION].
struct Request {
  std::vector<std::string> words;
  std::optional<std::string> condition;  ///< as it was typed, quotes and all
};

/// Where the word `if` begins outside of quotes, or npos.
std::size_t place_of_if(std::string_view line) {
  char quote = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (line.substr(i, 2) == "if" && (i == 0 || line[i - 1] == ' ') &&
               (i + 2 == line.size() || line[i + 2] == ' ')) {
      return i;
    }
  }
  return std::string_view::npos;
}

Result<Request> read_request(const Words& words) {
  const std::size_t at = place_of_if(words.rest);
  if (at == std::string::npos) return Request{words.list, std::nullopt};
  auto before = split_words(words.rest.substr(0, at));
  if (!before) return tl::make_unexpected(before.error());
  std::string condition = words.rest.substr(at + 2);
  condition.erase(0, std::min(condition.find_first_not_of(' '), condition.size()));
  if (condition.empty()) return bad_input("`if` wants a condition behind it: if fd == 3");
  return Request{std::move(before->list), std::move(condition)};
}

Result<void> add_condition(Session& session, Trap& trap, const Request& request) {
  if (!request.condition) return {};
  auto condition = session.compile_condition(*request.condition);
  if (!condition) return tl::make_unexpected(condition.error());
  trap.condition = std::move(*condition);
  return {};
}

Result<void> set_trap(Shell& shell, Trap trap) {
  const auto number = shell.session().add_trap(std::move(trap));
  if (!number) return tl::make_unexpected(number.error());
  show_trap_set(shell.out(), shell.session(), *shell.session().traps().find(*number));
  return {};
}

// --- removing, for all kinds ---

/// A kind of traps has a command of its own, by which its traps are listed and removed.
Result<const Trap*> trap_numbered(const Session& session, const std::string& word,
                                  std::string_view command) {
  const auto number = parse_number(word);
  const Trap* trap = number ? session.traps().find(static_cast<int>(*number)) : nullptr;
  if (trap == nullptr) {
    return bad_input(
        fmt::format("there is no {} {} (`{}` lists them)", trap_noun(command), word, command));
  }
  if (const auto other = trap_command(*trap); other != command) {
    return bad_input(
        fmt::format("{} is a {}: `{} -d {}` removes it", word, trap_noun(other), other, word));
  }
  return trap;
}

Result<void> remove_trap(Shell& shell, const Trap& trap) {
  const std::string text = trap_words(shell.session(), trap);
  const int number = trap.number;
  const std::string_view noun = trap_noun(trap_command(trap));
  auto done = shell.session().remove_trap(number);
  if (done) shell.out().line(fmt::format("{} {} removed: {}", noun, number, text));
  return done;
}

Result<void> remove_by_number(Shell& shell, const Words& words, std::string_view command) {
  if (words.size() != 2) return wrong_usage(command);
  const auto trap = trap_numbered(shell.session(), words[1], command);
  if (!trap) return tl::make_unexpected(trap.error());
  return remove_trap(shell, **trap);
}

// --- break ---

/// Where a trap instruction would do harm: in data, and in the middle of an instruction, where it
/// would change what the program executes and yet never be reached.
Result<void> check_code(const Session& session, Addr at) {
  const auto registers = session.registers();
  const auto memory = session.memory();
  if (!registers || !memory) return {};
  const auto maps = read_maps(session.focus());
  const Mapping* mapping = maps ? mapping_at(*maps, at) : nullptr;
  // Breakpoints say themselves that nothing is mapped.
  if (mapping == nullptr) return {};
  if (mapping->permissions.find('x') == std::string::npos) {
    return bad_input(
        fmt::format("{} is no code: the memory there may not be executed ({}), so the program "
                    "never gets there. `watch` stops where data is written",
                    session.symbols().words(at), mapping->permissions));
  }
  const auto over =
      instruction_before(registers->abi(), *memory, session.symbols().start_of(at), at);
  if (!over || over->address + over->size == at) return {};
  return bad_input(fmt::format(
      "{} is in the middle of an instruction: `{}{}{}` begins at {} and takes {} bytes. "
      "Try: break {:#x}",
      session.symbols().words(at), over->mnemonic, over->operands.empty() ? "" : " ",
      over->operands, session.symbols().words(over->address), over->size, over->address.value()));
}

Result<void> set_breakpoint(Shell& shell, const Request& request, bool once) {
  Session& session = shell.session();
  const auto place = evaluate(session, request.words.front());
  if (!place) return tl::make_unexpected(place.error());
  Trap trap{.what = trap::Place{Addr(*place)}, .text = {}, .once = once};
  if (auto added = add_condition(session, trap, request); !added) return added;
  if (auto fits = check_code(session, Addr(*place)); !fits) return fits;
  return set_trap(shell, std::move(trap));
}

Result<void> remove_breakpoint(Shell& shell, const Words& words) {
  if (words.size() != 2) return wrong_usage("break");
  const Session& session = shell.session();
  // Numbers of traps are small, and nothing is mapped there.
  const auto number = parse_number(words[1]);
  if (number && *number < 4096) return remove_by_number(shell, words, "break");
  const auto place = evaluate(session, words[1]);
  if (!place) return tl::make_unexpected(place.error());
  for (const Trap& trap : session.traps().all()) {
    const auto* there = std::get_if<trap::Place>(&trap.what);
    if (there != nullptr && there->at == Addr(*place)) return remove_trap(shell, trap);
  }
  return bad_input(fmt::format("no breakpoint stands at {} (`break` lists them)",
                               session.symbols().words(Addr(*place))));
}

Result<void> breakpoint(Shell& shell, const Words& words) {
  if (words.empty()) return show_traps(shell.out(), shell.session(), "break");
  if (words[0] == "-d") return remove_breakpoint(shell, words);
  auto request = read_request(words);
  if (!request) return tl::make_unexpected(request.error());
  const bool once = !request->words.empty() && request->words.front() == "-1";
  if (once) request->words.erase(request->words.begin());
  if (request->words.size() != 1) return wrong_usage("break");
  return set_breakpoint(shell, *request, once);
}

Result<void> breakpoint_once(Shell& shell, const Words& words) {
  const auto request = read_request(words);
  if (!request) return tl::make_unexpected(request.error());
  if (request->words.size() != 1) return wrong_usage("tbreak");
  return set_breakpoint(shell, *request, true);
}

// --- catch ---

using Kind = decltype(Trap::what);

Result<Kind> signals_named(const std::vector<std::string>& words) {
  trap::Signals signals;
  for (auto word = words.begin() + 1; word != words.end(); ++word) {
    const auto signal = parse_signal(*word);
    if (!signal) return tl::make_unexpected(signal.error());
    if (*signal == Signal(SIGKILL)) {
      return bad_input(
          "SIGKILL cannot be caught: no program stops for it, the kernel ends it at once. "
          "`catch exit` stops at ends of other kinds");
    }
    signals.which.push_back(*signal);
  }
  return signals;
}

template <Milestone which>
Result<Kind> milestone(const std::vector<std::string>& words) {
  if (words.size() == 1) return which;
  return bad_input(fmt::format("behind `catch {}` goes nothing but `if` and a condition, not `{}`",
                               words.front(), words[1]));
}

/// What can be caught besides calls: a word, and what becomes of those behind it.
struct Catchable {
  std::string_view name;
  Result<Kind> (*read)(const std::vector<std::string>& words);
};
constexpr Catchable catchables[] = {
    {"signal", signals_named},
    {"fork", milestone<Milestone::fork>},
    {"exec", milestone<Milestone::exec>},
    {"exit", milestone<Milestone::exit>},
};

Result<CallSet> calls_named(const std::vector<std::string>& words) {
  auto set = CallSet::parse(fmt::format("{}", fmt::join(words, ",")));
  if (set || words.front().find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") !=
                 std::string::npos) {
    return set;
  }
  std::vector<std::string_view> names = row_names();
  for (const Catchable& one : catchables) names.push_back(one.name);
  if (call_exists(words.front())) return set;
  return bad_input(
      fmt::format("there is no system call `{}`{}; signal, fork, exec and exit can be "
                  "caught, too",
                  words.front(), did_you_mean(words.front(), names)));
}

Result<Kind> calls_to_catch(std::vector<std::string>& words,
                            const std::optional<Condition>& condition) {
  // What a call returns is there when it has returned, and not before.
  const bool wants_result =
      condition && (condition->mentions("ret") || condition->mentions("errno"));
  Side side = wants_result ? Side::exit : Side::entry;
  if (words.size() > 1 && (words.back() == "entry" || words.back() == "exit")) {
    side = words.back() == "entry" ? Side::entry : Side::exit;
    words.pop_back();
    if (side == Side::entry && wants_result) {
      return bad_input(
          "a call has no result yet at its entry: leave `entry` out, or `ret` and `errno`");
    }
  }
  auto set = calls_named(words);
  if (!set) return tl::make_unexpected(set.error());
  if (set->is_empty()) return bad_input("these are no calls at all");
  return trap::Calls{std::move(*set), side};
}

Result<void> catch_event(Shell& shell, const Words& words) {
  if (words.empty()) return show_traps(shell.out(), shell.session(), "catch");
  if (words[0] == "-d") return remove_by_number(shell, words, "catch");
  auto request = read_request(words);
  if (!request) return tl::make_unexpected(request.error());
  if (request->words.empty()) return wrong_usage("catch");
  Trap trap{.what = Milestone::fork, .text = {}};
  if (auto added = add_condition(shell.session(), trap, *request); !added) return added;
  const auto special = std::ranges::find(catchables, request->words.front(), &Catchable::name);
  auto kind = special != std::end(catchables) ? special->read(request->words)
                                              : calls_to_catch(request->words, trap.condition);
  if (!kind) return tl::make_unexpected(kind.error());
  trap.what = std::move(*kind);
  trap.text = fmt::format("{}", fmt::join(request->words, " "));
  return set_trap(shell, std::move(trap));
}

// --- watch ---

/// As wide as the symbol is, where one starts here; else as wide as a register, or what fits.
std::size_t usual_size(const Session& session, Addr at) {
  const auto registers = session.registers();
  std::size_t size = registers ? registers->abi().word_size : 1;
  if (const auto own = session.symbols().size_of(at);
      own && *own < size && std::has_single_bit(*own)) {
    size = static_cast<std::size_t>(*own);
  }
  while (at.value() % size != 0) size /= 2;
  return size;
}

Result<void> check_mapped(const Session& session, const WatchedRange& range) {
  const auto memory = session.memory();
  if (!memory) return tl::make_unexpected(memory.error());
  if (memory->bytes(range.at, 1).size() == 1) return {};
  return bad_input(
      fmt::format("nothing is mapped at {:#x}, so there is nothing to watch (`maps` shows what is)",
                  range.at.value()));
}

Result<void> watch(Shell& shell, const Words& words) {
  Session& session = shell.session();
  if (words.empty() && shell.lessons().edits_source()) return shell.lessons().build_on_save();
  if (words.empty()) return show_traps(shell.out(), session, "watch");
  if (words[0] == "-d") return remove_by_number(shell, words, "watch");
  auto request = read_request(words);
  if (!request) return tl::make_unexpected(request.error());
  auto& list = request->words;
  const bool reads = !list.empty() && list.front() == "-r";
  if (reads) list.erase(list.begin());
  if (list.empty() || list.size() > 2) return wrong_usage("watch");
  const auto place = evaluate(session, list.front());
  if (!place) return tl::make_unexpected(place.error());
  WatchedRange range{Addr(*place), usual_size(session, Addr(*place)), reads};
  if (list.size() == 2) {
    const auto size = parse_number(list[1]);
    if (!size) return bad_input(fmt::format("`{}` is no number of bytes: 1, 2, 4 or 8", list[1]));
    range.size = static_cast<std::size_t>(*size);
  }
  Trap trap{.what = trap::Watch{range}, .text = {}};
  if (auto added = add_condition(session, trap, *request); !added) return added;
  if (auto mapped = check_mapped(session, range); !mapped) return mapped;
  return set_trap(shell, std::move(trap));
}

constexpr Command rows[] = {
    {"break", "break [PLACE [if CONDITION]]", "stop at a place in the code",
     "Puts a breakpoint at an address or symbol; with -1 it goes away when it is hit, and with a "
     "condition it only stops where that is true: an expression of Lua over registers (rdi == 3), "
     "symbols and the program (`help catch` says more). Without words it lists breakpoints and how "
     "often each was hit; -d removes one.\n  break next_digit if rbx == 3",
     Completes::symbols, breakpoint, "b"},
    {"tbreak", "tbreak PLACE [if CONDITION]", "stop at a place once",
     "The same as break -1: a breakpoint that goes away when it is hit.\n  tbreak main",
     Completes::symbols, breakpoint_once},
    {"catch", "catch [WHAT [if CONDITION]]", "stop when something happens",
     "Stops when a call is made (entry) or has returned (exit), when a signal is about to arrive, "
     "when a process makes another, becomes another program, or is about to end. Calls are named "
     "as for trace: names, %file and other classes, /regular expressions. A condition is an "
     "expression of Lua over the call's arguments by their names, ret, errno (ENOENT), signal, "
     "thread and registers; one with ret or errno is asked when the call returns, and "
     "has(pathname, \".xml\") asks for a part of a text. Without words it lists catches and how "
     "often each was hit; -d removes one.\n"
     "  catch read if fd == 3 and ret < 0",
     Completes::calls, catch_event},
    {"watch", "watch [PLACE [SIZE]]", "stop when memory is written",
     "Lets the processor watch 1, 2, 4 or 8 bytes, in all threads, and stops behind the "
     "instruction that writes them; with -r also when they are read. A call that fills them "
     "counts, "
     "too. There are four of these. A condition may ask for old and new, the value as a number. "
     "Without words it lists watchpoints; -d removes one. In a lesson's task that lets you edit a "
     "source file, `watch` alone builds and checks that file whenever it is saved.\n"
     "  watch total 8 if new > 100",
     Completes::symbols, watch},
};

}  // namespace

CommandFamily trapping() { return {"trap", rows}; }

}  // namespace spyglass::commands
