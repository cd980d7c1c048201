#include "core/base/arena.hpp"

#include <new>

namespace spyglass::arena {

namespace {

/// What is on the shelves, once it is on them, was asked for in whole granules.
constexpr std::size_t rounded(std::size_t size) {
  const bool has_shelf = !is_plain_heap && size - 1 < shelves * granule;
  return has_shelf ? (shelf_of(size) + 1) * granule : size;
}

bool thread_is_over() {
  static thread_local bool over = false;
  struct Closing {
    bool& over;
    ~Closing() {
      over = true;
      store.is_open = false;
      for (Shelf& shelf : store.all) {
        while (Block* const block = shelf.first) {
          shelf.first = block->next;
          ::operator delete(block);
        }
        shelf.count = 0;
      }
    }
  };
  static thread_local const Closing closing{over};
  (void)closing;
  return over;
}

}  // namespace

constinit thread_local Store store;

void* take_from_heap(std::size_t size) { return ::operator new(rounded(size)); }

void give_to_heap(void* memory, std::size_t) { ::operator delete(memory); }

bool open_store() {
  store.is_open = !thread_is_over();
  return store.is_open;
}

}  // namespace spyglass::arena
