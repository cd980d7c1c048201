#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "core/base/unique_fd.hpp"
#include "core/proc/attach_failure.hpp"
#include "core/proc/descriptors.hpp"
#include "core/proc/processes.hpp"
#include "core/proc/sockets.hpp"
#include "core/proc/status.hpp"
#include "core/proc/waiting.hpp"

namespace spyglass::proc {
namespace {

using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;
using Catch::Matchers::StartsWith;

const Pid us{getpid()};

Descriptor ours(const UniqueFd& fd) {
  const auto all = descriptors(leader_of(us));
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const Descriptor& d) { return d.number == fd.get(); });
  REQUIRE(found != all.end());
  return *found;
}

struct Ends {
  UniqueFd read;
  UniqueFd write;
};
Ends make_pipe() {
  std::array<int, 2> ends{};
  REQUIRE(pipe2(ends.data(), O_CLOEXEC) == 0);
  return {UniqueFd(ends[0]), UniqueFd(ends[1])};
}

/// An address of this machine alone, at a port that the kernel chooses.
std::uint16_t bind_to_loopback(const UniqueFd& socket) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  REQUIRE(bind(socket.get(), any, size) == 0);
  REQUIRE(getsockname(socket.get(), any, &size) == 0);
  return ntohs(address.sin_port);
}

void connect_to_loopback(const UniqueFd& socket, std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  REQUIRE(connect(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
}

std::uint16_t port_of(const UniqueFd& socket) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  REQUIRE(getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size) == 0);
  return ntohs(address.sin_port);
}

std::string at(std::uint16_t port) { return "127.0.0.1:" + std::to_string(port); }

/// A child that does nothing but read from a pipe that stays empty; killed when the test ends.
class Child {
 public:
  Child() : pipe_(make_pipe()) {
    pid_ = fork();
    REQUIRE(pid_ >= 0);
    if (pid_ == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      prctl(PR_SET_NAME, "a (b) c");
      char byte = 0;
      _exit(read(pipe_.read.get(), &byte, 1) == 1 ? 0 : 1);
    }
  }
  ~Child() {
    end();
    waitpid(pid_, nullptr, 0);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// Ends it, but doesn't ask for its exit status.
  void end() {
    kill(pid_, SIGKILL);
    siginfo_t info{};
    waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOWAIT);
  }
  [[nodiscard]] Pid pid() const { return Pid(pid_); }
  [[nodiscard]] const UniqueFd& pipe() const { return pipe_.read; }

 private:
  Ends pipe_;
  pid_t pid_ = -1;
};

/// Looks again and again until it fits; a test's own time limit ends it.
template <class Look, class Fits>
auto eventually(Look look, Fits fits) {
  auto found = look();
  for (int tries = 0; tries < 1'000'000 && !fits(found); ++tries) {
    sched_yield();
    found = look();
  }
  return found;
}

AttachFacts facts_of_sshd() {
  AttachFacts facts;
  facts.process = Pid(812);
  facts.error = Errno(EPERM);
  facts.exists = true;
  facts.name = "sshd";
  facts.state = 'S';
  facts.user_name = "root";
  facts.our_process = Pid(900);
  facts.our_user = 1000;
  return facts;
}

}  // namespace

