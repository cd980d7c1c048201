// Descriptors and processes with their names, told by somebody who makes them up.

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <catch2/catch.hpp>
#include <limits>

#include "core/report/json.hpp"
#include "core/report/text.hpp"
#include "core/syscalls/kinds.hpp"
#include "tests/pure/made_call.hpp"

namespace spyglass {
namespace {

/// Knows a name for everything but 99, and does not want to be asked about what has none.
class MadeUpNames final : public Names {
 public:
  [[nodiscard]] value::Descriptor descriptor(int number) const override {
    if (number < 0) throw std::logic_error("asked about no descriptor");
    switch (number) {
      case 5: return {.number = number, .target = "/dev/null", .device = "char 1:3"};
      case 6: return {.number = number, .target = "/gone", .deleted = true};
      case 7: return {.number = number, .target = "TCP:[a->b]", .is_path = false};
      case 8: return {.number = number, .target = "/odd <\"\n\xc3>1"};
      case 99: return {number};
      default: return {.number = number, .target = fmt::format("/f{}", number)};
    }
  }
  [[nodiscard]] value::Descriptor descriptor_of(int process, int number) const override {
    return {.number = number, .target = fmt::format("/of/{}", process)};
  }
  [[nodiscard]] value::Descriptor descriptor_behind(int pidfd, int number) const override {
    return {.number = number, .target = fmt::format("/behind/{}", pidfd)};
  }
  [[nodiscard]] std::string working_directory() const override { return "/here"; }
  [[nodiscard]] value::Process process(int id, IdOf what) const override {
    if (id <= 0) throw std::logic_error("asked about no process");
    if (id == 99) return {id};
    if (what == IdOf::process) return {.number = id, .command = "a<b", .outside = 1000 + id};
    return {.number = id, .outside = (what == IdOf::group ? 2000 : 3000) + id};
  }
};

const MadeUpNames made_up;
const DecodeOptions with_names{.names = &made_up};

std::string text_of(const Kind& kind, std::int64_t raw) {
  DecodeBench bench(Room{64});
  bench.names = &made_up;
  return bench.text(kind, static_cast<std::uint64_t>(raw));
}

std::string line_of(std::string_view name, std::array<std::uint64_t, 6> arguments,
                    std::optional<std::int64_t> result, const ProgramMemory& program = {}) {
  const Call call = made_call(name, arguments, result, program, AbiId::x86_64, {.all = with_names});
  return call_text(call, {.result_column = 0});
}

}  // namespace

TEST_CASE("numbers stay numbers where nobody knows names") {
  DecodeBench bench(Room{64});
  CHECK(bench.text(kinds::fd, 3) == "3");
  CHECK(bench.text(kinds::directory_fd, static_cast<std::uint64_t>(AT_FDCWD)) == "AT_FDCWD");
  CHECK(bench.text(kinds::process_id, 12) == "12");
  CHECK(bench.text(kinds::process_or_group, static_cast<std::uint64_t>(-12)) == "-12");
}

TEST_CASE("a descriptor is followed by what it is open on") {
  CHECK(text_of(kinds::fd, 3) == "3</f3>");
  CHECK(text_of(kinds::fd, 5) == "5</dev/null<char 1:3>>");
  CHECK(text_of(kinds::fd, 6) == "6</gone>(deleted)");
  CHECK(text_of(kinds::fd, 7) == "7<TCP:[a->b]>");
  CHECK(text_of(kinds::fd, 8) == "8</odd \\74\\\"\\n\\303\\0761>");
  CHECK(text_of(kinds::fd, 99) == "99");
  CHECK(text_of(kinds::fd, -1) == "-1");
  CHECK(text_of(kinds::directory_fd, AT_FDCWD) == "AT_FDCWD</here>");
  CHECK(text_of(kinds::directory_fd, -3) == "-3");
  CHECK(text_of(kinds::fd, AT_FDCWD) == "-100");
}

TEST_CASE("an id is followed by the name of its process, and by our number for it") {
  CHECK(text_of(kinds::process_id, 12) == "12<a\\74b> /* 1012 in strace's PID NS */");
  CHECK(text_of(kinds::process_id, 99) == "99");
  CHECK(text_of(kinds::process_id, 0) == "0");
  CHECK(text_of(kinds::process_id, -12) == "-12");
  CHECK(text_of(kinds::process_group, 12) == "12 /* 2012 in strace's PID NS */");
  CHECK(text_of(kinds::process_or_group, 12) == text_of(kinds::process_id, 12));
  CHECK(text_of(kinds::process_or_group, -12) == "-12 /* 2012 in strace's PID NS */");
  CHECK(text_of(kinds::process_or_group, -99) == "-99");
  CHECK(text_of(kinds::process_or_group, -1) == "-1");
  CHECK(text_of(kinds::process_or_group, std::numeric_limits<int>::min()) == "-2147483648");
}

TEST_CASE("what an id is of, another argument may say") {
  const auto waited = [](std::uint64_t type, std::uint64_t id) {
    return line_of("waitid", {type, id, 0, WEXITED, 0}, -ECHILD);
  };
  const std::string rest = ", NULL, WEXITED, NULL) = -1 ECHILD (No child processes)";
  CHECK(waited(P_ALL, 4) == "waitid(P_ALL, 4" + rest);
  CHECK(waited(P_PID, 4) == "waitid(P_PID, 4<a\\74b> /* 1004 in strace's PID NS */" + rest);
  CHECK(waited(P_PGID, 4) == "waitid(P_PGID, 4 /* 2004 in strace's PID NS */" + rest);
  CHECK(waited(3, 4) == "waitid(P_PIDFD, 4</f4>" + rest);
  CHECK(line_of("getpriority", {1, 4}, 20) ==
        "getpriority(PRIO_PGRP, 4 /* 2004 in strace's PID NS */) = 20");
  CHECK(line_of("getpriority", {2, 4}, 20) == "getpriority(PRIO_USER, 4) = 20");
}

TEST_CASE("a result that is a descriptor or an id is named, unless it is an error") {
  CHECK(line_of("dup", {3}, 4) == "dup(3</f3>) = 4</f4>");
  CHECK(line_of("dup", {3}, -EBADF) == "dup(3</f3>) = -1 EBADF (Bad file descriptor)");
  CHECK(line_of("dup", {99}, 99) == "dup(99) = 99");
  CHECK(line_of("fcntl", {3, F_DUPFD, 10}, 11) == "fcntl(3</f3>, F_DUPFD, 10) = 11</f11>");
  CHECK(line_of("fcntl", {3, F_GETFD}, 0) == "fcntl(3</f3>, F_GETFD) = 0");
  CHECK(line_of("read", {3, 0, 4}, 4) == "read(3</f3>, NULL, 4) = 4");
  CHECK(line_of("getpid", {}, 12) == "getpid() = 12<a\\74b> /* 1012 in strace's PID NS */");
  CHECK(line_of("fork", {}, 0) == "fork() = 0");
  CHECK(line_of("getpgrp", {}, 12) == "getpgrp() = 12 /* 2012 in strace's PID NS */");
  CHECK(line_of("getsid", {0}, 12) == "getsid(0) = 12 /* 3012 in strace's PID NS */");
  CHECK(line_of("setsid", {}, 12) == "setsid() = 12");
  CHECK(line_of("set_tid_address", {0}, 12) == "set_tid_address(NULL) = 12");
}

TEST_CASE("descriptors in lists and structs are named too") {
  ProgramMemory program;
  const std::array<pollfd, 2> list = {pollfd{3, POLLIN, POLLIN}, pollfd{-1, POLLIN, 0}};
  // What was found ready is told by number alone.
  CHECK(line_of("poll", {program.put_value(list), 2, 0}, 1, program) ==
        "poll([{fd=3</f3>, events=POLLIN}, {fd=-1}], 2, 0) = 1 ([{fd=3, revents=POLLIN}])");

  const std::uint64_t set = program.put_value(std::uint64_t{1 << 3 | 1 << 6});
  CHECK(line_of("select", {7, set, 0, 0, 0}, 2, program) ==
        "select(7, [3</f3> 6</gone>(deleted)], NULL, NULL, NULL) = 2 (in [3 6])");

  const std::array<int, 2> ends = {3, 4};
  const std::uint64_t pair = program.put_value(ends);
  CHECK(line_of("pipe2", {pair, 0}, 0, program) == "pipe2([3</f3>, 4</f4>], 0) = 0");
  CHECK(line_of("socketpair", {AF_UNIX, SOCK_STREAM, 0, pair}, 0, program) ==
        "socketpair(AF_UNIX, SOCK_STREAM, 0, [3</f3>, 4</f4>]) = 0");

  // A cmsghdr and one descriptor.
  struct {
    std::size_t length = CMSG_LEN(sizeof(int));
    int level = SOL_SOCKET;
    int type = SCM_RIGHTS;
    int descriptor = 3;
  } const control;
  msghdr message{};
  message.msg_control = reinterpret_cast<void*>(program.put_value(control));
  message.msg_controllen = CMSG_LEN(sizeof(int));
  CHECK_THAT(line_of("sendmsg", {7, program.put_value(message), 0}, 1, program),
             Catch::Matchers::Contains("sendmsg(7<TCP:[a->b]>, {") &&
                 Catch::Matchers::Contains("cmsg_data=[3</f3>]}]"));
}

TEST_CASE("descriptors of other processes are looked for there") {
  CHECK(line_of("kcmp", {1, 2, 0, 3, 4}, 0) ==
        "kcmp(1<a\\74b> /* 1001 in strace's PID NS */, 2<a\\74b> /* 1002 in strace's PID NS */, "
        "KCMP_FILE, 3</of/1>, 4</of/2>) = 0");
  CHECK(line_of("pidfd_getfd", {3, 4, 0}, 5) ==
        "pidfd_getfd(3</f3>, 4</behind/3>, 0) = 5</dev/null<char 1:3>>");
}

TEST_CASE("a signal's sender is named") {
  siginfo_t info{};
  info.si_signo = SIGUSR1;
  info.si_code = SI_USER;
  info.si_pid = 12;
  CHECK(signal_text(Signal(SIGUSR1), info, {}, with_names) ==
        "SIGUSR1 {si_signo=SIGUSR1, si_code=SI_USER, si_pid=12<a\\74b> /* 1012 in strace's PID NS "
        "*/, si_uid=0}");
}

TEST_CASE("names are values in JSON as well") {
  const Call call = made_call("dup", {6}, 5, {}, AbiId::x86_64, {.all = with_names});
  CHECK_THAT(call_json(call),
             Catch::Matchers::Contains(
                 R"("arguments":{"oldfd":{"fd":6,"path":"/gone","deleted":true}})") &&
                 Catch::Matchers::Contains(
                     R"("result_named":{"fd":5,"path":"/dev/null","device":"char 1:3"})"));
  const Call without = made_call("dup", {6}, 5);
  CHECK_THAT(call_json(without), !Catch::Matchers::Contains("result_named"));
}

}  // namespace spyglass
