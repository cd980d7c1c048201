// Chains of frame pointers: right ones, broken ones, endless ones.

#include "core/inside/frames.hpp"

#include <catch2/catch.hpp>
#include <cstring>

#include "core/memory/buffer_memory.hpp"

using namespace spyglass;

namespace {

constexpr std::uint64_t stack = 0x10000;
constexpr std::uint64_t code = 0x400000;
constexpr std::size_t size = 0x1000;

const std::vector<Mapping> maps = {
    {Addr(stack), Addr(stack + size), "rw-p", 0, "[stack]", false},
    {Addr(code), Addr(code + size), "r-xp", 0, "/program", false},
    {Addr(code + size), Addr(code + 2 * size), "r--p", 0, "/program", false},
};

/// A stack of one ABI, to be filled.
class Chain {
 public:
  explicit Chain(const Abi& abi) : abi_(abi), bytes_(size) {}
  void put(std::uint64_t at, std::uint64_t frame, std::uint64_t back) {
    std::memcpy(bytes_.data() + (at - stack), &frame, abi_.word_size);
    std::memcpy(bytes_.data() + (at - stack) + abi_.word_size, &back, abi_.word_size);
  }
  [[nodiscard]] std::vector<Addr> walk(std::uint64_t pointer, std::uint64_t frame) const {
    const std::vector<std::byte> area(abi_.register_set_size);
    RegisterValues registers(abi_, area);
    registers.set(abi_.stack_pointer, pointer);
    registers.set(abi_.frame_pointer, frame);
    return return_addresses(registers, BufferMemory(Addr(stack), bytes_), maps);
  }

 private:
  const Abi& abi_;
  std::vector<std::byte> bytes_;
};

}  // namespace

TEST_CASE("frame pointers lead from caller to caller") {
  for (const Abi* abi : all_abis()) {
    INFO(abi->name);
    Chain chain(*abi);
    chain.put(stack + 0x100, stack + 0x140, code + 0x10);
    chain.put(stack + 0x140, stack + 0x200, code + 0x20);
    chain.put(stack + 0x200, 0, code + 0x30);
    const std::vector<Addr> all = {Addr(code + 0x10), Addr(code + 0x20), Addr(code + 0x30)};
    CHECK(chain.walk(stack + 0xf0, stack + 0x100) == all);
    SECTION("one that is not in order ends it") {
      chain.put(stack + 0x140, stack + 0x100, code + 0x20);
      CHECK(chain.walk(stack + 0xf0, stack + 0x100).size() == 2);
      chain.put(stack + 0x140, stack + 0x140, code + 0x20);
      CHECK(chain.walk(stack + 0xf0, stack + 0x100).size() == 2);
      chain.put(stack + 0x140, stack + 0x201, code + 0x20);
      CHECK(chain.walk(stack + 0xf0, stack + 0x100).size() == 2);
    }
    SECTION("so does one outside of the stack, and one at its very end") {
      CHECK(chain.walk(stack + 0xf0, stack + 0xe0).empty());
      CHECK(chain.walk(stack + 0xf0, stack + size).empty());
      CHECK(chain.walk(stack + 0xf0, code).empty());
      CHECK(chain.walk(stack + 0xf0, stack + size - abi->word_size).empty());
      CHECK(chain.walk(0x99, stack + 0x100).empty());
    }
    SECTION("and a return address where nothing can be executed") {
      chain.put(stack + 0x140, stack + 0x200, code + size + 8);
      CHECK(chain.walk(stack + 0xf0, stack + 0x100).size() == 1);
      chain.put(stack + 0x140, stack + 0x200, 7);
      CHECK(chain.walk(stack + 0xf0, stack + 0x100).size() == 1);
    }
  }
}

TEST_CASE("a recursion without an end has a list with one") {
  Chain chain(native_abi());
  for (std::uint64_t at = stack; at + 32 <= stack + size; at += 16) {
    chain.put(at, at + 16, code + 0x10);
  }
  CHECK(chain.walk(stack, stack).size() == 128);
}
