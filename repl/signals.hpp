#pragma once

#include <chrono>

#include "core/base/unique_fd.hpp"

namespace spyglass {

/// Signals to the tool itself, as data: they are blocked and read one by one, so nothing happens
/// between two lines of ours (signalfd(2)). One for the whole program, made before anything else.
class Signals {
 public:
  /// SIGCHLD (a traced thread has something to report), SIGINT, SIGWINCH, SIGHUP and SIGTERM.
  Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  [[nodiscard]] int fd() const { return fd_.get(); }

  /// Reads what has arrived and remembers it.
  void collect();

  /// Each tells whether it arrived since it was last asked.
  bool take_interrupt() { return take(interrupt_); }
  bool take_resize() { return take(resize_); }
  /// SIGHUP or SIGTERM: leave, tidily. Stays true.
  [[nodiscard]] bool leaving() const { return leaving_; }
  /// As if such a signal had arrived: nobody reads what we show any more.
  void leave() { leaving_ = true; }
  /// Nobody sits at a prompt: Ctrl-C means everything, not only the program at hand.
  void leave_on_interrupt() { interrupt_leaves_ = true; }

 private:
  static bool take(bool& flag) {
    const bool was = flag;
    flag = false;
    return was;
  }

  UniqueFd fd_;
  bool interrupt_ = false;
  bool resize_ = false;
  bool leaving_ = false;
  bool interrupt_leaves_ = false;
};

}  // namespace spyglass
