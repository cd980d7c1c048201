// The tool is killed in the middle of anything: at a call of its own, by number, so that the moment
// is the same in every run. What it started dies with it, what it was attached to goes on unharmed,
// and nothing is lost.

#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <thread>

#include "core/base/scratch.hpp"
#include "core/proc/files.hpp"
#include "core/proc/status.hpp"
#include "tests/hostile/besieged.hpp"
#include "tests/tracing/process.hpp"

using Catch::Matchers::Contains;

namespace {

using Words = std::vector<std::string>;

/// A moment in the life of a tool that does this: a call, and how many of its kind come before.
std::string moment(const std::vector<siege::CallCount>& calls, siege::Draw& draw) {
  for (;;) {
    const siege::CallCount& call = calls[draw.below(calls.size())];
    if (call.after == 0) continue;
    return call.name +
           ":signal=KILL:when=" + std::to_string(call.before + 1 + draw.below(call.after));
  }
}

void kill_with_launched(std::uint64_t times) {
  siege::adopt_orphans();
  siege::Draw draw(3);
  const std::vector<Words> tools = {
      {"trace", "-f", "-o", "out", siege::targets + "fork_storm", "10"},
      {"-e", "break mark", "-e", "continue", "-e", "do getpid()", "-e", "back", "-e", "asm nop",
       "-e", "stepi", siege::targets + "shuts_out"},
      {"lesson", "reading-a-line"},
  };
  for (const Words& tool : tools) {
    const siege::Home reference;
    REQUIRE(siege::run_injected(reference, tool).status == 0);
    const auto calls = siege::count_calls(reference);
    for (std::uint64_t i = 0; i < times; ++i) {
      const siege::Home home;
      const std::string when = moment(calls, draw);
      INFO(tool.front() << ", " << when);
      const Finished run = siege::run_injected(home, tool, when);
      CHECK((run.status == 128 + SIGKILL || run.status == 0));  // it may not come so far
      CHECK(siege::nobody_is_left());
      CHECK(home.progress() == siege::Home::progress_before);
      // The next start takes away what this one left.
      spyglass::Scratch::remove_abandoned(home.path() / "tmp");
      CHECK(home.left().empty());
    }
  }
}

/// Whether the tool died between a single step and hearing of it. The kernel then hands the program
/// the SIGTRAP that nobody has waited for, and nothing that we could do comes before that.
bool a_step_was_under_way(const siege::Home& home) {
  std::ifstream log(home.file("log"));
  std::string last;
  for (std::string line; std::getline(log, line);) {
    if (line.starts_with("ptrace(")) last = line;
  }
  return last.starts_with("ptrace(PTRACE_SINGLESTEP");
}

/// What the program does when the tool attaches: it waits in a call, or is stopped by a signal.
enum class Found { waiting, stopped };

bool is_stopped(spyglass::Pid process) {
  const auto now = spyglass::proc::status(spyglass::leader_of(process));
  return now && now->state == 'T';
}

/// Whether it waits in read(2) for what it is told.
bool is_waiting(spyglass::Pid process) {
  const auto call = spyglass::proc::read_file(spyglass::leader_of(process), "syscall");
  return call && call->starts_with("0 0x0 ");
}

void kill_with_attached(int times, Found found) {
  siege::adopt_orphans();
  // Whoever has died cannot be talked to; a handler, since programs inherit what is ignored.
  signal(SIGPIPE, [](int) {});
  // Whoever started us in the background may have had these ignored, and programs inherit that.
  for (const int number : {SIGINT, SIGQUIT}) signal(number, SIG_DFL);
  siege::Draw draw(5);
  const auto tool = [found](spyglass::Pid process) {
    Words words = {"-p", std::to_string(process.value()), "-e", "break mark", "-e", "maps"};
    if (found == Found::waiting) {
      words.insert(words.end(), {"-e", "do getpid()", "-e", "asm nop"});
    }
    words.insert(words.end(), {"-e", "detach"});
    return words;
  };
  const auto runs_on = [](spyglass::Talker& program, bool stepped) {
    program.say("go\n");
    std::string last;
    for (std::string line = program.hear(); !line.empty(); line = program.hear()) last = line;
    const int status = program.finish();
    if (stepped && WIFSIGNALED(status) && WTERMSIG(status) == SIGTRAP) return;
    CHECK(last == "all as it was\n");
    CHECK(status == 0);
  };
  std::vector<siege::CallCount> calls;
  for (int i = 0; i <= times; ++i) {
    const siege::Home home;
    spyglass::Talker program(siege::targets + "shuts_out", {"blocked", "waits"});
    while (!is_waiting(program.process())) sched_yield();
    if (found == Found::stopped) {
      kill(program.process().value(), SIGSTOP);
      while (!is_stopped(program.process())) sched_yield();
    }
    const std::string when = i == 0 ? "" : moment(calls, draw);
    INFO(when);
    const Finished run = siege::run_injected(home, tool(program.process()), when);
    INFO(run.errors);
    if (i == 0) {
      REQUIRE(run.status == 0);
      calls = siege::count_calls(home);
    } else {
      CHECK((run.status == 128 + SIGKILL || run.status == 0));
    }
    if (found == Found::stopped) {
      CHECK(is_stopped(program.process()));
      kill(program.process().value(), SIGCONT);
    }
    runs_on(program, a_step_was_under_way(home));
  }
  CHECK(siege::nobody_is_left());
}

}  // namespace

