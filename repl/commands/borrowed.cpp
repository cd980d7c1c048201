#include "repl/commands/borrowed.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/elf/runnable.hpp"
#include "core/syscalls/catalogue.hpp"
#include "repl/resources.hpp"
#include "repl/session/session.hpp"

namespace spyglass {

namespace {

constexpr Borrowed rows[] = {
    {"info", "`regs`, `maps`, `fds`, `symbols`, `tree` or `break`"},
    {"print p display", "`regs`, `mem PLACE` or `lua EXPRESSION`"},
    {"registers register", "`regs`"},
    {"x examine hexdump memory dump", "`mem PLACE`, or `disas PLACE` for instructions"},
    {"disassemble list code", "`disas`"},
    {"bt backtrace frame up down", "`stack`, or `kstack` inside the kernel"},
    {"start file exec restart", "`run PROGRAM`"},
    {"nexti ni", "`stepi` for an instruction, `next` for a system call"},
    {"advance", "`until CALL`, or `tbreak PLACE` and `continue`"},
    {"delete clear disable", "`break -d`, `catch -d` or `watch -d`"},
    {"jump", "`set rip PLACE`"},
    {"thread threads ps pstree top", "`tree`"},
    {"pause stop halt", "`interrupt`"},
    {"undo rewind reverse-step reverse-stepi reverse-continue", "`back`"},
    {"strace ltrace", "`trace PROGRAM`"},
    {"man whatis apropos", "`explain TOPIC`"},
    {"lsof", "`fds`"},
    {"netstat ss", "`net`"},
    {"tcpdump wireshark tshark", "`packets` or `pcap FILE`"},
    {"readelf objdump nm", "`elf`, `symbols` or `disas`"},
    {"syscall sysenter", "`next` to go to a call, `do CALL(…)` to make one"},
    {"mov movq push pop xor nop jmp", "`asm INSTRUCTION`"},
    {"commands", "`help`"},
};

const Borrowed* find_borrowed(std::string_view word) {
  for (const Borrowed& row : rows) {
    std::string_view rest = row.words;
    while (!rest.empty()) {
      const auto end = std::min(rest.find(' '), rest.size());
      if (rest.substr(0, end) == word) return &row;
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  return nullptr;
}

}  // namespace

std::span<const Borrowed> borrowed_words() { return rows; }

std::string_view counterpart(std::string_view word) {
  // gdb's come with a format: x/4i.
  const Borrowed* row = find_borrowed(word.substr(0, word.find('/')));
  return row == nullptr ? std::string_view() : row->here;
}

std::string other_meaning(std::string_view line, const std::string& directory) {
  const auto end = std::min(line.find_first_of(" \t("), line.size());
  const std::string_view name = line.substr(0, end);
  if (!counterpart(name).empty()) return "";
  if (call_exists(name)) {
    if (line.substr(end).starts_with('(')) return fmt::format("`do {}` makes that call", line);
    return fmt::format("`until {0}` runs to such a call, `explain {0}` tells what it does", name);
  }
  const auto program = find_program(std::string(name));
  if (!program) return "";
  const ProgramSpec spec{.path = *program, .directory = directory};
  if (why_not_runnable(spec.path_from_here())) return "";
  return fmt::format("`run {}` starts the program of that name", line);
}

}  // namespace spyglass
