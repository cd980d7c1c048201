#include "repl/session/excess.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <string_view>

namespace spyglass {

namespace {

namespace fs = std::filesystem;

/// What a call that went well may have taken of the disk.
enum class Takes : std::uint8_t {
  result,  ///< as many bytes as it returned
  entry,   ///< a file or a folder that was not there
  unknown,
};
struct Taker {
  std::string_view name;
  Takes takes;
};
constexpr Taker takers[] = {
    {"write", Takes::result},      {"pwrite64", Takes::result},
    {"writev", Takes::result},     {"pwritev", Takes::result},
    {"pwritev2", Takes::result},   {"sendfile", Takes::result},
    {"splice", Takes::result},     {"copy_file_range", Takes::result},
    {"open", Takes::entry},        {"openat", Takes::entry},
    {"openat2", Takes::entry},     {"creat", Takes::entry},
    {"mkdir", Takes::entry},       {"mkdirat", Takes::entry},
    {"symlink", Takes::entry},     {"symlinkat", Takes::entry},
    {"mknod", Takes::entry},       {"mknodat", Takes::entry},
    {"sendfile64", Takes::result}, {"fallocate", Takes::unknown},
};

/// The least that a file takes: also an empty one has its entry.
constexpr std::uint64_t least = 4096;

/// What the files of a folder take on the disk: holes take nothing.
std::uint64_t room_taken(const std::string& folder) {
  constexpr std::uint64_t block = 512;  // stat(2)
  std::uint64_t sum = 0;
  std::error_code error;
  fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied,
                                         error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    struct stat status {};
    if (lstat(entry->path().c_str(), &status) == 0) {
      sum += std::max(static_cast<std::uint64_t>(status.st_blocks) * block, least);
    }
  }
  return sum;
}

}  // namespace

void Excess::note_started(std::size_t now) {
  if (now <= limits_.threads || !reason_.empty()) return;
  reason_ = fmt::format("It was ended: it had {} processes and threads at once, and may have {}.",
                        now, limits_.threads);
}

void Excess::note_written(const Call& call) {
  if (!reason_.empty() || !call.result || *call.result < 0) return;
  const auto* taker = std::ranges::find(takers, call.name, &Taker::name);
  if (taker == std::end(takers)) return;
  const auto result = static_cast<std::uint64_t>(*call.result);
  switch (taker->takes) {
    case Takes::result: written_ += std::max(result, least); break;
    case Takes::entry: written_ += least; break;
    case Takes::unknown: written_ += limits_.bytes; break;
  }
  // What is written may go to a pipe or a terminal as well, so the folder is asked; now and then.
  if (written_ <= limits_.bytes / 4) return;
  written_ = 0;
  if (room_taken(folder_) <= limits_.bytes) return;
  constexpr std::uint64_t mebibyte = 1 << 20;
  reason_ = fmt::format("It was ended: its files take more than the {} MiB that they may.",
                        limits_.bytes / mebibyte);
}

}  // namespace spyglass
