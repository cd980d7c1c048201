#pragma once

namespace spyglass {

/// SIGINT and SIGTERM for a loop that waits in waitpid(2), as a flag. The wait is interrupted, and
/// interrupted again every few milliseconds until somebody looks, so that a signal that comes right
/// before the wait begins is not missed. One at a time; undone when it goes.
class Interruption {
 public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  /// The signal that came, or 0.
  [[nodiscard]] int signal() const;
};

}  // namespace spyglass
