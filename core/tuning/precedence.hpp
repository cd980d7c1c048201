#pragma once

#include <optional>
#include <utility>

namespace spyglass {

/// As long as this lives, the calling process goes before others where there are too few processors
/// (nice(2)), and nobody that it starts does (SCHED_RESET_ON_FORK, sched(7)). Who reads what
/// hundreds of threads write would else get as little time as each of them, and all would have to
/// be held whenever the room between them is full.
class Precedence {
 public:
  /// Nothing where we may not (CAP_SYS_NICE), or where somebody has chosen how nice we are to be.
  static std::optional<Precedence> take();

  Precedence(Precedence&& other) noexcept : taken_(std::exchange(other.taken_, false)) {}
  Precedence& operator=(Precedence&& other) noexcept {
    std::swap(taken_, other.taken_);
    return *this;
  }
  ~Precedence();

 private:
  Precedence() = default;
  bool taken_ = true;
};

}  // namespace spyglass
