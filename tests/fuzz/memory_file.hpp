#pragma once

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <stdexcept>
#include <string>
#include <string_view>

#include "core/base/unique_fd.hpp"

namespace spyglass::fuzz {

/// A file without a place on any disk, for readers that want a path; gone with this object.
class MemoryFile {
 public:
  explicit MemoryFile(std::string_view contents = {}) : file_(memfd_create("fuzz", MFD_CLOEXEC)) {
    const bool written = file_ && write(file_.get(), contents.data(), contents.size()) ==
                                      static_cast<ssize_t>(contents.size());
    if (!written) throw std::runtime_error("no file in memory");
  }
  [[nodiscard]] std::string path() const { return fmt::format("/proc/self/fd/{}", file_.get()); }
  /// As others have left it.
  [[nodiscard]] std::string contents() const {
    std::string bytes(static_cast<std::size_t>(lseek(file_.get(), 0, SEEK_END)), '\0');
    const ssize_t count = pread(file_.get(), bytes.data(), bytes.size(), 0);
    bytes.resize(count < 0 ? 0 : static_cast<std::size_t>(count));
    return bytes;
  }

 private:
  UniqueFd file_;
};

}  // namespace spyglass::fuzz
