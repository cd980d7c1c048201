// Calls that are made inside a program leave it as it was: all of its memory, its registers, and
// what it does about signals.

#include <sched.h>

#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "core/elf/maps.hpp"
#include "core/proc/files.hpp"
#include "core/syscalls/catalogue.hpp"
#include "tests/tracing/session_harness.hpp"

using namespace spyglass;
using Move = Goal::Kind;

namespace {

/// All that a program can find changed about itself.
struct Self {
  std::map<Addr, std::string> memory;  ///< every mapping that can be written to, and read
  std::string maps, signals;
  std::vector<std::byte> registers;
  bool operator==(const Self&) const = default;
};

Self self_of(const SessionStage& stage) {
  Self self;
  const Tid thread = stage.session.focus();
  for (const Mapping& one : SessionStage::want(read_maps(thread))) {
    if (one.permissions.substr(0, 2) != "rw") continue;
    self.memory[one.start] = stage.session.memory_of(thread).bytes(one.start, one.size());
  }
  self.maps = *proc::read_file(thread, "maps");
  const std::string status = *proc::read_file(thread, "status");
  self.signals =
      status.substr(status.find("SigPnd"), status.find("CapInh") - status.find("SigPnd"));
  const auto registers = SessionStage::want(stage.session.registers());
  self.registers.assign(registers.bytes().begin(), registers.bytes().end());
  return self;
}

Group group_of(std::string_view name) {
  for (const auto& family : row_families()) {
    for (const Row& row : family) {
      if (row.name == name) return row.group;
    }
  }
  FAIL("no row for " << name);
  return {};
}

/// One of each group, that has no effect on memory, registers or signals but through what it says.
const std::vector<std::string> calls = {
    R"(openat(AT_FDCWD, "/dev/zero", O_RDONLY))",
    "pipe2(_, O_CLOEXEC)",
    "wait4(-1, _, WNOHANG, NULL)",
    R"(fcntl(3, F_GETFD))",
    "madvise(0x10000, 4096, MADV_NORMAL)",
    "getrusage(RUSAGE_SELF, _)",
    "sysinfo(_)",
    "rt_sigpending(_, 8)",
    "socketpair(AF_UNIX, SOCK_STREAM, 0, _)",
    "clock_gettime(CLOCK_MONOTONIC, _)",
    R"(mq_unlink("no such queue"))",
    "getresuid(_, _, _)",
    "uname(_)",
};

}  // namespace

TEST_CASE("a call of every group leaves all of the program as it was") {
  std::set<Group> groups;
  for (const std::string& text : calls) groups.insert(group_of(text.substr(0, text.find('('))));
  for (auto group = Group::files; group <= Group::system;
       group = static_cast<Group>(static_cast<int>(group) + 1)) {
    INFO(group_name(group));
    CHECK(groups.contains(group));
  }
  const std::string width = GENERATE("", "-32");
  if (access(target("changing_memory" + width).c_str(), X_OK) != 0) return;
  SessionStage stage(target("changing_memory" + width));
  // rseq(2): the kernel writes into the program's memory which processor it runs on.
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(static_cast<std::size_t>(sched_getcpu()), &one);
  REQUIRE(sched_setaffinity(stage.session.focus().value(), sizeof one, &one) == 0);
  stage.go(Move::until, {"write"});
  for (const Move place : {Move::finish, Move::step, Move::next, Move::enter}) {
    stage.go(place);
    for (const std::string& text : calls) {
      INFO(width << " " << text);
      const Self before = self_of(stage);
      REQUIRE(before.memory.size() >= 3);
      const auto done = SessionStage::want(
          stage.session.do_call(SessionStage::want(parse_call(text)), std::chrono::seconds(20)));
      REQUIRE(done.call.result);
      const Self after = self_of(stage);
      CHECK(before.registers == after.registers);
      CHECK(before.signals == after.signals);
      CHECK(before.maps == after.maps);
      CHECK(before.memory == after.memory);
    }
  }
  stage.go(Move::run);
  CHECK(stage.session.exit_status() == ExitStatus{.code = 0});
}
