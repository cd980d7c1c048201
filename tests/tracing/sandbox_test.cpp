// What a program in the sandbox can and cannot do.

#include "core/sandbox/sandbox.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <functional>

#include "tests/temporary_folder.hpp"

using namespace spyglass;
using Layer = Sandbox::Layer;

namespace {

/// The exit status of a child that does something inside; 99 when it could not get in.
int inside(const Sandbox& sandbox, const std::function<int()>& act) {
  const pid_t child = fork();
  if (child == 0) _exit(sandbox.enter() ? act() : 99);
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int errno_of_creating(const std::string& path) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT, 0600);
  if (file < 0) return errno;
  close(file);
  return 0;
}

}  // namespace

TEST_CASE("a program in the sandbox writes to its folder and nowhere else") {
  const TemporaryFolder folder, other;
  const Sandbox sandbox(folder.path().string(), "/usr/bin/true");
  if (!sandbox.has(Layer::files)) {
    WARN("SKIPPED: no mount namespaces here");
    return;
  }
  CHECK(sandbox.folder_inside() == "/tmp");
  CHECK(inside(sandbox, [] { return errno_of_creating("/tmp/new"); }) == 0);
  CHECK(inside(sandbox, [] { return errno_of_creating("also-new"); }) == 0);
  CHECK(read_whole(folder.file("new")).empty());
  CHECK(std::filesystem::exists(folder.file("also-new")));
  CHECK(inside(sandbox, [] { return errno_of_creating("/var/tmp/x"); }) == EROFS);
  CHECK(inside(sandbox, [&] { return errno_of_creating(other.file("x")); }) == ENOENT);
  CHECK(inside(sandbox, [] { return open("/dev/null", O_WRONLY) < 0 ? errno : 0; }) == 0);
}

TEST_CASE(
    "a program that lies in /tmp still sees itself, and writes to the folder under its name") {
  const TemporaryFolder folder, other;
  const std::string program = other.write("program", "x");
  REQUIRE(program.starts_with("/tmp/"));
  const Sandbox sandbox(folder.path().string(), program);
  if (!sandbox.has(Layer::files)) return;
  CHECK(sandbox.folder_inside() == folder.path().string());
  CHECK(inside(sandbox, [&] { return access(program.c_str(), R_OK); }) == 0);
  CHECK(inside(sandbox, [&] { return errno_of_creating(folder.file("x")); }) == 0);
  CHECK(inside(sandbox, [&] { return errno_of_creating(other.file("x")); }) == EROFS);
}

TEST_CASE("a program in the sandbox has limits, no privileges and no network, and is who it was") {
  const TemporaryFolder folder;
  const Sandbox sandbox(folder.path().string(), "/usr/bin/true");
  REQUIRE(sandbox.has(Layer::limits));
  REQUIRE(sandbox.has(Layer::privileges));
  const auto limit_of = [&](auto which) {
    return inside(sandbox, [&] {
      rlimit limit{};
      getrlimit(which, &limit);
      return limit.rlim_max == RLIM_INFINITY ? 1 : 0;
    });
  };
  CHECK(limit_of(RLIMIT_AS) == 0);
  CHECK(limit_of(RLIMIT_FSIZE) == 0);
  CHECK(limit_of(RLIMIT_CPU) == 0);
  CHECK(inside(sandbox, [] { return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0); }) == 1);
  const uid_t user = geteuid();
  CHECK(inside(sandbox, [&] { return geteuid() == user ? 0 : 1; }) == 0);
  if (!sandbox.has(Layer::network)) return;
  CHECK(inside(sandbox, [] {
          char name[64];
          return readlink("/proc/self/ns/net", name, sizeof name) > 0 ? 0 : errno;
        }) == 0);
  std::array<char, 64> ours{};
  REQUIRE(readlink("/proc/self/ns/net", ours.data(), ours.size()) > 0);
  CHECK(inside(sandbox, [&] {
          std::array<char, 64> theirs{};
          (void)readlink("/proc/self/ns/net", theirs.data(), theirs.size());
          return theirs == ours ? 1 : 0;
        }) == 0);
}

TEST_CASE("without any layer a program is as it was, and each is named in words") {
  CHECK(words_without(Layer::files) == "it can write wherever you can");
  CHECK(words_without(Layer::network) == "it reaches the network");
}
