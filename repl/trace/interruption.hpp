#pragma once

namespace spyglass {

/// SIGHUP, SIGINT, SIGQUIT and SIGTERM for a loop that waits in waitpid(2), as a flag. The wait is
/// interrupted, and interrupted again every few milliseconds until somebody looks, so that a signal
/// that comes right before the wait begins is not missed. One at a time; undone when it goes.
class Interruption {
 public:
  /// What such signals do to us.
  enum class Heed : unsigned char {
    fatal,         ///< they are noted
    none,          ///< they are not for us, but for the program
    none_nor_stop  ///< the same, and SIGTSTP does not stop us
  };
  explicit Interruption(Heed heed);
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  /// Has the wait interrupted in a tenth of a second as well, whatever happens until then. More
  /// than once is the same as once.
  void come_back();
  /// Whether that time is over; asking ends it.
  [[nodiscard]] bool came_back();

  /// The signal that came, or 0.
  [[nodiscard]] int signal() const;
  /// It was seen: the next one is waited for.
  void forget();

 private:
  bool coming_back_ = false;
};

}  // namespace spyglass
