// Memory as records from the kernel hold it: pieces of two moments.

#include "core/observe/observed_memory.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstring>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <string_view>

#include "tests/pure/guarded_buffer.hpp"

using namespace spyglass;
using observe::ObservedMemory;

namespace {

/// Pieces as they stand in a record.
class Pieces {
 public:
  Pieces& add(std::uint64_t address, std::string_view bytes, std::uint32_t flags = 0,
              std::optional<std::uint32_t> size = std::nullopt) {
    const observed_piece head{address, size.value_or(static_cast<std::uint32_t>(bytes.size())),
                              flags};
    put({reinterpret_cast<const char*>(&head), sizeof head});
    put(bytes);
    while (bytes_.size() % 8 != 0) bytes_.push_back(std::byte{'#'});
    return *this;
  }
  [[nodiscard]] std::span<const std::byte> bytes() const { return bytes_; }

 private:
  void put(std::string_view text) {
    const auto raw = std::as_bytes(std::span(text));
    bytes_.insert(bytes_.end(), raw.begin(), raw.end());
  }
  std::vector<std::byte> bytes_;
};

std::string text_at(const Memory& memory, std::uint64_t from, std::size_t size) {
  return std::string(std::string_view(memory.bytes(Addr(from), size)));
}

constexpr std::uint64_t place = 0x1000;

}  // namespace

TEST_CASE("pieces are read where they stood, and joined where they touch") {
  const Pieces pieces = Pieces().add(place, "Hello, ").add(place + 7, "kernel!").add(0x9000, "far");
  ObservedMemory memory;
  memory.add(pieces.bytes());
  CHECK(text_at(memory, place, 100) == "Hello, kernel!");
  CHECK(text_at(memory, place + 5, 4) == ", ke");
  CHECK(text_at(memory, 0x9001, 100) == "ar");
  CHECK(text_at(memory, place - 1, 4).empty());
  CHECK(text_at(memory, place + 14, 4).empty());
  CHECK_FALSE(memory.has_faults());
  memory.clear();
  CHECK(text_at(memory, place, 100).empty());
}

TEST_CASE("of pieces over one place, the one that goes furthest counts") {
  const Pieces pieces =
      Pieces().add(place, "0123").add(place, "01234567").add(place + 2, "2345678901");
  ObservedMemory memory;
  memory.add(pieces.bytes());
  CHECK(text_at(memory, place, 100) == "012345678901");
}

TEST_CASE("each moment has its bytes, and is helped out by the other") {
  const Pieces pieces = Pieces()
                            .add(place, "before")
                            .add(place, "after!", OBSERVED_AT_EXIT)
                            .add(place + 6, " and behind", OBSERVED_AT_EXIT)
                            .add(0x9000, "only before");
  ObservedMemory memory;
  memory.add(pieces.bytes());
  CHECK(text_at(memory, place, 6) == "before");
  CHECK(text_at(memory, place, 100) == "before and behind");
  memory.turn_to(ObservedMemory::Moment::exit);
  CHECK(text_at(memory, place, 100) == "after! and behind");
  CHECK(text_at(memory, 0x9000, 100) == "only before");
}

TEST_CASE("what was out of reach is known") {
  const Pieces pieces = Pieces().add(place, "", OBSERVED_FAULT).add(0x9000, "there");
  ObservedMemory memory;
  memory.add(pieces.bytes());
  CHECK(memory.has_faults());
  CHECK(memory.was_out_of_reach(Addr(place)));
  CHECK_FALSE(memory.was_out_of_reach(Addr(place + 1)));
  CHECK_FALSE(memory.was_out_of_reach(Addr(0x9000)));
  CHECK(text_at(memory, place, 1).empty());
}

TEST_CASE("pieces at the end of the address space do not go around it") {
  const std::uint64_t last = std::numeric_limits<std::uint64_t>::max() - 3;
  const Pieces pieces = Pieces().add(last, "over the end");
  ObservedMemory memory;
  memory.add(pieces.bytes());
  CHECK(text_at(memory, last, 4) == "over");
}

TEST_CASE("a piece that says to be longer than its record ends with it") {
  const Pieces pieces = Pieces().add(place, "whole").add(place + 0x100, "short", 0, 0xffffffff);
  const GuardedBuffer buffer(pieces.bytes());
  ObservedMemory memory;
  memory.add(buffer.bytes());
  CHECK(text_at(memory, place, 100) == "whole");
  CHECK(text_at(memory, place + 0x100, 100).starts_with("short"));
}

TEST_CASE("no record makes anybody read outside of it, wherever it is cut and whatever it says") {
  const Pieces pieces = Pieces().add(place, "Hello").add(place + 5, ", kernel!", OBSERVED_AT_EXIT);
  for (std::size_t size = 0; size <= pieces.bytes().size(); ++size) {
    const GuardedBuffer cut(pieces.bytes().first(size));
    ObservedMemory memory;
    memory.add(cut.bytes());
    CHECK(std::string("Hello, kernel!###").find(text_at(memory, place, 100)) == 0);
  }
  std::minstd_rand numbers(7);
  for (int i = 0; i < 2000; ++i) {
    const GuardedBuffer random(64 + numbers() % 64);
    for (std::byte& byte : random.bytes()) byte = static_cast<std::byte>(numbers() >> 8);
    // Half of them have a length that is nearly right.
    const observed_piece head{place, static_cast<std::uint32_t>(numbers() % 128),
                              static_cast<std::uint32_t>(numbers() % 4)};
    if (i % 2 == 0) std::memcpy(random.bytes().data(), &head, sizeof head);
    ObservedMemory memory;
    memory.add(random.bytes());
    CHECK(text_at(memory, place, 4096).size() <= 128);
  }
}
