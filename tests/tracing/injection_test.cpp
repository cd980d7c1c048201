// Calls that are tampered with: what the program sees of it, and what the trace says.

#include "core/inject/injector.hpp"

#include <catch2/catch.hpp>

#include "tests/tracing/harness.hpp"

using namespace spyglass;
using namespace std::chrono_literals;
using Catch::Contains;

namespace {

using Texts = std::vector<std::string>;

WholeRun tampered(const Texts& injections) {
  return run_whole(options_for(target("tampered")), injections);
}

/// The line of the target's output that begins with a word.
std::string said(const WholeRun& run, const std::string& word) {
  const std::size_t at = run.output.find(word);
  REQUIRE(at != std::string::npos);
  return run.output.substr(at, run.output.find('\n', at) - at);
}

const std::string uid = std::to_string(getuid());

/// "getuid 77 0 0 …": the target's line of six results, some of them made up.
std::string six_results(const std::string& made_up, const std::set<int>& where) {
  std::string line = "getuid";
  for (int i = 1; i <= 6; ++i) line += ' ' + (where.contains(i) ? made_up : uid);
  return line;
}

}  // namespace

TEST_CASE("results are made up for the invocations that are meant, and for those alone") {
  const Deadline deadline;
  const WholeRun run = tampered({"getuid:retval=77:when=2+3"});
  CHECK(said(run, "getuid") == six_results("77", {2, 5}));
  const std::string real = "getuid() = " + uid;
  CHECK(run.lines("getuid") ==
        Texts{real, "getuid() = 77 (INJECTED)", real, real, "getuid() = 77 (INJECTED)", real});
  const WholeRun failing = tampered({"getuid:error=EIO:when=6"});
  CHECK(said(failing, "getuid") == six_results("-5", {6}));
  CHECK(failing.lines("getuid").back() == "getuid() = -1 EIO (Input/output error) (INJECTED)");
}

TEST_CASE("each call of a set is counted for itself, and the last injection that means it counts") {
  const Deadline deadline;
  const WholeRun run = tampered({"getuid,getgid:retval=77:when=1", "getuid:retval=88:when=2"});
  CHECK(said(run, "getuid") == six_results("88", {2}));
  CHECK(said(run, "getgid") == "getgid 77");
}

TEST_CASE("a call whose result is made up is not carried out") {
  const Deadline deadline;
  const WholeRun run = run_whole(options_for(example("hello")), {"write:retval=15"});
  CHECK(run.output.empty());
  CHECK(run.lines("write") == Texts{"write(1, \"Hello, kernel!\\n\", 15) = 15 (INJECTED)"});
  CHECK(run.ends.at(run.first).code == 42);
}

TEST_CASE("another call in its place changes nothing about what the program gets") {
  const Deadline deadline;
  const WholeRun run =
      tampered({"getuid:syscall=getpid:retval=77:when=2", "getgid:syscall=gettid:error=EAGAIN"});
  CHECK(said(run, "getuid") == six_results("77", {2}));
  CHECK(said(run, "getgid") == "getgid -11");
}

#if defined(__x86_64__)

TEST_CASE("a made-up result leaves all other registers as the call instruction leaves them") {
  const Deadline deadline;
  // The program compares all of them, and wants a result above 0.
  for (const char* injection : {"getpid:retval=5", "getpid:syscall=getuid:retval=5",
                                "getpid:signal=SIGURG:delay_enter=1:delay_exit=1"}) {
    INFO(injection);
    const WholeRun run = run_whole(options_for(example("clobbers")), {injection});
    CHECK(run.ends.at(run.first).code == 0);
  }
  const WholeRun failing = run_whole(options_for(example("clobbers")), {"getpid:error=EIO"});
  CHECK(failing.ends.at(failing.first).code == 1);
}

TEST_CASE("32-bit calls are tampered with as 64-bit ones are") {
  const Deadline deadline;
  const WholeRun narrow =
      run_whole(options_for(example("hello", "i386")), {"write:retval=-2:poke_enter=@arg2=4a"});
  CHECK(narrow.output.empty());
  CHECK(narrow.lines("write") ==
        Texts{"write(1, \"Jello, kernel!\\n\", 15) = -1 ENOENT (No such file or directory) "
              "(INJECTED: args, retval)"});
  CHECK(run_whole(options_for(example("hello", "i386")), {"write:retval=0x1ffffe000"})
            .lines("write") ==
        Texts{"write(1, \"Hello, kernel!\\n\", 15) = 4294959104 (INJECTED)"});
  // The old door of a 64-bit program.
  const WholeRun doors = run_whole(options_for(example("two-doors")), {"write@32:error=EIO"});
  CHECK(doors.output == "through the new door\n");
}

