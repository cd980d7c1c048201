// Every kind that the catalogue names, asked about memory that ends in the middle of whatever it
// looks for: it must answer, and never look beyond.

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "core/decode/layout.hpp"
#include "core/syscalls/catalogue.hpp"
#include "tests/pure/decode_bench.hpp"

using namespace spyglass;

namespace {

/// What an argument can be, under all commands that the arguments beside it can hold.
void add_kinds(std::set<const Kind*>& kinds, const Kind* kind, int depth = 0) {
  if (kind == nullptr || depth > 4) return;
  std::vector<std::uint64_t> siblings(6);
  for (std::uint64_t command = 0; kind->choose != nullptr && command < 64; ++command) {
    std::ranges::fill(siblings, command);
    add_kinds(kinds, kind->choose(siblings), depth + 1);
  }
  if (kind->decode == nullptr || !kinds.insert(kind).second) return;
  add_kinds(kinds, kind->element, depth + 1);
}

std::set<const Kind*> all_kinds() {
  std::set<const Kind*> kinds;
  for (const auto family : row_families()) {
    for (const Row& row : family) {
      for (const Argument& argument : row.argument_list()) add_kinds(kinds, argument.kind);
    }
  }
  return kinds;
}

void ask_at_the_end(const Kind& kind, AbiId id, std::byte filling) {
  constexpr std::size_t room = 1400;  // more than the largest struct
  DecodeBench bench(Room{room}, id);
  for (std::size_t i = 0; i < room; ++i) bench.put(i, filling);
  for (const std::uint64_t sibling : {0u, 1u, 3u, 0xffffffffu}) {
    std::ranges::fill(bench.siblings, sibling);
    for (const int size_from : {-1, 0}) {
      bench.size_from = size_from;
      for (const std::size_t left :
           {0u,  1u,  2u,  3u,   4u,   7u,   8u,   15u,  16u,  31u,   55u,
            56u, 63u, 64u, 112u, 143u, 144u, 255u, 256u, 390u, 1024u, 1400u}) {
        bench.result = std::nullopt;
        const Value before = bench.ask(kind, bench.end() - left);
        CHECK(value_text(before).size() < (1u << 20));
        for (const std::int64_t result : {std::int64_t{0}, std::int64_t{1}, std::int64_t{-14}}) {
          bench.result = result;
          (void)value_text(bench.ask(kind, bench.end() - left, &before));
        }
      }
    }
  }
}

}  // namespace

TEST_CASE("every kind of argument is asked about at the end of memory, on every ABI") {
  const auto kinds = all_kinds();
  CHECK(kinds.size() > 250);
  for (const Kind* kind : kinds) {
    INFO(kind->name);
    for (const Abi* one : all_abis()) {
      for (const auto filling : {std::byte{0}, std::byte{0xff}, std::byte{0x41}}) {
        ask_at_the_end(*kind, one->id, filling);
      }
    }
  }
}
