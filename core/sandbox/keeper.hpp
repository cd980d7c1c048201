#pragma once

#include <array>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/unique_fd.hpp"
#include "core/sandbox/layers.hpp"
#include "core/sandbox/places.hpp"

namespace spyglass {

/// A process of ours that keeps a sandbox's namespaces in being, and does nothing else. In a pid
/// namespace it is the first process, so that the kernel ends all others with it. It ends when this
/// object does, however we end (it waits for the end of a pipe from us), or when its time is up.
class Keeper {
 public:
  struct Wish {
    LayerSet layers;  ///< those that are namespaces
    Places places;
    std::uint64_t room;         ///< bytes of /tmp
    std::uint64_t processes;    ///< at one time
    std::chrono::seconds time;  ///< until it ends by itself
  };
  /// Tries each layer by itself. An error only when not even a process can be made.
  static Result<Keeper> start(const Wish& wish);
  Keeper(Keeper&&) noexcept = default;
  Keeper& operator=(Keeper&&) = delete;
  ~Keeper();

  [[nodiscard]] LayerSet held() const { return held_; }
  /// Why a layer is not held; 0 where it is, or was not wished for.
  [[nodiscard]] Errno error(Layer layer) const {
    return Errno(errors_[static_cast<std::size_t>(layer)]);
  }
  /// Whether processes run out of numbers when there are too many, whoever the user is.
  [[nodiscard]] bool bounds_processes() const { return bounded_; }
  /// The multiplexer of its own terminals (pts(4)), as a path of ours; empty: it has none.
  [[nodiscard]] std::string terminals() const;
  /// It may have ended by itself.
  [[nodiscard]] bool is_alive() const;

  /// Puts the calling process into the namespaces; into the pid namespace only its children
  /// (setns(2)). False, with errno, when that is refused.
  [[nodiscard]] bool join() const;

 private:
  Keeper() = default;

  pid_t process_ = 0;
  UniqueFd handle_;  ///< pidfd_open(2)
  UniqueFd leash_;   ///< the writing end of the pipe
  LayerSet held_;
  std::array<int, layer_count> errors_{};
  bool bounded_ = false;
  struct Namespace {
    UniqueFd file;
    int kind;  ///< CLONE_NEWNET and so on
  };
  std::vector<Namespace> namespaces_;  ///< in the order in which they are joined
};

}  // namespace spyglass
