// Numbers and names of calls, for the three instruction sets.

#include "core/syscalls/catalogue.hpp"

#include <catch2/catch.hpp>

using namespace spyglass;

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
    CHECK_FALSE(call_name(one->id, ~std::uint64_t{0}));
    CHECK(find_row(one->id, 9999) == nullptr);
  }
}
