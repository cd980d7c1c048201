// Recordings that somebody else made, or forged. An input is either a whole file, as it begins with
// the mark of one, or the records of one, each with its length in front: frames have checksums,
// which nobody would ever hit upon.

#include <signal.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/player.hpp"
#include "core/record/bytes.hpp"
#include "core/record/record_file.hpp"
#include "core/report/explain.hpp"
#include "repl/shell/shell.hpp"
#include "repl/trace/reporters.hpp"
#include "tests/fuzz/memory_file.hpp"
#include "tests/fuzz/target.hpp"

namespace spyglass::fuzz {

namespace {

/// The commands that look at a program, beside those that move.
constexpr std::string_view looks[] = {
    "regs",  "mem rsp 64", "disas",   "calls",   "call 1",      "summary", "time",
    "waits", "fds",        "maps",    "stack",   "tree",        "status",  "limits",
    "env",   "kstack",     "symbols", "forward", "checkpoints", "explain", "next 3",
    "stepi", "finish",     "back 2",  "goto 2",  "continue",    "tree",    "regs"};

std::string file_of_records(std::string_view input) {
  const MemoryFile file;
  auto writer = recorded::FileWriter::create(file.path());
  if (!writer) throw std::runtime_error(writer.error().message);
  ByteReader in(input);
  while (!in.at_end() && !in.failed()) {
    const auto record = recorded::unpack(in.text());
    if (!record) continue;
    const std::string packed = recorded::pack(*record);
    const auto again = recorded::unpack(packed);
    require(again && recorded::pack(*again) == packed, "a record is not what was packed", packed);
    writer->add(*record);
  }
  writer->finish();
  auto reader = recorded::FileReader::open(file.path());
  if (!reader) throw std::runtime_error(reader.error().message);
  while (reader->next()) continue;
  require(reader->damage().empty(), "what was written cannot be read: " + reader->damage());
  return file.contents();
}

/// As a trace would have shown it, in one of its forms.
void retell(const std::string& path, Form form) {
  const bool is_text = form == Form::text;
  TraceRequest request;
  request.form = form;
  request.look.clock = TraceLook::Clock::epoch;
  request.look.clock_precision = request.look.time_in_call.emplace(Precision::nanoseconds);
  request.look.since_last = Precision::microseconds;
  request.look.instruction_pointer = request.look.call_number = is_text;
  request.look.explain = is_text;
  request.look.naming.descriptors = request.look.naming.processes = NumberSet::all();
  if (is_text) request.summary.emplace();
  request.decode.read = request.decode.written = NumberSet::all();
  auto player = Player::open(path, request.decode, request.look.naming);
  if (!player) return require_sentence(player.error().message);
  const MemoryFile lines;
  {
    auto sinks = Sinks::open(lines.path(), false, false);
    if (!sinks) throw std::runtime_error(sinks.error().message);
    Reporters reporters(request, *sinks);
    while (const recorded::Record* record = (*player)->next()) {
      const auto* recorded = std::get_if<recorded::Step>(record);
      if (recorded == nullptr || recorded->changed) continue;
      Trace::Step step = (*player)->step();
      reporters.show(step, recorded->threads);
    }
    reporters.finish();
  }
  std::string text = lines.contents();
  require_inert(text);
  if (form == Form::chrome) require(nlohmann::json::accept(text), "--chrome wrote no JSON", text);
  for (std::size_t end = 0; form == Form::json && (end = text.find('\n')) != std::string::npos;) {
    require_visible(std::string_view(text).substr(0, end));
    require(nlohmann::json::accept(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(end)),
            "an event's JSON is none", text);
    text.erase(0, end + 1);
  }
}

void look_at(const std::string& path) {
  static Signals signals;
  std::string shown;
  Output out([&](std::string_view text) { shown += text; }, {.width = 60});
  Shell shell(signals, out, {});
  // The engine has its own use for signals.
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  const auto run = [&](std::string_view line) {
    if (const auto done = shell.run_line(line); !done) require_sentence(done.error().message);
  };
  run("replay " + path);
  if (shell.session().playback() == nullptr) return;
  for (const std::string_view line : looks) run(line);
  require_inert(shown);
}

const Target recordings("recordings", [](std::string_view input) {
  const bool whole = input.starts_with(recorded::file_mark);
  const MemoryFile file(whole ? std::string(input) : file_of_records(input));
  for (const Form form : {Form::text, Form::json, Form::chrome, Form::folded}) {
    retell(file.path(), form);
  }
  look_at(file.path());
});

}  // namespace

}  // namespace spyglass::fuzz
