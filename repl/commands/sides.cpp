#include <fmt/format.h>

#include <cerrno>
#include <fstream>

#include "core/base/duration.hpp"
#include "core/base/number.hpp"
#include "core/proc/status.hpp"
#include "repl/commands/families.hpp"
#include "repl/shell/shell.hpp"
#include "repl/views/descriptor_list.hpp"
#include "repl/views/kernel_side.hpp"
#include "repl/views/memory_map.hpp"
#include "repl/views/process_page.hpp"
#include "repl/views/process_tree.hpp"
#include "repl/views/sample_table.hpp"
#include "repl/views/stack.hpp"

namespace spyglass::commands {

namespace {

/// The thread in focus, stopped or running; an error where there is no program.
Result<Tid> current(const Session& session) {
  if (session.threads().empty()) return tl::make_unexpected(session.registers().error());
  return session.focus();
}

/// The same, but of a process that still has what it lived with: a zombie has a state and no more.
Result<Tid> living(const Session& session) {
  const auto thread = current(session);
  if (!thread) return thread;
  const auto known = proc::status(*thread, session.source());
  if (!known || known->state == 'Z' || known->state == 'X') {
    return bad_input(
        fmt::format("{} has just died, and the kernel has taken back its memory and its "
                    "descriptors; `continue` shows how it ended",
                    thread->value()));
  }
  return thread;
}

Result<void> fds(Shell& shell, const Words&) {
  const auto thread = living(shell.session());
  if (!thread) return tl::make_unexpected(thread.error());
  show_descriptors(shell.out(), *thread, shell.session().source());
  return {};
}

Result<void> maps(Shell& shell, const Words&) {
  const auto thread = living(shell.session());
  if (!thread) return tl::make_unexpected(thread.error());
  return show_maps(shell.out(), *thread, shell.session().source());
}

Result<void> stack(Shell& shell, const Words& words) {
  constexpr std::size_t most = 1000;
  if (words.size() > 1) return wrong_usage("stack");
  if (auto thread = living(shell.session()); !thread) return tl::make_unexpected(thread.error());
  const auto count = words.empty() ? 16 : parse_number(words[0]);
  if (!count || *count == 0 || *count > most) {
    return bad_input(fmt::format("how many words of the stack? a number from 1 to {}", most));
  }
  return show_stack(shell.out(), shell.session(), static_cast<std::size_t>(*count));
}

Result<void> tree(Shell& shell, const Words&) {
  if (auto thread = current(shell.session()); !thread) {
    return tl::make_unexpected(thread.error());
  }
  show_process_tree(shell.out(), shell.session());
  return {};
}

Result<void> status(Shell& shell, const Words&) {
  const auto thread = current(shell.session());
  if (!thread) return tl::make_unexpected(thread.error());
  const auto process = proc::process_of(*thread, shell.session().source());
  if (!process) return bad_input(fmt::format("{} is gone", thread->value()));
  return show_status(shell.out(), *process, shell.session().source());
}

Result<void> kstack(Shell& shell, const Words& words) {
  const auto thread = current(shell.session());
  if (!thread) return tl::make_unexpected(thread.error());
  if (words.size() > 1) return wrong_usage("kstack");
  if (words.empty()) return show_kernel_side(shell.out(), shell.session(), *thread);
  const auto number = parse_digits(words[0]);
  constexpr std::uint64_t largest = 1 << 30;
  if (!number || *number == 0 || *number > largest) {
    return bad_input(fmt::format("`{}` is no thread's number; `tree` lists them", words[0]));
  }
  return show_kernel_side(shell.out(), shell.session(),
                          shell.session().thread_called(static_cast<pid_t>(*number)));
}

Result<void> limits(Shell& shell, const Words&) {
  const auto thread = living(shell.session());
  if (!thread) return tl::make_unexpected(thread.error());
  return show_limits(shell.out(), *thread, shell.session().source());
}

Result<void> env(Shell& shell, const Words& words) {
  if (words.size() > 1) return wrong_usage("env");
  const auto thread = living(shell.session());
  if (!thread) return tl::make_unexpected(thread.error());
  return show_environment(shell.out(), *thread, words.empty() ? "" : words[0],
                          shell.session().source());
}

struct SampleOrder {
  std::chrono::milliseconds length{2000};
  std::string file;  ///< empty: stacks are shown
};

Result<SampleOrder> read_sample_order(const Words& words) {
  using namespace std::chrono_literals;
  SampleOrder order;
  bool timed = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "-f" || words[i] == "--folded") {
      if (++i == words.size()) return wrong_usage("sample");
      order.file = words[i];
      continue;
    }
    if (std::exchange(timed, true)) return wrong_usage("sample");
    const auto length = parse_duration(words[i]);
    if (!length) return tl::make_unexpected(length.error());
    if (*length < 10ms || *length > 1h) {
      return bad_input(
          fmt::format("`{}` is not from 10ms to 3600s, which is how long samples can be taken: 2s "
                      "is two seconds, a number alone means microseconds",
                      words[i]));
    }
    order.length = std::chrono::ceil<std::chrono::milliseconds>(*length);
  }
  return order;
}

