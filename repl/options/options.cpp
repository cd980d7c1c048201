#include "repl/options/options.hpp"

#include <fmt/format.h>
#include <langinfo.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <clocale>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>

#include "repl/commands/command.hpp"
#include "repl/complain.hpp"
#include "repl/doctor/page.hpp"
#include "repl/options/batch.hpp"
#include "repl/options/lesson_options.hpp"
#include "repl/options/recipe_options.hpp"
#include "repl/options/sandbox_options.hpp"
#include "repl/options/trace_options.hpp"
#include "repl/options/wire_options.hpp"
#include "repl/price/measure.hpp"
#include "repl/price/page.hpp"
#include "repl/resources.hpp"
#include "repl/shell/shell.hpp"

namespace spyglass {

namespace {

struct Options {
  std::vector<std::string> commands;  ///< -e
  std::string command_file;           ///< -x
  std::string attach_to;              ///< -p
  bool plain = false;
  std::vector<std::string> program;

  SandboxOptions sandbox;
  LessonOptions lesson;
  std::vector<std::string> topic;
  std::string recording;
  std::vector<std::string> ready;  ///< commands that a subcommand stands for, run before all others
};

void declare(CLI::App& app, Options& options) {
  app.set_version_flag("-V,--version", "spyglass " SPYGLASS_VERSION);
  app.prefix_command();
  app.add_option("-e", options.commands, "Run a command of the prompt; may be given several times")
      ->type_name("COMMAND")
      ->allow_extra_args(false);
  app.add_option("-x", options.command_file, "Run the commands of a file, a line each")
      ->type_name("FILE");
  app.add_option("-p", options.attach_to, "Attach to a running process, by number or name")
      ->type_name("PID");
  app.add_flag("--plain", options.plain,
               "Append-only text without colour, alignment or drawing, one fact a line");
  declare_sandbox(app, options.sandbox);
  app.footer(
      "spyglass [OPTIONS] [PROGRAM [ARGUMENT...]]\n"
      "With a PROGRAM it is loaded and stopped before its first instruction. Without a\n"
      "terminal, commands are read from standard input: no prompt, no colour, and exit\n"
      "status 1 at the first command that fails.");

  declare_lesson(app, options.lesson, options.sandbox);

  auto* replay = app.add_subcommand("replay", "Open a recording, in place of a program");
  replay->add_option("file", options.recording, "What `record FILE` or `trace --record` wrote")
      ->required();

  // Only for the help: their words never come here (see trace_options.hpp, recipe_options.hpp).
  app.add_subcommand("trace", "Print every call of a program, as strace does; trace -h says more");

  app.add_subcommand("recipe",
                     "Run a tracing tool that is ready, or your own; recipe -h says more");

  app.add_subcommand("net", "Show who talks to whom over sockets, and who waits; net -h says more");
  app.add_subcommand("pcap", "Write what passes through sockets for Wireshark; pcap -h says more");
  app.add_subcommand("price", "Measure what watching a program costs on this machine")
      ->prefix_command()
      ->footer("spyglass price [--] PROGRAM [ARGUMENT...]");

  app.add_subcommand("packets",
                     "Show what a program sends over a network of its own, and by which "
                     "calls: packets [FILTER] -- PROGRAM");

  app.add_subcommand("doctor", "Say what works on this machine, and how to get what does not");

  auto* explain = app.add_subcommand(
      "explain", "Explain a call, an error, a signal, a constant, or a line of a trace");
  explain->add_option("topic", options.topic, "openat, ENOENT, SIGPIPE, O_CLOEXEC, 'write(1, …'")
      ->required();
}

/// The line editor goes by the locale's characters; numbers and messages stay as they are. Panels
/// and prompts are UTF-8 anyway, so a locale that is not (C, or one that is not installed) would
/// only break the prompt.
void use_utf8() {
  const bool known = std::setlocale(LC_CTYPE, "") != nullptr;
  if (!known || std::string_view(nl_langinfo(CODESET)) != "UTF-8") {
    std::setlocale(LC_CTYPE, "C.UTF-8");
  }
}

Look look_of_terminal(bool plain) {
  Look look;
  const bool terminal = isatty(STDOUT_FILENO) != 0;
  const char* no_colour = std::getenv("NO_COLOR");
  const char* kind = std::getenv("TERM");
  const bool dumb = kind == nullptr || std::string_view(kind) == "dumb";
  look.plain = plain;
  look.colour = terminal && !plain && !dumb && (no_colour == nullptr || *no_colour == '\0');
  look.screen = terminal && !plain && !dumb;
  winsize size{};
  const char* columns = std::getenv("COLUMNS");
  if (terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    look.width = size.ws_col;
  } else if (columns != nullptr) {
    look.width = std::max(std::atoi(columns), Look::least_width);
  }
  return look;
}

std::vector<std::string> first_commands(const Options& options) {
  std::vector<std::string> commands = options.ready;
  if (!options.program.empty()) commands.push_back(command_line("run", options.program));
  if (!options.attach_to.empty()) commands.push_back(command_line("attach", {options.attach_to}));
  if (!options.recording.empty()) commands.push_back(command_line("replay", {options.recording}));
  return commands;
}

int run_prompt(const Options& options, const SandboxPolicy& sandbox, Signals& signals,
               Output& out) {
  const bool scripted = !options.commands.empty() || !options.command_file.empty();
  if (scripted || isatty(STDIN_FILENO) == 0) {
    return run_batch(signals, out,
                     {.first = first_commands(options),
                      .commands = options.commands,
                      .file = options.command_file,
                      .sandbox = sandbox,
                      .standard_input = !scripted});
  }
  Shell shell(signals, out, {.patience = {}, .interactive = true, .sandbox = sandbox});
  for (const std::string& line : first_commands(options)) {
    if (auto done = shell.run_line(line); !done) {
      shell.show_error(done.error());
      return 1;
    }
  }
  if (first_commands(options).empty()) {
    out.line("spyglass: what do programs ask of the kernel?", Tone::strong);
    out.line("`run PROGRAM` loads one, `lesson` lists the lessons, `help` the commands.");
  }
  shell.converse();
  return 0;
}

int run_price(const std::vector<std::string>& program, Signals& signals, Output& out) {
  if (program.empty()) return complain("price of what? `spyglass price ls`");
  const auto prices = measure_prices(program, signals);
  if (!prices) return complain(prices.error().message);
  show_prices(out, *prices);
  return 0;
}

/// `packets [FILTER...] -- PROGRAM [ARGUMENT...]` as commands of the prompt: one way to do it, two
/// to say it.
Result<std::vector<std::string>> read_packets(const std::vector<std::string>& words) {
  const auto end = std::ranges::find(words, "--");
  const bool has_flag = std::any_of(words.begin(), end,
                                    [](const std::string& word) { return word.starts_with('-'); });
  if (end == words.end() || end + 1 == words.end() || has_flag) {
    return bad_input(
        "packets of what? `spyglass packets -- PROGRAM`, or, with a filter of tcpdump's, "
        "`spyglass packets tcp port 8080 -- PROGRAM`. It runs in a sandbox, on a network of its "
        "own");
  }
  return std::vector<std::string>{fmt::format("packets {}", fmt::join(words.begin(), end, " ")),
                                  command_line("run", {end + 1, words.end()}), "continue",
                                  "packets off"};
}

int run_what_was_asked(const CLI::App& app, const Options& options, const SandboxPolicy& sandbox,
                       Signals& signals, Output& out) {
  if (app.got_subcommand("lesson")) return run_lesson(options.lesson, sandbox, signals, out);
  if (app.got_subcommand("price")) return run_price(options.program, signals, out);
  if (app.got_subcommand("doctor")) {
    return show_checks(out, this_machine(out.look().width)) ? 0 : 1;
  }
  if (app.got_subcommand("explain")) {
    std::string topic;
    for (const std::string& word : options.topic) topic += (topic.empty() ? "" : " ") + word;
    return run_batch(signals, out, {.commands = {"explain " + topic}});
  }
  return run_prompt(options, sandbox, signals, out);
}

}  // namespace

int run_with_options(int count, char** words, Signals& signals) {
  use_utf8();
  const std::string_view first = count > 1 ? words[1] : "";
  if (first == "trace") return run_trace(count - 1, words + 1);
  if (first == "net") return run_net_command(count - 1, words + 1);
  if (first == "pcap") return run_pcap_command(count - 1, words + 1);
  CLI::App app("spyglass: learn what programs ask of the Linux kernel", "spyglass");
  Options options;
  declare(app, options);
  if (first == "recipe") {
    auto asked = run_recipe(count - 1, words + 1);
    if (asked.commands.empty()) return asked.status;
    options.ready = std::move(asked.commands);
    options.sandbox = std::move(asked.sandbox);
    count = 1;
  } else if (first == "packets") {
    auto asked = read_packets({words + 2, words + count});
    if (!asked) {
      complain(asked.error().message);
      return 2;
    }
    options.commands = std::move(*asked);
    options.sandbox.use = "on";
    count = 1;
  }
  try {
    app.parse(count, words);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  // The program is what no flag took: behind a subcommand, that one's rest comes along.
  options.program = app.remaining(true);
  const bool takes_program = app.get_subcommands().empty() || app.got_subcommand("price");
  if (!options.program.empty() && options.program.front() == "--") {
    options.program.erase(options.program.begin());
  } else if (!options.program.empty() &&
             (options.program.front().starts_with('-') || !takes_program)) {
    complain(fmt::format("there is no option `{}`; `spyglass --help` lists them",
                         options.program.front()));
    return 2;
  }
  const bool terminal = isatty(STDOUT_FILENO) != 0;
  int unwritten = 0;
  const auto show = [&](std::string_view text) {
    if (const int error = to_standard_output(text)) {
      unwritten = error;
      signals.leave();
    }
  };
  Output out(show, look_of_terminal(options.plain));
  const auto sandbox = sandbox_policy(options.sandbox);
  if (!sandbox) {
    complain(sandbox.error().message);
    return 2;
  }
  const int status = run_what_was_asked(app, options, *sandbox, signals, out);
  // That a reader went away (a pipe into head, a window that was closed) is no news to anybody.
  if (unwritten == 0 || unwritten == EPIPE || terminal) return status;
  return complain(
      fmt::format("not all could be written to standard output: {}", std::strerror(unwritten)));
}

}  // namespace spyglass
