#pragma once

#include <filesystem>
#include <string_view>

#include "core/base/result.hpp"
#include "core/base/unique_fd.hpp"

namespace spyglass {

/// A directory of ours alone that may be filled with whatever it takes; gone with this object.
///
/// A tool that is killed leaves its directories behind, and the next one takes them away. Whose is
/// still in use is told by a lock on the directory (flock(2)), which the kernel drops with the tool
/// that holds it, however that ends.
class Scratch {
 public:
  /// `whose`: what it is for, as in "a scratch directory for the lesson".
  static Result<Scratch> make(std::string_view whose);
  /// Removes what killed tools of this user have left in a directory. Nothing else there is
  /// touched: neither what a tool holds locked, nor another user's, nor what a link leads to.
  static void remove_abandoned(const std::filesystem::path& base);

  Scratch(Scratch&& other) noexcept
      : path_(std::exchange(other.path_, {})), lock_(std::move(other.lock_)) {}
  Scratch& operator=(Scratch&& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(lock_, other.lock_);
    return *this;
  }
  ~Scratch();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  Scratch(std::filesystem::path path, UniqueFd lock)
      : path_(std::move(path)), lock_(std::move(lock)) {}
  std::filesystem::path path_;
  UniqueFd lock_;
};

}  // namespace spyglass
