#include "core/base/new_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>

#include "core/base/unique_fd.hpp"

namespace spyglass {

Result<void> write_new_file(const std::filesystem::path& file, std::string_view contents) {
  // With O_EXCL whoever comes second gets EEXIST, and the first one's file stays as it is.
  const UniqueFd fd(open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  if (!fd) return fail_errno(fmt::format("cannot make {}", file.string()), errno);
  while (!contents.empty()) {
    const ssize_t count = write(fd.get(), contents.data(), contents.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      const int error = errno;
      unlink(file.c_str());
      return fail_errno(fmt::format("cannot write {}", file.string()), error);
    }
    contents.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

}  // namespace spyglass
