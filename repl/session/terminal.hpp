#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "core/ptrace/launch.hpp"

namespace spyglass {

/// Our side of the traced program's own terminal.
class Terminal {
 public:
  Terminal() = default;
  explicit Terminal(Channels channels) : channels_(std::move(channels)) {}

  /// To wait on; −1 when there is none, or when the program's side is closed for good.
  [[nodiscard]] int fd() const { return channels_.terminal.get(); }
  [[nodiscard]] const std::string& name() const { return channels_.terminal_name; }

  /// What the program wrote since the last time.
  std::string read_available();
  /// The same, but first waits (shortly) for `count` bytes that a call has just written: the
  /// kernel hands them over a moment after the call has returned.
  std::string read_written(std::size_t count);

  /// Types for the program. Nothing happens without a terminal.
  void type(std::string_view text) const;
  void set_size(int columns, int rows) const;

 private:
  Channels channels_;
  std::size_t received_ = 0;
  std::size_t expected_ = 0;
};

/// Our own environment for a program in such a terminal, with NAME=value added or replaced.
std::vector<std::string> environment_in_terminal(const std::vector<std::string>& added);

}  // namespace spyglass
