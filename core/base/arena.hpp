#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace spyglass {

/// Memory for what is made and dropped with every call of a trace: each thread keeps what it gave
/// back, by size, and takes it from there the next time. Once every size has been there, nobody
/// asks the heap any more. Blocks may be given back by another thread than took them.
///
/// With sanitizers it is the plain heap, so that they see what is used behind its end.
namespace arena {

constexpr std::size_t granule = 32;   ///< sizes are rounded up to a multiple of it
constexpr std::size_t shelves = 320;  ///< one a size; larger blocks are the heap's business
constexpr std::size_t kept = 16384;   ///< so many bytes of each size at the most

#ifdef SPYGLASS_SANITIZED
constexpr bool is_plain_heap = true;
#else
constexpr bool is_plain_heap = false;
#endif

struct Block {
  Block* next;
};
struct Shelf {
  Block* first = nullptr;
  std::uint32_t count = 0;
};
/// A thread's own. Needs no destructor, so that what the thread drops at its very end finds it.
struct Store {
  std::array<Shelf, shelves> all{};
  bool is_open = false;  ///< it is emptied when the thread ends
};
extern constinit thread_local Store store;

void* take_from_heap(std::size_t size);
void give_to_heap(void* memory, std::size_t size);
/// Makes sure that somebody empties the store. False when the thread is as good as over.
bool open_store();

constexpr std::size_t shelf_of(std::size_t size) { return (size - 1) / granule; }

inline void* take(std::size_t size) {
  if (is_plain_heap || size - 1 >= shelves * granule) return take_from_heap(size);
  Shelf& shelf = store.all[shelf_of(size)];
  Block* const block = shelf.first;
  if (block == nullptr) return take_from_heap(size);
  shelf.first = block->next;
  --shelf.count;
  return block;
}

inline void give(void* memory, std::size_t size) {
  if (is_plain_heap || size - 1 >= shelves * granule) return give_to_heap(memory, size);
  Shelf& shelf = store.all[shelf_of(size)];
  const bool is_full = shelf.count >= kept / ((shelf_of(size) + 1) * granule);
  if (is_full || (!store.is_open && !open_store())) return give_to_heap(memory, size);
  shelf.first = ::new (memory) Block{shelf.first};
  ++shelf.count;
}

}  // namespace arena

/// For containers: their memory comes from the arena of the thread at hand.
template <class T>
struct FromArena {
  using value_type = T;

  FromArena() = default;
  template <class Other>
  constexpr FromArena(const FromArena<Other>&) noexcept {}

  [[nodiscard]] T* allocate(std::size_t count) {
    static_assert(alignof(T) <= alignof(std::max_align_t));
    return static_cast<T*>(arena::take(count * one));
  }
  void deallocate(T* memory, std::size_t count) noexcept { arena::give(memory, count * one); }
  template <class Other>
  constexpr bool operator==(const FromArena<Other>&) const noexcept {
    return true;
  }

 private:
  static constexpr std::size_t one = sizeof(T);  // NOLINT(bugprone-sizeof-expression): any T
};

template <class T>
using List = std::vector<T, FromArena<T>>;
using Chars = std::basic_string<char, std::char_traits<char>, FromArena<char>>;

}  // namespace spyglass
