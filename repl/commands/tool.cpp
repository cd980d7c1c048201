#include <fmt/format.h>

#include "repl/commands/families.hpp"
#include "repl/doctor/page.hpp"
#include "repl/shell/shell.hpp"
#include "repl/views/sandbox_page.hpp"
#include "repl/views/table.hpp"

namespace spyglass::commands {

namespace {

Result<void> help(Shell& shell, const Words& words) {
  Output& out = shell.out();
  if (words.empty()) {
    for (const CommandFamily& family : command_families()) {
      out.line(family.title, Tone::strong);
      std::vector<Line> rows;
      for (const Command& command : family.commands) {
        rows.push_back({{std::string(command.usage)}, {std::string(command.summary), Tone::faint}});
      }
      show_table(out, rows, 2);
    }
    out.paragraph(
        "`help COMMAND` says more; Tab completes; a beginning that fits one command is enough");
    return {};
  }
  const auto command = find_command(words[0]);
  if (!command) return tl::make_unexpected(command.error());
  out.line({{std::string((*command)->usage), Tone::strong}});
  if (!(*command)->alias.empty()) {
    out.line(fmt::format("  or short: {}", (*command)->alias), Tone::faint);
  }
  const std::string_view text = (*command)->help;
  const std::size_t example = text.rfind("\n  ");
  out.paragraph(text.substr(0, example), 2);
  if (example != std::string_view::npos) {
    out.line({{"  example:  ", Tone::faint}, {std::string(text.substr(example + 3))}});
  }
  return {};
}

Result<void> doctor(Shell& shell, const Words&) {
  show_checks(shell.out(), this_machine(shell.out().look().width));
  return {};
}

Result<void> quit(Shell& shell, const Words&) {
  shell.quit();
  return {};
}

/// That of the program at hand; or one that is made to be looked at.
Result<void> sandbox(Shell& shell, const Words&) {
  const auto& program = shell.session().program();
  if (program && program->sandbox) {
    show_sandbox(shell.out(), *program->sandbox);
    if (!program->sandbox->is_alive()) {
      shell.out().paragraph("Its time is up, and all of its programs have ended.", 2, Tone::bad);
    }
    return {};
  }
  auto scratch = Scratch::make("a sandbox");
  if (!scratch) return tl::make_unexpected(scratch.error());
  SandboxPolicy policy = shell.settings().sandbox;
  policy.use = SandboxPolicy::Use::always;
  const auto tried = make_sandbox(policy, {.scratch = scratch->path().string()});
  if (!tried) return tl::make_unexpected(tried.error());
  shell.out().paragraph(program ? "This program is in no sandbox. One would be made of:"
                                : "There is no program. A sandbox would be made of:");
  show_sandbox(shell.out(), **tried);
  shell.out().paragraph("`spyglass --sandbox PROGRAM` starts a program in one.", 2, Tone::faint);
  return {};
}

constexpr Command rows[] = {
    {"sandbox", "sandbox", "what holds the program in, and what does not",
     "Says which layers of the sandbox hold on this machine, which do not, and why. Programs of "
     "lessons and the empty one of `do` are in one; others are with `spyglass --sandbox PROGRAM`.\n"
     "  sandbox",
     Completes::nothing, sandbox},
    {"help", "help [COMMAND]", "this list, or more about one command",
     "Lists all commands, or explains one with an example.\n  help next", Completes::commands, help,
     "?"},
    {"doctor", "doctor", "what works on this machine, and how to get what does not",
     "Tries what spyglass makes use of: tracing, attaching, namespaces, Landlock, BPF, an "
     "assembler "
     "and more. Where something is missing it says what is lost, and a command that helps.\n"
     "  doctor",
     Completes::nothing, doctor},
    {"quit", "quit", "leave; what was started here ends, what was attached goes on",
     "Leaves spyglass. Programs that it started end with it; attached ones run on. Ctrl-D does "
     "the same.",
     Completes::nothing, quit, "exit"},
};

}  // namespace

CommandFamily tool() { return {"the tool", rows}; }

}  // namespace spyglass::commands
