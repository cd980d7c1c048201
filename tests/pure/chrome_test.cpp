// Chrome's trace events of made-up steps: what is rare, or cannot be had from a living program.

#include "core/report/chrome.hpp"

#include <catch2/catch.hpp>

#include "core/report/json.hpp"
#include "repl/trace/chrome_reporter.hpp"
#include "tests/chrome_document.hpp"
#include "tests/pure/made_call.hpp"
#include "tests/temporary_folder.hpp"

using namespace spyglass;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

/// Knows what threads are called, and nothing else.
class Commands final : public proc::Source {
 public:
  [[nodiscard]] std::optional<std::string> answer(const proc::Question& question) const override {
    const auto found = commands.find(question.thread);
    if (question.detail != "comm" || found == commands.end()) return std::nullopt;
    return found->second + "\n";
  }
  std::map<Tid, std::string> commands;
};

constexpr Call::Clock::time_point start{1000s};

/// A trace that is made up step by step. The process is number 7.
class MadeUp {
 public:
  MadeUp() : sinks_(Sinks::open(folder_.file("trace"), false, false).value()) {
    source.commands[Tid(7)] = "tea";
  }

  void tell(Event event, std::chrono::nanoseconds at, std::shared_ptr<const Call> call = nullptr,
            int thread = 7, int process = 7) {
    Trace::Step step{.stop = {.thread = Tid(thread), .process = Pid(process)},
                     .call = std::move(call),
                     .when = start + at,
                     .wall_time = std::chrono::system_clock::time_point(at)};
    step.stop.event = std::move(event);
    step.source = &source;
    reporter.show(step, 1);
  }
  std::shared_ptr<Call> enter(std::string_view name, std::chrono::nanoseconds at, int thread = 7) {
    auto call = std::make_shared<Call>(made_call(name, {0, 0, 0}, std::nullopt));
    call->thread = Tid(thread);
    call->process = Pid(7);
    call->entered = start + at;
    tell(event::CallEntry{}, at, call, thread);
    return call;
  }
  void leave(const std::shared_ptr<Call>& call, std::chrono::nanoseconds at) {
    decode_exit(*call, 0, program_.memory(), {});
    call->left = start + at;
    tell(event::CallExit{0}, at, call, call->thread.value());
  }
  [[nodiscard]] ChromeDocument document() {
    reporter.finish();
    return ChromeDocument(read_whole(folder_.path() / "trace"));
  }

 private:
  TemporaryFolder folder_;
  ProgramMemory program_;
  Sinks sinks_;

 public:
  Commands source;
  ChromeReporter reporter{sinks_, NumberSet::all(), {}, {}};
};

}  // namespace

TEST_CASE("a trace of nothing is a document, too") {
  MadeUp trace;
  CHECK(trace.document().events().empty());
}