TEST_CASE("launched programs die with the tool, and nothing is lost") {
  if (!siege::sanitized) kill_with_launched(3);
}
TEST_CASE("attached programs go on when the tool is killed") {
  if (!siege::sanitized) kill_with_attached(4, Found::waiting);
}
TEST_CASE("attached programs that are stopped remain so when the tool is killed") {
  if (!siege::sanitized) kill_with_attached(2, Found::stopped);
}
TEST_CASE("the tool is killed 40 times with each of three things to do", "[.large]") {
  if (!siege::sanitized) kill_with_launched(40);
}
TEST_CASE("the tool is killed 80 times while it is attached", "[.large]") {
  if (!siege::sanitized) kill_with_attached(60, Found::waiting);
  if (!siege::sanitized) kill_with_attached(20, Found::stopped);
}

TEST_CASE("progress is written as a whole or not at all") {
  siege::adopt_orphans();
  // Each call that has to do with the file is one at which it may end.
  const std::string call = GENERATE("rename", "fsync", "flock", "openat", "write", "close");
  const bool fails = GENERATE(true, false);
  if (siege::sanitized) return;
  const Words tool = {"-e", "lesson reading-a-line"};
  const siege::Home reference;
  REQUIRE(siege::run_injected(reference, tool).status == 0);
  const auto calls = siege::count_calls(reference);
  const auto count =
      std::find_if(calls.begin(), calls.end(), [&](const auto& one) { return one.name == call; });
  REQUIRE(count != calls.end());
  // The file is written towards the end.
  for (std::size_t back = 0; back < std::min<std::size_t>(count->after, 4); ++back) {
    const siege::Home home;
    const std::string when = call + (fails ? ":error=EIO" : ":signal=KILL") +
                             ":when=" + std::to_string(count->before + count->after - back);
    INFO(when);
    const Finished run = siege::run_injected(home, tool, when);
    INFO(run.output << run.errors);
    const auto root = nlohmann::json::parse(home.progress(), nullptr, false);
    REQUIRE(!root.is_discarded());
    CHECK(root["lessons"]["first-trace"]["steps"]["old"]["done"] == true);
    CHECK(siege::nobody_is_left());
  }
}

TEST_CASE("only what a killed tool of ours has left is removed") {
  const TemporaryFolder base;
  const auto make = [&](const std::string& name, mode_t mode) {
    base.write(name + "/file", "x");
    REQUIRE(chmod(base.file(name).c_str(), mode) == 0);
  };
  make("spyglass.abcXY9", 0700);      // abandoned
  make("spyglass.shared", 0755);      // others may enter: not made by us
  make("spyglass.longer-one", 0700);  // another name
  make("spyglass-abcXY9", 0700);      // of a time without locks
  make("elsewhere", 0700);
  REQUIRE(symlink(base.file("elsewhere").c_str(), base.file("spyglass.linked").c_str()) == 0);
  base.write("spyglass.afile0", "no folder");
  setenv("TMPDIR", base.path().c_str(), 1);
  auto alive = spyglass::Scratch::make("a test");
  unsetenv("TMPDIR");
  REQUIRE(alive);
  const auto exists = [&](const std::string& name) {
    return std::filesystem::exists(base.path() / name);
  };
  spyglass::Scratch::remove_abandoned(base.path());
  CHECK(!exists("spyglass.abcXY9"));
  CHECK(exists("spyglass.shared/file"));
  CHECK(exists("spyglass.longer-one/file"));
  CHECK(exists("spyglass-abcXY9/file"));
  CHECK(exists("elsewhere/file"));
  CHECK(exists("spyglass.linked"));
  CHECK(exists("spyglass.afile0"));
  CHECK(std::filesystem::exists(alive->path()));
  const auto path = alive->path();
  { const spyglass::Scratch gone = std::move(*alive); }
  CHECK(!std::filesystem::exists(path));
}

TEST_CASE("who begins while another tidies up gets a scratch directory all the same") {
  const TemporaryFolder base;
  setenv("TMPDIR", base.path().c_str(), 1);
  std::atomic<bool> done = false;
  std::thread tidies([&] {
    while (!done) spyglass::Scratch::remove_abandoned(base.path());
  });
  std::size_t made = 0;
  for (int i = 0; i < 1000; ++i) {
    const auto scratch = spyglass::Scratch::make("a test");
    if (scratch && std::filesystem::exists(scratch->path())) ++made;
  }
  done = true;
  tidies.join();
  unsetenv("TMPDIR");
  CHECK(made == 1000);
}
