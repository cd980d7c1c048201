#include <catch2/catch.hpp>

#include "core/report/summary.hpp"
#include "repl/trace/request.hpp"
#include "tests/bench/usual_calls.hpp"

using namespace spyglass;
using namespace std::chrono_literals;

namespace {

/// Nobody may look at it.
class ForbiddenMemory final : public Memory {
 public:
  std::size_t read(Addr, std::span<std::byte>) const override {
    ++reads;
    return 0;
  }
  mutable int reads = 0;
};

TraceRequest counting() {
  TraceRequest request;
  request.summary.emplace();
  request.lines = false;
  return request;
}

CallSet only_named(const TraceRequest& request) { return request.rules().only_named; }

}  // namespace

TEST_CASE("calls that are only named are counted, and nobody looks at the program's memory") {
  const Tid thread(7);
  const Pid process(7);
  const ForbiddenMemory memory;
  CallPairs pairs({.only_named = CallSet::all()});
  Summary summary({}, AbiId::x86_64);
  const bench::UsualCalls usual;
  for (const bench::UsualCall& made : usual.all()) {
    INFO(made.name);
    const auto entered = pairs.take(thread, process, event::CallEntry{made.numbers}, memory, {});
    REQUIRE(entered != nullptr);
    CHECK(made.name.starts_with(std::string_view(entered->name)));
    CHECK(entered->row == find_row(entered->name, AbiId::x86_64));
    CHECK(entered->in_kernel());
    const auto left = pairs.take(thread, process, event::CallExit{made.result}, memory, {});
    REQUIRE(left == entered);
    CHECK(left->result == made.result);
    CHECK(left->error().has_value() == (made.result < 0));
    CHECK(left->arguments.empty());
    summary.add(*left, 1us);
  }
  CHECK(memory.reads == 0);
  const auto tables = summary.tables();
  REQUIRE(tables.size() == 1);
  CHECK(tables[0].total().calls == usual.all().size());
  CHECK(tables[0].total().errors == 1);
}

TEST_CASE("all others are decoded as ever") {
  const bench::UsualCalls usual;
  const BufferMemory memory = usual.memory();
  const DecodeRules rules{.only_named = CallSet::parse("!openat").value()};
  for (const bench::UsualCall& made : usual.all()) {
    const Call call = decode_entry(made.numbers, memory, rules);
    CHECK(call.arguments.empty() == (call.name != "openat"));
  }
}

TEST_CASE("a number that is no call keeps its name") {
  const ForbiddenMemory memory;
  const DecodeRules rules{.only_named = CallSet::all()};
  Call call = decode_entry({AbiId::x86_64, 5000, {1, 2}}, memory, rules);
  decode_exit(call, -38, memory, rules);
  CHECK(call.name == "syscall_0x1388");
  CHECK(call.error() == Errno(38));
}

TEST_CASE("only where a summary is all that was asked for, calls are only named") {
  CHECK(only_named(TraceRequest{}).is_empty());
  TraceRequest untuned = counting();
  untuned.untuned = true;
  CHECK(only_named(untuned).is_all());
  TraceRequest retold = counting();
  retold.recording = "program.spy";
  CHECK(only_named(retold).is_all());

  // The tuning wants to know whether a program asks about processors.
  const CallSet tuned = only_named(counting());
  CHECK(tuned.contains("write", AbiId::x86_64));
  CHECK_FALSE(tuned.contains("openat", AbiId::x86_64));

  const auto with = [](auto change) {
    TraceRequest request = counting();
    change(request);
    return only_named(request).is_empty();
  };
  CHECK(with([](TraceRequest& request) { request.lines = true; }));
  CHECK(with([](TraceRequest& request) { request.record = "program.spy"; }));
  CHECK(with([](TraceRequest& request) { request.paths = {"/etc/passwd"}; }));
  CHECK(with([](TraceRequest& request) { request.injections.emplace_back(); }));
}