TEST_CASE("pipes and files among the descriptors", "[proc]") {
  const Ends pipe = make_pipe();
  const Descriptor reading = ours(pipe.read);
  CHECK(reading.kind == "pipe, reading end");
  CHECK_THAT(reading.target, StartsWith("pipe:["));
  CHECK((reading.info.flags & O_CLOEXEC) != 0);
  CHECK(ours(pipe.write).kind == "pipe, writing end");
  CHECK(ours(pipe.write).target == reading.target);

  std::string name = "/tmp/spyglass-proc-XXXXXX";
  const UniqueFd file(mkstemp(name.data()));
  REQUIRE(write(file.get(), "12345", 5) == 5);
  CHECK(ours(file).kind == "file");
  CHECK(ours(file).target == name);
  CHECK(ours(file).info.position == 5);
  CHECK((ours(file).info.flags & O_ACCMODE) == O_RDWR);
  unlink(name.c_str());
  CHECK(ours(file).target == name + " (deleted)");
  CHECK(ours(file).kind == "file");

  CHECK(ours(UniqueFd(open("/tmp", O_RDONLY | O_DIRECTORY))).kind == "directory");
  CHECK(ours(UniqueFd(open("/dev/null", O_RDWR))).kind == "device");
  const UniqueFd terminal(posix_openpt(O_RDWR | O_NOCTTY));
  if (terminal) CHECK(ours(terminal).kind == "terminal");
  CHECK(ours(UniqueFd(epoll_create1(0))).kind == "watcher of descriptors (epoll)");
  CHECK(ours(UniqueFd(eventfd(0, 0))).kind == "counter of events (eventfd)");
  CHECK(descriptors(Tid(0x3fffffff)).empty());
}

TEST_CASE("descriptors are in order", "[proc]") {
  const auto all = descriptors(leader_of(us));
  CHECK(std::is_sorted(all.begin(), all.end(), [](const Descriptor& a, const Descriptor& b) {
    return a.number < b.number;
  }));
}

