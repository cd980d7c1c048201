#pragma once

#include <string>
#include <vector>

#include "core/ptrace/launch.hpp"

namespace spyglass {

/// A program that runs beside the lesson's own and is not traced: a server for it to talk to. It
/// ends with this object, and everything that it started in its session with it.
class Companion {
 public:
  /// Returns when the program has said that it is ready, by a line on its standard output. One that
  /// ends instead is an error, in its own words.
  static Result<Companion> start(LaunchOptions options);
  Companion(Companion&& other) noexcept = default;
  Companion& operator=(Companion&& other) noexcept {
    std::swap(child_, other.child_);
    return *this;
  }
  ~Companion();

 private:
  explicit Companion(PreparedChild child) : child_(std::move(child)) {}
  [[nodiscard]] Result<void> wait_until_ready() const;

  PreparedChild child_;  ///< its pipes stay open: a server may look whether anybody is left
};

}  // namespace spyglass
