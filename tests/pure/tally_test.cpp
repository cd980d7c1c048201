// Where a program's time went, on clocks that stand as the test sets them.

#include "repl/session/tally.hpp"

#include <catch2/catch.hpp>

#include "core/syscalls/catalogue.hpp"
#include "repl/views/time_page.hpp"

using namespace spyglass;
using std::chrono::milliseconds;

namespace {

/// A source that knows one name of each descriptor.
class OneName final : public proc::Source {
 public:
  [[nodiscard]] std::optional<std::string> answer(const proc::Question& question) const override {
    if (question.kind != proc::Question::Kind::link) return std::nullopt;
    ++asked;
    return path + question.detail;
  }
  std::string path = "/a/";
  mutable int asked = 0;
};

Call::Clock::time_point at(int ms) { return Call::Clock::time_point(milliseconds(ms)); }

Call call_on(std::string name, int descriptor, int from, int to) {
  Call call;
  call.row = find_row(name, AbiId::x86_64);
  call.name = std::move(name);
  call.thread = Tid(5);
  call.process = Pid(5);
  call.arguments.push_back({value::Descriptor{descriptor}});
  call.entered = at(from);
  call.left = at(to);
  call.result = 1;
  return call;
}

void make(Tally& tally, const Call& call, const OneName& names) {
  tally.entered(call);
  tally.left(call, names);
}

}  // namespace

TEST_CASE("calls on one thing are counted together, the longest first") {
  Tally tally;
  const OneName names;
  make(tally, call_on("read", 3, 0, 10), names);
  make(tally, call_on("read", 4, 10, 40), names);
  make(tally, call_on("read", 3, 40, 45), names);
  make(tally, call_on("write", 4, 45, 46), names);
  const auto waits = tally.waits();
  REQUIRE(waits.size() == 3);
  CHECK((waits[0].call == "read" && waits[0].on == "4</a/fd/4>"));
  CHECK(waits[0].total == milliseconds(30));
  CHECK((waits[1].on == "3</a/fd/3>" && waits[1].calls == 2));
  CHECK(waits[1].total == milliseconds(15));
  CHECK(waits[2].call == "write");
}

TEST_CASE("time at which the program stood still is nobody's") {
  Tally tally;
  const OneName names;
  tally.begin(at(0), std::nullopt);
  const Call call = call_on("read", 3, 100, 1000);
  tally.entered(call);
  tally.stand_still(at(100));
  tally.stand_still(at(300));  // it stands already
  tally.go_on(at(900));
  CHECK(tally.so_far(call, at(950), names).total == milliseconds(50));
  tally.left(call, names);
  CHECK(tally.waits().front().total == milliseconds(100));
  CHECK(tally.stood(at(5000)) == milliseconds(800));
  tally.stand_still(at(6000));
  CHECK(tally.stood(at(6001)) == milliseconds(801));
  CHECK(tally.summary().tables().front().total().total == milliseconds(100));
}

TEST_CASE("a closed descriptor is another thing when its number comes again") {
  Tally tally;
  OneName names;
  make(tally, call_on("read", 3, 0, 1), names);
  make(tally, call_on("close", 3, 1, 1), names);
  names.path = "/b/";
  make(tally, call_on("read", 3, 2, 2), names);
  const auto waits = tally.waits();
  REQUIRE(waits.size() == 3);
  CHECK(waits[0].on == "3</a/fd/3>");
  CHECK(std::ranges::any_of(waits, [](const auto& wait) { return wait.on == "3</b/fd/3>"; }));
}

TEST_CASE("what a descriptor is costs no question at every short call") {
  Tally tally;
  const OneName names;
  for (int i = 0; i < 100; ++i) make(tally, call_on("write", 1, i, i), names);
  CHECK(names.asked == 1);
  CHECK(tally.waits().front().calls == 100);
}

TEST_CASE("a call that waits for several names them all, and one for none has none") {
  Tally tally;
  const OneName names;
  Call poll = call_on("poll", 0, 0, 5);
  value::Array list;
  for (const int descriptor : {3, 7}) {
    value::Struct one;
    one.fields.push_back({"fd", {value::Descriptor{descriptor}}});
    list.elements.push_back({std::move(one)});
  }
  poll.arguments = {{std::move(list)}};
  make(tally, poll, names);
  Call sleep = call_on("nanosleep", 0, 5, 6);
  sleep.arguments.clear();
  make(tally, sleep, names);
  CHECK(tally.waits()[0].on == "3</a/fd/3>, 7</a/fd/7>");
  CHECK(tally.waits()[1].on.empty());
}

TEST_CASE("waiting is told from working by the share of time that was computed") {
  using Catch::Matchers::StartsWith;
  const auto said = [](int elapsed, double share) {
    return std::string(waiting_or_working(milliseconds(elapsed), share));
  };
  CHECK_THAT(said(2000, 0.05), StartsWith("It waits:"));
  CHECK_THAT(said(2000, 0.99), StartsWith("It works:"));
  CHECK_THAT(said(2000, 3.5), StartsWith("It works:"));  // several threads
  CHECK_THAT(said(2000, 0.5), StartsWith("It does both:"));
  CHECK_THAT(said(10, 1.0), StartsWith("Too short"));
}
