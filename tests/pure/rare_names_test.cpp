// Names that few programs need.

#include <catch2/catch.hpp>
#include <cerrno>

#include "core/report/text.hpp"
#include "core/syscalls/kinds.hpp"
#include "tests/pure/made_call.hpp"

namespace spyglass {
namespace {

std::string told(std::string_view name, std::array<std::uint64_t, 6> arguments,
                 std::int64_t result) {
  return call_text(made_call(name, arguments, result), {.result_column = 0});
}

TEST_CASE("prctl's arguments have the names of their option") {
  CHECK(told("prctl", {33, 1, 2, 0, 0}, 0) ==
        "prctl(PR_MCE_KILL, PR_MCE_KILL_SET, PR_MCE_KILL_DEFAULT, 0, 0) = 0");
  CHECK(told("prctl", {33, 0, 2, 0, 0}, 0) ==
        "prctl(PR_MCE_KILL, PR_MCE_KILL_CLEAR, 0x2, 0, 0) = 0");
  CHECK(told("prctl", {34, 0, 0, 0, 0}, 1) ==
        "prctl(PR_MCE_KILL_GET, 0, 0, 0, 0) = 1 (PR_MCE_KILL_EARLY)");
  CHECK(told("prctl", {35, 7, 9, 0, 0}, 0) == "prctl(PR_SET_MM, PR_SET_MM_BRK, 0x9, 0, 0) = 0");
  CHECK(told("prctl", {52, 1}, 3) ==
        "prctl(PR_GET_SPECULATION_CTRL, PR_SPEC_INDIRECT_BRANCH) = 0x3 "
        "(PR_SPEC_PRCTL|PR_SPEC_ENABLE)");
  CHECK(told("prctl", {53, 0, 4}, 0) ==
        "prctl(PR_SET_SPECULATION_CTRL, PR_SPEC_STORE_BYPASS, PR_SPEC_DISABLE) = 0");
  CHECK(told("prctl", {53, 7, 4}, 0) ==
        "prctl(PR_SET_SPECULATION_CTRL, 0x7 /* PR_SPEC_??? */, 0x4) = 0");
  CHECK(told("prctl", {62, 2, 77, 3, 0}, 0) ==
        "prctl(PR_SCHED_CORE, PR_SCHED_CORE_SHARE_TO, 77, 0x3 /* PIDTYPE_SID */, NULL) = 0");
  CHECK(told("prctl", {47, 9, 3, 0, 0}, 0) ==
        "prctl(PR_CAP_AMBIENT, 0x9 /* PR_CAP_AMBIENT_??? */, 0x3, 0, 0) = 0");
}

TEST_CASE("a protocol's name depends on the family; a type that is none is no type with flags") {
  CHECK(told("socket", {31, 3, 1}, 3) == "socket(AF_BLUETOOTH, SOCK_RAW, BTPROTO_HCI) = 3");
  CHECK(told("socket", {29, 3, 1}, 3) == "socket(AF_CAN, SOCK_RAW, CAN_RAW) = 3");
  CHECK(told("socket", {10, 3, 58}, 3) == "socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6) = 3");
  CHECK(told("socket", {2, 0x80001, 6}, 3) ==
        "socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, IPPROTO_TCP) = 3");
  CHECK(told("socket", {2, 0x8004d, 6}, 3) ==
        "socket(AF_INET, SOCK_CLOEXEC|0x4d, IPPROTO_TCP) = 3");
  CHECK(told("socket", {2, 0x4d, 6}, 3) == "socket(AF_INET, 0x4d /* SOCK_??? */, IPPROTO_TCP) = 3");
}

TEST_CASE("numbers among flags") {
  CHECK(told("mmap", {0, 4096, 1, 0x70000022, 0, 0}, 0)
            .find("MAP_PRIVATE|MAP_ANONYMOUS|28<<MAP_HUGE_SHIFT,") != std::string::npos);
  CHECK(told("mmap", {0, 4096, 1, 0xc000022, 0, 0}, 0).find("|3<<MAP_HUGE_SHIFT,") !=
        std::string::npos);
  CHECK(told("fanotify_init", {0xc, 0}, 3) ==
        "fanotify_init(0xc /* FAN_CLASS_??? */, O_RDONLY) = 3");
  CHECK(told("membarrier", {128, 1, 7}, 0) ==
        "membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED_RSEQ, MEMBARRIER_CMD_FLAG_CPU, 7) = 0");
  CHECK(told("membarrier", {1, 0, 7}, 0) == "membarrier(MEMBARRIER_CMD_GLOBAL, 0) = 0");
}

TEST_CASE("rare requests of ioctl have names, too") {
  CHECK(told("ioctl", {3, 0x125e, 0x5000}, 0) == "ioctl(3, BLKROGET, 0x5000) = 0");
  CHECK(told("ioctl", {3, 0x8905, 0x5000}, 0) == "ioctl(3, SIOCATMARK, 0x5000) = 0");
}

TEST_CASE("sched_setattr's struct says how much of it there is") {
  struct Attributes {
    std::uint32_t size, policy;
    std::uint64_t flags;
    std::int32_t nice;
    std::uint32_t priority;
    std::uint64_t times[3];
    std::uint32_t least, most;
  } attributes{48, 3, 0, 1, 0, {}, 3, 7};
  const auto text = [&] { return DecodeBench(attributes).text(kinds::schedule_in); };
  const std::string first =
      "sched_policy=SCHED_BATCH, sched_flags=0, sched_nice=1, sched_priority=0, sched_runtime=0, "
      "sched_deadline=0, sched_period=0";
  CHECK(text() == "{size=48, " + first + "}");
  attributes.size = 56;
  CHECK(text() == "{size=56, " + first + ", sched_util_min=3, sched_util_max=7}");
  attributes.size = 60;
  CHECK(text() == "{size=60, " + first + ", sched_util_min=3, sched_util_max=7, ...}");
  attributes.size = 56;
  attributes.flags = 0x18;
  CHECK(text() ==
        "{size=56, sched_flags=SCHED_FLAG_KEEP_POLICY|SCHED_FLAG_KEEP_PARAMS, "
        "sched_util_min=3, sched_util_max=7}");
  attributes.size = 4;
  DecodeBench bench(attributes);
  const Value before = bench.ask(kinds::schedule_in, DecodeBench::base);
  CHECK(value_text(before) == "{size=4}");
  bench.put(0, std::uint32_t{56});
  bench.result = -E2BIG;
  CHECK(value_text(bench.ask(kinds::schedule_in, DecodeBench::base, &before)) ==
        "{size=4} => {size=56}");
}

TEST_CASE("IPC_SET sets an owner, and a queue's room") {
  ProgramMemory program;
  std::array<std::uint64_t, 16> object{};
  const std::array<std::uint32_t, 6> permissions{1, 2, 3, 4, 5, 0600};
  std::memcpy(object.data(), permissions.data(), sizeof permissions);
  object[11] = 100;  // msg_qbytes
  const std::uint64_t at = program.put_value(object);
  const auto set = [&](std::string_view name, std::array<std::uint64_t, 6> arguments) {
    return call_text(made_call(name, arguments, 0, program), {.result_column = 0});
  };
  CHECK(set("shmctl", {7, 1, at}) ==
        "shmctl(7, IPC_SET, {shm_perm={uid=2, gid=3, mode=0600}}) = 0");
  CHECK(set("semctl", {7, 0, 1, at}) ==
        "semctl(7, 0, IPC_SET, {sem_perm={uid=2, gid=3, mode=0600}}) = 0");
  CHECK(set("msgctl", {7, 1, at}) ==
        "msgctl(7, IPC_SET, {msg_perm={uid=2, gid=3, mode=0600}, msg_qbytes=100}) = 0");
}

}  // namespace
}  // namespace spyglass
