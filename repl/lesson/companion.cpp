#include "repl/lesson/companion.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace spyglass {

namespace {

constexpr int longest_start_ms = 10'000;

std::string read_some(const UniqueFd& fd) {
  std::array<char, 1024> bytes{};
  const ssize_t count = read(fd.get(), bytes.data(), bytes.size());
  return {bytes.data(), count > 0 ? static_cast<std::size_t>(count) : 0};
}

}  // namespace

Result<Companion> Companion::start(LaunchOptions options) {
  options.streams = Streams::pipes;
  options.randomize_addresses = true;
  auto child = prepare_child(options);
  if (!child) return tl::make_unexpected(child.error());
  Companion companion(std::move(*child));
  const char byte = 1;
  if (write(companion.child_.go.get(), &byte, 1) != 1) return fail_errno("cannot start it", errno);
  if (auto ready = companion.wait_until_ready(); !ready) {
    return fail(fmt::format("{} beside the lesson: {}", options.path, ready.error().message));
  }
  return companion;
}

Companion::~Companion() {
  if (!child_.go) return;  // moved from
  const pid_t process = child_.process.value();
  // It leads a session of its own (prepare_child), and so a process group.
  kill(-process, SIGKILL);
  kill(process, SIGKILL);
  while (waitpid(process, nullptr, 0) < 0 && errno == EINTR) {
  }
}

Result<void> Companion::wait_until_ready() const {
  pollfd source{child_.channels.output.get(), POLLIN, 0};
  int heard = 0;
  do {
    heard = poll(&source, 1, longest_start_ms);
  } while (heard < 0 && errno == EINTR);
  if (heard == 0) return fail("it does not get ready");
  if (!read_some(child_.channels.output).empty()) return {};
  const std::string complaint = read_some(child_.channels.errors);
  return fail(complaint.empty() ? "it has ended at once" : complaint);
}

}  // namespace spyglass
