// A filter in the kernel: only some calls stop, and what they do is the same.

#include "core/call_filter.hpp"

#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/tracing/harness.hpp"

using namespace spyglass;

namespace {

LaunchOptions filtered(const std::string& path, std::string_view calls) {
  LaunchOptions options = options_for(path);
  auto filter = kernel_filter_for(*CallSet::parse(calls));
  REQUIRE(filter);
  options.filter = std::move(*filter);
  return options;
}

}  // namespace

TEST_CASE("under a filter only the calls of its list are reported, from every thread") {
  const Deadline deadline;
  const WholeRun all = run_whole(options_for(target("threads")));
  const WholeRun some = run_whole(filtered(target("threads"), "write,openat"));
  const auto every = all.counts();
  const auto listed = some.counts();
  CHECK(some.ends.size() == all.ends.size());
  CHECK(some.ends.at(some.first) == all.ends.at(all.first));
  CHECK(listed.at("write") == every.at("write"));
  CHECK(listed.at("openat") == every.at("openat"));
  // The execve that makes the program is stopped by us, not by the filter.
  CHECK(listed.size() == 3);
  CHECK(listed.contains("execve"));
  for (const auto& call : some.calls) {
    CHECK((call->result.has_value() || call->no_return));
    CHECK(call->result != -38);  // ENOSYS: what a filter's call gets without a tracer
  }
}

TEST_CASE("a filter goes on to children, and to what they become") {
  const Deadline deadline;
  const WholeRun run = run_whole(filtered(example("fork"), "write"));
  CHECK(run.counts().at("write") == 2);
}

TEST_CASE("a filter knows the calls that 32-bit programs make through ipc and socketcall") {
  if (!std::filesystem::exists(target("calls_ipc-32"))) {
    puts("SKIPPED: calls of ipc and socketcall (this compiler makes no 32-bit programs)");
    return;
  }
  const Deadline deadline;
  const auto count = run_whole(filtered(target("calls_ipc-32"), "semget,msgctl@32")).counts();
  CHECK(count.at("semget") == 2);
  CHECK(count.at("msgctl") == 4);
  const auto other = run_whole(filtered(target("calls_ipc-32"), "semget@64,msgctl@64")).counts();
  CHECK_FALSE(other.contains("semget"));
  const auto sockets = run_whole(filtered(target("calls_sockets-32"), "connect")).counts();
  CHECK(sockets.at("connect") > 1);
}

TEST_CASE("a filter knows the numbers of 32-bit programs") {
  const Deadline deadline;
  const WholeRun run = run_whole(filtered(example("hello", "i386"), "write"));
  CHECK(run.counts().at("write") == 1);
  CHECK(run.ends.at(run.first).code == 42);
}

TEST_CASE("a filter meets both doors of a 64-bit program") {
  const Deadline deadline;
  const WholeRun plain = run_whole(options_for(example("two-doors")));
  const WholeRun run = run_whole(filtered(example("two-doors"), "write"));
  CHECK(run.counts().at("write") == plain.counts().at("write"));
}
