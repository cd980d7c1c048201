// Sampling: what runs is counted where it is, what sleeps is left alone, and every end of it.

#include <catch2/catch.hpp>

#include "repl/views/sample_table.hpp"
#include "tests/tracing/session_harness.hpp"

using namespace spyglass;
using Reason = Outcome::Reason;
using Move = Goal::Kind;
using std::chrono::milliseconds;

namespace {

template <class Key>
std::size_t total(const std::map<Key, std::size_t>& counts) {
  std::size_t sum = 0;
  for (const auto& [key, count] : counts) sum += count;
  return sum;
}

std::size_t in_function(const Samples& samples, const std::string& name) {
  std::size_t count = 0;
  for (const auto& [place, times] : samples.running) count += place.function == name ? times : 0;
  return count;
}

void add(Samples& sum, const Samples& more) {
  for (const auto& [place, count] : more.running) sum.running[place] += count;
  for (const auto& [stack, count] : more.stacks) sum.stacks[stack] += count;
  for (const auto& [call, count] : more.waiting) sum.waiting[call] += count;
}

/// However busy the machine is: samples until there are enough.
Samples sample_until(SessionStage& stage, const std::function<bool(const Samples&)>& enough) {
  Samples sum;
  while (!enough(sum)) {
    auto sampled = SessionStage::want(stage.session.sample(milliseconds(100)));
    add(sum, sampled.samples);
    REQUIRE(sampled.stop);
    REQUIRE(SessionStage::want(std::move(*sampled.stop)).reason == Reason::interrupted);
    REQUIRE(stage.session.state() == Session::State::stopped);
  }
  return sum;
}

bool exists(const std::string& path) { return access(path.c_str(), X_OK) == 0; }

}  // namespace

TEST_CASE("a program that computes is sampled in the function that computes") {
  const auto kind = std::string(GENERATE("", "-static", "-32", "-32-static"));
  const std::string path = target("computes" + kind);
  if (!exists(path)) return;
  INFO(path);
  SessionStage stage(path);
  // Past its beginning, where it is busy with other things.
  stage.go(Move::until, {"write"});
  stage.go(Move::finish);
  const auto samples =
      sample_until(stage, [](const Samples& sum) { return total(sum.running) >= 30; });
  INFO(folded_stacks(samples));
  CHECK(in_function(samples, "hot") * 10 > total(samples.running) * 9);
  CHECK(samples.waiting.empty());
  std::size_t whole = 0;
  for (const auto& [stack, count] : samples.stacks) {
    const bool ends = stack.size() >= 3 && stack[stack.size() - 3] == "main" &&
                      stack[stack.size() - 2] == "work" && stack.back() == "hot";
    // `work` may have been made a part of its caller.
    const bool shorter =
        stack.size() >= 2 && stack[stack.size() - 2] == "main" && stack.back() == "hot";
    whole += ends || shorter ? count : 0;
  }
  CHECK(whole * 10 > total(samples.running) * 9);
}

TEST_CASE("all threads are sampled, also of a program that was attached to and runs") {
  SessionStage stage;
  Talker talker(target("computes"), {"2"});
  REQUIRE(talker.hear() == "ready\n");
  SessionStage::want(stage.session.attach(talker.process()));
  const auto samples = sample_until(stage, [](const Samples& sum) {
    std::size_t first = 0, others = 0;
    for (const auto& [stack, count] : sum.stacks) {
      const bool by_main = std::ranges::find(stack, "main") != stack.end();
      (by_main ? first : others) += count;
    }
    return first >= 10 && others >= 10;
  });
  CHECK(in_function(samples, "hot") * 10 > total(samples.running) * 9);
  REQUIRE(stage.session.detach());
}

TEST_CASE("sleeping threads wait, each in its call, and are not disturbed") {
  SessionStage stage;
  Talker talker(target("echo_lines"), {"2"});
  REQUIRE(talker.hear() == "ready\n");
  SessionStage::want(stage.session.attach(talker.process()));
  stage.go_until_blocked(Move::run);
  const std::size_t calls = stage.session.log().calls_seen();
  Samples sum;
  while (sum.waiting["read"] < 30) {
    const auto sampled = SessionStage::want(stage.session.sample(milliseconds(50)));
    CHECK_FALSE(sampled.stop);
    CHECK(stage.session.state() == Session::State::running);
    add(sum, sampled.samples);
  }
  CHECK(sum.running.empty());
  CHECK(sum.waiting.size() == 1);
  // Nobody was made to go into its call again.
  CHECK(stage.session.log().calls_seen() == calls);
  REQUIRE(stage.session.detach());
  talker.say("free\n");
  CHECK(talker.hear() == "free\n");
}

