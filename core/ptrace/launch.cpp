#include "core/ptrace/launch.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <linux/close_range.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>

namespace spyglass {

namespace {

struct Pipe {
  UniqueFd read;
  UniqueFd write;
};

Result<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return fail_errno("cannot make a pipe", errno);
  return Pipe{UniqueFd(ends[0]), UniqueFd(ends[1])};
}

/// Where this fails, reading what the program says would wait until it says something.
bool make_non_blocking(const UniqueFd& fd) {
  const int flags = fcntl(fd.get(), F_GETFL);
  return flags >= 0 && fcntl(fd.get(), F_SETFL, flags | O_NONBLOCK) == 0;
}

/// Both sides' ends of the child's three descriptors while they are being made.
struct StreamEnds {
  Channels ours;
  std::array<UniqueFd, 3> theirs;  ///< for 0, 1, 2; empty where the child keeps what it has
};

Result<StreamEnds> open_terminal(const std::string& multiplexer) {
  StreamEnds ends;
  ends.ours.terminal = UniqueFd(open(multiplexer.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC));
  if (!ends.ours.terminal || unlockpt(ends.ours.terminal.get()) != 0) {
    return fail_errno("cannot make a terminal for the program", errno);
  }
  std::array<char, 64> name{};
  if (ptsname_r(ends.ours.terminal.get(), name.data(), name.size()) != 0) {
    return fail_errno("cannot name the program's terminal", errno);
  }
  ends.ours.terminal_name = name.data();
  for (UniqueFd* end :
       {&ends.theirs[0], &ends.theirs[1], &ends.theirs[2], &ends.ours.terminal_side}) {
    // By its name it could be another one, where the multiplexer is not ours (ioctl_tty(2)).
    *end = UniqueFd(ioctl(ends.ours.terminal.get(), TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC));
    if (!*end) return fail_errno("cannot open the program's terminal", errno);
  }
  winsize size{};
  size.ws_col = 80;
  size.ws_row = 24;
  ioctl(ends.ours.terminal.get(), TIOCSWINSZ, &size);
  // No translation of "\n" on the way out: what a call wrote is, byte for byte, what we receive.
  termios settings{};
  if (tcgetattr(ends.theirs[0].get(), &settings) == 0) {
    settings.c_oflag &= ~static_cast<tcflag_t>(OPOST);
    settings.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(ends.theirs[0].get(), TCSANOW, &settings);
  }
  if (!make_non_blocking(ends.ours.terminal)) {
    return fail_errno("cannot set up the program's terminal", errno);
  }
  return ends;
}

Result<StreamEnds> open_pipes() {
  StreamEnds ends;
  auto input = make_pipe();
  auto output = make_pipe();
  auto errors = make_pipe();
  if (!input || !output || !errors) return fail_errno("cannot make the program's pipes", errno);
  ends.theirs = {std::move(input->read), std::move(output->write), std::move(errors->write)};
  ends.ours.input = std::move(input->write);
  ends.ours.output = std::move(output->read);
  ends.ours.errors = std::move(errors->read);
  if (!make_non_blocking(ends.ours.output) || !make_non_blocking(ends.ours.errors)) {
    return fail_errno("cannot set up the program's pipes", errno);
  }
  return ends;
}

Result<StreamEnds> open_nothing() {
  StreamEnds ends;
  for (UniqueFd& end : ends.theirs) {
    end = UniqueFd(open("/dev/null", O_RDWR | O_CLOEXEC));
    if (!end) return fail_errno("cannot open /dev/null", errno);
  }
  return ends;
}

Result<StreamEnds> open_streams(const LaunchOptions& options) {
  switch (options.streams) {
    case Streams::terminal: return open_terminal(options.terminals);
    case Streams::pipes: return open_pipes();
    case Streams::nothing: return open_nothing();
    case Streams::inherited: break;
  }
  return StreamEnds{};
}

std::vector<char*> pointers_to(const std::vector<std::string>& strings) {
  std::vector<char*> result;
  result.reserve(strings.size() + 1);
  for (const std::string& string : strings) result.push_back(const_cast<char*>(string.c_str()));
  result.push_back(nullptr);
  return result;
}

/// SIGURG: without a handler it does nothing (signal(7)), and whoever is traced stops at it.
constexpr int ready_signal = SIGURG;

/// What whoever started us ignores, read before anybody here changes it: programs that we only look
/// at are to begin as they would without us (signal(7): ignored signals stay so across execve).
const sigset_t ignored_at_start = [] {
  sigset_t ignored;
  sigemptyset(&ignored);
  for (int number = 1; number < NSIG; ++number) {
    struct sigaction now {};
    if (sigaction(number, nullptr, &now) == 0 && now.sa_handler == SIG_IGN) {
      sigaddset(&ignored, number);
    }
  }
  return ignored;
}();

void restore_signals(Streams streams) {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  struct sigaction by_default {};
  by_default.sa_handler = SIG_DFL;
  struct sigaction ignored {};
  ignored.sa_handler = SIG_IGN;
  for (int number = 1; number < NSIG; ++number) {
    const bool stays = streams == Streams::inherited && sigismember(&ignored_at_start, number) == 1;
    sigaction(number, stays ? &ignored : &by_default, nullptr);
  }
}

bool become(const User& user) {
  return initgroups(user.name.c_str(), user.gid) == 0 &&
         setresgid(user.gid, user.gid, user.gid) == 0 &&
         setresuid(user.uid, user.uid, user.uid) == 0;
}

bool set_up(const LaunchOptions& options, const std::array<UniqueFd, 3>& streams) {
  restore_signals(options.streams);
  // A session of its own: Ctrl-C at our terminal is ours, and the program may own its terminal.
  if ((options.own_session || options.streams != Streams::inherited) && setsid() < 0) return false;
  if (options.streams != Streams::inherited) {
    for (int number = 0; number < 3; ++number) {
      if (dup2(streams[static_cast<std::size_t>(number)].get(), number) < 0) return false;
    }
    if (options.streams == Streams::terminal && ioctl(0, TIOCSCTTY, 0) != 0) return false;
  }
  if (options.streams != Streams::inherited || options.confine) {
    // Its first own descriptor is 3, whatever our parents left open for us. On kernels before 5.11
    // this fails, and the program keeps what they left.
    (void)close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
  }
  if (options.user && !become(*options.user)) return false;
  if (!options.directory.empty() && chdir(options.directory.c_str()) != 0) return false;
  if (!options.randomize_addresses) {
    // Not a reason to fail: some containers forbid it, and only repeatable addresses are lost.
    const int current = personality(0xffffffff);
    if (current >= 0) personality(static_cast<unsigned long>(current) | ADDR_NO_RANDOMIZE);
  }
  return !options.confine || options.confine();
}

[[noreturn]] void run_child(const LaunchOptions& options, const StreamEnds& ends, int go,
                            int failure, char* const* arguments, char* const* environment) {
  if (set_up(options, ends.theirs)) {
    char byte = 0;
    // By the signal the tracer gets hold of us here, and not at every call of setting up. Nobody
    // sees a stop at a signal that programs ignore if there is no tracer any more.
    // The filter comes last: a call that it stops fails as long as nobody traces us.
    const bool ready = read(go, &byte, 1) == 1 && kill(getpid(), ready_signal) == 0 &&
                       (!options.filter || options.filter->install());
    if (ready) {
      execve(options.path.c_str(), arguments, environment);
      _exit(127);  // The tracer saw why: the exit of execve is the last thing that it reported.
    }
  }
  const int number = errno;
  [[maybe_unused]] const auto count = write(failure, &number, sizeof number);
  _exit(126);
}

/// The two that a fork makes: the program to be, and the tracer.
struct Pair {
  Pid process;     ///< that becomes the program
  bool we_are_it;  ///< the caller is that process
};

Result<Pair> fork_child() {
  const pid_t child = fork();
  if (child < 0) return fail_errno("cannot start a process", errno);
  return Pair{Pid(child == 0 ? getpid() : child), child == 0};
}

/// Through a process that joins namespaces: its child is in them, and yet a child of ours
/// (CLONE_PARENT, clone(2)).
Result<Pair> fork_inside(const std::function<bool()>& join) {
  struct Told {
    long process;
    int error;
  } told{-1, 0};
  auto pipe = make_pipe();
  if (!pipe) return tl::make_unexpected(pipe.error());
  const pid_t between = fork();
  if (between < 0) return fail_errno("cannot start a process", errno);
  if (between == 0) {
    if (join()) told.process = syscall(SYS_clone, CLONE_PARENT, nullptr, nullptr, nullptr, nullptr);
    if (told.process == 0) return Pair{Pid(getpid()), true};
    told.error = errno;
    _exit(write(pipe->write.get(), &told, sizeof told) == sizeof told ? 0 : 1);
  }
  while (waitpid(between, nullptr, 0) < 0 && errno == EINTR) {
  }
  if (read(pipe->read.get(), &told, sizeof told) != sizeof told || told.process < 0) {
    return fail_errno("cannot enter the sandbox", told.error);
  }
  return Pair{Pid(static_cast<pid_t>(told.process)), false};
}

/// The other way round: this process becomes the program, and its new grandchild traces it.
Result<Pair> fork_tracer(Placement placement) {
  const Pid program(getpid());
  // Where only ancestors may trace (ptrace(2), ptrace_scope) a grandchild needs leave.
  prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY);
  const pid_t child = fork();
  if (child < 0) return fail_errno("cannot start a process", errno);
  if (child != 0) {
    while (waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
    }
    return Pair{program, true};
  }
  // The program must not have a child that it knows nothing of: it belongs to init.
  if (fork() != 0) _exit(0);
  if (placement == Placement::process_group) setpgid(0, 0);
  if (placement == Placement::session) setsid();
  return Pair{program, false};
}

Result<Pair> fork_apart(const LaunchOptions& options) {
  if (options.placement != Placement::parent) return fork_tracer(options.placement);
  return options.join ? fork_inside(options.join) : fork_child();
}

}  // namespace

Result<PreparedChild> prepare_child(const LaunchOptions& options) {
  auto ends = open_streams(options);
  if (!ends) return tl::make_unexpected(ends.error());
  auto go = make_pipe();
  auto failure = make_pipe();
  if (!go || !failure) return fail_errno("cannot make a pipe", errno);
  const auto arguments = pointers_to(options.arguments);
  const auto environment = pointers_to(options.environment);

  const auto made = fork_apart(options);
  if (!made) return tl::make_unexpected(made.error());
  if (made->we_are_it) {
    go->write.reset();
    run_child(options, *ends, go->read.get(), failure->write.get(), arguments.data(),
              environment.data());
  }
  return PreparedChild{made->process, std::move(go->write), std::move(failure->read),
                       std::move(ends->ours)};
}

}  // namespace spyglass
