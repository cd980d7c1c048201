// strace's notation for sets: of calls, and of numbers.

#include "core/syscalls/call_set.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "core/base/number_set.hpp"
#include "core/syscalls/call_classes.hpp"
#include "core/syscalls/catalogue.hpp"

using namespace spyglass;

namespace {

CallSet calls(std::string_view expression) {
  auto set = CallSet::parse(expression);
  INFO(expression);
  REQUIRE(set);
  return std::move(*set);
}

bool has(const CallSet& set, std::string_view name, AbiId abi = AbiId::x86_64) {
  return set.contains(name, abi);
}

std::string complaint(std::string_view expression) {
  const auto set = CallSet::parse(expression);
  return set ? "" : set.error().message;
}

}  // namespace

TEST_CASE("a set of calls has the calls that it names") {
  const CallSet set = calls("openat,close");
  CHECK(has(set, "openat"));
  CHECK(has(set, "close"));
  CHECK_FALSE(has(set, "read"));
  CHECK_FALSE(has(set, "syscall_0x1234"));
  CHECK(has(calls("!openat"), "read"));
  CHECK_FALSE(has(calls("!openat"), "openat"));
  CHECK(calls("all").is_all());
  CHECK(calls("!none").is_all());
  CHECK(calls("none").is_empty());
  CHECK(calls("!all").is_empty());
}

TEST_CASE("a set of calls takes classes, patterns, numbers and words that may be nothing") {
  CHECK(has(calls("%file"), "openat"));
  CHECK_FALSE(has(calls("%file"), "read"));
  CHECK(has(calls("file,network"), "openat"));
  CHECK(has(calls("ipc"), "semget", AbiId::i386));
  CHECK_FALSE(has(calls("!ipc"), "ipc", AbiId::i386));
  CHECK(complaint("pure") != "");
  CHECK(has(calls("/^get.*id$"), "getpid"));
  CHECK_FALSE(has(calls("/^get.*id$"), "getpriority"));
  CHECK(has(calls(std::to_string(*call_number(native_abi().id, "write"))), "write"));
  CHECK(calls("?no_such_call").is_empty());
  CHECK(has(calls("?openat,read"), "openat"));
}

TEST_CASE("a call can be meant in one ABI alone") {
  const CallSet narrow = calls("openat@32");
  CHECK(has(narrow, "openat", AbiId::i386));
  CHECK_FALSE(has(narrow, "openat", AbiId::x86_64));
  CHECK(has(calls("openat@64"), "openat", AbiId::aarch64));
  CHECK(complaint("openat@16") != "");
}

TEST_CASE("what is no call is refused with the nearest one") {
  CHECK(complaint("opnat").find("openat") != std::string::npos);
  CHECK(complaint("%fil").find("did you mean file?") != std::string::npos);
  CHECK(complaint("/[").find("no regular expression") != std::string::npos);
  CHECK(complaint("/^nothing_like_it").find("no system call matches") != std::string::npos);
  CHECK(complaint("99999") != "");
  CHECK(complaint("read,,write") != "");
  CHECK(complaint("") != "");
}

TEST_CASE("the names of a set are those of the ABI's rows") {
  const auto names = calls("openat,socketcall").names(AbiId::i386);
  CHECK(std::set<std::string_view>(names.begin(), names.end()) ==
        std::set<std::string_view>{"openat", "socketcall"});
}

TEST_CASE("a set of numbers") {
  const auto meaning = [](std::string_view word) -> Result<int> {
    if (word == "one") return 1;
    if (word == "two") return 2;
    return bad_input("unknown");
  };
  const auto set = NumberSet::parse("one,two", meaning);
  REQUIRE(set);
  CHECK(set->contains(1));
  CHECK_FALSE(set->contains(3));
  const auto others = NumberSet::parse("!one", meaning);
  REQUIRE(others);
  CHECK_FALSE(others->contains(1));
  CHECK(others->contains(3));
  CHECK(NumberSet::parse("all", meaning)->is_all());
  CHECK(NumberSet::parse("!all", meaning)->is_empty());
  CHECK_FALSE(NumberSet::parse("one,three", meaning));
  CHECK_FALSE(NumberSet::parse("", meaning));
}

TEST_CASE("every name that a class lists is a call") {
  for (const CallClass& one : call_classes()) {
    for (const auto names : {one.also, one.but_not}) {
      for (const std::string_view name : names) {
        INFO(one.name << " lists " << name);
        CHECK(call_exists(name));
      }
    }
    CHECK_FALSE(calls("%" + std::string(one.name)).names(native_abi().id).empty());
  }
}
