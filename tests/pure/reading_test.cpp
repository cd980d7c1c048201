// Which calls may be decoded while the kernel carries them out, and which may not.

#include "core/decode/reading.hpp"

#include <catch2/catch.hpp>

#include "core/decode/kind.hpp"
#include "core/syscalls/catalogue.hpp"

using namespace spyglass;

namespace {

bool can_wait(const char* name, CallNumbers call = {}) {
  const Row* row = find_row(name, AbiId::x86_64);
  REQUIRE(row != nullptr);
  return entry_can_wait(*row, call);
}

}  // namespace

TEST_CASE("what a call only reads, or only writes, reads the same until it is over") {
  for (const char* name : {"write", "openat", "read", "close", "newfstatat", "writev",
                           "clock_gettime", "getpid", "lseek", "symlinkat"}) {
    INFO(name);
    CHECK(can_wait(name));
  }
}

TEST_CASE("what a call reads and writes in one place is read before it is made") {
  for (const char* name :
       {"recvmsg", "accept", "select", "poll", "sendfile", "recvmmsg", "capget", "capset"}) {
    INFO(name);
    CHECK_FALSE(can_wait(name));
  }
}

TEST_CASE("where one place is named for what is read and for what is written, nothing can wait") {
  constexpr std::uint64_t one = 0x7ffd'0000'1000, other = 0x7ffd'0000'2000;
  CHECK(can_wait("nanosleep", {.arguments = {one, other}}));
  CHECK_FALSE(can_wait("nanosleep", {.arguments = {one, one}}));
  CHECK(can_wait("nanosleep", {.arguments = {0, 0}}));
  // Behind its arguments there is whatever the registers held.
  CHECK(can_wait("nanosleep", {.arguments = {one, other, one}}));
}

TEST_CASE("an argument that may be anything is read before its call is made") {
  for (const char* name : {"ioctl", "fcntl", "futex"}) {
    INFO(name);
    CHECK_FALSE(can_wait(name));
  }
}

TEST_CASE("of a call that changes memory, or leaves it, nothing can wait") {
  for (const char* name : {"execve", "exit_group", "munmap", "mremap", "clone", "vfork",
                           "rt_sigreturn", "shmdt", "process_vm_writev"}) {
    INFO(name);
    CHECK_FALSE(can_wait(name));
  }
}
