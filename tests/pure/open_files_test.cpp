// What descriptors are open on, as calls tell it: on calls that nobody made.

#include "core/open_files.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <catch2/catch.hpp>
#include <cerrno>
#include <map>

#include "tests/pure/made_call.hpp"

namespace spyglass {
namespace {

using Arguments = std::array<std::uint64_t, 6>;

/// Knows what tests say, and counts how often it is asked.
class Answers final : public proc::Source {
 public:
  [[nodiscard]] std::optional<std::string> answer(const proc::Question& question) const override {
    ++asked;
    const auto found = known.find(question);
    return found == known.end() ? std::nullopt : std::optional(found->second);
  }
  void link(int thread, const std::string& name, const std::string& target) {
    known[{proc::Question::Kind::link, Tid(thread), name}] = target;
  }
  void file(int thread, const std::string& name, const std::string& text) {
    known[{proc::Question::Kind::file, Tid(thread), name}] = text;
  }
  void numbers(int thread, const std::string& list) {
    known[{proc::Question::Kind::numbers, Tid(thread), "fd"}] = list;
  }

  std::map<proc::Question, std::string> known;
  mutable int asked = 0;
};

/// Steps of a process 7 in /home, with a terminal for its first three descriptors, and of whatever
/// it makes.
class Steps {
 public:
  Steps() {
    source.link(7, "cwd", "/home");
    source.numbers(7, "0 1 2");
    for (const char* name : {"fd/0", "fd/1", "fd/2"}) source.link(7, name, "/dev/pts/1");
  }

  void event(const Event& event, int thread = 7, int process = 7,
             std::shared_ptr<const Call> call = {}) {
    Trace::Step step;
    step.stop.thread = Tid(thread);
    step.stop.process = Pid(process);
    step.stop.event = event;
    step.call = std::move(call);
    step.source = &source;
    files.take(step);
  }
  void enter(std::string_view name, Arguments arguments, int thread = 7, int process = 7) {
    const auto call = make(name, arguments, std::nullopt, thread, process);
    event(event::CallEntry{call->raw}, thread, process, call);
  }
  std::shared_ptr<const Call> leave(std::string_view name, Arguments arguments, std::int64_t result,
                                    int thread = 7, int process = 7) {
    auto call = make(name, arguments, result, thread, process);
    event(event::CallExit{result}, thread, process, call);
    return call;
  }
  std::shared_ptr<const Call> call(std::string_view name, Arguments arguments, std::int64_t result,
                                   int thread = 7, int process = 7) {
    enter(name, arguments, thread, process);
    return leave(name, arguments, result, thread, process);
  }
  void open(std::string_view path, int result, unsigned flags = 0) {
    call("openat", {here, memory.put(path), flags}, result);
  }
  /// Something that is not about descriptors.
  void pass() { call("getppid", {}, 1); }

  [[nodiscard]] std::string at(int descriptor, int process = 7) const {
    const OpenFile* file = files.find(Pid(process), descriptor);
    return file == nullptr ? "nothing" : file->text();
  }
  [[nodiscard]] std::string directory(int process = 7) const {
    return std::string(files.directory(Pid(process)));
  }

  static constexpr std::uint64_t here = static_cast<std::uint32_t>(AT_FDCWD);
  Answers source;
  OpenFiles files;
  ProgramMemory memory;
  std::int64_t now = 0;