TEST_CASE("a call that would fail if it were broken off is not") {
  SessionStage stage(target("waits_unbroken"), {"1000"});
  auto sampled = SessionStage::want(stage.session.sample(std::chrono::minutes(10)));
  REQUIRE(sampled.stop);
  CHECK(SessionStage::want(std::move(*sampled.stop)).reason == Reason::ended);
  CHECK(stage.session.exit_status()->code == 0);
}

TEST_CASE("a program that ends while it is sampled") {
  SessionStage stage(target("computes"), {"0", "20"});
  auto sampled = SessionStage::want(stage.session.sample(std::chrono::minutes(10)));
  REQUIRE(sampled.stop);
  CHECK(SessionStage::want(std::move(*sampled.stop)).reason == Reason::ended);
  CHECK(stage.session.exit_status()->code == 0);
  CHECK(sampled.samples.lasted < std::chrono::minutes(10));
  CHECK_FALSE(stage.session.sample(milliseconds(100)));
}

TEST_CASE("a breakpoint that is reached ends the sampling, and the samples are told") {
  SessionStage stage(target("computes"), {"0", "20"});
  stage.go(Move::until, {"write"});
  const bool at_once = GENERATE(true, false);
  const int number = SessionStage::want(stage.session.add_trap(
      {.what = trap::Place{stage.place("hot")},
       .text = "hot",
       .condition =
           at_once ? std::nullopt
                   : std::optional(SessionStage::want(stage.session.compile_condition("false")))}));
  auto sampled = SessionStage::want(stage.session.sample(std::chrono::minutes(10)));
  REQUIRE(sampled.stop);
  const auto outcome = SessionStage::want(std::move(*sampled.stop));
  if (at_once) {
    CHECK(outcome.reason == Reason::breakpoint);
    CHECK(outcome.trap->number == number);
    CHECK(stage.pc() == stage.place("hot"));
  } else {
    CHECK(outcome.reason == Reason::ended);
    CHECK(stage.session.exit_status()->code == 0);
  }
}

TEST_CASE("a fault that happens while it is sampled is shown as one") {
  SessionStage stage(example("hello"));
  stage.set("rip", 0);
  auto sampled = SessionStage::want(stage.session.sample(std::chrono::minutes(10)));
  REQUIRE(sampled.stop);
  CHECK(SessionStage::want(std::move(*sampled.stop)).reason == Reason::fault);
}

TEST_CASE("a process that is stopped by a signal counts as that") {
  SessionStage stage;
  Talker talker(target("stop_self"));
  int status = 0;
  REQUIRE(waitpid(talker.process().value(), &status, WUNTRACED) == talker.process().value());
  SessionStage::want(stage.session.attach(talker.process()));
  const auto sampled = SessionStage::want(stage.session.sample(milliseconds(200)));
  CHECK(sampled.samples.stopped > 0);
  CHECK(sampled.samples.running.empty());
  REQUIRE(stage.session.detach());
  char state = 'R';
  while (state == 'R') state = proc::status(leader_of(talker.process()))->state;
  CHECK(state == 'T');
  kill(talker.process().value(), SIGCONT);
  CHECK(WEXITSTATUS(talker.finish()) == 5);
}

TEST_CASE("an interruption that comes at the door of a call is taken back by turning it away") {
  const Deadline deadline;
  Tracer tracer;
  Channels channels;
  Stop stop =
      run_to_first_instruction(tracer, options_for(target("waits_unbroken"), {"2"}), channels);
  stop = run_to_entry(tracer, std::move(stop), "epoll_wait");
  const bool turned_away = GENERATE(false, true);
  // As happens to a thread that is asked to stop when it has just got here.
  REQUIRE(door::interrupt(stop.thread));
  if (turned_away) {
    const RegisterValues registers = registers_of(stop);
    Visit visit(tracer, {std::move(*stop.stopped), stop.event}, registers);
    REQUIRE(visit.begin());
    auto place = visit.end();
    REQUIRE(place);
    stop.stopped = std::move(place->stopped);
    as<event::CallEntry>(stop);
  }
  stop = run_to<event::CallExit>(tracer, std::move(stop), Resume::to_call);
  CHECK(as<event::CallExit>(stop).result == (turned_away ? 0 : -EINTR));
}
