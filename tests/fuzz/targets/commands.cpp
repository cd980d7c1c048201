// Lines at the prompt, in front of a recording: commands that look, with all that they take, what
// completes them, and the conditions of traps. An input is the lines.

#include <signal.h>

#include <algorithm>
#include <array>
#include <lua.hpp>

#include "core/record/record_file.hpp"
#include "repl/expression.hpp"
#include "repl/script/condition.hpp"
#include "repl/shell/completion.hpp"
#include "repl/shell/pasted.hpp"
#include "repl/shell/shell.hpp"
#include "repl/views/trace_line.hpp"
#include "tests/fuzz/memory_file.hpp"
#include "tests/fuzz/target.hpp"

namespace spyglass::fuzz {

namespace {

/// Those that neither start anything nor write to files, and read none but the recording's.
constexpr std::array<std::string_view, 44> harmless = {
    "explain", "abi",    "errno",  "regs",     "mem",      "disas",   "symbols", "calls",
    "call",    "time",   "waits",  "summary",  "set",      "poke",    "inject",  "stepi",
    "next",    "enter",  "finish", "until",    "continue", "send",    "fds",     "maps",
    "stack",   "tree",   "status", "kstack",   "limits",   "env",     "help",    "loader",
    "break",   "tbreak", "catch",  "watch",    "back",     "forward", "goto",    "checkpoints",
    "hint",    "where",  "clues",  "interrupt"};

constexpr std::size_t most_lines = 12;

recorded::Step step(Event event) {
  recorded::Step made;
  made.thread = Tid(7);
  made.process = Pid(7);
  made.event = std::move(event);
  made.threads = 1;
  std::vector<std::byte> set(abi(AbiId::x86_64).register_set_size, std::byte{});
  made.registers.emplace(abi(AbiId::x86_64), set);
  made.registers->set("rsp", 0x1000);
  made.memory = {{Addr(0x1000), std::string("/etc/hostname\0\033[31m\xff", 19), true}};
  made.facts = {{{proc::Question::Kind::file, Tid(7), "maps"},
                 "00001000-00002000 rw-p 00000000 00:00 0 [stack]\n"},
                {{proc::Question::Kind::link, Tid(7), "fd/3"}, "/tmp/\033[1m"}};
  return made;
}

/// Three calls, the last of which is not over.
MemoryFile made_recording() {
  MemoryFile file;
  auto writer = recorded::FileWriter::create(file.path());
  if (!writer) throw std::runtime_error(writer.error().message);
  writer->add(recorded::Beginning{.program = {"cat", "x"}, .process = Pid(7)});
  constexpr std::uint64_t openat = 257, read = 0, write = 1;
  const auto entry = [&](std::uint64_t number, std::array<std::uint64_t, 6> arguments) {
    writer->add(step(event::CallEntry{{AbiId::x86_64, number, arguments, Addr(0x1000)}}));
  };
  entry(openat, {static_cast<std::uint64_t>(-100), 0x1000, 0});
  writer->add(step(event::CallExit{3}));
  entry(read, {3, 0x1000, 16});
  writer->add(step(event::CallExit{16}));
  entry(write, {1, 0x1000, 16});
  writer->finish();
  return file;
}

void check_words(std::string_view line) {
  const auto words = split_words(line);
  if (!words) return require_sentence(words.error().message);
  std::string quoted;
  for (const std::string& word : words->list) {
    quoted += " \"";
    for (const char c : word) {
      if (c == '"' || c == '\\') quoted += '\\';
      quoted += c;
    }
    quoted += '"';
  }
  const auto again = split_words(quoted);
  require(again && again->list == words->list, "words in quotes are other words", line);
  const std::string_view bare = without_prompts(line);
  require(without_prompts(bare) == bare, "a prompt was left in front of a line", line);
}

/// Of the host's own functions only those that come to an end by themselves.
void check_condition(const std::string& text) {
  if (text.find(':') != std::string::npos || text.find("string") != std::string::npos ||
      text.find("table") != std::string::npos) {
    return;
  }
  static const auto host =
      std::make_shared<LuaHost>("", LuaHost::Limits{.memory = 2 << 20, .instructions = 50'000});
  const auto condition = Condition::compile(host, text);
  if (!condition) return require_sentence(condition.error().message);
  (void)condition->mentions("fd");
  const auto holds = condition->holds([](lua_State* state, std::string_view name) {
    if (name == "fd") lua_pushinteger(state, 3);
    if (name == "ret") lua_pushnil(state);
    if (name == "pathname") lua_pushstring(state, "/etc/hostname");
    return name == "fd" || name == "ret" || name == "pathname";
  });
  if (!holds) require_sentence(holds.error().message);
}

void check_line(Shell& shell, std::string_view line) {
  check_words(line);
  const auto words = split_words(line);
  if (!words || words->empty()) return;
  check_condition(std::string(line));
  if (const auto trace = parse_trace_line(line); !trace) require_sentence(trace.error().message);
  for (const std::string& word : words->list) (void)evaluate(shell.session(), word);
  const auto command = find_command(words->list.front());
  if (!command) return require_sentence(command.error().message);
  require(
      (*command)->name.starts_with(words->list.front()) || (*command)->alias == words->list.front(),
      "a word means a command that does not begin so", words->list.front());
  if (std::ranges::find(harmless, (*command)->name) == harmless.end()) return;
  (void)completions(shell, std::string(line));
  if (const auto done = shell.run_line(line); !done) require_sentence(done.error().message);
}

const Target commands("commands", [](std::string_view input) {
  static Signals signals;
  static const MemoryFile recording = made_recording();
  std::string shown;
  Output out([&](std::string_view text) { shown += text; }, {.width = 60});
  Shell shell(signals, out, {});
  // The engine has its own use for signals.
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  const auto opened = shell.run_line("replay " + recording.path());
  require(opened.has_value(), "the recording cannot be opened");
  for (std::size_t count = 0; !input.empty() && count < most_lines; ++count) {
    const std::size_t end = std::min(input.find('\n'), input.size());
    check_line(shell, without_prompts(input.substr(0, end)));
    input.remove_prefix(std::min(end + 1, input.size()));
  }
  require_inert(shown);
});

}  // namespace

}  // namespace spyglass::fuzz
