// Numbers and names of calls, for the three instruction sets.

#include "core/syscalls/catalogue.hpp"

#include <array>
#include <vector>

#include <catch2/catch.hpp>

using namespace spyglass;

namespace {

/// Numbers one after the other, the last one included.
struct Range {
  std::uint64_t first;
  std::uint64_t last;
};

/// All numbers up to Linux 6.18; those between the ranges nobody has, or only other machines.
struct Numbers {
  AbiId abi;
  std::vector<Range> ranges;
};

const std::array all_numbers = {
    Numbers{AbiId::x86_64, {{0, 336}, {424, 469}}},
    Numbers{AbiId::i386, {{0, 221}, {224, 250}, {252, 284}, {286, 386}, {393, 414}, {416, 469}}},
    Numbers{AbiId::aarch64, {{0, 243}, {260, 294}, {424, 469}}},
};

}  // namespace

TEST_CASE("the same number is another call in another table") {
  CHECK(call_name(AbiId::x86_64, 1) == "write");
  CHECK(call_name(AbiId::i386, 1) == "exit");
  CHECK(call_name(AbiId::aarch64, 64) == "write");
  CHECK(call_name(AbiId::x86_64, 4) == "stat");
  CHECK(call_name(AbiId::i386, 4) == "write");
}

TEST_CASE("numbers by name") {
  CHECK(call_number(AbiId::x86_64, "write") == 1);
  CHECK(call_number(AbiId::i386, "write") == 4);
  CHECK(call_number(AbiId::aarch64, "write") == 64);
  CHECK(call_number(AbiId::x86_64, "exit_group") == 231);
  CHECK(call_number(AbiId::i386, "exit_group") == 252);
  CHECK(call_number(AbiId::aarch64, "exit_group") == 94);
  CHECK(call_number(AbiId::x86_64, "getpid") == 39);
}

TEST_CASE("calls that an instruction set lacks") {
  CHECK_FALSE(call_number(AbiId::aarch64, "open"));
  CHECK_FALSE(call_number(AbiId::aarch64, "fork"));
  CHECK_FALSE(call_number(AbiId::x86_64, "socketcall"));
  CHECK(call_number(AbiId::i386, "socketcall") == 102);
  CHECK(call_exists("socketcall"));
  CHECK(call_exists("open"));
  CHECK_FALSE(call_exists("opne"));
  CHECK_FALSE(call_number(AbiId::x86_64, "opne"));
  CHECK_FALSE(call_number(AbiId::x86_64, ""));
}

TEST_CASE("only 32 bits of a number count") {
  CHECK(call_name(AbiId::x86_64, 0x100000027) == "getpid");
  CHECK(call_name(AbiId::i386, 0xffffffff00000004) == "write");
}

TEST_CASE("numbers that nobody has") {
  for (const Abi* one : all_abis()) {
    CHECK_FALSE(call_name(one->id, 9999));
    CHECK_FALSE(call_name(one->id, 0xffffffff));
    // What libseccomp numbers by itself, since not every ABI has it, is no call of the kernel's.
    CHECK_FALSE(call_name(one->id, static_cast<std::uint32_t>(-10002)));
    CHECK_FALSE(call_name(one->id, ~std::uint64_t{0}));
    CHECK(find_row(one->id, 9999) == nullptr);
  }
}

TEST_CASE("every number of Linux 6.18 has its call, its name and its row") {
  for (const Numbers& numbers : all_numbers) {
    std::uint64_t next = 0;
    for (const Range& range : numbers.ranges) {
      CAPTURE(abi(numbers.abi).name, next, range.first);
      for (; next < range.first; ++next) CHECK_FALSE(call_name(numbers.abi, next));
      for (; next <= range.last; ++next) {
        CAPTURE(next);
        const auto name = call_name(numbers.abi, next);
        REQUIRE(name);
        CHECK(call_number(numbers.abi, *name) == next);
        const Row* row = find_row(numbers.abi, next);
        REQUIRE(row != nullptr);
        CHECK(row->name == *name);
      }
    }
  }
}

TEST_CASE("all machines count the newer calls alike") {
  constexpr std::uint64_t first = 424;
  constexpr auto names = std::to_array<std::string_view>({"pidfd_send_signal",
                                                          "io_uring_setup",
                                                          "io_uring_enter",
                                                          "io_uring_register",
                                                          "open_tree",
                                                          "move_mount",
                                                          "fsopen",
                                                          "fsconfig",
                                                          "fsmount",
                                                          "fspick",
                                                          "pidfd_open",
                                                          "clone3",
                                                          "close_range",
                                                          "openat2",
                                                          "pidfd_getfd",
                                                          "faccessat2",
                                                          "process_madvise",
                                                          "epoll_pwait2",
                                                          "mount_setattr",
                                                          "quotactl_fd",
                                                          "landlock_create_ruleset",
                                                          "landlock_add_rule",
                                                          "landlock_restrict_self",
                                                          "memfd_secret",
                                                          "process_mrelease",
                                                          "futex_waitv",
                                                          "set_mempolicy_home_node",
                                                          "cachestat",
                                                          "fchmodat2",
                                                          "map_shadow_stack",
                                                          "futex_wake",
                                                          "futex_wait",
                                                          "futex_requeue",
                                                          "statmount",
                                                          "listmount",
                                                          "lsm_get_self_attr",
                                                          "lsm_set_self_attr",
                                                          "lsm_list_modules",
                                                          "mseal",
                                                          "setxattrat",
                                                          "getxattrat",
                                                          "listxattrat",
                                                          "removexattrat",
                                                          "open_tree_attr",
                                                          "file_getattr",
                                                          "file_setattr"});
  CHECK(first + names.size() - 1 == 469);
  for (std::size_t i = 0; i < names.size(); ++i) {
    CAPTURE(names[i]);
    for (const Abi* one : all_abis()) {
      CHECK(call_number(one->id, names[i]) == first + i);
      CHECK(call_name(one->id, first + i) == names[i]);
    }
  }
}

TEST_CASE("calls that only x86-64 has, for watching programs") {
  CHECK(call_number(AbiId::x86_64, "uretprobe") == 335);
  CHECK(call_number(AbiId::x86_64, "uprobe") == 336);
  CHECK_FALSE(call_number(AbiId::i386, "uretprobe"));
  CHECK_FALSE(call_number(AbiId::aarch64, "uprobe"));
}

TEST_CASE("calls of i386 that socketcall and ipc can make, too, have their own numbers") {
  CHECK(call_number(AbiId::i386, "socket") == 359);
  CHECK(call_number(AbiId::i386, "shutdown") == 373);
  CHECK(call_number(AbiId::i386, "recvmmsg") == 337);
  CHECK(call_number(AbiId::i386, "sendmmsg") == 345);
  CHECK(call_number(AbiId::i386, "semget") == 393);
  CHECK(call_number(AbiId::i386, "msgctl") == 402);
  // These are only made through the other two.
  CHECK_FALSE(call_number(AbiId::i386, "send"));
  CHECK_FALSE(call_number(AbiId::i386, "accept"));
  CHECK_FALSE(call_number(AbiId::i386, "semop"));
}
