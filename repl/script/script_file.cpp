#include "repl/script/script_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/unique_fd.hpp"

namespace spyglass {

namespace {

constexpr std::size_t most_bytes = 256 << 10;

/// Whether a path leads, through whatever links there are, to a file of the folder that it names.
bool stays_in_folder(const std::filesystem::path& file, const std::filesystem::path& real) {
  std::error_code error;
  const auto folder = std::filesystem::absolute(file, error).parent_path();
  return !error && std::filesystem::canonical(folder, error) == real.parent_path() && !error;
}

}  // namespace

Result<std::string> read_script(const std::filesystem::path& file) {
  std::error_code error;
  const auto cannot = [&](std::string_view why) {
    return fail(fmt::format("cannot read {}: {}", file.string(), why));
  };
  const auto real = std::filesystem::canonical(file, error);
  if (error) return fail_errno(fmt::format("cannot read {}", file.string()), error.value());
  if (!stays_in_folder(file, real)) return cannot("it is a link that leads out of its folder");
  // The real path has no links; whoever puts one there meanwhile gets an error. A pipe without a
  // writer must not be waited for.
  const UniqueFd fd(open(real.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  struct stat about {};
  if (!fd || fstat(fd.get(), &about) != 0) {
    return fail_errno(fmt::format("cannot read {}", file.string()), errno);
  }
  if (S_ISDIR(about.st_mode)) return cannot("it is a folder");
  if (!S_ISREG(about.st_mode)) return cannot("it is no ordinary file");
  std::string text(most_bytes + 1, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t count = read(fd.get(), text.data() + size, text.size() - size);
    if (count < 0) return fail_errno(fmt::format("cannot read {}", file.string()), errno);
    if (count == 0) break;
    size += static_cast<std::size_t>(count);
  }
  if (size > most_bytes) return cannot(fmt::format("it has more than {} KiB", most_bytes >> 10));
  text.resize(size);
  return text;
}

}  // namespace spyglass