#endif

TEST_CASE("what arguments point to is overwritten at the entry, and at the exit") {
  const Deadline deadline;
  // "/dev/zero", and later "/TMP"
  const WholeRun run =
      tampered({"openat:poke_enter=@arg2=2f6465762f7a65726f:poke_exit=@arg2=2f544d50:when=3",
                "read:poke_exit=@arg2=4869:when=2+"});
  CHECK_THAT(run.lines("openat").back(), Contains("\"/dev/zero\", O_RDWR) = 3 (INJECTED: args)"));
  CHECK(said(run, "opened") == "opened /TMP/zero");
  CHECK_THAT(run.lines("read").back(),
             Contains("\"Hi\\0\\0\\0\\0\\0\\0\", 8) = 8 (INJECTED: args)"));
  CHECK(said(run, "read") == "read 8 Hi");
}

TEST_CASE("a suppressed read leaves what is poked") {
  const Deadline deadline;
  const WholeRun run = tampered({"read:poke_exit=@arg2=4869:retval=3:when=2+"});
  CHECK(said(run, "read") == "read 3 Hi......");
  CHECK_THAT(run.lines("read").back(), Contains("\"Hi.\", 8) = 3 (INJECTED: args, retval)"));
}

TEST_CASE("a signal is sent at the entry, and the call is carried out") {
  const Deadline deadline;
  const WholeRun run = tampered({"getuid:signal=USR1:when=2..3"});
  CHECK(said(run, "caught") == "caught 2");
  CHECK(said(run, "getuid") == six_results("", {}));
  REQUIRE(run.signals.size() == 2);
  CHECK(run.signals[0].info.si_code == SI_KERNEL);
  CHECK(run.lines("getuid").at(1) == "getuid() = " + uid);
  const WholeRun both = tampered({"getuid:signal=USR1:error=EIO:when=2"});
  CHECK(said(both, "caught") == "caught 1");
  CHECK(said(both, "getuid") == six_results("-5", {2}));
}

TEST_CASE("threads are counted one by one") {
  const Deadline deadline;
  const WholeRun run = run_whole(options_for(target("threads")), {"write:retval=1:when=2"});
  std::map<Tid, std::vector<bool>> injected;
  for (const auto& call : run.calls) {
    if (call->name == "write") injected[call->thread].push_back(call->injected.result);
  }
  CHECK(injected.size() == 8);
  for (const auto& [thread, list] : injected) {
    CHECK(list == std::vector{false, true, false, false, false, false, false, false, false, false});
  }
}

TEST_CASE("a delay comes before the call, or behind it") {
  const Deadline deadline;
  const WholeRun before = tampered({"getgid:delay_enter=20ms"});
  const WholeRun behind = tampered({"getgid:delay_exit=20ms"});
  const auto call = [](const WholeRun& run) {
    return *std::ranges::find_if(run.calls, [](const auto& one) { return one->name == "getgid"; });
  };
  CHECK(call(before)->left - call(before)->entered >= 20ms);
  const auto next = std::ranges::find(behind.calls, call(behind)) + 1;
  CHECK((*next)->entered - call(behind)->left >= 20ms);
  for (const WholeRun* run : {&before, &behind}) {
    CHECK_THAT(run->lines("getgid").front(), Catch::EndsWith(" (DELAYED)"));
    CHECK(said(*run, "getuid") == six_results("", {}));
  }
}

TEST_CASE("a thread that is held back keeps nobody else waiting") {
  const Deadline deadline;
  for (const char* injection : {"getuid:delay_enter=3000s", "getuid:delay_exit=3000s"}) {
    INFO(injection);
    const WholeRun run = run_whole(options_for(target("held")), {injection});
    CHECK(run.ends.at(run.first).code == 42);
    CHECK(run.ends.size() == 2);
  }
}

TEST_CASE("a wait with a thread held back gives SIGCHLD back to whoever has it blocked") {
  const Deadline deadline;
  sigset_t child, before;
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  sigprocmask(SIG_BLOCK, &child, &before);
  (void)run_whole(options_for(target("held")), {"getuid:delay_enter=3000s"});
  const timespec at_once{};
  CHECK(sigtimedwait(&child, nullptr, &at_once) == SIGCHLD);
  sigprocmask(SIG_SETMASK, &before, nullptr);
}

