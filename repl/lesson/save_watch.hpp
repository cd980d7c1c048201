#pragma once

#include <filesystem>
#include <string>

#include "core/base/result.hpp"
#include "core/base/unique_fd.hpp"
#include "repl/signals.hpp"

namespace spyglass {

/// Notices when somebody's editor saves a file (inotify(7)). Editors that put a new file in the old
/// one's place are noticed as well: it is the folder that is watched.
class SaveWatch {
 public:
  static Result<SaveWatch> begin(const std::filesystem::path& file);

  enum class Event : std::uint8_t {
    saved,
    interrupted,  ///< Ctrl-C, or the tool is to leave
    gone,         ///< the folder has been removed, or moved away
  };
  /// Waits. What was saved since the last time, several times even, is one event.
  Event wait(Signals& signals);

 private:
  SaveWatch(UniqueFd fd, std::string name) : fd_(std::move(fd)), name_(std::move(name)) {}
  /// Takes what has been reported up to now.
  void collect();

  UniqueFd fd_;
  std::string name_;
  bool saved_ = false;
  bool gone_ = false;
};

}  // namespace spyglass
