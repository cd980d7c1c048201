#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace spyglass {

/// Holds a program in: what it does hurts neither files nor other processes. Made of layers, each
/// of which a machine may have or not; who starts a program says which of them hold.
class Sandbox {
 public:
  enum class Layer : std::uint8_t {
    privileges,  ///< it can gain none: no set-uid programs, no capabilities (prctl(2))
    limits,      ///< of memory, processor time, length of files, descriptors (setrlimit(2))
    network,     ///< none but a loopback of its own that is down, and no one else's System V IPC
    files,       ///< all are read-only, but for one folder
  };

  /// `folder` is what the program may write to, and where it begins. It is its /tmp, too, unless
  /// the program itself lies in ours. Finds out what this machine has by trying it, in a child of
  /// ours.
  Sandbox(std::string folder, std::string_view program);

  /// What the program calls the folder.
  [[nodiscard]] const std::string& folder_inside() const { return inside_; }
  [[nodiscard]] bool has(Layer layer) const;
  /// Layers that this machine does not have.
  [[nodiscard]] std::vector<Layer> missing() const;

  /// Puts the calling process into it, for good: for a child between fork(2) and execve(2). False,
  /// with errno, when a layer failed that has been there before.
  [[nodiscard]] bool enter() const;

 private:
  [[nodiscard]] bool enter(Layer layer) const;

  std::string folder_;
  std::string inside_;
  unsigned has_ = 0;  ///< a bit a layer
};

/// "files", and what it is without it: "it can write wherever you can".
std::string words_without(Sandbox::Layer layer);

}  // namespace spyglass