TEST_CASE("a thread that is held back stops when all are asked to, and can be killed") {
  const Deadline deadline;
  Trace trace;
  trace.injector().add(*parse_injection("getuid:delay_enter=3000s"));
  auto launched = trace.launch(options_for(target("tampered")));
  REQUIRE(launched);
  std::optional<Trace::Step> step = std::move(launched->step);
  const Pid process = step->stop.process;
  while (!(step->call && step->call->injected.delayed)) {
    REQUIRE(std::move(*step->stop.stopped).resume(Resume::to_call));
    step = trace.wait();
  }
  REQUIRE(std::move(*step->stop.stopped).resume(Resume::to_call));
  CHECK_FALSE(trace.poll());
  SECTION("asked to stop") {
    trace.tracer().interrupt_all();
    step = trace.wait();
    REQUIRE(step);
    CHECK(step->stop.stopped);
  }
  SECTION("killed") {
    Tracer::kill(process);
    do {
      step = trace.wait();
      REQUIRE(step);
      if (step->stop.stopped) (void)std::move(*step->stop.stopped).resume(Resume::run);
    } while (!std::holds_alternative<event::Gone>(step->stop.event));
    CHECK(std::get<event::Gone>(step->stop.event).status.killed_by == Signal(SIGKILL));
    CHECK(trace.tracer().empty());
  }
}

TEST_CASE("the caller of execve stays what it is under its new id") {
  const Deadline deadline;
  const WholeRun run = run_whole(options_for(target("exec_from_thread"), {example("hello")}),
                                 {"execve:delay_exit=1ms"});
  CHECK(run.lines("write").size() == 1);
  const auto lines = run.lines("execve");
  REQUIRE(lines.size() == 2);  // the first is how the program was started
  CHECK_THAT(lines[0], Catch::EndsWith(" = 0"));
  CHECK_THAT(lines[1], Catch::EndsWith(" = 0 (DELAYED)"));
}

TEST_CASE("the execve that starts the program is left alone and not counted") {
  const Deadline deadline;
  const WholeRun run = run_whole(options_for(target("exec_from_thread"), {example("hello")}),
                                 {"execve:error=ENOENT:when=1"});
  CHECK(run.ends.at(run.first).code == 2);
}

TEST_CASE("injections are listed, and can be removed while they are carried out") {
  const Deadline deadline;
  Trace trace;
  Injector& injector = trace.injector();
  CHECK(injector.add(*parse_injection("close:error=EIO")) == 1);
  CHECK(injector.add(*parse_injection("getuid:retval=77")) == 2);
  CHECK(injector.remove(1));
  CHECK_FALSE(injector.remove(1));
  REQUIRE(injector.entries().size() == 1);
  CHECK(injector.entries()[0].number == 2);
  CHECK(injector.entries()[0].injection->text == "getuid:retval=77");

  auto launched = trace.launch(options_for(target("tampered")));
  REQUIRE(launched);
  std::vector<std::int64_t> results;
  std::optional<Trace::Step> step = std::move(launched->step);
  while (step) {
    if (step->call && step->call->name == "getuid") {
      if (step->call->in_kernel()) injector.remove(2);
      if (step->call->result) results.push_back(*step->call->result);
    }
    if (step->stop.stopped) (void)std::move(*step->stop.stopped).resume(Resume::to_call);
    step = trace.wait();
  }
  REQUIRE(results.size() == 6);
  CHECK(results[0] == 77);
  CHECK(results[1] == static_cast<std::int64_t>(getuid()));
  CHECK(injector.add(*parse_injection("close:error=EIO")) == 3);
}

TEST_CASE("calls that are not considered are neither changed nor counted, and failures are told") {
  const Deadline deadline;
  Trace trace;
  trace.injector().add(*parse_injection("getuid:retval=77:when=2"));
  trace.injector().add(*parse_injection("getgid:poke_enter=@arg1=00"));
  trace.injector().add(*parse_injection("read:poke_exit=@arg3=00,@arg2=4869:when=2+"));
  int asked = 0;
  trace.injector().consider_only(
      [&](const Call& call) { return call.name != "getuid" || ++asked > 3; });
  auto launched = trace.launch(options_for(target("tampered")));
  REQUIRE(launched);
  std::optional<Trace::Step> step = std::move(launched->step);
  while (step) {
    if (step->stop.stopped) (void)std::move(*step->stop.stopped).resume(Resume::to_call);
    step = trace.wait();
  }
  const std::string output = read_to_end(launched->channels.output);
  CHECK_THAT(output, Contains(six_results("77", {5})));
  CHECK_THAT(output, Contains("read 0 Hi"));
  const Texts problems = trace.injector().take_problems();
  REQUIRE(problems.size() == 2);
  CHECK_THAT(problems[0], Contains("@arg1") && Contains("the call has 0 arguments"));
  CHECK_THAT(problems[1], Contains("@arg3") && Contains("0x8 does not point to 1 mapped byte"));
  CHECK(trace.injector().take_problems().empty());
}
