#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <span>
#include <stdexcept>

namespace spyglass {

/// Bytes whose end is the end of mapped memory: reading one byte more is a SIGSEGV.
class GuardedBuffer {
 public:
  explicit GuardedBuffer(std::size_t size) : size_(size) {
    const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    mapped_ = (size + page - 1) / page * page + page;
    void* area = mmap(nullptr, mapped_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (area == MAP_FAILED) throw std::runtime_error("mmap");
    area_ = static_cast<std::byte*>(area);
    if (mprotect(area_ + mapped_ - page, page, PROT_NONE) != 0)
      throw std::runtime_error("mprotect");
    first_ = area_ + mapped_ - page - size;
  }
  explicit GuardedBuffer(std::span<const std::byte> bytes) : GuardedBuffer(bytes.size()) {
    std::ranges::copy(bytes, first_);
  }
  GuardedBuffer(const GuardedBuffer&) = delete;
  GuardedBuffer& operator=(const GuardedBuffer&) = delete;
  ~GuardedBuffer() { munmap(area_, mapped_); }

  [[nodiscard]] std::span<std::byte> bytes() const { return {first_, size_}; }

 private:
  std::byte* area_ = nullptr;
  std::byte* first_ = nullptr;
  std::size_t mapped_ = 0;
  std::size_t size_;
};

}  // namespace spyglass
