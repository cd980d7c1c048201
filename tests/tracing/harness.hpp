#pragma once

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <string>

#include "core/elf/symbols.hpp"
#include "core/report/text.hpp"
#include "core/syscalls/catalogue.hpp"
#include "core/trace.hpp"

/// What tests of tracing share. Nothing here sleeps; a test that would hang is ended by a timer.
namespace spyglass {

/// The path of an assembled example: example("hello"), example("hello", "i386").
inline std::string example(const std::string& name, const std::string& abi = "x86_64") {
  return std::string(SPYGLASS_PROGRAMS_DIR) + "/" + abi + "/" + name;
}

/// The path of one of tests/targets/.
inline std::string target(const std::string& name) {
  return std::string(SPYGLASS_TARGETS_DIR) + "/" + name;
}

inline LaunchOptions options_for(const std::string& path, std::vector<std::string> arguments = {}) {
  LaunchOptions options;
  options.path = path;
  options.arguments = std::move(arguments);
  options.arguments.insert(options.arguments.begin(), path);
  options.environment = {"PATH=/usr/bin:/bin"};
  options.streams = Streams::pipes;
  return options;
}

/// Kills the test program when a test takes longer than anything here can.
class Deadline {
 public:
  explicit Deadline(unsigned seconds = 60) { alarm(seconds); }
  ~Deadline() { alarm(0); }
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;
};

/// The next stop of any thread.
inline Stop next_stop(Tracer& tracer) {
  auto next = tracer.wait();
  REQUIRE(next);
  return std::move(*next);
}

/// Resumes a stop and returns the next one of any thread.
inline Stop resume_and_wait(Tracer& tracer, Stop stop, Resume how) {
  REQUIRE(stop.stopped);
  REQUIRE(std::move(*stop.stopped).resume(how));
  return next_stop(tracer);
}

/// The event of a stop, which must be of a kind.
template <class Kind>
Kind as(const Stop& stop) {
  INFO("the event's index is " << stop.event.index());
  REQUIRE(std::holds_alternative<Kind>(stop.event));
  return std::get<Kind>(stop.event);
}

/// Resumes until an event of a kind comes.
template <class Kind>
Stop run_to(Tracer& tracer, Stop stop, Resume how) {
  do {
    stop = resume_and_wait(tracer, std::move(stop), how);
  } while (!std::holds_alternative<Kind>(stop.event) &&
           !std::holds_alternative<event::Gone>(stop.event));
  as<Kind>(stop);
  return stop;
}

/// Runs a single thread to its end and says how it was.
inline ExitStatus run_to_end(Tracer& tracer, Stop stop, Resume how = Resume::run) {
  return as<event::Gone>(run_to<event::Gone>(tracer, std::move(stop), how)).status;
}

/// Resumes to the next entry of a call of a name.
inline Stop run_to_entry(Tracer& tracer, Stop stop, std::string_view name) {
  for (;;) {
    stop = run_to<event::CallEntry>(tracer, std::move(stop), Resume::to_call);
    const auto call = as<event::CallEntry>(stop).call;
    if (call_number(call.abi, name) == call.number) return stop;
  }
}

/// Launches a program and takes it through execve: the stop at which its first instruction is next.
/// Whoever doesn't keep the channels makes its writes fail.
inline Stop run_to_first_instruction(Tracer& tracer, const LaunchOptions& options,
                                     Channels& channels) {
  auto launched = tracer.launch(options);
  REQUIRE(launched);
  channels = std::move(launched->channels);
  return run_to<event::CallExit>(tracer, std::move(launched->stop), Resume::to_call);
}

/// Single steps until a call instruction is the next one.
inline Stop step_to_call(Tracer& tracer, Stop stop) {
  for (;;) {
    const auto registers = stop.stopped->registers();
    REQUIRE(registers);
    const auto code = stop.stopped->memory().bytes(registers->program_counter(), 4);
    if (call_instruction_at(registers->abi(), std::as_bytes(std::span(code)))) return stop;
    stop = resume_and_wait(tracer, std::move(stop), Resume::one_instruction);
    as<event::SingleStep>(stop);
  }
}

inline RegisterValues registers_of(const Stop& stop) {
  const auto registers = stop.stopped->registers();
  REQUIRE(registers);
  return *registers;
}

/// The address of a name in a program that is loaded where its file says.
inline Addr symbol(const std::string& path, const std::string& name) {
  const auto symbols = Symbols::load(path, 0);
  REQUIRE(symbols);
  const auto found = symbols->find(name);
  REQUIRE(found);
  return *found;
}

/// All that is in a pipe until its last writer is gone.
inline std::string read_to_end(const UniqueFd& fd) {
  std::string text;
  char chunk[512];
  pollfd ready{fd.get(), POLLIN, 0};
  while (poll(&ready, 1, -1) == 1) {
    const ssize_t count = read(fd.get(), chunk, sizeof chunk);
    if (count <= 0) break;
    text.append(chunk, static_cast<std::size_t>(count));
  }
  return text;
}

/// What a whole run of a program gave, driven by call stops, every signal delivered.
struct WholeRun {
  std::vector<std::shared_ptr<const Call>> calls;  ///< complete, in the order of their ends
  std::vector<event::SignalStop> signals;
  std::map<Tid, ExitStatus> ends;
  std::set<Tid> started;  ///< threads and children that the first thread made
  Tid first;
  std::string output;

  [[nodiscard]] std::map<std::string, int> counts() const {
    std::map<std::string, int> count;
    for (const auto& call : calls) ++count[std::string(call->name)];
    return count;
  }
  [[nodiscard]] std::vector<std::string> lines(std::string_view name) const {
    std::vector<std::string> result;
    for (const auto& call : calls) {
      if (call->name == name) result.push_back(call_text(*call, {.result_column = 0}));
    }
    return result;
  }
};

inline WholeRun run_whole(Trace& trace, const LaunchOptions& options) {
  WholeRun run;
  auto launched = trace.launch(options);
  REQUIRE(launched);
  run.first = launched->step.stop.thread;
  std::optional<Trace::Step> step = std::move(launched->step);
  while (step) {
    const Event& event = step->stop.event;
    // A call that the thread ends in comes twice: as it begins to end, and when it is gone.
    const bool ending = std::holds_alternative<event::Exiting>(event);
    if (step->call && !step->call->in_kernel() && !ending) run.calls.push_back(step->call);
    if (const auto* signal = std::get_if<event::SignalStop>(&event)) run.signals.push_back(*signal);
    if (std::holds_alternative<event::Started>(event)) run.started.insert(step->stop.thread);
    if (const auto* gone = std::get_if<event::Gone>(&event)) {
      run.ends[step->stop.thread] = gone->status;
    }
    if (step->stop.stopped) (void)std::move(*step->stop.stopped).resume(trace.to_calls());
    step = trace.wait();
  }
  if (options.streams == Streams::pipes) run.output = read_to_end(launched->channels.output);
  return run;
}

inline WholeRun run_whole(const LaunchOptions& options,
                          const std::vector<std::string>& injections = {}) {
  Trace trace;
  for (const std::string& text : injections) {
    auto injection = parse_injection(text);
    REQUIRE(injection);
    trace.injector().add(std::move(*injection));
  }
  return run_whole(trace, options);
}

}  // namespace spyglass
