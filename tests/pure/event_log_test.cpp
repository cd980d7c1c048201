// What a session remembers, and what it forgets first.

#include "repl/session/event_log.hpp"

#include <catch2/catch.hpp>

using namespace spyglass;

namespace {

std::shared_ptr<Call> call_named(std::string name) {
  auto call = std::make_shared<Call>();
  call->name = std::move(name);
  return call;
}

}  // namespace

TEST_CASE("calls are numbered from 1") {
  EventLog log;
  CHECK(log.call(0) == nullptr);
  CHECK(log.call(1) == nullptr);
  log.add_call(call_named("first"));
  log.add_call(call_named("second"));
  CHECK(log.call(0) == nullptr);
  REQUIRE(log.call(2) != nullptr);
  CHECK(log.call(1)->call->name == "first");
  CHECK(log.call(2)->call->name == "second");
  CHECK(log.call(3) == nullptr);
  CHECK(log.calls_seen() == 2);
}

TEST_CASE("the oldest calls go first, and the numbers stay") {
  EventLog log;
  constexpr std::size_t more = 5;
  for (std::size_t i = 1; i <= EventLog::max_calls + more; ++i) {
    log.add_call(call_named(std::to_string(i)));
  }
  CHECK(log.calls().size() == EventLog::max_calls);
  CHECK(log.calls_seen() == EventLog::max_calls + more);
  CHECK(log.call(more) == nullptr);
  REQUIRE(log.call(more + 1) != nullptr);
  CHECK(std::string_view(log.call(more + 1)->call->name) == std::to_string(more + 1));
  CHECK(log.call(EventLog::max_calls + more)->number == EventLog::max_calls + more);
}

TEST_CASE("the oldest output goes first") {
  EventLog log;
  log.add_output("start");
  log.add_output(std::string(EventLog::max_output - 3, 'x'));
  CHECK(log.output().size() == EventLog::max_output);
  CHECK(log.output().substr(0, 4) == "artx");
  log.add_output(std::string(2 * EventLog::max_output, 'y'));
  CHECK(log.output() == std::string(EventLog::max_output, 'y'));
}

TEST_CASE("a new program starts with an empty log") {
  EventLog log;
  log.add_call(call_named("one"));
  log.add_signal({Tid(1), Signal(2)});
  log.add_end({Pid(1), {}});
  log.add_output("text");
  log.clear();
  CHECK(log.calls().empty());
  CHECK(log.calls_seen() == 0);
  CHECK(log.signals().empty());
  CHECK(log.ends().empty());
  CHECK(log.output().empty());
}
