#include <fmt/format.h>

#include "core/base/scratch.hpp"
#include "core/encode/written.hpp"
#include "core/report/explain.hpp"
#include "core/report/text.hpp"
#include "core/syscalls/catalogue.hpp"
#include "repl/commands/families.hpp"
#include "repl/resources.hpp"
#include "repl/session/grave_calls.hpp"
#include "repl/shell/shell.hpp"
#include "repl/views/ran_code.hpp"
#include "repl/views/registers.hpp"
#include "repl/views/sandbox_page.hpp"
#include "repl/views/stop_panel.hpp"

namespace spyglass::commands {

namespace {

namespace fs = std::filesystem;

/// Nobody sits there who could break off a call that blocks.
constexpr std::chrono::milliseconds batch_limit{2000};

std::chrono::milliseconds limit_for(const Shell& shell) {
  return shell.settings().interactive ? std::chrono::milliseconds{} : batch_limit;
}

/// What ends the program, or makes another one of it, is asked about first.
Result<void> check_meant(const WrittenCall& call) {
  const std::string_view grave = grave_effect(call.name);
  if (grave.empty()) return {};
  return bad_input(fmt::format("{} would {}. If that is what you want: do -y {}(…)", call.name,
                               grave, call.name));
}

void tell_of_sandbox(Output& out, const Sandbox& sandbox) {
  out.paragraph(fmt::format("It is in a sandbox, and what it writes to {} goes with it. `sandbox` "
                            "says more.",
                            sandbox.has(Layer::mounts) ? "/tmp" : sandbox.facts().places.scratch),
                2, Tone::faint);
  show_missing_layers(out, sandbox, "this program");
}

/// An empty program, for calls that need no other.
Result<void> start_empty_program(Shell& shell) {
  const std::string path =
      (resources::programs() / resources::folder_of(native_abi()) / "wait").string();
  auto scratch = Scratch::make("an empty program");
  if (!scratch) return tl::make_unexpected(scratch.error());
  auto sandbox =
      make_sandbox(shell.settings().sandbox, {.scratch = scratch->path().string(),
                                              .shown = {fs::path(path).parent_path().string()},
                                              .spare = spare_of_session});
  if (!sandbox) return tl::make_unexpected(sandbox.error());
  shell.out().line("no program: an empty one is started, which waits", Tone::faint);
  shell.scratch = std::move(*scratch);
  ProgramSpec spec{
      .path = path, .arguments = {"wait"}, .directory = shell.scratch->path().string()};
  if (*sandbox) {
    tell_of_sandbox(shell.out(), **sandbox);
    spec.put_into(std::move(*sandbox));
  }
  return shell.start(std::move(spec));
}

/// A command's text, and whether -y before it says that whatever it does is meant.
struct MeantText {
  std::string_view text;
  bool meant;
};
MeantText take_meant(const Words& words) {
  std::string_view text = words.rest;
  const bool meant = !words.empty() && words[0] == "-y";
  if (meant) text.remove_prefix(text.find("-y") + 2);
  return {text, meant};
}

Result<void> do_call(Shell& shell, const Words& words) {
  const auto [text, meant] = take_meant(words);
  if (words.empty()) return wrong_usage("do");
  const auto written = parse_call(text);
  if (!written) return tl::make_unexpected(written.error());
  if (!meant) {
    if (auto sure = check_meant(*written); !sure) return sure;
  }
  Session& session = shell.session();
  if (session.state() == Session::State::empty) {
    if (auto started = start_empty_program(shell); !started) return started;
  }
  const auto done = session.do_call(*written, limit_for(shell));
  if (!done) return tl::make_unexpected(done.error());
  if (done->interrupted) {
    shell.out().line({{call_text(done->call, {.result_column = 0}), Tone::strong},
                      {"  did not come back, and was broken off", Tone::faint}});
    return {};
  }
  show_call_result(shell.out(), done->call);
  if (done->call.no_return) return shell.arrive(Outcome{.reason = Outcome::Reason::ended});
  if (done->replaced) show_code_around_stop(shell.out(), session);
  if (done->made) {
    shell.out().line(fmt::format("  process {} is a copy of this one, and stopped like it",
                                 session.number_of(*done->made)),
                     Tone::faint);
  }
  return {};
}

Result<void> undo(Shell& shell) {
  const auto before = shell.session().registers();
  const auto problems = shell.session().undo_code();
  if (!problems) return tl::make_unexpected(problems.error());
  const auto after = shell.session().registers();
  shell.out().line("as before the last asm", Tone::strong);
  if (before && after) show_changes(shell.out(), changed_registers(*before, *after, false));
  for (const std::string& problem : *problems) shell.out().paragraph(problem, 2, Tone::bad);
  return {};
}

/// Code that there is, with what the assembler warns of; an error that shows where there is none.
Result<Assembly> assemble(Shell& shell, std::string_view text) {
  auto code = shell.session().assemble(text, shell.syntax);
  if (!code) return code;
  if (!code->errors.empty()) {
    // Where nobody has just typed the line, there is a name before the first one.
    const std::string_view head = shell.settings().interactive ? "" : "this cannot be run:\n";
    return bad_input(fmt::format("{}{}", head, complaints_text(text, code->errors, 2)));
  }
  if (!code->warnings.empty()) {
    shell.out().paragraph(complaints_text(text, code->warnings, 2), 0, Tone::faint);
  }
  return code;
}

/// The syntax for all lines that follow, when a line does nothing but to switch it.
std::optional<Syntax> chosen_syntax(std::string_view text) {
  const auto statements = split_statements(text, native_abi().toolchain);
  return statements.all.size() == 1 ? switched_syntax(statements.all.front()) : std::nullopt;
}

Result<void> run_code(Shell& shell, const Words& words) {
  const auto [text, meant] = take_meant(words);
  if (words.empty() || text.find_first_not_of(" \t") == std::string_view::npos) {
    return wrong_usage("asm");
  }
  if (words.size() == 1 && (words[0] == "undo" || words[0] == "-u")) return undo(shell);
  if (const auto syntax = chosen_syntax(text)) {
    shell.syntax = *syntax;
    const bool intel = *syntax == Syntax::intel;
    shell.out().line(fmt::format("asm reads {} now", intel ? "Intel's syntax: mov eax, 39"
                                                           : "AT&T's syntax: mov $39, %eax"));
    return {};
  }
  Session& session = shell.session();
  if (session.state() == Session::State::empty) {
    if (auto started = start_empty_program(shell); !started) return started;
  }
  const auto code = assemble(shell, text);
  if (!code) return tl::make_unexpected(code.error());
  const auto ran = session.run_code(*code, meant, limit_for(shell));
  if (!ran) return tl::make_unexpected(ran.error());
  show_ran_code(shell.out(), session, *ran);
  if (ran->end == RanCode::End::kept_back) return bad_input(ran->why);
  if (ran->end == RanCode::End::ended) {
    return shell.arrive(Outcome{.reason = Outcome::Reason::ended});
  }
  if (ran->end == RanCode::End::replaced) show_code_around_stop(shell.out(), session);
  return {};
}

constexpr Command rows[] = {
    {"do",
     "do CALL(ARGUMENT, …)",
     "let the program make a call",
     "Carries out any system call inside the stopped program, by an instruction of its own. It is "
     "written as a trace writes it: strings, structs, lists and constants are put into memory that "
     "is borrowed for it; _ stands for a buffer that the kernel fills. Registers and memory are "
     "afterwards what they were; what the call did stays done. Ctrl-C breaks off a call that "
     "blocks. Without a program, an empty one is started.\n"
     "  do write(1, \"from inside\\n\", 12)\n"
     "  do openat(AT_FDCWD, \"/tmp/x\", O_RDWR|O_CREAT, 0644)\n"
     "  do read(0, _, 100)",
     Completes::calls,
     do_call,
     {},
     true},
    {"asm",
     "asm INSTRUCTION; …",
     "let the program execute instructions",
     "Assembles instructions with GNU as and has the stopped program execute them, one by one: "
     "shows what each changed, and the calls that they make. Names of the program and labels of "
     "the line's own can be used; its own .data is there while it runs. The program then stands "
     "where it stood; registers and memory keep what was done to them, until `asm undo` puts them "
     "back. An instruction that cannot be executed ends it, and registers are what they were. "
     "Ctrl-C breaks off what does not end. Without a program, an empty one is started. It is "
     "AT&T's "
     "syntax that is read: `asm .intel_syntax` alone switches to Intel's, and `asm .att_syntax` "
     "back.\n"
     "  asm mov $39, %eax; syscall",
     Completes::symbols,
     run_code,
     {},
     true},
};

}  // namespace

CommandFamily inside() { return {"do it yourself", rows}; }

}  // namespace spyglass::commands
