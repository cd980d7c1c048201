#pragma once

#include <filesystem>

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
  SaveWatch(UniqueFd fd, std::filesystem::path file, int inside, int around)
      : fd_(std::move(fd)), file_(std::move(file)), inside_(inside), around_(around) {}
  /// Takes what has been reported up to now.
  void collect();

  UniqueFd fd_;
  std::filesystem::path file_;
  int inside_, around_;  ///< the watches (inotify(7)) of its folder and of the one around that
  bool saved_ = false;
  bool gone_ = false;
};

}  // namespace spyglass
