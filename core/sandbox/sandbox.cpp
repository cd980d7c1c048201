#include "core/sandbox/sandbox.hpp"

#include <fcntl.h>
#include <linux/mount.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace spyglass {

namespace {

using Layer = Sandbox::Layer;

/// In the order in which they are entered: each needs what a later one takes away.
constexpr std::array layers = {Layer::network, Layer::files, Layer::privileges, Layer::limits};

constexpr unsigned bit(Layer layer) { return 1U << static_cast<unsigned>(layer); }

struct Limit {
  __rlimit_resource resource;
  rlim_t most;
};
constexpr rlim_t mebi = 1 << 20;
constexpr std::array limits = {
    Limit{RLIMIT_AS, 1024 * mebi},  Limit{RLIMIT_CORE, 0},     Limit{RLIMIT_CPU, 60},
    Limit{RLIMIT_FSIZE, 64 * mebi}, Limit{RLIMIT_NOFILE, 256}, Limit{RLIMIT_NPROC, 128},
};

bool write_file(const char* path, const std::string& text) {
  const int file = open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0) return false;
  const bool done = write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  close(file);
  return done;
}

/// The user stays who it is, and is somebody only in a namespace of its own (user_namespaces(7)):
/// that is what lets us make the others without being root.
bool enter_namespaces() {
  const std::string user = std::to_string(geteuid()), group = std::to_string(getegid());
  if (unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS) != 0) {
    return false;
  }
  // Without the first an ordinary user may not write the last.
  return write_file("/proc/self/setgroups", "deny") &&
         write_file("/proc/self/uid_map", user + " " + user + " 1") &&
         write_file("/proc/self/gid_map", group + " " + group + " 1");
}

bool set_read_only(const char* path, bool on, unsigned flags) {
  mount_attr change{};
  (on ? change.attr_set : change.attr_clr) = MOUNT_ATTR_RDONLY;
  return syscall(SYS_mount_setattr, AT_FDCWD, path, flags, &change, sizeof change) == 0;
}

bool enter_files(const std::string& folder, const std::string& inside) {
  return mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
         mount(folder.c_str(), inside.c_str(), nullptr, MS_BIND, nullptr) == 0 &&
         set_read_only("/", true, AT_RECURSIVE) && set_read_only(inside.c_str(), false, 0) &&
         chdir(inside.c_str()) == 0;
}

bool give_up_privileges() {
  // Numbers beyond the last capability are refused, and nothing is lost by that.
  for (unsigned long capability = 0; capability < 64; ++capability) {
    prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
  }
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

bool set_limits() {
  for (const Limit& limit : limits) {
    rlimit now{};
    if (getrlimit(limit.resource, &now) != 0) return false;
    const rlim_t most = std::min(now.rlim_max, limit.most);
    now = {most, most};
    if (setrlimit(limit.resource, &now) != 0) return false;
  }
  return true;
}

}  // namespace

bool Sandbox::enter(Layer layer) const {
  switch (layer) {
    case Layer::network: return enter_namespaces();
    case Layer::files: return enter_files(folder_, inside_);
    case Layer::privileges: return give_up_privileges();
    case Layer::limits: break;
  }
  return set_limits();
}

Sandbox::Sandbox(std::string folder, std::string_view program)
    : folder_(std::move(folder)), inside_(program.starts_with("/tmp/") ? folder_ : "/tmp") {
  const pid_t child = fork();
  if (child == 0) {
    unsigned entered = 0;
    for (const Layer layer : layers) {
      if (enter(layer)) entered |= bit(layer);
    }
    _exit(static_cast<int>(entered));
  }
  int status = 0;
  while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (child > 0 && WIFEXITED(status)) has_ = static_cast<unsigned>(WEXITSTATUS(status));
}

bool Sandbox::has(Layer layer) const { return (has_ & bit(layer)) != 0; }

std::vector<Sandbox::Layer> Sandbox::missing() const {
  std::vector<Layer> result;
  for (const Layer layer : layers) {
    if (!has(layer)) result.push_back(layer);
  }
  return result;
}

bool Sandbox::enter() const {
  for (const Layer layer : layers) {
    if (has(layer) && !enter(layer)) return false;
  }
  return true;
}

std::string words_without(Sandbox::Layer layer) {
  switch (layer) {
    case Layer::privileges: return "it may run programs that are more than you are (set-uid)";
    case Layer::limits: return "it may use as much memory and time as you may";
    case Layer::network: return "it reaches the network";
    case Layer::files: break;
  }
  return "it can write wherever you can";
}

}  // namespace spyglass
