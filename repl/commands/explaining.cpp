#include <fmt/format.h>

#include "core/base/nearest.hpp"
#include "core/decode/call.hpp"
#include "core/decode/constants.hpp"
#include "core/syscalls/catalogue.hpp"
#include "core/syscalls/errors.hpp"
#include "core/syscalls/signals.hpp"
#include "repl/commands/families.hpp"
#include "repl/commands/topics.hpp"
#include "repl/expression.hpp"
#include "repl/shell/shell.hpp"
#include "repl/views/call_card.hpp"
#include "repl/views/registers.hpp"
#include "repl/views/table.hpp"
#include "repl/views/trace_line.hpp"

namespace spyglass::commands {

namespace {

void show_error_row(Output& out, const ErrorRow& row) {
  out.line(fmt::format("{} ({}): {}", row.name, row.number, row.message), Tone::strong);
  out.paragraph(row.sentence, 2);
}

void show_signal(Output& out, Signal number) {
  const SignalRow* row = find_signal(number);
  out.line(fmt::format("{} ({}): {}", signal_name(number), number.value(),
                       row != nullptr ? row->message : "Real-time signal"),
           Tone::strong);
  out.paragraph(signal_sentence(number), 2);
}

void show_constant(Output& out, const FoundConstant& found) {
  out.line(fmt::format("{} = {:#x}, among the {}", found.row->name, found.row->value,
                       found.table->title),
           Tone::strong);
  if (!found.row->means.empty()) out.paragraph(found.row->means, 2);
}

const Row* row_on_any_abi(std::string_view name) {
  for (const Abi* one : all_abis()) {
    if (const Row* row = find_row(name, one->id)) return row;
  }
  return nullptr;
}

tl::unexpected<Error> unknown_topic(const std::string& topic) {
  return bad_input(
      fmt::format("`{}` is no call, error, signal or constant that spyglass "
                  "knows{}",
                  topic, did_you_mean(topic, topic_names())));
}

Result<void> explain(Shell& shell, const Words& words) {
  Output& out = shell.out();
  if (words.empty()) {
    // Without a topic: the call at hand, or the last one.
    const auto& calls = shell.session().log().calls();
    if (calls.empty()) return wrong_usage("explain");
    show_call_card(out, *calls.back().call);
    return {};
  }
  if (words.rest.find('(') != std::string::npos) return explain_trace_line(out, words.rest);
  const std::string& topic = words[0];
  if (const Row* row = row_on_any_abi(topic)) {
    show_row_card(out, *row);
  } else if (const ErrorRow* error = find_error(topic)) {
    show_error_row(out, *error);
  } else if (const auto signal = signal_number(topic)) {
    show_signal(out, *signal);
  } else if (const auto constant = find_constant(topic)) {
    show_constant(out, *constant);
  } else if (call_exists(topic)) {
    out.line(fmt::format("{}: spyglass knows this call by name only; `man 2 {}` knows more", topic,
                         topic));
  } else {
    return unknown_topic(topic);
  }
  return {};
}

/// The ABI that is meant when none is named: the program's, or the machine's.
const Abi& abi_at_hand(const Session& session) {
  if (const auto registers = session.registers()) return registers->abi();
  return *all_abis().front();
}

void show_abi(Output& out, const Session& session, const Abi& which) {
  const auto registers = session.registers();
  const bool live = registers && registers->abi().id == which.id;
  std::vector<Line> rows;
  const auto row = [&](std::string role, std::string_view name) {
    rows.push_back({{std::move(role)},
                    {std::string(name), Tone::strong},
                    {live ? register_words(*registers, name) : ""}});
  };
  out.line(fmt::format("{}: {}", which.name, which.convention.summary), Tone::strong);
  row("number", which.convention.number);
  for (std::size_t i = 0; i < which.convention.arguments.size(); ++i) {
    row(fmt::format("argument {}", i + 1), which.convention.arguments[i]);
  }
  row("result", which.convention.result);
  show_table(out, rows, 2);
  for (const CallInstruction& instruction : which.call_instructions) {
    out.line(fmt::format("  {} enters by the numbers of {}", instruction.text,
                         abi(instruction.enters).name),
             Tone::faint);
  }
  for (const Clobber& clobber : which.convention.clobbers) {
    out.paragraph(fmt::format("{}: {}", clobber.register_name, clobber.why), 2, Tone::faint);
  }
  out.paragraph("A result from -4095 to -1 is an error, with its sign turned.", 2, Tone::faint);
}

Result<void> show_abis_of_call(Output& out, const std::string& name) {
  const Row* row = row_on_any_abi(name);
  if (row == nullptr) {
    return bad_input(fmt::format("`{}` is neither an ABI (x86-64, i386, aarch64) nor a call{}",
                                 name, did_you_mean(name, row_names())));
  }
  std::vector<Line> rows;
  Line head = {{""}};
  Line numbers = {{"number"}};
  for (const Abi* one : all_abis()) {
    const auto number = call_number(one->id, name);
    head.push_back({std::string(one->name), Tone::strong});
    numbers.push_back({number ? fmt::format("{} = {}", one->convention.number, *number) : "none"});
  }
  rows.push_back(std::move(head));
  rows.push_back(std::move(numbers));
  for (std::size_t i = 0; i < row->argument_count(); ++i) {
    Line line = {{std::string(row->arguments[i].name)}};
    for (const Abi* one : all_abis()) {
      const auto place = argument_register(*row, i, *one);
      line.push_back({place ? std::string(one->convention.arguments[*place]) : ""});
    }
    rows.push_back(std::move(line));
  }
  show_table(out, rows, 2);
  return {};
}

Result<void> abi_command(Shell& shell, const Words& words) {
  if (words.empty()) {
    show_abi(shell.out(), shell.session(), abi_at_hand(shell.session()));
    return {};
  }
  if (const Abi* named = abi_by_name(words[0])) {
    show_abi(shell.out(), shell.session(), *named);
    return {};
  }
  return show_abis_of_call(shell.out(), words[0]);
}

Result<void> errno_command(Shell& shell, const Words& words) {
  if (words.empty()) {
    std::vector<Line> rows;
    for (const ErrorRow& row : error_rows()) {
      rows.push_back({{fmt::format("{}", row.number), Tone::faint},
                      {std::string(row.name), Tone::strong},
                      {std::string(row.message)}});
    }
    show_table(shell.out(), rows, 2);
    return {};
  }
  const auto number = parse_number(words[0]);
  const auto value = number ? static_cast<std::int64_t>(*number) : 0;
  const ErrorRow* row = number ? find_error(Errno(static_cast<int>(value < 0 ? -value : value)))
                               : find_error(words[0]);
  if (row == nullptr) {
    std::vector<std::string_view> names;
    for (const ErrorRow& one : error_rows()) names.push_back(one.name);
    return bad_input(
        fmt::format("there is no error `{}`{}", words[0], did_you_mean(words[0], names)));
  }
  show_error_row(shell.out(), *row);
  return {};
}

constexpr Command rows[] = {
    {"explain", "explain [TOPIC]", "a call, error, signal, constant or line of a trace, in words",
     "Explains a call (openat), an error (ENOENT), a signal (SIGPIPE), a constant (O_CLOEXEC), or "
     "a whole line of a trace. Without words: the newest call.\n  explain openat",
     Completes::topics, explain},
    {"abi", "abi [ABI|CALL]", "which register carries what",
     "Shows how a call is made: which register holds the number, the arguments and the result. "
     "With a call's name: the same call on all machines, side by side.\n  abi openat",
     Completes::calls, abi_command},
    {"errno", "errno [NUMBER|NAME]", "errors by number or name",
     "Tells what an error means; without words it lists all of them.\n  errno 2", Completes::topics,
     errno_command},
};

}  // namespace

CommandFamily explaining() { return {"understand", rows}; }

}  // namespace spyglass::commands
