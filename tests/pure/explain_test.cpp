// What is said below a line of a trace, in words.

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>

#include <catch2/catch.hpp>

#include "core/report/explain.hpp"
#include "core/report/value_words.hpp"
#include "core/syscalls/signals.hpp"
#include "repl/views/output.hpp"
#include "tests/pure/made_call.hpp"

namespace spyglass {
namespace {

constexpr std::uint64_t here = 0xffffff9c;  ///< AT_FDCWD

std::string what(std::string_view name, std::array<std::uint64_t, 6> arguments,
                 const ProgramMemory& program = {}) {
  return explain_call(made_call(name, arguments, 0, program)).what;
}
std::string outcome(std::string_view name, std::array<std::uint64_t, 6> arguments,
                    std::optional<std::int64_t> result, const ProgramMemory& program = {}) {
  return explain_call(made_call(name, arguments, result, program)).outcome;
}
bool contains(const std::string& text, std::string_view part) {
  INFO(text);
  CHECK(text.find(part) != std::string::npos);
  return text.find(part) != std::string::npos;
}

siginfo_t about(int number, int code) {
  siginfo_t info{};
  info.si_signo = number;
  info.si_code = code;
  return info;
}

}  // namespace

TEST_CASE("words of a row tell special values apart") {
  CHECK(special_meaning("which child; -1 means any", "-1") == "-1 means any");
  CHECK(special_meaning("where; NULL: anywhere", "NULL") == "NULL means anywhere");
  CHECK(special_meaning("where; NULL: anywhere", "0x10").empty());
  CHECK(special_meaning("1: allow, 0: forbid", "0") == "0 means forbid");
  CHECK(special_meaning("1: allow, 0: forbid", "1") == "1 means allow");
  CHECK(special_meaning("how many; 10: ten", "1").empty());
  CHECK(special_meaning("none yet: 0", "0").empty());
  CHECK(special_meaning("", "0").empty());
  CHECK(without_special_values("the number; 0 at the end; it never fails") ==
        "the number; it never fails");
  CHECK(without_special_values("0 or more").starts_with("0"));
}

TEST_CASE("opening a file: which, and how") {
  ProgramMemory program;
  const auto path = program.put("/etc/ld.so.cache");
  const Call call = made_call("openat", {here, path, O_RDONLY | O_CLOEXEC}, 3, program);
  const Explanation said = explain_call(call);
  contains(said.what, ": \"/etc/ld.so.cache\"; open for reading only; close it when");
  CHECK(said.what.starts_with(call.row->does.substr(0, call.row->does.size() - 1)));
  CHECK(said.what.ends_with("another one."));
  CHECK(said.outcome.starts_with("3: "));
  CHECK(explain_arguments(call).what.starts_with("\"/etc/ld.so.cache\"; open for"));
  CHECK(explain_arguments(call).outcome == said.outcome);
}

TEST_CASE("where relative paths start is told of relative paths alone") {
  ProgramMemory program;
  const auto absolute = program.put("/etc");
  const auto relative = program.put("etc");
  contains(what("openat", {here, relative, O_RDONLY}, program), "AT_FDCWD means");
  contains(what("openat", {5, relative, O_RDONLY}, program), ": descriptor 5; \"etc\"");
  contains(what("openat", {here, absolute, O_RDONLY}, program), ": \"/etc\"");
  contains(what("openat", {5, absolute, O_RDONLY}, program), ": \"/etc\"");
}

TEST_CASE("a question keeps its mark, and an error its reason in this call") {
  ProgramMemory program;
  const auto path = program.put("/etc/ld.so.preload");
  CHECK(what("access", {path, R_OK}, program).ends_with("\"/etc/ld.so.preload\"; may I read it?"));
  CHECK(outcome("access", {path, R_OK}, -ENOENT, program).starts_with("ENOENT: "));
  CHECK(outcome("access", {path, R_OK}, 0, program) == "0 means yes");
}

TEST_CASE("mapping memory: how much, for what, and what NULL means") {
  const std::string said =
      what("mmap", {0, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, 0xffffffff, 0});
  for (const char* part : {"NULL means anywhere", "8192 bytes", "may be read; may be written"}) {
    contains(said, part);
  }
  CHECK(said.find("descriptor") == std::string::npos);
  contains(what("mmap", {0, 1, PROT_READ, MAP_PRIVATE, 4, 0}), "1 byte; may be read");
}

TEST_CASE("descriptors: those that everybody has are named, several are told apart") {
  CHECK(what("close", {7}).ends_with(": descriptor 7."));
  CHECK(what("read", {0, 0, 10}).ends_with(": descriptor 0, by custom standard input."));
  const std::string said = what("dup2", {4, 1});
  contains(said, "descriptor 4 (");
  contains(said, "descriptor 1, by custom standard output (");
  Call call = made_call("close", {7}, 0);
  call.arguments[0] = {value::Descriptor{7, "/etc/passwd"}};
  CHECK(explain_call(call).what.ends_with(": descriptor 7 on \"/etc/passwd\"."));
}

TEST_CASE("a buffer is not told: it stands in the line") {
  ProgramMemory program;
  const auto bytes = program.put("secret");
  CHECK(what("write", {1, bytes, 6}, program).find("secret") == std::string::npos);
  CHECK(outcome("write", {1, bytes, 6}, 6, program) == "all 6 bytes that were asked for");
}

TEST_CASE("two paths are told apart") {
  ProgramMemory program;
  const auto from = program.put("/a");
  const auto to = program.put("/b");
  const std::string said = what("rename", {from, to}, program);
  contains(said, "\"/a\" (");
  contains(said, "\"/b\" (");
}

TEST_CASE("signals and processes have their names") {
  const std::string said = what("kill", {123, SIGTERM});
  contains(said, "process 123; SIGTERM \"Terminated\".");
}

TEST_CASE("what was filled in is told where there are words for it") {
  ProgramMemory program;
  struct stat facts {};
  facts.st_mode = S_IFDIR | 0755;
  facts.st_size = 4096;
  const auto at = program.put_value(facts);
  CHECK(outcome("fstat", {3, at}, 0, program) == "a directory, 4096 bytes");
  const auto wait_outcome = [](int status) {
    ProgramMemory memory;
    const auto where = memory.put_value(status);
    return outcome("wait4", {~std::uint64_t{0}, where, 0, 0}, 123, memory);
  };
  CHECK(wait_outcome(W_EXITCODE(3, 0)).ends_with("; exit status 3"));
  CHECK(wait_outcome(SIGKILL).ends_with("; SIGKILL killed it"));
  CHECK(wait_outcome(SIGSEGV | WCOREFLAG).ends_with("; SIGSEGV killed it"));
  CHECK(wait_outcome(W_STOPCODE(SIGTSTP)).ends_with("; SIGTSTP stopped it"));
}

TEST_CASE("of a result only what is true of it is said") {
  const std::string found = outcome("wait4", {~std::uint64_t{0}, 0, WNOHANG, 0}, 123);
  CHECK(found.starts_with("123: "));
  CHECK(found.find("WNOHANG") == std::string::npos);
  contains(outcome("wait4", {~std::uint64_t{0}, 0, WNOHANG, 0}, 0), "WNOHANG");
  CHECK(outcome("clone", {SIGCHLD, 0, 0, 0, 0}, 123).starts_with("123: the child's id"));
  CHECK(outcome("close", {3}, 0) == "the number is free for the next file");
}

TEST_CASE("a call that does not come back, or comes back later, says so") {
  CHECK(outcome("exit_group", {0}, std::nullopt) == "it does not come back");
  CHECK(outcome("read", {0, 0, 1}, std::nullopt).empty());
  contains(outcome("futex", {0, 0, 0, 0}, -512), "will restart it");
  CHECK(outcome("futex", {0, 1, 1}, 0).starts_with("0, or"));
  Call killed = made_call("read", {0, 0, 1}, std::nullopt);
  killed.no_return = true;
  CHECK(explain_call(killed).outcome == "it does not come back");
}

TEST_CASE("addresses of sockets, and lengths of time") {
  ProgramMemory program;
  sockaddr_in inet{};
  inet.sin_family = AF_INET;
  inet.sin_port = htons(80);
  inet.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const auto inet_at = program.put_value(inet);
  contains(what("connect", {3, inet_at, sizeof inet}, program), "\"127.0.0.1\", port 80");
  sockaddr_un local{};
  local.sun_family = AF_UNIX;
  std::strcpy(local.sun_path, "/run/x");
  const auto local_at = program.put_value(local);
  contains(what("connect", {3, local_at, sizeof local}, program), "\"/run/x\"");
  const auto span = program.put_value(timespec{.tv_sec = 1, .tv_nsec = 500'000'000});
  contains(what("nanosleep", {span, 0}, program), ": 1.5 s (");
  const auto second = program.put_value(timespec{.tv_sec = 10, .tv_nsec = 0});
  contains(what("nanosleep", {second, 0}, program), ": 10 s (");
}

TEST_CASE("what a handler will do") {
  ProgramMemory program;
  struct {
    std::uint64_t handler = 1, flags = 0, restorer = 0, mask = 0;
  } action;
  contains(what("rt_sigaction", {SIGINT, program.put_value(action), 0, 8}, program),
           "SIGINT \"Interrupt\"; ignore it");
  action.handler = 0x1234;
  contains(what("rt_sigaction", {SIGINT, program.put_value(action), 0, 8}, program),
           "call the function at 0x1234");
  contains(what("rt_sigaction", {SIGINT, 0, 0, 8}), "NULL means only ask");
}

TEST_CASE("what has no room is left out, the paths last") {
  ProgramMemory program;
  const auto path = program.put("/short");
  const std::string said =
      what("openat", {here, path, O_RDWR | O_CREAT | O_EXCL | O_TRUNC | O_APPEND | O_CLOEXEC, 0600},
           program);
  contains(said, "\"/short\"; open for reading and writing");
  CHECK(said.ends_with("; …"));
  const auto long_path = program.put(std::string(300, 'x'));
  CHECK(what("chdir", {long_path}, program).find("xxx") == std::string::npos);
}

TEST_CASE("a call without a row has at least its error") {
  const BufferMemory nothing(Addr(0), {});
  Call call = decode_entry({AbiId::x86_64, 5000, {}}, nothing, {});
  decode_exit(call, -ENOSYS, nothing, {});
  CHECK_FALSE(explain_call(call).what.empty());
  CHECK(explain_call(call).outcome.starts_with("ENOSYS: "));
  CHECK(explain_arguments(call).what.empty());
}

TEST_CASE("explanations are short, whatever the arguments are") {
  constexpr int width = 100;
  ProgramMemory program(512);
  for (std::byte& byte : program.bytes()) byte = std::byte{'a'};
  program.bytes()[200] = std::byte{0};
  for (const auto family : row_families()) {
    for (const Row& row : family) {
      for (const Abi* abi : all_abis()) {
        if (!call_number(abi->id, row.name)) continue;
        for (const std::uint64_t at : {std::uint64_t{0}, ~std::uint64_t{0}, DecodeBench::base,
                                       DecodeBench::base + 180, std::uint64_t{0x3f}}) {
          for (const std::int64_t result : {0, 1, -2}) {
            const Call call =
                made_call(row.name, {at, at, at, at, at, at}, result, program, abi->id);
            const Explanation said = explain_call(call);
            INFO(said.what);
            INFO(said.outcome);
            REQUIRE(wrap(said.what, width).size() <= 2);
            REQUIRE(wrap(said.outcome, width).size() <= 2);
            REQUIRE(said.what.find_first_of("\n\t") == std::string::npos);
            REQUIRE(
                (said.what.ends_with('.') || said.what.ends_with('?') || said.what.ends_with("…")));
            REQUIRE_FALSE(said.outcome.empty());
          }
        }
      }
    }
  }
}

TEST_CASE("a signal: what it means, and where it came from") {
  siginfo_t child = about(SIGCHLD, CLD_EXITED);
  child.si_pid = 12;
  child.si_status = 3;
  CHECK(explain_signal(Signal(SIGCHLD), child).what == find_signal(Signal(SIGCHLD))->sentence);
  CHECK(explain_signal(Signal(SIGCHLD), child).outcome ==
        "it ended by itself: process 12, exit status 3");
  child.si_code = CLD_KILLED;
  child.si_status = SIGTERM;
  CHECK(explain_signal(Signal(SIGCHLD), child).outcome ==
        "a signal killed it: process 12, SIGTERM");
  siginfo_t sent = about(SIGUSR1, SI_USER);
  sent.si_pid = 5;
  CHECK(explain_signal(Signal(SIGUSR1), sent).outcome == "a process called kill: process 5");
  CHECK(explain_signal(Signal(SIGSEGV), about(SIGSEGV, SEGV_MAPERR)).outcome ==
        "nothing is mapped at the address: address NULL");
  CHECK(explain_signal(Signal(40), about(40, SI_KERNEL)).outcome == "the kernel sent it");
  CHECK(explain_signal(Signal(40), about(40, SI_KERNEL)).what.starts_with("A real-time signal"));
}

TEST_CASE("an end: what its status says") {
  contains(explain_end({.code = 0}).what, "all went well");
  contains(explain_end({.code = 2}).what, "Status 2");
  CHECK(explain_end({.code = 2}).outcome.empty());
  contains(explain_end({.code = 128 + SIGTERM}).outcome, "a command that SIGTERM killed");
  CHECK(explain_end({.code = 255}).outcome.empty());
  const Explanation crash = explain_end({.killed_by = Signal(SIGSEGV), .dumped_core = true});
  CHECK(crash.what == find_signal(Signal(SIGSEGV))->sentence);
  contains(crash.outcome, "core dump");
  CHECK(explain_end({.killed_by = Signal(SIGSEGV)}).outcome.empty());
  contains(explain_end({.killed_by = Signal(40)}).what, "SIGRT_8");
}

}  // namespace spyglass