TEST_CASE("sockets show their protocol and endpoints", "[proc]") {
  const UniqueFd server(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  CHECK(ours(server).kind == "socket");
  CHECK(ours(server).endpoints == "TCP, not connected");
  const std::uint16_t port = bind_to_loopback(server);
  REQUIRE(listen(server.get(), 1) == 0);
  CHECK(ours(server).endpoints == "TCP listening on " + at(port));

  const UniqueFd client(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  connect_to_loopback(client, port);
  CHECK(ours(client).endpoints == "TCP " + at(port_of(client)) + " → " + at(port));
  UniqueFd accepted(accept4(server.get(), nullptr, nullptr, SOCK_CLOEXEC));
  REQUIRE(accepted);
  CHECK(ours(accepted).endpoints == "TCP " + at(port) + " → " + at(port_of(client)));
  accepted.reset();
  const auto closed = eventually([&] { return ours(client).endpoints; },
                                 [](const std::string& text) { return text.back() == ')'; });
  CHECK_THAT(closed, EndsWith("(closed by the other side)"));

  const UniqueFd datagrams(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  const std::uint16_t own = bind_to_loopback(datagrams);
  CHECK(ours(datagrams).endpoints == "UDP " + at(own));
  connect_to_loopback(datagrams, 9);
  CHECK(ours(datagrams).endpoints == "UDP " + at(own) + " → 127.0.0.1:9");
}

TEST_CASE("local sockets show their names", "[proc]") {
  std::array<int, 2> ends{};
  REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0);
  const UniqueFd one(ends[0]);
  const UniqueFd other(ends[1]);
  CHECK(ours(one).endpoints == "UNIX stream, connected");

  const UniqueFd server(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const std::string name = "spyglass test " + std::to_string(getpid());
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  name.copy(address.sun_path + 1, name.size());  // after a NUL: a name without a file
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
  REQUIRE(bind(server.get(), reinterpret_cast<sockaddr*>(&address), size) == 0);
  REQUIRE(listen(server.get(), 1) == 0);
  CHECK(ours(server).endpoints == "UNIX stream, listening on @" + name);
}

TEST_CASE("the kernel's tables of sockets are parsed", "[proc]") {
  // The words of an address are in this machine's byte order: little-endian here.
  const Sockets v4 = parse_internet_sockets(
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout "
      "inode\n"
      "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 "
      "1684 1 00000000e4dd4a99 100 0 0 10 0\n"
      "   1: 0100007F:1388 0100007F:0050 01 00000000:00000000 00:00000000 00000000  1000        0 "
      "77 1 0 20 4 30 10 -1\n"
      "   2: 0100007F:1389 0100007F:0050 06 00000000:00000000 03:00000000 00000000     0        0 "
      "0 3 0\n"
      "   3: nonsense\n",
      "TCP");
  CHECK(v4 == Sockets{{1684, "TCP listening on 127.0.0.1:8080"},
                      {77, "TCP 127.0.0.1:5000 → 127.0.0.1:80"}});

  const Sockets v6 = parse_internet_sockets(
      "   0: 00000000000000000000000001000000:0016 00000000000000000000000000000000:0000 0A "
      "00000000:00000000 00:00000000 00000000 0 0 5 1",
      "TCP");
  CHECK(v6 == Sockets{{5, "TCP listening on [::1]:22"}});

  const Sockets local = parse_unix_sockets(
      "Num       RefCount Protocol Flags    Type St Inode Path\n"
      "00000000d6f6d83d: 00000003 00000000 00000000 0001 03  1680\n"
      "00000000df4d16e9: 00000002 00000000 00010000 0001 01  1681 /run/a b\n"
      "000000008d5d2ea4: 00000002 00000000 00000000 0002 01 26667\n");
  CHECK(local == Sockets{{1680, "UNIX stream, connected"},
                         {1681, "UNIX stream, listening on /run/a b"},
                         {26667, "UNIX datagrams"}});
  CHECK(parse_unix_sockets("").empty());
}

TEST_CASE("what a link stands for", "[proc]") {
  CHECK(kind_of_target("anon_inode:[eventpoll]") == "watcher of descriptors (epoll)");
  CHECK(kind_of_target("anon_inode:inotify") == "watcher of files (inotify)");
  CHECK(kind_of_target("anon_inode:[something new]") == "kernel object");
  CHECK(kind_of_target("/memfd:x (deleted)") == "memory without a file (memfd)");
  CHECK(kind_of_target("/etc/passwd").empty());
  const DescriptorInfo info = parse_fdinfo("pos:\t42\nflags:\t02100002\nmnt_id:\t10\n");
  CHECK(info.position == 42);
  CHECK(info.flags == 02100002);
}

TEST_CASE("where a thread waits", "[proc]") {
  const Child child;
  const auto found = eventually([&] { return waiting(leader_of(child.pid())); },
                                [](const Waiting& w) { return w.state == 'S'; });
  CHECK(found.state == 'S');
  // A container may keep the rest from us.
  if (found.call) {
    CHECK(found.call->number == SYS_read);
    CHECK(found.call->arguments[0] == static_cast<std::uint64_t>(child.pipe().get()));
    CHECK(found.call->arguments[2] == 1);
    CHECK_FALSE(found.call->program_counter.is_null());
  }
  CHECK(waiting(Tid(0x3fffffff)).state == '?');
}

TEST_CASE("a current call is parsed", "[proc]") {
  const auto call = parse_current_call("0 0x3 0x7fc5 0x20000 0x1 0xffffffff 0x0 0x7ffe 0x7fc6\n");
  REQUIRE(call);
  CHECK(call->number == 0);
  CHECK(call->arguments[1] == 0x7fc5);
  CHECK(call->stack_pointer == Addr(0x7ffe));
  CHECK(call->program_counter == Addr(0x7fc6));
  CHECK_FALSE(parse_current_call("running\n"));
  CHECK_FALSE(parse_current_call("-1 0x7ffe 0x7fc6\n"));
  CHECK_FALSE(parse_current_call("5 0x1\n"));
  CHECK_FALSE(parse_current_call(""));
}

TEST_CASE("processes, their parents and their names", "[proc]") {
  Child child;
  const std::string name = "a (b) c";
  eventually([&] { return status(leader_of(child.pid()))->name; },
             [&](const std::string& now) { return now == name; });
  const auto all = all_processes();
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const Process& p) { return p.process == child.pid(); });
  REQUIRE(found != all.end());
  CHECK(found->parent == us);
  CHECK(found->name == name);
  const auto children = children_of(us);
  CHECK(std::find(children.begin(), children.end(), child.pid()) != children.end());

  CHECK(descends_from(child.pid(), us));
  CHECK_FALSE(descends_from(us, child.pid()));
  CHECK_FALSE(descends_from(us, us));
  CHECK_FALSE(descends_from(Pid(0x3fffffff), us));

  const auto named = find_by_name(name);
  CHECK(std::find(named.begin(), named.end(), child.pid()) != named.end());
  CHECK(find_by_name("no program has this name").empty());
  CHECK(command_line(child.pid()) == command_line(us));
  CHECK_FALSE(command_line(us).empty());
  CHECK_FALSE(is_kernel_thread(child.pid()));

  child.end();
  CHECK(command_line(child.pid()).empty());
  CHECK(command_text(child.pid()) == "[a (b) c]");
  CHECK_THAT(why_not_attachable(child.pid(), Errno(EPERM)), Contains("it has ended already"));
  CHECK(command_text(Pid(0x3fffffff)).empty());
}

TEST_CASE("threads are listed", "[proc]") {
  CHECK(threads_of(us).front() == leader_of(us));
  CHECK(threads_of(Pid(0x3fffffff)).empty());
}

TEST_CASE("the first thread is listed first, whatever its number", "[proc]") {
  struct : Source {
    [[nodiscard]] std::optional<std::string> answer(const Question&) const override {
      return "301 302 32767";
    }
  } wrapped;
  CHECK(threads_of(Pid(32767), wrapped) == std::vector{Tid(32767), Tid(301), Tid(302)});
  CHECK(threads_of(Pid(301), wrapped) == std::vector{Tid(301), Tid(302), Tid(32767)});
}

TEST_CASE("attaching failed: facts of this machine", "[proc]") {
  CHECK_THAT(why_not_attachable(Pid(0x3fffffff), Errno(ESRCH)), Contains("no such process"));
  CHECK_THAT(why_not_attachable(us, Errno(EPERM)), Contains("spyglass itself"));
  const AttachFacts facts = attach_facts(us, Errno(EPERM));
  CHECK(facts.exists);
  CHECK(facts.user == geteuid());
  CHECK_FALSE(facts.kernel_thread);
}

TEST_CASE("attaching failed: why, and what to do", "[proc]") {
  AttachFacts facts = facts_of_sshd();
  CHECK(explain_attach_failure(facts) ==
        "cannot attach to 812 (sshd): it belongs to root. Try: sudo spyglass -p 812");

  facts.our_user = facts.user = 1000;
  CHECK_THAT(explain_attach_failure(facts), Contains("guards its memory"));
  facts.yama = 0;
  CHECK_THAT(explain_attach_failure(facts), Contains("guards its memory"));
  facts.yama = 1;
  CHECK_THAT(explain_attach_failure(facts),
             Contains("ptrace_scope is 1") && EndsWith("Try: sudo spyglass -p 812"));
  facts.yama = 2;
  CHECK_THAT(explain_attach_failure(facts), Contains("only administrators"));
  facts.yama = 3;
  CHECK_THAT(explain_attach_failure(facts), Contains("nobody to attach"));

  facts = facts_of_sshd();
  facts.our_user = 0;
  CHECK_THAT(explain_attach_failure(facts), Contains("--cap-add=SYS_PTRACE"));
  facts.may_trace_all = true;
  CHECK_THAT(explain_attach_failure(facts), Contains("although we have CAP_SYS_PTRACE"));

  facts = facts_of_sshd();
  facts.tracer = Pid(77);
  facts.tracer_name = "gdb";
  CHECK_THAT(explain_attach_failure(facts), Contains("77 (gdb) traces it already"));
  facts.tracer = facts.our_process;
  CHECK_THAT(explain_attach_failure(facts), Contains("attached to it already"));
  facts.kernel_thread = true;
  CHECK_THAT(explain_attach_failure(facts), Contains("the kernel itself"));
  facts.state = 'Z';
  CHECK_THAT(explain_attach_failure(facts), Contains("it has ended already"));
  facts.exists = false;
  CHECK_THAT(explain_attach_failure(facts), StartsWith("cannot attach to 812: there is no such"));

  facts = facts_of_sshd();
  facts.error = Errno(ESRCH);
  CHECK_THAT(explain_attach_failure(facts), EndsWith("it has just ended"));
  facts.error = Errno(EIO);
  CHECK_THAT(explain_attach_failure(facts), EndsWith("Input/output error"));
}

}  // namespace spyglass::proc
