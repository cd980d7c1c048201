#pragma once

#include <sys/mman.h>
#include <sys/types.h>

#include <cstddef>
#include <span>

namespace spyglass {

/// Memory that the kernel shows of a file, to be read (mmap(2)); given back at the end.
class Mapped {
 public:
  /// `size` bytes from `offset` on, which is a multiple of the page size. `sharing`: MAP_SHARED or
  /// MAP_PRIVATE.
  Mapped(int file, std::size_t size, off_t offset, int sharing)
      : place_(mmap(nullptr, size, PROT_READ, sharing, file, offset)), size_(size) {}
  Mapped(const Mapped&) = delete;
  Mapped& operator=(const Mapped&) = delete;
  ~Mapped() {
    if (is_there()) munmap(place_, size_);
  }

  /// Whether the kernel did; if not, errno told why.
  [[nodiscard]] bool is_there() const { return place_ != MAP_FAILED; }
  [[nodiscard]] std::span<const std::byte> bytes() const {
    return {static_cast<const std::byte*>(place_), size_};
  }

 private:
  void* place_;
  std::size_t size_;
};

}  // namespace spyglass
