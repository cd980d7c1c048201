#include <fmt/format.h>

#include "core/base/nearest.hpp"
#include "core/proc/attach_failure.hpp"
#include "core/syscalls/catalogue.hpp"
#include "repl/commands/families.hpp"
#include "repl/expression.hpp"
#include "repl/resources.hpp"
#include "repl/shell/shell.hpp"
#include "repl/views/process_choice.hpp"

namespace spyglass::commands {

namespace {

Result<void> run_program(Shell& shell, const Words& words) {
  if (words.empty()) {
    if (!shell.last_program) {
      return bad_input("which program? `run ./hello`, `run ls -l /tmp`");
    }
    return shell.start(*shell.last_program);
  }
  const auto path = find_program(words[0]);
  if (!path) {
    return bad_input(
        fmt::format("there is no `{}` in PATH; a file needs its path: ./{}", words[0], words[0]));
  }
  ProgramSpec spec{.path = *path,
                   .arguments = words.list,
                   .directory = shell.workplace.directory,
                   .environment = shell.workplace.environment};
  if (shell.workplace.sandbox) spec.put_into(shell.workplace.sandbox);
  return shell.start(std::move(spec));
}

/// A number, or the name of exactly one process.
Result<Pid> process_named(Output& out, const std::string& word) {
  const auto number = parse_number(word);
  if (!number) return choose_process(out, word, "attach");
  const auto id = static_cast<pid_t>(*number);
  if (id <= 0 || static_cast<std::uint64_t>(id) != *number) {
    return bad_input(fmt::format("`{}` is no process number", word));
  }
  return Pid(id);
}

Result<void> attach(Shell& shell, const Words& words) {
  if (words.size() != 1) return wrong_usage("attach");
  const auto process = process_named(shell.out(), words[0]);
  if (!process) return tl::make_unexpected(process.error());
  if (const auto warning = proc::word_before_attaching(*process); !warning.empty()) {
    shell.out().paragraph("Careful: " + warning + ".", 0, Tone::bad);
  }
  auto outcome = shell.session().attach(*process);
  if (!outcome && outcome.error().number != Errno()) {
    return fail(proc::why_not_attachable(*process, outcome.error().number));
  }
  return shell.arrive(std::move(outcome));
}

Result<void> detach(Shell& shell, const Words&) {
  auto done = shell.session().detach();
  if (done) shell.out().line("detached: the program goes on without us");
  return done;
}

Result<void> kill(Shell& shell, const Words&) {
  auto done = shell.session().kill();
  if (done) shell.out().line("killed; `run` starts it again");
  return done;
}

Result<void> stepi(Shell& shell, const Words& words) {
  const auto count = words.empty() ? std::optional<std::uint64_t>(1) : parse_number(words[0]);
  if (words.size() > 1 || !count || *count == 0) return wrong_usage("stepi");
  return shell.move({Goal::Kind::step}, *count);
}

Result<void> next(Shell& shell, const Words&) { return shell.move({Goal::Kind::next}); }
Result<void> enter(Shell& shell, const Words&) { return shell.move({Goal::Kind::enter}); }
Result<void> finish(Shell& shell, const Words&) { return shell.move({Goal::Kind::finish}); }
Result<void> go_on(Shell& shell, const Words&) { return shell.move({Goal::Kind::run}); }

Result<void> until(Shell& shell, const Words& words) {
  if (words.empty()) return wrong_usage("until");
  for (const std::string& name : words.list) {
    if (call_exists(name)) continue;
    return bad_input(
        fmt::format("there is no system call `{}`{}", name, did_you_mean(name, row_names())));
  }
  return shell.move({Goal::Kind::until, words.list});
}

Result<void> interrupt(Shell& shell, const Words&) {
  return shell.arrive(shell.session().interrupt());
}

Result<void> send(Shell& shell, const Words& words) {
  if (words.empty()) return wrong_usage("send");
  std::string text;
  for (const std::string& word : words.list) text += (text.empty() ? "" : " ") + word;
  // Ctrl-D is how a terminal says that the input ends.
  text = text == "--eof" ? "\x04" : text + "\n";
  if (auto sent = shell.session().type(text); !sent) return sent;
  if (shell.session().state() != Session::State::running) return {};
  return shell.arrive(shell.session().resume_waiting(shell.settings().patience));
}

constexpr Command rows[] = {
    {"run",
     "run [PROGRAM [ARGUMENT…]]",
     "start a program, stopped before its first instruction",
     "Starts a program in a terminal of its own and stops it before its first instruction. Without "
     "words it starts the last one again, from the beginning.\n  run ls -l /tmp",
     Completes::programs,
     run_program,
     {},
     true},
    {"attach",
     "attach PID|NAME",
     "look into a program that already runs",
     "Takes control of a running process, all of its threads, and stops it. `detach` lets it go on "
     "as if nothing had happened. You may attach to your own processes; to others as root. Where "
     "several have the name they are listed.\n  attach 4711",
     Completes::nothing,
     attach,
     {},
     true},
    {"detach",
     "detach",
     "let the program go on without us",
     "Removes all breakpoints and lets go of the program, which runs on.",
     Completes::nothing,
     detach,
     {},
     true},
    {"kill",
     "kill",
     "end the program",
     "Ends the program with SIGKILL. `run` starts it again.",
     Completes::nothing,
     kill,
     {},
     true},
    {"stepi", "stepi [COUNT]", "execute one instruction",
     "Executes one instruction and shows what it changed. At a call instruction that means: into "
     "the kernel, through it, and out again.\n  stepi 3",
     Completes::nothing, stepi, "si", true},
    {"next", "next", "go to the next system call",
     "Runs to the next instruction that enters the kernel and stops before it is executed: the "
     "registers hold everything that is about to be asked. At a call instruction it first goes "
     "through that call.\n  next",
     Completes::nothing, next, "n", true},
    {"enter",
     "enter",
     "go into the kernel",
     "Executes the call instruction and stops at the kernel's door, before the kernel looks at the "
     "call. Registers can still be changed there. rax reads -38 (-ENOSYS) at this moment.\n  enter",
     Completes::nothing,
     enter,
     {},
     true},
    {"finish",
     "finish",
     "come out of the kernel",
     "Lets the kernel do its work and stops when the call returns; shows the result and what "
     "changed. Away from a call it finishes the next one.\n  finish",
     Completes::nothing,
     finish,
     {},
     true},
    {"until",
     "until CALL…",
     "run to a call",
     "Runs until the program makes one of the calls, and stops at the kernel's door.\n"
     "  until openat connect",
     Completes::calls,
     until,
     {},
     true},
    {"continue", "continue", "run freely, showing calls as they happen",
     "Runs until the program ends, a breakpoint is reached, or Ctrl-C. Every call is shown as a "
     "line of a trace.\n  continue",
     Completes::nothing, go_on, "c", true},
    {"interrupt",
     "interrupt",
     "stop a running program",
     "Stops a program that runs or waits in a call; Ctrl-C does the same. A call that was waiting "
     "starts again when the program goes on.\n  interrupt",
     Completes::nothing,
     interrupt,
     {},
     true},
    {"send",
     "send TEXT | send --eof",
     "type a line for the program",
     "Types a line on the program's own terminal, as if you sat there; --eof is Ctrl-D.\n"
     "  send hello",
     Completes::nothing,
     send,
     {},
     true},
};

}  // namespace

CommandFamily moving() { return {"move", rows}; }

}  // namespace spyglass::commands
