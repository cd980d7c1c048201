// `do`: calls that somebody makes inside a stopped program.

#include <catch2/catch.hpp>
#include <filesystem>
#include <regex>

#include "tests/temporary_folder.hpp"
#include "tests/terminal/process.hpp"

using Catch::Matchers::Contains;

namespace {

const std::string programs = SPYGLASS_PROGRAMS_DIR;

/// The lines of `regs` and of `maps` in what was printed, one list a time that they were asked for.
std::vector<std::string> blocks(const std::string& text) {
  std::vector<std::string> result;
  std::size_t at = 0;
  while ((at = text.find("SIGUSR1 (", at)) != std::string::npos) {
    const std::size_t end = text.find("SIGUSR2 (", at);
    result.push_back(text.substr(at, end - at));
    at = end;
  }
  return result;
}

}  // namespace

TEST_CASE("a call of every family is made inside, and leaves registers and memory as they were") {
  const TemporaryFolder folder;
  for (const std::string abi : {"x86_64", "i386"}) {
    const std::vector<std::pair<std::string, std::string>> calls = {
        {R"(openat(AT_FDCWD, "x", O_RDWR|O_CREAT, 0644))", "= 3"},
        {R"(write(3, "hello", 5))", "= 5"},
        {R"(pread64(3, _, 100, 1))", R"(pread64(3, "ello", 100, 1) = 4)"},
        {R"(dup(3))", "= 4"},
        {R"(pipe2(_, 0))", "pipe2([5, 6], 0) = 0"},
        {R"(mprotect(0x10000, 4096, PROT_READ))", "ENOMEM"},
        {R"(getppid())", "getppid() ="},
        {R"(rt_sigprocmask(SIG_BLOCK, [USR1], _, 8))",
         "rt_sigprocmask(SIG_BLOCK, [USR1], [], 8) = 0"},
        {R"(rt_sigprocmask(SIG_UNBLOCK, [USR1], _, 8))", "[USR1], [USR1], 8) = 0"},
        {R"(socketpair(AF_UNIX, SOCK_STREAM, 0, _))", "[7, 8]) = 0"},
        {R"(sendto(7, "ping", 4, 0, NULL, 0))", "= 4"},
        {R"(recvfrom(8, _, 10, 0, NULL, NULL))", R"(recvfrom(8, "ping", 10)"},
        {R"(clock_gettime(CLOCK_REALTIME, _))", "{tv_sec="},
        {R"(futex(0x402000, FUTEX_WAKE, 1))", "= 0"},
        {R"(geteuid())", "geteuid() ="},
        {R"(uname(_))", "sysname=\"Linux\""},
        {R"(epoll_create1(0))", "= 9"},
        {R"(unlink("x"))", "unlink(\"x\") = 0"},
    };
    for (const char* place : {"next", "enter", "finish"}) {
      std::vector<std::string> commands = {place,  "explain SIGUSR1", "regs",
                                           "maps", "mem rsp 64",      "explain SIGUSR2"};
      if (abi == "i386") commands[4] = "mem esp 64";
      for (const auto& [call, result] : calls) commands.push_back("do " + call);
      for (std::size_t i = 1; i < 6; ++i) commands.push_back(commands[i]);
      commands.emplace_back("continue");
      const auto run = at_prompt(commands, programs + "/" + abi + "/hello",
                                 {.directory = folder.path().string()});
      INFO(abi << " " << place << "\n" << run.output << run.errors);
      for (const auto& [call, result] : calls) CHECK_THAT(run.output, Contains(result));
      const auto seen = blocks(run.output);
      REQUIRE(seen.size() == 2);
      CHECK(seen[0] == seen[1]);
      CHECK_THAT(run.output, Contains("Hello, kernel!"));
      CHECK(run.status == 0);
    }
  }
}

TEST_CASE("do without a program starts an empty one, and ends it when that is meant") {
  const auto run = at_prompt({"do getpid()", "do -y exit_group(3)"}, "");
  CHECK_THAT(run.output, Contains("an empty one is started") && Contains("getpid() = ") &&
                             Contains("exit_group(3) = ?") && Contains("exited with 3"));
  CHECK(run.status == 0);
}

TEST_CASE("do can make a process, and another program") {
  const auto forked = at_prompt({"do fork()", "continue"});
  CHECK_THAT(forked.output, Contains("is a copy of this one"));
  // Both go on to the end.
  CHECK(std::regex_search(forked.output, std::regex("kernel!\n(.|\n)*kernel!\n")));
  const std::string hello = programs + "/x86_64/exit-status";
  const auto replaced = at_prompt(
      {"do -y execve(\"" + hello + "\", [\"x\"], [])", "checkpoints", "regs", "continue"});
  INFO(replaced.output << replaced.errors);
  CHECK_THAT(replaced.output,
             Contains("no moment is kept") && Contains("exited with") && !Contains("Hello"));
  CHECK(replaced.status == 0);
}

TEST_CASE("what do is not given rightly is refused, and nothing is done") {
  struct Case {
    std::string command, part;
  };
  for (const Case& one : {
           Case{"do", "do CALL"},
           Case{"do getpid", "`(` behind the name"},
           Case{"do write(1, \"x\")", "`count` is missing"},
           Case{"do opennat(1)", "did you mean openat"},
           Case{"do openat(AT_FDCWD, \"x\", O_RDONLI)", "did you mean O_RDONLY"},
           Case{"do exit_group(0)", "would end the program"},
           Case{"do execve(\"x\", [], [])", "put another program in its place"},
           Case{"do vfork()", "one stack"},
       }) {
    const auto run = at_prompt({one.command});
    INFO(one.command << "\n" << run.output << run.errors);
    CHECK_THAT(run.errors, Contains(one.part));
    CHECK(run.status == 1);
  }
}

TEST_CASE("a call that blocks is broken off, and the program goes on") {
  const auto run = at_prompt({"do pause()", "do poll(NULL, 0, -1)", "continue"});
  INFO(run.output << run.errors);
  CHECK_THAT(run.output,
             Contains("pause(") && Contains("was broken off") && Contains("Hello, kernel!"));
  CHECK(run.status == 0);
}

TEST_CASE("the empty program is in a sandbox, and what it writes goes with it") {
  const auto run =
      run_spyglass({},
                   "do openat(AT_FDCWD, \"/tmp/x-of-the-sandbox\", O_WRONLY|O_CREAT, 0600)\n"
                   "do openat(AT_FDCWD, \"/var/x-of-the-sandbox\", O_WRONLY|O_CREAT, 0600)\n");
  INFO(run.output << run.errors);
  CHECK(run.status == 0);
  if (run.output.find("lacks its mount namespace") != std::string::npos) {
    puts("SKIPPED: this machine lets nobody make namespaces");
    std::filesystem::remove("/tmp/x-of-the-sandbox");
    std::filesystem::remove("/var/x-of-the-sandbox");
    return;
  }
  CHECK_FALSE(std::filesystem::exists("/tmp/x-of-the-sandbox"));
  CHECK_FALSE(std::filesystem::exists("/var/x-of-the-sandbox"));
  CHECK_THAT(run.output, Contains("It is in a sandbox, and what it writes to /tmp") &&
                             Contains("EROFS (Read-only file system)"));
}
