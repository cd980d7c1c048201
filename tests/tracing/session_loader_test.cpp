// Which calls are the dynamic loader's. `computes` begins its main with prctl, so that everything
// between execve and that was done to bring it together, and nothing behind it.

#include <catch2/catch.hpp>

#include "tests/tracing/session_harness.hpp"

using namespace spyglass;
using Reason = Outcome::Reason;
using Move = Goal::Kind;

namespace {

struct Entered {
  Tid thread;
  std::string name;
  bool by_loader;
};

class CallsHeard final : public Watcher {
 public:
  void loader_calls(Tid thread) override {
    // It is told of one call, the thread's next one.
    CHECK(announced_.insert(thread).second);
  }
  void call_entered(const Call& call) override {
    calls.push_back({call.thread, std::string(call.name), announced_.erase(call.thread) > 0});
  }
  [[nodiscard]] std::vector<Entered> of_thread(Tid thread) const {
    std::vector<Entered> found;
    std::ranges::copy_if(calls, std::back_inserter(found),
                         [&](const Entered& call) { return call.thread == thread; });
    return found;
  }

  std::vector<Entered> calls;

 private:
  std::set<Tid> announced_;
};

/// Runs a program to its end.
CallsHeard heard_from(std::vector<std::string> words, Move move = Move::run, bool asked = true) {
  const Deadline deadline;
  CallsHeard heard;
  Session session(SessionStage::signals(), heard);
  session.tell_loader_calls(asked);
  const Patience patience{.quiet = std::chrono::seconds(20), .any_call = true};
  const std::string path = words.front();
  SessionStage::want(session.run({.path = path, .arguments = std::move(words)}, patience));
  while (session.state() == Session::State::stopped) {
    SessionStage::want(session.pursue({move}, patience));
  }
  CHECK(session.state() == Session::State::ended);
  return heard;
}

std::size_t position(const std::vector<Entered>& calls, std::string_view name) {
  const auto found = std::ranges::find(calls, name, &Entered::name);
  REQUIRE(found != calls.end());
  return static_cast<std::size_t>(found - calls.begin());
}

/// Of calls that end with the life of `computes`: those of its start are the loader's.
void check_last_life(const std::vector<Entered>& calls) {
  const auto is_execve = [](const Entered& call) { return call.name == "execve"; };
  const auto execve = std::find_if(calls.rbegin(), calls.rend(), is_execve);
  REQUIRE(execve != calls.rend());
  CHECK_FALSE(execve->by_loader);
  const std::vector<Entered> life(execve.base(), calls.end());
  const std::size_t main = position(life, "prctl");
  // A library is opened and mapped, at the very least.
  CHECK(main > 5);
  for (std::size_t i = 0; i < life.size(); ++i) {
    INFO("call " << i << " of " << life.size() << ": " << life[i].name);
    CHECK(life[i].by_loader == (i < main));
  }
}

/// Skips what cannot be built here.
bool is_here(const std::string& name) { return access(target(name).c_str(), X_OK) == 0; }

}  // namespace

TEST_CASE("all calls up to main are the loader's, and none behind it") {
  const std::string name = GENERATE("computes", "computes-32");
  const Move move = GENERATE(Move::run, Move::finish, Move::next);
  // Instruction by instruction it takes long, and once will do.
  const bool again = name == "computes-32" && move == Move::next;
  if (!is_here(name) || again) return;
  INFO(name);
  check_last_life(heard_from({target(name), "0", "1"}, move).calls);
}

TEST_CASE("no thread that the program starts is the loader's") {
  // It waits for all of them.
  const std::string name = GENERATE("watched", "watched-32");
  if (!is_here(name)) return;
  const CallsHeard heard = heard_from({target(name), "3"});
  const Tid first = heard.calls.front().thread;
  CHECK(std::ranges::any_of(heard.calls, &Entered::by_loader));
  CHECK(std::ranges::any_of(heard.calls, [&](const Entered& c) { return c.thread != first; }));
  for (const Entered& call : heard.calls) {
    if (call.thread != first) CHECK_FALSE(call.by_loader);
  }
}

TEST_CASE("a static program has no loader") {
  const std::string path =
      GENERATE(target("computes-static"), target("computes-32-static"), example("hello"));
  if (access(path.c_str(), X_OK) != 0) return;
  const CallsHeard heard = heard_from({path, "0", "1"});
  CHECK(heard.calls.size() > 1);
  for (const Entered& call : heard.calls) CHECK_FALSE(call.by_loader);
}

TEST_CASE("nothing is told to whom has not asked") {
  const CallsHeard heard = heard_from({target("computes"), "0", "1"}, Move::run, false);
  for (const Entered& call : heard.calls) CHECK_FALSE(call.by_loader);
}

TEST_CASE("a program that another one has executed has a loader of its own") {
  const std::string name = GENERATE("computes", "computes-32");
  if (!is_here(name)) return;
  // A thread that is none of the leader's executes it, and takes the leader's number.
  const CallsHeard heard = heard_from({target("exec_from_thread"), target(name), "0", "1"});
  // The two threads that wait may do so before the third one's execve, or after it.
  auto calls = heard.calls;
  std::erase_if(calls, [](const Entered& call) { return call.name == "futex"; });
  std::erase_if(calls, [&](const Entered& call) {
    return call.name == "read" && call.thread != calls.front().thread;
  });
  check_last_life(calls);
  // The first one's own calls begin with a pipe.
  const std::size_t main = position(heard.calls, "pipe2");
  for (std::size_t i = 1; i < main; ++i) CHECK(heard.calls[i].by_loader);
  for (std::size_t i = main; heard.calls[i].name != "execve"; ++i) {
    CHECK_FALSE(heard.calls[i].by_loader);
  }
}

TEST_CASE("a child that executes a program has a loader, and one that doesn't has none") {
  const std::string name = GENERATE("computes", "computes-32");
  if (!is_here(name)) return;
  const CallsHeard heard = heard_from({target("children"), target(name), "0", "1"});
  std::set<Tid> threads;
  for (const Entered& call : heard.calls) threads.insert(call.thread);
  REQUIRE(threads.size() == 3);
  const Tid first = heard.calls.front().thread;
  for (const Tid thread : threads) {
    const auto calls = heard.of_thread(thread);
    const bool executes =
        thread != first && std::ranges::count(calls, "execve", &Entered::name) == 1;
    if (executes) check_last_life(calls);
    for (const Entered& call : calls) {
      if (thread != first && !executes) CHECK_FALSE(call.by_loader);
    }
  }
}
