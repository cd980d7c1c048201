#include "repl/price/stopwatch.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>

namespace spyglass {

namespace {

using Clock = std::chrono::steady_clock;

ExitStatus taken_apart(int status) {
  if (WIFSIGNALED(status)) return {.killed_by = Signal(WTERMSIG(status))};
  return {.code = WEXITSTATUS(status)};
}

/// Whatever has become ours because who started it is gone. Each that ends may leave more.
void end_children() {
  constexpr int rounds = 1000;  // nobody starts processes faster for so long
  for (int i = 0; i < rounds; ++i) {
    std::ifstream list(fmt::format("/proc/self/task/{}/children", getpid()));
    if (!list) return;  // a kernel that cannot tell
    for (pid_t child = 0; list >> child;) kill(child, SIGKILL);
    if (waitpid(-1, nullptr, 0) < 0 && errno == ECHILD) return;
  }
}

}  // namespace

Stopwatch::Stopwatch(Signals& signals) : signals_(signals) { prctl(PR_SET_CHILD_SUBREAPER, 1); }

Stopwatch::~Stopwatch() { prctl(PR_SET_CHILD_SUBREAPER, 0); }

Stopwatch::End Stopwatch::wait_for(const UniqueFd& process, std::chrono::milliseconds limit) {
  const auto last = Clock::now() + limit;
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(last - Clock::now());
    std::array<pollfd, 2> sources = {pollfd{process.get(), POLLIN, 0},
                                     pollfd{signals_.fd(), POLLIN, 0}};
    poll(sources.data(), sources.size(), static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
    if (sources[0].revents != 0) return End::over;
    signals_.collect();
    if (signals_.take_interrupt() || signals_.leaving()) return End::interrupted;
    if (Clock::now() >= last) return End::too_long;
  }
}

Result<Stopwatch::Lap> Stopwatch::time(const Run& run, std::chrono::milliseconds limit) {
  LaunchOptions options = run.options;
  options.streams = Streams::nothing;
  options.confine = [&run] {
    prctl(PR_SET_PDEATHSIG, run.when_orphaned);
    return !run.options.confine || run.options.confine();
  };
  auto child = prepare_child(options);
  if (!child) return tl::make_unexpected(child.error());
  const pid_t process = child->process.value();
  const UniqueFd handle(static_cast<int>(syscall(SYS_pidfd_open, process, 0)));
  if (!handle) {
    const int error = errno;
    end_children();
    return fail_errno("cannot wait for a program", error);
  }
  const auto start = Clock::now();
  const char byte = 1;
  if (write(child->go.get(), &byte, 1) != 1) child->go.reset();  // it ends, and says why
  const End end = wait_for(handle, limit);
  Lap lap{.time = Clock::now() - start, .too_long = end == End::too_long};
  if (end != End::over) kill(-process, SIGKILL);  // it leads a group of its own
  if (end != End::over) kill(process, SIGKILL);
  int status = 0;
  while (waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  end_children();
  int error = 0;
  if (read(child->failure.get(), &error, sizeof error) == sizeof error) {
    return fail_errno(fmt::format("cannot start {}", options.path), error);
  }
  lap.status = taken_apart(status);
  if (end == End::interrupted) return fail("stopped before it was done; nothing of it runs on");
  return lap;
}

}  // namespace spyglass