 private:
  std::shared_ptr<Call> make(std::string_view name, Arguments arguments,
                             std::optional<std::int64_t> result, int thread, int process) {
    auto call = std::make_shared<Call>(made_call(name, arguments, result, memory));
    call->thread = Tid(thread);
    call->process = Pid(process);
    if (result) {
      call->entered = Call::Clock::time_point(std::chrono::nanoseconds(last_entry_));
      call->left = Call::Clock::time_point(std::chrono::nanoseconds(++now));
    } else {
      last_entry_ = ++now;
    }
    return call;
  }
  std::int64_t last_entry_ = 0;
};

sockaddr_in loopback(std::uint16_t port) {
  return {.sin_family = AF_INET,
          .sin_port = htons(port),
          .sin_addr = {htonl(INADDR_LOOPBACK)},
          .sin_zero = {}};
}

}  // namespace

TEST_CASE("the calls of open files are known to the catalogue") {
  CHECK(CallSet::parse(OpenFiles::calls()));
  for (const auto& effect : descriptor_effects()) {
    INFO(effect.call);
    CHECK(call_exists(effect.call));
    CHECK(CallSet::parse(OpenFiles::calls())->contains(effect.call, AbiId::x86_64) ==
          (find_row(effect.call, AbiId::x86_64) != nullptr));
  }
}

TEST_CASE("what is open at the first step is asked about once") {
  Steps steps;
  steps.pass();
  CHECK(steps.at(0) == "/dev/pts/1");
  CHECK(steps.directory() == "/home");
  const int asked = steps.source.asked;
  steps.pass();
  CHECK(steps.at(2) == "/dev/pts/1");
  CHECK(steps.at(3) == "nothing");
  CHECK(steps.source.asked == asked);
}

TEST_CASE("a file has its name from open to close, and for close itself") {
  Steps steps;
  steps.open("a/../b", 3);
  CHECK(steps.at(3) == "/home/b");
  steps.open("/etc/./passwd", 4);
  CHECK(steps.at(4) == "/etc/passwd");
  steps.call("close", {3}, 0);
  CHECK(steps.at(3) == "/home/b");
  steps.pass();
  CHECK(steps.at(3) == "nothing");
  steps.call("close", {4}, -EINTR);
  steps.pass();
  CHECK(steps.at(4) == "nothing");
}

TEST_CASE("calls that fail change nothing") {
  Steps steps;
  steps.open("kept", 3);
  steps.open("gone", -ENOENT);
  steps.call("close", {3}, -EBADF);
  steps.call("dup2", {9, 3}, -EBADF);
  steps.call("chdir", {steps.memory.put("/tmp")}, -EACCES);
  steps.pass();
  CHECK(steps.at(3) == "/home/kept");
  CHECK(steps.directory() == "/home");
}

TEST_CASE("a result that somebody made up opens nothing") {
  Steps steps;
  steps.pass();
  auto call = std::make_shared<Call>(
      made_call("openat", {Steps::here, steps.memory.put("x"), 0}, 5, steps.memory));
  call->thread = Tid(7);
  call->process = Pid(7);
  call->injected.result = true;
  steps.event(event::CallExit{5}, 7, 7, call);
  CHECK(steps.at(5) == "nothing");
}

TEST_CASE("copies share what they are open on, and replace what had their number") {
  Steps steps;
  steps.open("first", 3);
  steps.open("second", 4);
  steps.call("dup2", {3, 4}, 4);
  CHECK(steps.at(4) == "/home/first");
  steps.call("dup2", {3, 3}, 3);
  steps.call("close", {3}, 0);
  steps.call("fcntl", {4, F_DUPFD, 10}, 10);
  CHECK(steps.at(3) == "nothing");
  CHECK(steps.at(10) == "/home/first");
  CHECK_FALSE(steps.files.closes_on_exec(Pid(7), 10));
  steps.call("fcntl", {4, F_DUPFD_CLOEXEC, 10}, 11);
  CHECK(steps.files.closes_on_exec(Pid(7), 11));
  steps.call("dup", {1}, 3);
  CHECK(steps.at(3) == "/dev/pts/1");
  steps.call("close_range", {4, 10, 0}, 0);
  CHECK(steps.at(10) == "/home/first");
  steps.pass();
  CHECK(steps.at(4) == "nothing");
  CHECK(steps.at(10) == "nothing");
  CHECK(steps.at(11) == "/home/first");
}

TEST_CASE("what is to be closed on execve is, and nothing else") {
  Steps steps;
  steps.open("kept", 3);
  steps.open("closed", 4, O_CLOEXEC);
  steps.open("by ioctl", 5);
  steps.call("ioctl", {5, FIOCLEX, 0}, 0);
  steps.open("no longer", 6, O_CLOEXEC);
  steps.call("fcntl", {6, F_SETFD, 0}, 0);
  steps.open("copied", 8, O_CLOEXEC);
  steps.call("dup2", {8, 9}, 9);
  steps.enter("execve", {steps.memory.put("/bin/true"), 0, 0});
  CHECK(steps.at(4) == "/home/closed");
  steps.event(event::Exec{Tid(7)});
  CHECK(steps.at(3) == "/home/kept");
  CHECK(steps.at(4) == "nothing");
  CHECK(steps.at(5) == "nothing");
  CHECK(steps.at(6) == "/home/no longer");
  CHECK(steps.at(8) == "nothing");
  CHECK(steps.at(9) == "/home/copied");
}

TEST_CASE("a child has copies, whoever of the two is heard of first") {
  const bool child_first = GENERATE(true, false);
  Steps steps;
  steps.open("shared", 3);
  steps.enter("fork", {});
  const event::NewThread made{event::NewThread::Kind::fork, Tid(8)};
  if (child_first) {
    steps.event(event::Started{}, 8, 8);
    steps.call("close", {3}, 0, 8, 8);
    steps.event(made);
  } else {
    steps.event(made);
    steps.event(event::Started{}, 8, 8);
    steps.call("close", {3}, 0, 8, 8);
  }
  steps.leave("fork", {}, 8);
  steps.call("chdir", {steps.memory.put("below")}, 0, 8, 8);
  steps.pass();
  CHECK(steps.at(3) == "/home/shared");
  CHECK(steps.at(3, 8) == "nothing");
  CHECK(steps.at(1, 8) == "/dev/pts/1");
  CHECK(steps.directory() == "/home");
  CHECK(steps.directory(8) == "/home/below");
  steps.event(event::Gone{}, 8, 8);
  CHECK(steps.at(1, 8) == "nothing");
  CHECK(steps.directory(8).empty());
}

TEST_CASE("a child that was gone before its maker told of it is not waited for") {
  Steps steps;
  steps.enter("fork", {});
  steps.event(event::Started{}, 8, 8);
  steps.event(event::Gone{}, 8, 8);
  steps.event(event::NewThread{event::NewThread::Kind::fork, Tid(8)});
  CHECK(steps.directory(8).empty());
}

TEST_CASE("of two that make children at once, the child is its parent's") {
  Steps steps;
  steps.source.link(20, "cwd", "/other");
  steps.source.file(30, "status", "Name:\tx\nTgid:\t30\nPPid:\t20\n");
  steps.pass();
  steps.call("getppid", {}, 1, 20, 20);
  steps.enter("fork", {});
  steps.enter("vfork", {}, 20, 20);
  steps.event(event::Started{}, 30, 30);
  CHECK(steps.directory(30) == "/other");
}

TEST_CASE("threads share descriptors as clone was told") {
  Steps steps;
  constexpr std::uint64_t thread = CLONE_VM | CLONE_SIGHAND | CLONE_THREAD;
  steps.enter("clone", {thread | CLONE_FILES | CLONE_FS, 0x1000});
  steps.event(event::Started{}, 8, 7);
  steps.event(event::NewThread{event::NewThread::Kind::clone, Tid(8)});
  steps.leave("clone", {thread | CLONE_FILES | CLONE_FS, 0x1000}, 8);
  steps.call("openat", {Steps::here, steps.memory.put("by thread"), 0}, 3, 8, 7);
  steps.call("chdir", {steps.memory.put("/tmp")}, 0, 8, 7);
  steps.pass();
  CHECK(steps.at(3) == "/home/by thread");
  CHECK(steps.directory() == "/tmp");

  // A process that shares with its maker, until it executes another program.
  const std::uint64_t arguments[] = {CLONE_FILES, 0, 0, 0, SIGCHLD, 0, 0, 0};
  const std::uint64_t at = steps.memory.put_value(arguments);
  steps.enter("clone3", {at, sizeof arguments});
  steps.event(event::NewThread{event::NewThread::Kind::fork, Tid(9)});
  steps.event(event::Started{}, 9, 9);
  steps.leave("clone3", {at, sizeof arguments}, 9);
  steps.call("openat", {Steps::here, steps.memory.put("by child"), O_CLOEXEC}, 4, 9, 9);
  steps.call("chdir", {steps.memory.put("/")}, 0, 9, 9);
  CHECK(steps.at(4) == "/tmp/by child");
  steps.event(event::Exec{Tid(9)}, 9, 9);
  CHECK(steps.directory() == "/tmp");
  CHECK(steps.directory(9) == "/");
  CHECK(steps.at(4) == "/tmp/by child");
  CHECK(steps.at(4, 9) == "nothing");

  // A thread with a table of its own.
  steps.call("unshare", {CLONE_FILES}, 0, 8, 7);
  steps.call("close", {3}, 0, 8, 7);
  steps.call("getppid", {}, 1, 8, 7);
  CHECK(steps.at(3) == "nothing");
  steps.pass();
  CHECK(steps.at(3) == "/home/by thread");
  // It becomes the process.
  steps.event(event::Exec{Tid(8)}, 7, 7);
  CHECK(steps.at(3) == "nothing");
  CHECK(steps.at(0) == "/dev/pts/1");
}

TEST_CASE("a number that is given away before its close is told of stays the new file's") {
  Steps steps;
  steps.open("old", 3);
  steps.enter("close", {3});
  steps.event(event::Started{}, 8, 7);
  const auto call = steps.leave("openat", {Steps::here, steps.memory.put("new"), 0}, 3, 8, 7);
  steps.leave("close", {3}, 0);
  steps.pass();
  CHECK(steps.at(3) == "/home/new");
}

TEST_CASE("paths begin where their descriptor or the working directory is") {
  Steps steps;
  steps.open("/srv", 3, O_DIRECTORY);
  const auto relative = steps.call("openat", {3, steps.memory.put("./data/../x"), O_RDONLY}, 4);
  CHECK(steps.at(4) == "/srv/x");
  CHECK(steps.files.absolute(*relative, "pathname") == "/srv/x");
  const auto renamed = steps.call(
      "renameat", {Steps::here, steps.memory.put("a"), 3, steps.memory.put("../../b")}, 0);
  CHECK(steps.files.absolute(*renamed, "oldpath") == "/home/a");
  CHECK(steps.files.absolute(*renamed, "newpath") == "/b");
  CHECK(steps.files.absolute(*renamed, "nothing").empty());
  // Where a change of directory has come from.
  const auto change = steps.call("chdir", {steps.memory.put("sub")}, 0);
  CHECK(steps.files.absolute(*change, "path") == "/home/sub");
  steps.open("y", 5);
  CHECK(steps.at(5) == "/home/sub/y");
  steps.call("fchdir", {3}, 0);
  steps.open("z", 6);
  CHECK(steps.at(6) == "/srv/z");
  CHECK(steps.directory() == "/srv");
  // Links lead elsewhere than words say; this call tells.
  steps.call("getcwd", {steps.memory.put(std::string_view("/real\0", 6)), 64}, 6);
  CHECK(steps.directory() == "/real");
}

TEST_CASE("paths of the program's own descriptors lead to what those are open on") {
  Steps steps;
  const int ends[] = {3, 4};
  steps.call("pipe", {steps.memory.put_value(ends)}, 0);
  steps.open("/dev/fd/3", 5);
  CHECK(steps.at(5) == "pipe");
  steps.open("/dev/stderr", 6);
  CHECK(steps.at(6) == "/dev/pts/1");
  steps.open("/proc/self/fd/9x", 7);
  CHECK(steps.at(7) == "/proc/self/fd/9x");
}

TEST_CASE("what is not known stays as it is") {
  Steps steps;
  steps.source.known.clear();
  const auto call = steps.call("openat", {Steps::here, steps.memory.put("x/../y"), 0}, 3);
  CHECK(steps.directory().empty());
  CHECK(steps.files.absolute(*call, "pathname") == "x/../y");
  CHECK(steps.at(3) == "nothing");
  CHECK(steps.at(0) == "nothing");
  steps.open("/whole", 4);
  CHECK(steps.at(4) == "/whole");
}

TEST_CASE("a source that knows nothing yet is asked again when a program begins") {
  Steps steps;
  const auto known = std::exchange(steps.source.known, {});
  steps.enter("execve", {steps.memory.put("/bin/true"), 0, 0});
  CHECK(steps.directory().empty());
  steps.source.known = known;
  steps.event(event::Exec{Tid(7)});
  CHECK(steps.directory() == "/home");
  CHECK(steps.at(0) == "/dev/pts/1");
}

TEST_CASE("things without a path are what their calls make") {
  Steps steps;
  steps.call("eventfd2", {0, O_CLOEXEC}, 3);
  CHECK(steps.at(3) == "eventfd");
  CHECK(steps.files.closes_on_exec(Pid(7), 3));
  steps.call("epoll_create1", {0}, 4);
  CHECK(steps.at(4) == "epoll");
  const int ends[] = {5, 6};
  steps.call("pipe2", {steps.memory.put_value(ends), 0}, 0);
  CHECK(steps.at(5) == "pipe");
  CHECK(steps.files.find(Pid(7), 6)->kind == OpenFile::Kind::pipe);
  steps.call("signalfd4", {static_cast<std::uint64_t>(-1), 0, 8, 0}, 7);
  CHECK(steps.at(7) == "signalfd");
  const std::uint64_t how[] = {O_CLOEXEC, 0, 0};
  steps.call("openat2",
             {Steps::here, steps.memory.put("by rules"), steps.memory.put_value(how), sizeof how},
             8);
  CHECK(steps.at(8) == "/home/by rules");
  CHECK(steps.files.closes_on_exec(Pid(7), 8));
}

TEST_CASE("sockets have ends as far as calls tell them") {
  Steps steps;
  const std::uint64_t server = steps.memory.put_value(loopback(80));
  const std::uint64_t anywhere = steps.memory.put_value(loopback(0));
  const std::uint64_t client = steps.memory.put_value(loopback(41000));
  const std::uint64_t size = steps.memory.put_value(static_cast<std::int32_t>(sizeof(sockaddr_in)));
  steps.call("socket", {AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0}, 3);
  CHECK(steps.at(3) == "TCP");
  steps.call("bind", {3, server, sizeof(sockaddr_in)}, 0);
  CHECK(steps.at(3) == "TCP 127.0.0.1:80");
  steps.call("accept4", {3, client, size, 0}, 4);
  CHECK(steps.at(4) == "TCP 127.0.0.1:80 -> 127.0.0.1:41000");

  steps.call("socket", {AF_INET, SOCK_STREAM, IPPROTO_TCP}, 5);
  steps.call("bind", {5, anywhere, sizeof(sockaddr_in)}, 0);
  CHECK(steps.at(5) == "TCP");
  steps.call("connect", {5, server, sizeof(sockaddr_in)}, -ECONNREFUSED);
  CHECK(steps.at(5) == "TCP");
  steps.call("dup", {5}, 6);
  steps.call("connect", {5, server, sizeof(sockaddr_in)}, -EINPROGRESS);
  CHECK(steps.at(6) == "TCP -> 127.0.0.1:80");
  steps.call("getsockname", {6, client, size}, 0);
  CHECK(steps.at(5) == "TCP 127.0.0.1:41000 -> 127.0.0.1:80");

  sockaddr_un path{.sun_family = AF_UNIX, .sun_path = "/run/x.sock"};
  steps.call("socket", {AF_UNIX, SOCK_STREAM, 0}, 7);
  steps.call("connect", {7, steps.memory.put_value(path), sizeof path}, 0);
  CHECK(steps.at(7) == "unix -> /run/x.sock");
  sockaddr_in6 local{};
  local.sin6_family = AF_INET6;
  local.sin6_port = htons(53);
  local.sin6_addr = in6addr_loopback;
  steps.call("socket", {AF_INET6, SOCK_DGRAM, 0}, 8);
  steps.call("connect", {8, steps.memory.put_value(local), sizeof local}, 0);
  CHECK(steps.at(8) == "UDP -> [::1]:53");
  steps.call("socket", {AF_NETLINK, SOCK_RAW, 0}, 9);
  CHECK(steps.at(9) == "netlink");
}

TEST_CASE("a descriptor that comes in a message is asked about until it is known") {
  Steps steps;
  steps.call("socket", {AF_UNIX, SOCK_DGRAM, 0}, 3);
  // struct cmsghdr, cmsg(3), and the descriptor behind it.
  struct {
    std::size_t length = CMSG_LEN(sizeof(int));
    int level = SOL_SOCKET;
    int type = SCM_RIGHTS;
    int descriptor = 5;
  } const control;
  msghdr message{};
  message.msg_control = reinterpret_cast<void*>(steps.memory.put_value(control));
  message.msg_controllen = sizeof control;
  steps.call("recvmsg", {3, steps.memory.put_value(message), 0}, 1);
  CHECK(steps.at(5) == "nothing");
  steps.source.link(7, "fd/5", "/var/passed");
  CHECK(steps.at(5) == "/var/passed");
  steps.source.known.clear();
  steps.pass();
  CHECK(steps.at(5) == "/var/passed");
  steps.call("close", {5}, 0);
  steps.pass();
  CHECK(steps.at(5) == "nothing");
  // Of calls whose descriptors nobody describes, the same.
  steps.source.link(7, "fd/6", "anon_inode:[fscontext]");
  steps.call("fsopen", {steps.memory.put("ext4"), 0}, 6);
  CHECK(steps.at(6) == "fscontext");
}

TEST_CASE("records that are missing make all of it uncertain") {
  Steps steps;
  steps.open("x", 3);
  steps.source.numbers(7, "0 3");
  steps.source.link(7, "fd/3", "/now");
  steps.event(event::Lost{4});
  CHECK(steps.at(3) == "/now");
  CHECK(steps.at(1) == "nothing");
}

TEST_CASE("plain paths") {
  CHECK(plain_path("/") == "/");
  CHECK(plain_path("/a//b/./c/") == "/a/b/c");
  CHECK(plain_path("/../..//a/..") == "/");
}

}  // namespace spyglass
