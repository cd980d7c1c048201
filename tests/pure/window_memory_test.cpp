#include "core/memory/window_memory.hpp"

#include <catch2/catch.hpp>
#include <numeric>

using namespace spyglass;

namespace {

/// Three pages of which the second is not mapped; every byte tells its place. Counts its reads.
class TornMemory final : public Memory {
 public:
  static constexpr std::uint64_t start = 0x10000;
  mutable int reads = 0;

  std::size_t read(Addr from, std::span<std::byte> into) const override {
    ++reads;
    std::size_t done = 0;
    for (; done < into.size() && is_mapped(from + done); ++done) {
      into[done] = static_cast<std::byte>((from + done).value() * 7);
    }
    return done;
  }
  static bool is_mapped(Addr at) {
    const std::uint64_t page = (at - Addr(start)) / page_size;
    return page == 0 || page == 2;
  }
};

}  // namespace

TEST_CASE("through a window everything is what it is without one") {
  const TornMemory memory;
  const WindowMemory windows(memory);
  std::uint64_t draw = 1;
  for (int i = 0; i < 20000; ++i) {
    draw = draw * 6364136223846793005u + 1442695040888963407u;
    const Addr from(TornMemory::start - 600 + (draw >> 33) % (3 * page_size + 1200));
    std::vector<std::byte> expected((draw >> 50) % 700);
    std::vector<std::byte> seen(expected.size());
    const std::size_t count = memory.read(from, expected);
    REQUIRE(windows.read(from, seen) == count);
    expected.resize(count);
    seen.resize(count);
    REQUIRE(seen == expected);
  }
}

TEST_CASE("the elements of an array are one read, and so are those of two that take turns") {
  const TornMemory memory;
  const WindowMemory windows(memory);
  for (std::uint64_t i = 0; i < 32; ++i) {
    CHECK(windows.get<std::uint64_t>(Addr(TornMemory::start + i * 8)));
    CHECK(windows.get<std::uint64_t>(Addr(TornMemory::start + 2 * page_size + i * 8)));
  }
  CHECK(memory.reads == 2);
}

TEST_CASE("addresses at the very top don't wrap around") {
  const TornMemory memory;
  const WindowMemory windows(memory);
  CHECK_FALSE(windows.get<std::uint64_t>(Addr(~0ull - 3)));
  CHECK_FALSE(windows.get<std::uint64_t>(Addr(0)));
}
