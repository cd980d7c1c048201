// Of which traces the calls' times are needed: whoever watches reads a clock twice a call for that.

#include <catch2/catch.hpp>

#include "repl/trace/request.hpp"

using namespace spyglass;

namespace {

/// A request with one thing more than none.
template <class Ask>
bool tells_times(const Ask& ask) {
  TraceRequest request;
  ask(request);
  return request.tells_times();
}

}  // namespace

TEST_CASE("lines alone tell no times, and whatever has a clock in it does") {
  CHECK_FALSE(tells_times([](TraceRequest&) {}));
  CHECK_FALSE(tells_times([](TraceRequest& r) { r.follow = true; }));
  CHECK_FALSE(tells_times([](TraceRequest& r) { r.look.call_number = true; }));
  CHECK(tells_times([](TraceRequest& r) { r.look.clock = TraceLook::Clock::time_of_day; }));
  CHECK(tells_times([](TraceRequest& r) { r.look.clock = TraceLook::Clock::epoch; }));
  CHECK(tells_times([](TraceRequest& r) { r.look.since_last = Precision::microseconds; }));
  CHECK(tells_times([](TraceRequest& r) { r.look.time_in_call = Precision::microseconds; }));
  CHECK(tells_times([](TraceRequest& r) { r.summary.emplace(); }));
  CHECK(tells_times([](TraceRequest& r) { r.record = "recording"; }));
  CHECK(tells_times([](TraceRequest& r) { r.debug = true; }));
  for (const Form form : {Form::json, Form::chrome, Form::folded}) {
    CHECK(tells_times([&](TraceRequest& r) { r.form = form; }));
  }
}
