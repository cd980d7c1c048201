// Calls that are decoded each in its own way: -e abbrev=, verbose=, raw=.

#include <sys/stat.h>

#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "tests/pure/made_call.hpp"

namespace spyglass {
namespace {

CallSet calls(std::string_view names) {
  auto set = CallSet::parse(names);
  REQUIRE(set);
  return *set;
}

std::string told(const DecodeRules& rules, std::string_view name,
                 std::array<std::uint64_t, 6> arguments, std::int64_t result,
                 const ProgramMemory& program = {}, AbiId id = AbiId::x86_64) {
  return call_text(made_call(name, arguments, result, program, id, rules), {.result_column = 0});
}

struct stat file_status() {
  return {};
}

TEST_CASE("raw calls are the words that they were given, and so are their results") {
  const DecodeRules rules{.raw = calls("openat,mmap,exit_group")};
  ProgramMemory program;
  const auto path = program.put("/etc/passwd");
  CHECK(told(rules, "openat", {0xffffff9c, path, 0x80000, 0}, 3, program) ==
        fmt::format("openat(0xffffff9c, {:#x}, 0x80000, 0) = 0x3", path));
  CHECK(
      told(rules, "openat", {0xffffff9c, path, 0, 0}, -2, program) ==
      fmt::format("openat(0xffffff9c, {:#x}, 0, 0) = -1 ENOENT (No such file or directory)", path));
  CHECK(told(rules, "mmap", {0, 4096, 3, 0x22, 0xffffffff, 0}, 0) ==
        "mmap(0, 0x1000, 0x3, 0x22, 0xffffffff, 0) = 0");
  CHECK(told(rules, "close", {3}, 0) == "close(3) = 0");
}

TEST_CASE("raw calls show no notes and no labels, in the order of the registers") {
  const DecodeRules rules{.raw = CallSet::all()};
  CHECK(told(rules, "fcntl", {3, 3, 9}, 2) == "fcntl(0x3, 0x3, 0x9) = 0x2");
  CHECK(told(rules, "clone", {0x1200011, 0, 0, 0x1000, 0}, 5) ==
        "clone(0x1200011, 0, 0, 0x1000, 0) = 0x5");
  CHECK(told(rules, "sched_getscheduler", {7}, 1) == "sched_getscheduler(0x7) = 0x1");
  CHECK(told(rules, "rt_sigreturn", {}, 0) == "rt_sigreturn() = 0");
}

TEST_CASE("a 64-bit argument is two words of a 32-bit call") {
  const DecodeRules rules{.raw = CallSet::all()};
  CHECK(told(rules, "pread64", {3, 0x1000, 5, 0x10, 0x2}, 5, {}, AbiId::i386) ==
        "pread64(0x3, 0x1000, 0x5, 0x10, 0x2) = 0x5");
  CHECK(told({}, "pread64", {3, 0, 0, 0x10, 0x2}, 0, {}, AbiId::i386) ==
        "pread64(3, NULL, 0, 8589934608) = 0");
}

TEST_CASE("a call whose one register leads to its arguments is one raw word") {
  const DecodeRules rules{.raw = CallSet::all()};
  ProgramMemory program;
  const auto words =
      program.put_value(std::array<std::uint32_t, 6>{0, 4096, 3, 0x22, 0xffffffff, 0});
  CHECK(told(rules, "mmap", {words}, 0, program, AbiId::i386) ==
        fmt::format("mmap({:#x}) = 0", words));
}

TEST_CASE("structs and arrays that are not followed are addresses, strings stay") {
  const DecodeRules rules{.followed = calls("!newfstatat,pipe2,poll,execve,readv,uname")};
  ProgramMemory program;
  const auto path = program.put("/etc/passwd");
  const auto status = program.put_value(file_status());
  CHECK(told(rules, "newfstatat", {0xffffff9c, path, status, 0}, 0, program) ==
        fmt::format("newfstatat(AT_FDCWD, \"/etc/passwd\", {:#x}, 0) = 0", status));
  CHECK(told(rules, "pipe2", {status, 0}, 0, program) ==
        fmt::format("pipe2({:#x}, 0) = 0", status));
  CHECK(told(rules, "poll", {status, 1, 0}, 1, program) ==
        fmt::format("poll({:#x}, 1, 0) = 1", status));
  CHECK(told(rules, "poll", {status, 1, 0}, 0, program) ==
        fmt::format("poll({:#x}, 1, 0) = 0 (Timeout)", status));
  CHECK(told(rules, "execve", {path, status, status}, 0, program) ==
        fmt::format("execve(\"/etc/passwd\", {0:#x}, {0:#x}) = 0", status));
  CHECK(told(rules, "readv", {3, status, 2}, 8, program) ==
        fmt::format("readv(3, {:#x}, 2) = 8", status));
  CHECK(told(rules, "read", {3, path, 4}, 4, program) == "read(3, \"/etc\", 4) = 4");
  CHECK(told(rules, "pipe", {status}, 0, program) == "pipe([0, 0]) = 0");
}

TEST_CASE("calls that are not abbreviated show all members") {
  const DecodeRules rules{.abbreviated = calls("!uname")};
  ProgramMemory program;
  std::array<char, 390> names{};
  const auto at = program.put_value(names);
  CHECK(
      told(rules, "uname", {at}, 0, program) ==
      R"(uname({sysname="", nodename="", release="", version="", machine="", domainname=""}) = 0)");
  CHECK(told({}, "uname", {at}, 0, program) == R"(uname({sysname="", nodename="", ...}) = 0)");
  const auto status = program.put_value(file_status());
  CHECK(told(rules, "fstat", {3, status}, 0, program) ==
        "fstat(3, {st_mode=000, st_size=0, ...}) = 0");
}

TEST_CASE("a call inside socketcall goes by its own name") {
  const DecodeRules rules{.raw = calls("socket")};
  ProgramMemory program;
  const auto words = program.put_value(std::array<std::uint32_t, 3>{2, 1, 0});
  CHECK(told(rules, "socketcall", {1, words}, 3, program, AbiId::i386) ==
        "socket(0x2, 0x1, 0) = 0x3");
}

}  // namespace
}  // namespace spyglass
