// What descriptors are open on, as calls tell it: on calls that nobody made.

#include <fcntl.h>
#include <sys/ioctl.h>

#include <catch2/catch.hpp>
#include <cerrno>

#include "tests/pure/made_steps.hpp"

namespace spyglass {

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

TEST_CASE("plain paths") {
  CHECK(plain_path("/") == "/");
  CHECK(plain_path("/a//b/./c/") == "/a/b/c");
  CHECK(plain_path("/../..//a/..") == "/");
}

}  // namespace spyglass
