#pragma once

#include <filesystem>
#include <string_view>

#include "core/base/result.hpp"

namespace spyglass {

/// A directory of ours alone that may be filled with whatever it takes; gone with this object.
class Scratch {
 public:
  /// `whose`: what it is for, as in "a scratch directory for the lesson".
  static Result<Scratch> make(std::string_view whose);
  Scratch(Scratch&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  Scratch& operator=(Scratch&& other) noexcept {
    std::swap(path_, other.path_);
    return *this;
  }
  ~Scratch();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  explicit Scratch(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

}  // namespace spyglass
