// Structs that have grown, and those that were there before them.

#include <catch2/catch.hpp>

#include "core/report/text.hpp"
#include "tests/pure/made_call.hpp"

namespace spyglass {
namespace {

TEST_CASE("the first stat of i386") {
  struct {
    std::uint16_t device = 0xfe01, inode = 7, mode = 0100644, links = 2, user = 3, group = 4;
    std::uint16_t of_device = 0;
    std::uint32_t size = 9, accessed = 1, modified = 2, changed = 3;
  } const about;
  static_assert(sizeof about == 32);
  ProgramMemory program;
  const auto path = program.put("x");
  const auto at = program.put_value(about);
  const auto told = [&](std::int64_t result, bool verbose) {
    return value_text(made_call("oldstat", {path, at}, result, program, AbiId::i386,
                                {.all = {.verbose = verbose}})
                          .arguments.at(1));
  };
  CHECK(told(0, false) == "{st_mode=S_IFREG|0644, st_size=9, ...}");
  // Dates are those of where we are.
  CHECK(told(0, true).starts_with(
      "{st_dev=makedev(0xfe, 0x1), st_ino=7, st_mode=S_IFREG|0644, st_nlink=2, st_uid=3, "
      "st_gid=4, st_size=9, st_atime=1 /* "));
  CHECK(told(0, true).find(" */, st_mtime=2 /* ") != std::string::npos);
  CHECK(told(0, true).find(" */, st_ctime=3 /* ") != std::string::npos);
  CHECK(told(-ENOENT, false) == address_text(at));
}

TEST_CASE("all bits of a perf event's attributes count") {
  std::array<std::uint64_t, 8> words{};
  words[0] = 64ULL << 32 | 1;              // its size, and PERF_TYPE_SOFTWARE
  words[3] = 1ULL << 40 | 2;               // sample_type
  words[5] = 1ULL << 63 | 1ULL << 37 | 1;  // the switches
  ProgramMemory program(sizeof words);
  std::memcpy(program.bytes().data(), words.data(), sizeof words);
  const Call call = made_call("perf_event_open", {DecodeBench::base}, -EINVAL, program);
  const std::string said = value_text(call.arguments.at(0));
  INFO(said);
  CHECK(said.find("sample_type=PERF_SAMPLE_TID|0x10000000000, ") != std::string::npos);
  CHECK(said.find(", disabled=1, ") != std::string::npos);
  CHECK(said.find(", sigtrap=1, __reserved_1=0x2000000 /* Bits 63..38 */, ") != std::string::npos);
}

TEST_CASE("what is behind the known members of open_how is shown, unless it is zero") {
  const auto told = [](std::array<std::uint64_t, 6> words, std::size_t size) {
    ProgramMemory program(sizeof words);
    std::memcpy(program.bytes().data(), words.data(), sizeof words);
    const Call call = made_call("openat2", {0, 0, DecodeBench::base, size}, -E2BIG, program);
    return value_text(call.arguments.at(2));
  };
  CHECK(told({}, 24) == "{flags=O_RDONLY, resolve=0}");
  CHECK(told({}, 48) == "{flags=O_RDONLY, resolve=0}");
  CHECK(told({0, 0, 0, 5}, 32) ==
        R"({flags=O_RDONLY, resolve=0, /* bytes 24..31 */ "\x05\x00\x00\x00\x00\x00\x00\x00"})");
  CHECK(told({0, 0, 0, 5}, 24) == "{flags=O_RDONLY, resolve=0}");
  CHECK(told({0, 0, 0, 5}, 56) == "{flags=O_RDONLY, resolve=0, ???}");
  CHECK(told({0, 0, 0, 5}, ~std::size_t{0}) == "{flags=O_RDONLY, resolve=0, ???}");
  CHECK(told({1ULL << 40}, 24) == "{flags=O_RDONLY|0x10000000000, resolve=0}");
  CHECK(told({}, 23) == address_text(DecodeBench::base));
}

}  // namespace
}  // namespace spyglass
