#include <fmt/format.h>

#include "core/elf/elf_file.hpp"
#include "core/report/text.hpp"
#include "repl/commands/families.hpp"
#include "repl/expression.hpp"
#include "repl/resources.hpp"
#include "repl/shell/shell.hpp"
#include "repl/views/call_card.hpp"
#include "repl/views/elf_page.hpp"
#include "repl/views/memory.hpp"
#include "repl/views/registers.hpp"
#include "repl/views/stop_panel.hpp"
#include "repl/views/table.hpp"

namespace spyglass::commands {

namespace {

Result<void> need_stop(const Session& session) {
  const auto registers = session.registers();
  if (!registers) return tl::make_unexpected(registers.error());
  return {};
}

Result<void> regs(Shell& shell, const Words&) {
  if (auto stopped = need_stop(shell.session()); !stopped) return stopped;
  show_registers(shell.out(), shell.session());
  return {};
}

Result<void> mem(Shell& shell, const Words& words) {
  if (words.empty() || words.size() > 2) return wrong_usage("mem");
  Session& session = shell.session();
  if (auto stopped = need_stop(session); !stopped) return stopped;
  const auto at = evaluate(session, words[0]);
  if (!at) return tl::make_unexpected(at.error());
  const auto length = words.size() == 2 ? evaluate(session, words[1]) : 64;
  if (!length) return tl::make_unexpected(length.error());
  return show_memory(shell.out(), *session.memory(), Addr(*at), *length);
}

Result<void> disas(Shell& shell, const Words& words) {
  Session& session = shell.session();
  if (auto stopped = need_stop(session); !stopped) return stopped;
  if (words.size() > 2) return wrong_usage("disas");
  const auto at =
      words.empty() ? session.registers()->program_counter().value() : evaluate(session, words[0]);
  if (!at) return tl::make_unexpected(at.error());
  const auto count = words.size() == 2 ? parse_number(words[1]) : std::optional<std::uint64_t>(10);
  if (!count || *count == 0 || *count > 1000) {
    return bad_input("how many instructions? a number from 1 to 1000");
  }
  return show_code(shell.out(), session, Addr(*at), static_cast<std::size_t>(*count));
}

Result<void> elf(Shell& shell, const Words& words) {
  std::string path;
  if (words.empty()) {
    if (!shell.last_program) return bad_input("which file? `elf /bin/ls`");
    path = shell.last_program->path_from_here();
  } else {
    path = find_program(words[0]).value_or(words[0]);
  }
  const auto file = read_elf(path);
  if (!file) return tl::make_unexpected(file.error());
  show_elf(shell.out(), *file);
  return {};
}

Result<void> symbols(Shell& shell, const Words& words) {
  Session& session = shell.session();
  if (auto stopped = need_stop(session); !stopped) return stopped;
  std::vector<Line> rows;
  for (const std::string& name : session.symbols().names()) {
    if (!words.empty() && name.find(words[0]) == std::string::npos) continue;
    const auto at = session.symbols().find(name);
    if (at) rows.push_back({{fmt::format("{:#x}", at->value()), Tone::faint}, {name}});
  }
  if (rows.empty()) {
    return bad_input(words.empty() ? "the program has no symbols (it is stripped)"
                                   : fmt::format("no symbol contains `{}`", words[0]));
  }
  show_table(shell.out(), rows, 2);
  return {};
}

Result<void> calls(Shell& shell, const Words& words) {
  std::vector<Line> rows;
  for (const auto& entry : shell.session().log().calls()) {
    if (!words.empty() && entry.call->name.find(words[0]) == std::string::npos) continue;
    rows.push_back({{fmt::format("{}", entry.number), Tone::faint},
                    {call_text(*entry.call, {.result_column = 0})}});
  }
  if (rows.empty()) shell.out().line("no calls yet");
  show_table(shell.out(), rows, 2);
  return {};
}

Result<void> call(Shell& shell, const Words& words) {
  const auto number = words.size() == 1 ? parse_number(words[0]) : std::nullopt;
  if (!number) return wrong_usage("call");
  const auto* entry = shell.session().log().call(static_cast<std::size_t>(*number));
  if (entry == nullptr) {
    return bad_input(fmt::format("there is no call {} in the list; `calls` shows it", *number));
  }
  show_call_card(shell.out(), *entry->call);
  return {};
}

constexpr Command rows[] = {
    {"regs", "regs", "all registers",
     "Shows all registers; those that the next instruction reads and writes are marked, and those "
     "that the last move changed.",
     Completes::nothing, regs},
    {"mem", "mem PLACE [LENGTH]", "bytes in memory",
     "Shows memory as bytes and characters. A place is an address, a symbol, a register, or an "
     "argument of the call at hand.\n  mem buf 32",
     Completes::symbols, mem},
    {"disas", "disas [PLACE [COUNT]]", "instructions",
     "Shows machine instructions, from here or from a place on.\n  disas _start 8",
     Completes::symbols, disas},
    {"elf", "elf [FILE]", "what kind of file a program is",
     "Tells whether a file is static or dynamic, for which machine, which loader and libraries it "
     "needs and where they are, where it begins, how large its parts are, what may be done with "
     "each, and whether it has symbols. The file is not run.\n  elf /bin/ls",
     Completes::programs, elf},
    {"symbols", "symbols [TEXT]", "named places of the program",
     "Lists the symbols of the program, or those that contain a text.\n  symbols start",
     Completes::nothing, symbols},
    {"calls", "calls [TEXT]", "all calls so far",
     "Lists the calls that the program has made, with their numbers.\n  calls open",
     Completes::calls, calls},
    {"call", "call NUMBER", "one call, with every argument in words",
     "Shows one call of the list: what it asked, argument by argument, and what came of it.\n"
     "  call 2",
     Completes::nothing, call},
};

}  // namespace

CommandFamily looking() { return {"look", rows}; }

}  // namespace spyglass::commands
