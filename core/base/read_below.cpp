#include "core/base/read_below.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "core/base/unique_fd.hpp"

namespace spyglass {

namespace {

std::optional<std::string> read_plain(const UniqueFd& file, std::size_t most) {
  struct stat facts {};
  if (!file || fstat(file.get(), &facts) != 0 || !S_ISREG(facts.st_mode)) return std::nullopt;
  std::string text(std::min(most, static_cast<std::size_t>(facts.st_size)), '\0');
  std::size_t length = 0;
  while (length < text.size()) {
    const ssize_t count = read(file.get(), text.data() + length, text.size() - length);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    length += static_cast<std::size_t>(count);
  }
  text.resize(length);
  return text;
}

}  // namespace

std::optional<std::string> read_below(const std::filesystem::path& folder,
                                      const std::filesystem::path& path, std::size_t most) {
  if (path.empty() || path.is_absolute()) return std::nullopt;
  // Part by part: between a look at the whole path and its use it may become another one.
  UniqueFd at(open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  for (auto part = path.begin(); at && part != path.end(); ++part) {
    if (*part == "..") return std::nullopt;
    if (std::next(part) == path.end()) {
      // What is no plain file, such as a pipe, must not keep us waiting.
      const int flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
      return read_plain(UniqueFd(openat(at.get(), part->c_str(), flags)), most);
    }
    at = UniqueFd(openat(at.get(), part->c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  }
  return std::nullopt;
}

}  // namespace spyglass
