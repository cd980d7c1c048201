#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/encode/written.hpp"
#include "core/report/explain.hpp"
#include "core/report/text.hpp"
#include "core/syscalls/catalogue.hpp"
#include "repl/commands/families.hpp"
#include "repl/resources.hpp"
#include "repl/shell/shell.hpp"
#include "repl/views/stop_panel.hpp"

namespace spyglass::commands {

namespace {

/// Nobody sits there who could break off a call that blocks.
constexpr std::chrono::milliseconds batch_limit{2000};

/// What ends the program, or makes another one of it, is asked about first.
Result<void> check_meant(const WrittenCall& call) {
  constexpr std::array<std::string_view, 2> endings = {"exit", "exit_group"};
  constexpr std::array<std::string_view, 2> replacements = {"execve", "execveat"};
  const bool ends = std::ranges::find(endings, call.name) != endings.end();
  const bool replaces = std::ranges::find(replacements, call.name) != replacements.end();
  if (!ends && !replaces) return {};
  return bad_input(fmt::format("{} would {}. If that is what you want: do -y {}(…)", call.name,
                               ends ? "end the program" : "put another program in its place",
                               call.name));
}

/// An empty program, for calls that need no other.
Result<void> start_empty_program(Shell& shell) {
  // The folders of examples are named as Debian names machines: with a low line.
  std::string folder(native_abi().name);
  std::ranges::replace(folder, '-', '_');
  const std::string path = (resources::programs() / folder / "wait").string();
  shell.out().line("no program: an empty one is started, which waits", Tone::faint);
  return shell.start({.path = path, .arguments = {"wait"}});
}

Result<void> do_call(Shell& shell, const Words& words) {
  std::string_view text = words.rest;
  const bool meant = !words.empty() && words[0] == "-y";
  if (meant) text.remove_prefix(text.find("-y") + 2);
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
  const auto limit = shell.settings().interactive ? std::chrono::milliseconds{} : batch_limit;
  const auto done = session.do_call(*written, limit);
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
    shell.out().line(
        fmt::format("  process {} is a copy of this one, and stopped like it", done->made->value()),
        Tone::faint);
  }
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
};

}  // namespace

CommandFamily inside() { return {"do it yourself", rows}; }

}  // namespace spyglass::commands
