#include "core/capture/capture.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <string_view>

#include "core/base/loopback.hpp"
#include "core/capture/helper.hpp"
#include "core/capture/wire_format.hpp"

namespace spyglass::capture {

namespace {

/// The helper answers in microseconds; a machine may be that busy.
constexpr int patience_ms = 5000;

bool read_all(int from, void* data, std::size_t size) {
  char* bytes = static_cast<char*>(data);
  while (size > 0) {
    pollfd source{from, POLLIN, 0};
    const int ready = poll(&source, 1, patience_ms);
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return false;
    const ssize_t count = read(from, bytes, size);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes += count;
    size -= static_cast<std::size_t>(count);
  }
  return true;
}

tl::unexpected<Error> gone() {
  return fail("the process that sees packets has ended; `packets` starts another one");
}

Result<void> check(Greeting& greeting, const std::string& filter) {
  greeting.words[sizeof greeting.words - 1] = '\0';
  const std::string_view words = greeting.words;
  switch (greeting.kind) {
    case Greeting::Kind::ready: return {};
    case Greeting::Kind::cannot_join:
      return fail_errno("cannot enter the sandbox's network", greeting.error);
    case Greeting::Kind::bad_filter:
      return bad_input(
          fmt::format("`{}` is no filter for packets: {}. Filters are those of "
                      "tcpdump: `tcp port 8080`, `udp and src port 53`, `icmp`",
                      filter, words));
    case Greeting::Kind::cannot_open: break;
  }
  return fail(fmt::format("packets cannot be seen here: {}", words));
}

}  // namespace

Result<Capture> Capture::start(const std::function<bool()>& join, const std::string& filter) {
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return fail_errno("cannot make a connection to see packets by", errno);
  }
  UniqueFd ours(ends[0]), theirs(ends[1]);
  const pid_t between = fork();
  if (between < 0) return fail_errno("cannot start a process to see packets", errno);
  if (between == 0) {
    // Whoever is left without its parent is no child of ours.
    ours.reset();
    if (fork() == 0) help(theirs.get(), join, filter);
    _exit(0);
  }
  theirs.reset();
  while (waitpid(between, nullptr, 0) < 0 && errno == EINTR) {
  }
  Greeting greeting{};
  if (!read_all(ours.get(), &greeting, sizeof greeting)) return gone();
  if (auto fine = check(greeting, filter); !fine) return tl::make_unexpected(fine.error());
  return Capture(std::move(ours));
}

Result<void> Capture::ask(char what) {
  ssize_t written = 0;
  do {
    written = send(helper_.get(), &what, 1, MSG_NOSIGNAL);
  } while (written < 0 && errno == EINTR);
  if (written != 1) return gone();
  return {};
}

Result<std::vector<Capture::Frame>> Capture::take() {
  if (auto asked = ask(ask_packets); !asked) return tl::make_unexpected(asked.error());
  std::vector<Frame> frames;
  for (FrameHead head{};;) {
    if (!read_all(helper_.get(), &head, sizeof head)) return gone();
    if (head.kept == 0) return frames;
    Frame frame{Time(std::chrono::nanoseconds(head.nanoseconds)), {}};
    frame.bytes.resize(head.kept);
    if (!read_all(helper_.get(), frame.bytes.data(), frame.bytes.size())) return gone();
    frames.push_back(std::move(frame));
  }
}

Result<std::uint64_t> Capture::dropped() {
  if (auto asked = ask(ask_dropped); !asked) return tl::make_unexpected(asked.error());
  std::uint64_t count = 0;
  if (!read_all(helper_.get(), &count, sizeof count)) return gone();
  return count;
}

bool join_fresh_namespaces() {
  // A user namespace is only needed by those who are not root, and root may be refused one.
  const bool fresh = unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0 || unshare(CLONE_NEWNET) == 0;
  return fresh && raise_loopback();
}

}  // namespace spyglass::capture
