#include "repl/session/excess.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <filesystem>

namespace spyglass {

namespace {

namespace fs = std::filesystem;

/// Calls whose result is how many bytes went into a descriptor.
constexpr std::array writers = {"write",    "pwrite64", "writev",          "pwritev",
                                "pwritev2", "sendfile", "copy_file_range", "splice"};

/// What the files of a folder take on the disk: holes take nothing.
std::uint64_t room_taken(const std::string& folder) {
  constexpr std::uint64_t block = 512;  // stat(2)
  std::uint64_t sum = 0;
  std::error_code error;
  fs::recursive_directory_iterator entry(
      folder, fs::directory_options::skip_permission_denied, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    struct stat status {};
    if (lstat(entry->path().c_str(), &status) == 0) {
      sum += static_cast<std::uint64_t>(status.st_blocks) * block;
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
  if (!reason_.empty() || !call.result || *call.result <= 0) return;
  if (std::ranges::find(writers, call.name) != writers.end()) {
    written_ += static_cast<std::uint64_t>(*call.result);
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
