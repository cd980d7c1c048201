#include <catch2/catch.hpp>

#include <cstring>
#include <thread>

#include "core/base/arena.hpp"

using namespace spyglass;

namespace {

/// Takes a block, writes all over it, and gives it back; says where it was.
void* use(std::size_t size) {
  void* const block = arena::take(size);
  std::memset(block, 0x5a, size);
  arena::give(block, size);
  return block;
}

}  // namespace

TEST_CASE("what was given back is taken again, by whatever rounds up to the same size") {
  if (arena::is_plain_heap) return;
  for (const std::size_t size :
       {std::size_t{1}, std::size_t{33}, std::size_t{1000}, arena::shelves * arena::granule}) {
    const std::size_t least = (size - 1) / arena::granule * arena::granule + 1;
    void* const block = use(size);
    CHECK(use(size) == block);
    CHECK(use(least) == block);
  }
}

TEST_CASE("blocks that are in use at the same time are different ones") {
  List<List<int>> lists;
  for (int i = 0; i < 1000; ++i) lists.push_back(List<int>(static_cast<std::size_t>(i % 9), i));
  for (int i = 0; i < 1000; ++i) {
    const auto& list = lists[static_cast<std::size_t>(i)];
    REQUIRE(list == List<int>(static_cast<std::size_t>(i % 9), i));
  }
}

TEST_CASE("no more is kept than a part of what was in use at once") {
  if (arena::is_plain_heap) return;
  constexpr std::size_t size = 1024;
  std::vector<void*> blocks;
  for (int i = 0; i < 1000; ++i) blocks.push_back(arena::take(size));
  for (void* const block : blocks) arena::give(block, size);
  CHECK(arena::store.all[arena::shelf_of(size)].count == arena::kept / size);
}

TEST_CASE("blocks larger than all shelves are the heap's") {
  const Chars text(arena::shelves * arena::granule + 1, 'x');
  const Chars other = text;
  CHECK(other == text);
}

TEST_CASE("what one thread took, another may give back, and both may end") {
  List<Chars> texts;
  std::thread([&] {
    for (int i = 0; i < 100; ++i) texts.emplace_back(100, 'x');
  }).join();
  std::thread([texts = std::move(texts)]() mutable { texts.clear(); }).join();
  // What a thread drops as the very last thing, behind the end of its store.
  std::thread([] {
    static thread_local List<Chars> last;
    last.emplace_back(100, 'x');
    (void)use(100);  // the store is opened behind it, and so is closed before it is dropped
  }).join();
}
