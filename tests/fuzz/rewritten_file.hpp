#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <stdexcept>
#include <string_view>

#include "core/base/unique_fd.hpp"

namespace spyglass::fuzz {

/// A file that gets other contents thousands of times. It is kept open and never emptied first:
/// some file systems write to the disk at once when an emptied file is closed.
class RewrittenFile {
 public:
  explicit RewrittenFile(std::filesystem::path path)
      : path_(std::move(path)),
        file_(open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)) {}

  void is(std::string_view bytes) const {
    const auto size = static_cast<ssize_t>(bytes.size());
    const bool written = pwrite(file_.get(), bytes.data(), bytes.size(), 0) == size &&
                         ftruncate(file_.get(), size) == 0;
    if (!written) throw std::runtime_error("cannot write " + path_.string());
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  UniqueFd file_;
};

}  // namespace spyglass::fuzz
