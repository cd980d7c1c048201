#include "repl/views/kernel_side.hpp"

#include <errno.h>
#include <fmt/format.h>

#include <memory>

#include "core/elf/elf_file.hpp"
#include "core/proc/kernel_stack.hpp"
#include "core/report/text.hpp"
#include "repl/views/table.hpp"

namespace spyglass {

namespace {

constexpr char stopped_by_tracer = 't';

/// /proc doesn't say by which table the number of a call is meant. Where the tracer hasn't seen the
/// call being made, it is most likely the program's own.
AbiId table_of(const ThreadRecord& thread) {
  if (thread.in_call) return thread.abi;
  const auto file = read_elf(fmt::format("/proc/{}/exe", thread.thread.value()));
  return file && file->abi != nullptr ? file->abi->id : thread.abi;
}

/// At a stop outside of a call /proc still has the number of the last one. A thread that was
/// attached to in the middle of a call is stopped behind it, and goes back into it.
bool is_inside(const Session& session, const ThreadRecord& thread, char state) {
  if (state != stopped_by_tracer || thread.in_call) return true;
  const auto registers = session.registers();
  return thread.thread == session.focus() && registers && goes_back_into_call(*registers);
}

/// The call that the thread was in when it was made to stop, and goes on with later; or null.
std::shared_ptr<const Call> broken_off(const Session& session, Tid thread) {
  const auto& calls = session.log().calls();
  for (auto entry = calls.rbegin(); entry != calls.rend(); ++entry) {
    if (entry->call->thread != thread) continue;
    // The kernel's own results for this, from ERESTARTSYS to ERESTART_RESTARTBLOCK.
    constexpr int first = 512;
    constexpr int last = 516;
    const int error = entry->call->error().value_or(Errno()).value();
    return error >= first && error <= last ? entry->call : nullptr;
  }
  return nullptr;
}

/// Why there is no stack to be shown, and what to do about it.
std::string why_no_stack(const Error& error, Tid thread) {
  switch (error.number.value()) {
    case EPERM:
    case EACCES:
      return fmt::format(
          "The kernel shows its own stack to root alone (CAP_SYS_ADMIN). Try: sudo "
          "spyglass, or sudo cat /proc/{}/stack",
          thread.value());
    case ENOENT: return "This kernel keeps no stacks to show (CONFIG_STACKTRACE is off).";
    default: return error.message;
  }
}

}  // namespace

std::optional<Call> call_inside(const Session& session, const ThreadRecord& thread,
                                const proc::Waiting& waiting) {
  if (!waiting.call || !is_inside(session, thread, waiting.state)) return std::nullopt;
  const CallNumbers numbers{table_of(thread), waiting.call->number, waiting.call->arguments,
                            waiting.call->stack_pointer};
  const auto memory = session.memory_of(thread.thread);
  return decode_entry(numbers, memory, {});
}

std::string doing_words(const Session& session, const ThreadRecord& thread) {
  const proc::Waiting now = proc::waiting(thread.thread, session.source());
  std::string text(proc::words_for_state(now.state));
  if (const auto call = call_inside(session, thread, now)) {
    text += fmt::format("; inside {}", call->name);
  } else if (const auto left = broken_off(session, thread.thread)) {
    text += fmt::format("; was inside {}, and goes on with it", left->name);
  }
  if (!now.channel.empty() && now.state != stopped_by_tracer) {
    text += fmt::format("; the kernel is in {}", now.channel);
  }
  return text;
}

Result<void> show_kernel_side(Output& out, const Session& session, Tid thread) {
  const auto record = session.threads().find(thread);
  const proc::Waiting now = proc::waiting(thread, session.source());
  if (record == session.threads().end() || now.state == '?') {
    return bad_input(
        fmt::format("there is no thread {} among those that are traced; `tree` lists "
                    "them",
                    session.number_of(thread)));
  }
  std::vector<Line> rows;
  const auto fact = [&](std::string name, std::string value) {
    rows.push_back({{std::move(name), Tone::faint}, {std::move(value)}});
  };
  fact("thread",
       fmt::format("{}: {}", session.number_of(thread), proc::words_for_state(now.state)));
  const auto call = call_inside(session, *record->second, now);
  const auto left = call ? nullptr : broken_off(session, thread);
  fact("the call", call   ? call_text(*call, {.result_column = 0})
                   : left ? call_text(*left, {.result_column = 0})
                          : "none: it is outside of calls");
  if (!now.channel.empty()) fact("waits in", now.channel);
  show_table(out, rows, 2);
  const auto stack = proc::kernel_stack(thread, session.source());
  if (!stack) {
    out.paragraph(why_no_stack(stack.error(), thread), 2);
    return {};
  }
  if (stack->empty()) {
    out.line("  the kernel has no stack of it: it is running", Tone::faint);
    return {};
  }
  out.line("  the kernel's functions, the innermost first", Tone::faint);
  for (const std::string& function : *stack) out.line("    " + inert_line(function));
  if (now.state == stopped_by_tracer) {
    out.paragraph(
        "The first ones hold the thread for us. While it runs, they show what it waits for.", 2,
        Tone::faint);
  }
  return {};
}

}  // namespace spyglass
