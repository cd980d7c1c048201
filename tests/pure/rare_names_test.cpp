// Names that few programs need.

#include <catch2/catch.hpp>

#include "core/report/text.hpp"
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

}  // namespace
}  // namespace spyglass