Result<void> sample(Shell& shell, const Words& words) {
  const auto order = read_sample_order(words);
  if (!order) return tl::make_unexpected(order.error());
  if (auto thread = current(shell.session()); !thread) return tl::make_unexpected(thread.error());
  std::ofstream file;
  if (!order->file.empty()) {
    file.open(order->file);
    if (!file) return fail_errno("cannot write to " + order->file, errno);
  }
  auto sampled = shell.sample(order->length);
  if (!sampled) return tl::make_unexpected(sampled.error());
  show_samples(shell.out(), sampled->samples);
  if (order->file.empty()) {
    show_stacks(shell.out(), sampled->samples);
  } else if (!(file << folded_stacks(sampled->samples) << std::flush)) {
    return fail_errno("cannot write to " + order->file, errno);
  }
  if (sampled->stop) return shell.arrive(std::move(*sampled->stop));
  shell.out().line("the program goes on", Tone::faint);
  return {};
}

constexpr Command rows[] = {
    {"fds", "fds", "open files and sockets",
     "Lists the file descriptors: what each is open on, whether it may be read or written, how far "
     "it "
     "has come, and its flags. Of sockets both ends are named, of pipes the other end.",
     Completes::nothing, fds},
    {"maps", "maps", "what is mapped where",
     "Lists the parts of the program's memory: where each begins, how large it is, what lies "
     "there, "
     "and what may be done with it.",
     Completes::nothing, maps},
    {"stack", "stack [WORDS]", "what lies on the stack",
     "Shows the words on the stack. At the start of a program they are named: argc, argv, the "
     "environment and the auxiliary vector. Later each is shown with what it may be: a return "
     "address (it stands right behind a call), a pointer to a symbol, to text, to the heap.\n"
     "  stack 32",
     Completes::nothing, stack},
    {"tree", "tree", "processes and threads, and what each waits for",
     "Lists all processes that are traced, each under the one that made it, with their threads, "
     "and "
     "what each of them does or waits for. The one that commands are about is marked.",
     Completes::nothing, tree},
    {"status", "status", "times, memory, who it is",
     "Shows who the process is and what it has used up: processor time in the program and in the "
     "kernel, how often it waited and how often it was made to wait, and its memory.",
     Completes::nothing, status},
    {"kstack", "kstack [THREAD]", "where it is inside the kernel",
     "Shows the call that a thread is in and the functions of the kernel that it waits in. The "
     "whole list of functions is for root; everybody sees the innermost one.\n  kstack",
     Completes::nothing, kstack},
    {"limits", "limits", "how much it may use",
     "Lists the resource limits of the process: the soft one is in force, and the process may "
     "raise "
     "it up to the hard one by prlimit64.",
     Completes::nothing, limits},
    {"env", "env [TEXT]", "environment variables",
     "Lists the environment that the process was started with, or the variables that contain a "
     "text. What it changed since by setenv is in its own memory, not here.\n  env PATH",
     Completes::nothing, env},
    {"sample",
     "sample [DURATION] [-f FILE]",
     "where it spends its time, when it makes no calls",
     "Lets the program run for two seconds, or as long as you say, looks 100 times a second where "
     "each of its threads is, and counts: functions, and stacks of functions. A thread that sleeps "
     "in a call is not disturbed, and counts as waiting. A program that was stopped is stopped "
     "again; one that runs runs on. With -f the stacks are written to a file, a line each, as "
     "tools for flame graphs read them.\n  sample 500ms -f stacks.txt",
     Completes::nothing,
     sample,
     {},
     true},
};

}  // namespace

CommandFamily sides() { return {"look at the process", rows}; }

}  // namespace spyglass::commands