TEST_CASE("a slice has the arguments' texts, and what came of the call") {
  ProgramMemory program;
  const auto path = program.put("odd \xff;\"name");
  const Call call = made_call("access", {path, 4}, -2, program);
  const auto line = json::parse(chrome_call({Pid(3), Tid(4), 1500ns}, call, 250ns));
  CHECK(line["ph"] == "X");
  CHECK(line["cat"] == "files");
  CHECK(line["pid"] == 3);
  CHECK(line["tid"] == 4);
  CHECK(line["ts"] == 1.5);
  CHECK(line["dur"] == 0.25);
  CHECK(line["args"] ==
        json({{"arguments", {{"mode", "R_OK"}, {"pathname", R"("odd \377;\"name")"}}},
              {"error", "ENOENT"},
              {"result", "-1 ENOENT (No such file or directory)"}}));
}

TEST_CASE("an unknown call has a list of words, and one that is made again has no error") {
  Call unknown = decode_entry({AbiId::x86_64, 5000, {1, 2}}, ProgramMemory().memory(), {});
  const auto line = json::parse(chrome_call({}, unknown, 1ns));
  CHECK(line["cat"] == "unknown");
  CHECK(line["args"]["arguments"].is_array());
  CHECK(line["args"]["unfinished"] == true);
  const auto again = json::parse(chrome_call({}, made_call("pause", {}, -514), 1ns));
  CHECK_FALSE(again["args"].contains("error"));
  CHECK(again["args"]["result"] == "? ERESTARTNOHAND (To be restarted if no handler)");
}

TEST_CASE("what was done to a call is said") {
  Call call = made_call("close", {3}, -5);
  call.injected = {.result = true, .delayed = true};
  call.denied_by = "Landlock";
  const auto details = json::parse(chrome_call({}, call, 1ns))["args"];
  CHECK(details["injected"] == json::array({"result", "delayed"}));
  CHECK(details["denied_by"] == "Landlock");
}

TEST_CASE("times are exact to the nanosecond for days") {
  const auto line =
      json::parse(chrome_call({{}, {}, 24h * 30 + 1ns}, made_call("brk", {0}, 0), 1ns));
  CHECK(std::llround(line["ts"].get<double>() * 1000) ==
        std::chrono::nanoseconds(24h * 30).count() + 1);
  CHECK(line["dur"] == 0.001);
}

TEST_CASE("names that are no UTF-8 are escaped") {
  CHECK(json::parse(chrome_process_name({}, "t\xff"))["args"]["name"] == "t\\377");
  CHECK(json::parse(chrome_thread_name({}, "caf\xc3\xa9"))["args"]["name"] == "caf\xc3\xa9");
}

TEST_CASE("calls that are not over when the trace ends last to its end") {
  MadeUp trace;
  const auto call = trace.enter("read", 0us);
  trace.tell(event::Lost{12}, 8us);
  const ChromeDocument document = trace.document();
  const auto slices = document.of("X");
  REQUIRE(slices.size() == 1);
  CHECK(slices[0]["dur"] == 8.0);
  CHECK(slices[0]["args"]["unfinished"] == true);
  const auto lost = document.of("i", "records of calls lost");
  REQUIRE(lost.size() == 1);
  CHECK(lost[0]["args"]["records"] == "12");
  CHECK(document.names("process_name") == std::set<std::string>{"tea"});
}

TEST_CASE("a call whose end was lost lasts until the next one") {
  MadeUp trace;
  trace.enter("read", 0us);
  trace.leave(trace.enter("brk", 3us), 4us);
  const auto slices = trace.document().of("X");
  REQUIRE(slices.size() == 2);
  CHECK(slices[0]["name"] == "read");
  CHECK(slices[0]["dur"] == 3.0);
  CHECK(slices[1]["dur"] == 1.0);
}

TEST_CASE("what began before the trace did is seen from its beginning on") {
  MadeUp trace;
  trace.tell(event::Interrupted{}, 0us);
  const auto call = trace.enter("read", -5us);
  trace.leave(call, 3us);
  CHECK(trace.document().of("X").at(0)["ts"] == 0.0);
}

TEST_CASE("a thread that executes takes the leader's place, and its call stays where it began") {
  MadeUp trace;
  trace.source.commands[Tid(8)] = "brewer";
  const auto waits = trace.enter("futex", 0us, 7);
  const auto blocked = trace.enter("read", 1us, 9);
  const auto executes = trace.enter("execve", 2us, 8);
  trace.source.commands[Tid(7)] = "pot";
  waits->no_return = blocked->no_return = true;
  trace.tell(event::Exec{.former = Tid(8)}, 5us, waits, 7);
  executes->thread = Tid(7);
  trace.leave(executes, 6us);
  trace.tell(event::Gone{}, 9us);
  const ChromeDocument document = trace.document();
  std::map<std::string, std::pair<int, double>> slices;
  for (const auto& slice : document.of("X")) slices[slice["name"]] = {slice["tid"], slice["dur"]};
  CHECK(slices["futex"] == std::pair(7, 5.0));
  CHECK(slices["read"] == std::pair(9, 4.0));
  CHECK(slices["execve"] == std::pair(8, 4.0));
  CHECK(document.of("i", "superseded by execve").at(0)["args"]["thread"] == "8");
  CHECK(document.names("thread_name").contains("brewer"));
  CHECK(document.names("process_name").contains("pot"));
}

TEST_CASE("signals and stops are moments") {
  MadeUp trace;
  siginfo_t info{};
  info.si_signo = SIGUSR1;
  trace.tell(event::Started{}, 0us, nullptr, 12);
  trace.tell(event::SignalStop{Signal(SIGUSR1), info}, 1us);
  trace.tell(event::GroupStop{Signal(SIGTSTP)}, 2us);
  trace.tell(event::Gone{{.killed_by = Signal(SIGKILL)}}, 3us);
  const ChromeDocument document = trace.document();
  CHECK(document.of("i", "SIGUSR1")
            .at(0)["args"]["info"]
            .get<std::string>()
            .starts_with("SIGUSR1 {si_signo=SIGUSR1"));
  CHECK(document.of("i", "stopped by SIGTSTP").at(0)["s"] == "p");
  CHECK(document.of("i", "killed by SIGKILL").at(0)["cat"] == "process");
  CHECK(document.of("i", "started").at(0)["cat"] == "thread");
}
