#include "core/base/scratch.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <string>

#include "core/base/read_text.hpp"

namespace spyglass {

namespace {

namespace fs = std::filesystem;

// No tool that locks nothing ever used names of this form, so nobody else's can be taken for ours.
constexpr std::string_view stem = "spyglass.";
constexpr std::string_view random_part = "XXXXXX";

bool is_ours_by_name(const std::string& name) {
  return name.size() == stem.size() + random_part.size() && name.starts_with(stem) &&
         std::ranges::all_of(name.substr(stem.size()),
                             [](unsigned char c) { return std::isalnum(c) != 0; });
}

/// Of a directory of this user's that nobody else may enter; never of what a link leads to.
UniqueFd open_own(const fs::path& path) {
  UniqueFd fd(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  struct stat about {};
  const bool ours = fd && fstat(fd.get(), &about) == 0 && about.st_uid == geteuid() &&
                    (about.st_mode & (S_IRWXG | S_IRWXO)) == 0;
  return ours ? std::move(fd) : UniqueFd();
}

/// Whoever has the lock may have removed what was open by then.
bool is_still_there(const fs::path& path, const UniqueFd& fd) {
  struct stat open {
  }, now{};
  return fstat(fd.get(), &open) == 0 && lstat(path.c_str(), &now) == 0 &&
         open.st_ino == now.st_ino && open.st_dev == now.st_dev;
}

}  // namespace

void Scratch::remove_abandoned(const fs::path& base) {
  std::error_code ignored;
  for (const auto& entry : entries_of(base, ignored)) {
    if (!is_ours_by_name(entry.path().filename().string())) continue;
    const UniqueFd fd = open_own(entry.path());
    if (!fd || flock(fd.get(), LOCK_EX | LOCK_NB) != 0) continue;
    if (is_still_there(entry.path(), fd)) fs::remove_all(entry.path(), ignored);
  }
}

Result<Scratch> Scratch::make(std::string_view whose) {
  constexpr int tries = 10;
  std::error_code error;
  auto base = fs::temp_directory_path(error);
  if (error) base = "/tmp";
  static const bool tidied = (remove_abandoned(base), true);
  (void)tidied;
  const auto failed = [&](int number) {
    return fail_errno(
        fmt::format("cannot make a scratch directory for {} in {}", whose, base.string()), number);
  };
  for (int i = 0; i < tries; ++i) {
    std::string name = (base / (std::string(stem) += random_part)).string();
    if (mkdtemp(name.data()) == nullptr) return failed(errno);
    UniqueFd fd = open_own(name);
    // Another tool that tidies may have taken it for abandoned, and removed it by now or soon.
    if (!fd && errno == ENOENT) continue;
    if (!fd) {
      const int number = errno;
      fs::remove(name, error);
      return failed(number);
    }
    if (flock(fd.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) continue;
    if (is_still_there(name, fd)) return Scratch(name, std::move(fd));
  }
  return failed(EAGAIN);
}

Scratch::~Scratch() {
  std::error_code ignored;
  if (!path_.empty()) fs::remove_all(path_, ignored);
}

}  // namespace spyglass
