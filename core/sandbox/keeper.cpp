#include "core/sandbox/keeper.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/close_range.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string_view>

#include "core/base/loopback.hpp"
#include "core/sandbox/mounts.hpp"

namespace spyglass {

namespace {

struct NamespaceRow {
  Layer layer;
  int kind;
  const char* name;  ///< below /proc/PID/ns
};
/// The first gives the right to make and to join the others.
constexpr std::array table = {
    NamespaceRow{Layer::user, CLONE_NEWUSER, "user"},
    NamespaceRow{Layer::mounts, CLONE_NEWNS, "mnt"},
    NamespaceRow{Layer::network, CLONE_NEWNET, "net"},
    NamespaceRow{Layer::ipc, CLONE_NEWIPC, "ipc"},
    NamespaceRow{Layer::host_name, CLONE_NEWUTS, "uts"},
    NamespaceRow{Layer::processes, CLONE_NEWPID, "pid"},
};

/// What is told to us through a pipe.
struct Report {
  pid_t process;  ///< the keeper, in our numbers, told by who makes it; 0: the keeper itself tells
  std::array<int, layer_count> errors;
  std::array<bool, layer_count> held;
  bool own_proc;
  bool bounded;
};

bool write_file(const char* path, std::string_view text) {
  const UniqueFd file(open(path, O_WRONLY | O_CLOEXEC));
  return file && write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

/// The user stays who it is, and is somebody only in a namespace of its own (user_namespaces(7)):
/// that is what lets us make the others without being root.
bool make_user_namespace() {
  const std::string user = fmt::format("{0} {0} 1", geteuid());
  const std::string group = fmt::format("{0} {0} 1", getegid());
  if (unshare(CLONE_NEWUSER) != 0) return false;
  // Without the first an ordinary user may not write the last.
  return write_file("/proc/self/setgroups", "deny") && write_file("/proc/self/uid_map", user) &&
         write_file("/proc/self/gid_map", group);
}

/// Nobody inside makes more of them, however the call for it is written.
void forbid_more_user_namespaces() { (void)write_file("/proc/sys/user/max_user_namespaces", "0"); }

/// RLIMIT_NPROC does not bind user 0 of the machine. The numbers of a pid namespace can run out,
/// though (since Linux 6.14, sysctl kernel.pid_max), at no less than this.
bool bound_process_numbers(std::uint64_t processes) {
  constexpr std::uint64_t least = 301;
  return write_file("/proc/sys/kernel/pid_max", fmt::format("{}", std::max(processes, least)));
}

/// What has to be done inside once a namespace is there.
bool furnish(Layer layer, const Keeper::Wish& wish) {
  switch (layer) {
    case Layer::user: forbid_more_user_namespaces(); return true;
    case Layer::mounts: return lay_out_files(wish.places, wish.room);
    case Layer::network: return raise_loopback();
    default: return true;
  }
}

class Maker {
 public:
  Maker(const Keeper::Wish& wish, int report, int leash)
      : wish_(wish), report_to_(report), leash_(leash) {}

  /// In a child of ours: makes the namespaces, and becomes the keeper, or makes it.
  [[noreturn]] void work() {
    for (const NamespaceRow& row : table) {
      if (!wish_.layers.has(row.layer)) continue;
      note(row.layer, row.layer == Layer::user ? make_user_namespace() : unshare(row.kind) == 0);
    }
    if (holds(Layer::processes)) {
      // It is our maker's child and not ours (clone(2)), so that it needs us no longer.
      const long made = syscall(SYS_clone, CLONE_PARENT, nullptr, nullptr, nullptr, nullptr);
      if (made != 0) {
        if (made < 0) _exit(1);
        report_.process = static_cast<pid_t>(made);
        tell();
        _exit(0);
      }
    }
    keep();
  }

 private:
  void note(Layer layer, bool done) {
    const auto at = static_cast<std::size_t>(layer);
    report_.held[at] = done;
    report_.errors[at] = done ? 0 : errno;
  }
  [[nodiscard]] bool holds(Layer layer) const {
    return report_.held[static_cast<std::size_t>(layer)];
  }
  void tell() const { (void)!write(report_to_, &report_, sizeof report_); }

  /// Nothing of ours stays open in it (locks of files among it), and no terminal is its own.
  void let_go_of_everything() {
    setsid();
    prctl(PR_SET_NAME, "sandbox", 0, 0, 0);
    struct sigaction by_default {};
    by_default.sa_handler = SIG_DFL;
    for (int number = 1; number < NSIG; ++number) sigaction(number, &by_default, nullptr);
    // Orphans that end are nobody's business: the kernel forgets them.
    by_default.sa_handler = SIG_IGN;
    sigaction(SIGCHLD, &by_default, nullptr);
    constexpr int report = 0, leash = 1;
    const int moved = fcntl(leash_, F_DUPFD, 3);
    dup2(report_to_, report);
    dup2(moved, leash);
    close_range(2, ~0U, 0);
    report_to_ = report;
    leash_ = leash;
  }

  [[noreturn]] void keep() {
    let_go_of_everything();
    for (const NamespaceRow& row : table) {
      if (holds(row.layer)) note(row.layer, furnish(row.layer, wish_));
    }
    report_.own_proc = holds(Layer::processes) && holds(Layer::mounts) && mount_own_proc();
    report_.bounded = report_.own_proc && bound_process_numbers(wish_.processes);
    if (report_.own_proc) seal_own_proc();
    report_.process = 0;
    tell();
    close(report_to_);
    pollfd owner{leash_, POLLIN, 0};
    const auto time = std::chrono::milliseconds(wish_.time).count();
    poll(&owner, 1, static_cast<int>(std::min<std::int64_t>(time, INT32_MAX)));
    _exit(0);
  }

  const Keeper::Wish& wish_;
  int report_to_, leash_;
  Report report_{};
};

/// Everything that was told, until nobody is left who could tell.
bool hear(const UniqueFd& from, Report& report) {
  ssize_t count = 0;
  do {
    count = read(from.get(), &report, sizeof report);
  } while (count < 0 && errno == EINTR);
  return count == sizeof report;
}

void wait_for_end(pid_t child) {
  while (waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace

Result<Keeper> Keeper::start(const Wish& wish) {
  std::array<int, 2> report{}, leash{};
  if (pipe2(report.data(), O_CLOEXEC) != 0) return fail_errno("cannot make a pipe", errno);
  const UniqueFd from(report[0]);
  UniqueFd to(report[1]);
  if (pipe2(leash.data(), O_CLOEXEC) != 0) return fail_errno("cannot make a pipe", errno);
  UniqueFd theirs(leash[0]);
  Keeper keeper;
  keeper.leash_ = UniqueFd(leash[1]);
  const pid_t child = fork();
  if (child < 0) return fail_errno("cannot start a process for the sandbox", errno);
  if (child == 0) {
    keeper.leash_.reset();
    Maker(wish, to.get(), theirs.get()).work();
  }
  to.reset();
  theirs.reset();
  keeper.process_ = child;
  Report told{};
  bool heard = hear(from, told);
  if (heard && told.held[static_cast<std::size_t>(Layer::processes)]) {
    // Two tell: the keeper, and who made it and knows its number. Either may be first.
    Report other{};
    heard = hear(from, other);
    if (told.process != 0) std::swap(told, other);
    keeper.process_ = other.process;
    wait_for_end(child);
  }
  if (!heard) {
    wait_for_end(child);
    return fail("the process that was to keep the sandbox ended at once");
  }
  keeper.handle_ = UniqueFd(static_cast<int>(syscall(SYS_pidfd_open, keeper.process_, 0)));
  // With other numbers than its /proc tells, a tracer inside (`trace` in a lesson) finds nobody.
  const auto processes = static_cast<std::size_t>(Layer::processes);
  if (told.held[processes] && !told.own_proc) {
    told.held[processes] = false;
    told.errors[processes] = EPERM;
  }
  keeper.errors_ = told.errors;
  keeper.bounded_ = told.bounded;
  for (const NamespaceRow& row : table) {
    if (!told.held[static_cast<std::size_t>(row.layer)]) continue;
    const std::string path = fmt::format("/proc/{}/ns/{}", keeper.process_, row.name);
    UniqueFd file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file) return fail_errno("cannot open the sandbox's " + std::string(row.name), errno);
    keeper.namespaces_.push_back({std::move(file), row.kind});
    keeper.held_.add(row.layer);
  }
  return keeper;
}

Keeper::~Keeper() {
  if (process_ == 0 || !leash_) return;  // moved from
  leash_.reset();
  // All that it keeps goes first. Whoever is traced still keeps it from ending, so not for ever.
  constexpr int patience_ms = 1000;
  pollfd end{handle_.get(), POLLIN, 0};
  if (handle_) poll(&end, 1, patience_ms);
  waitpid(process_, nullptr, WNOHANG);
}

std::string Keeper::terminals() const {
  return held_.has(Layer::mounts) ? fmt::format("/proc/{}/root/dev/pts/ptmx", process_) : "";
}

bool Keeper::is_alive() const {
  pollfd end{handle_.get(), POLLIN, 0};
  return handle_ && poll(&end, 1, 0) == 0;
}

bool Keeper::join() const {
  return std::ranges::all_of(
      namespaces_, [](const Namespace& one) { return setns(one.file.get(), one.kind) == 0; });
}

}  // namespace spyglass
