// Whose descriptors are whose: children, threads and other programs, on steps that nobody took.

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>

#include <catch2/catch.hpp>

#include "tests/pure/made_steps.hpp"

namespace spyglass {

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

TEST_CASE("records that are missing make all of it uncertain") {
  Steps steps;
  steps.open("x", 3);
  steps.source.numbers(7, "0 3");
  steps.source.link(7, "fd/3", "/now");
  steps.event(event::Lost{4});
  CHECK(steps.at(3) == "/now");
  CHECK(steps.at(1) == "nothing");
}

}  // namespace spyglass
