#include "repl/lesson/save_watch.hpp"

#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace spyglass {

Result<SaveWatch> SaveWatch::begin(const std::filesystem::path& file) {
  UniqueFd fd(inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
  const auto watch = [&](const std::filesystem::path& folder, std::uint32_t events) {
    return fd ? inotify_add_watch(fd.get(), folder.c_str(), events | IN_ONLYDIR) : -1;
  };
  const auto folder = file.parent_path();
  const int inside = watch(folder, IN_CLOSE_WRITE | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF);
  if (inside < 0) return fail_errno("cannot watch the folder " + folder.string(), errno);
  // A folder in which a process stands tells nothing of its removal; the one around it does. Where
  // that cannot be watched, saving is noticed all the same.
  const int around = watch(folder.parent_path(), IN_DELETE | IN_MOVED_FROM);
  return SaveWatch(std::move(fd), file, inside, around);
}

void SaveWatch::collect() {
  alignas(inotify_event) std::array<char, 4096> room;
  for (;;) {
    const ssize_t size = read(fd_.get(), room.data(), room.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return;
    for (ssize_t at = 0; at < size;) {
      inotify_event event{};
      std::memcpy(&event, room.data() + at, sizeof event);
      const char* name = room.data() + at + sizeof event;
      const auto is_about = [name, wd = event.wd, named = event.len > 0](
                                int watch, const std::filesystem::path& path) {
        return wd == watch && named && path.filename() == name;
      };
      saved_ = saved_ || is_about(inside_, file_) || (event.mask & IN_Q_OVERFLOW) != 0;
      gone_ = gone_ || is_about(around_, file_.parent_path()) ||
              (event.mask & (IN_DELETE_SELF | IN_MOVE_SELF)) != 0;
      at += static_cast<ssize_t>(sizeof event + event.len);
    }
  }
}

SaveWatch::Event SaveWatch::wait(Signals& signals) {
  for (;;) {
    collect();
    if (gone_) return Event::gone;
    if (std::exchange(saved_, false)) return Event::saved;
    signals.collect();
    if (signals.take_interrupt() || signals.leaving()) return Event::interrupted;
    std::array<pollfd, 2> sources = {pollfd{fd_.get(), POLLIN, 0}, pollfd{signals.fd(), POLLIN, 0}};
    poll(sources.data(), sources.size(), -1);
  }
}

}  // namespace spyglass
