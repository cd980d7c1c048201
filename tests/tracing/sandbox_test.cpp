// What a sandbox is made of, and what is left of it where a layer is missing.

#include "core/sandbox/sandbox.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <functional>

#include "core/launch_inside.hpp"
#include "core/sandbox/denied_calls.hpp"
#include "tests/temporary_folder.hpp"

using namespace spyglass;
using Catch::Matchers::Contains;

namespace {

std::shared_ptr<const Sandbox> made(const TemporaryFolder& scratch, LayerSet without = {}) {
  auto sandbox = Sandbox::make({.scratch = scratch.path().string(), .without = without});
  REQUIRE(sandbox);
  return *sandbox;
}

/// The exit status of a child that does something inside; 99 when it could not get in.
int inside(const std::shared_ptr<const Sandbox>& sandbox, const std::function<int()>& act) {
  const pid_t child = fork();
  if (child == 0) {
    // What joins is not in the pid namespace itself, and its child is.
    if (!sandbox->join()) _exit(99);
    const pid_t program = fork();
    if (program == 0) _exit(sandbox->confine() ? act() : 99);
    int status = 0;
    waitpid(program, &status, 0);
    _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 98);
  }
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

LayerSet only(Layer layer) {
  LayerSet layers;
  layers.add(layer);
  return layers;
}

}  // namespace

TEST_CASE("a sandbox without any layer leaves a program as it is") {
  const TemporaryFolder scratch, other;
  LayerSet all;
  for (const LayerWords& words : all_layers()) all.add(words.layer);
  const auto sandbox = made(scratch, all);
  CHECK(sandbox->facts().held.is_empty());
  CHECK(inside(sandbox, [&] { return errno_of_creating(other.file("x")); }) == 0);
  for (const LayerWords& words : all_layers()) {
    CHECK(sandbox->why_missing(words.layer) == "switched off");
  }
}

TEST_CASE("each layer can be missing, and all others hold then") {
  const TemporaryFolder scratch;
  const auto whole = made(scratch);
  for (const LayerWords& words : all_layers()) {
    INFO(words.name);
    const auto sandbox = made(scratch, only(words.layer));
    CHECK_FALSE(sandbox->has(words.layer));
    CHECK_FALSE(sandbox->is_whole());
    for (const LayerWords& other : all_layers()) {
      if (other.layer == words.layer) continue;
      // Root needs no user namespace for the others; an ordinary user has none without it.
      const bool needs_user = words.layer == Layer::user && geteuid() != 0;
      INFO(other.name);
      // A pid namespace wants a /proc of its own, which only a mount namespace can have.
      const bool needs_mounts = words.layer == Layer::mounts && other.layer == Layer::processes;
      if (!needs_user && !needs_mounts) CHECK(sandbox->has(other.layer) == whole->has(other.layer));
    }
    CHECK(inside(sandbox, [&] { return errno_of_creating(scratch.file("x")); }) == 0);
  }
}

TEST_CASE("files are held by two layers, and each of them is enough") {
  const TemporaryFolder scratch, other;
  const Layer missing = GENERATE(Layer::mounts, Layer::landlock);
  const Layer left = missing == Layer::mounts ? Layer::landlock : Layer::mounts;
  const auto sandbox = made(scratch, only(missing));
  if (!sandbox->has(left)) {
    WARN("SKIPPED: this machine has no " << words_of(left).title);
    return;
  }
  CHECK(inside(sandbox, [&] { return errno_of_creating(scratch.file("x")); }) == 0);
  CHECK(inside(sandbox, [&] { return errno_of_creating(other.file("x")); }) != 0);
  CHECK(inside(sandbox, [&] { return errno_of_creating("/etc/x"); }) != 0);
  CHECK(inside(sandbox, [&] { return open("/etc/passwd", O_RDONLY) < 0 ? errno : 0; }) == 0);
  CHECK(inside(sandbox, [&] { return open("/usr/bin/env", O_RDONLY) < 0 ? errno : 0; }) == 0);
  CHECK(inside(sandbox, [&] {
          return open(other.path().c_str(), O_RDONLY | O_DIRECTORY) < 0 ? errno : 0;
        }) != 0);
  CHECK(inside(sandbox, [] { return open("/dev/null", O_WRONLY) < 0 ? errno : 0; }) == 0);
  CHECK(inside(sandbox, [] { return open("/dev/kmsg", O_RDONLY) < 0 ? 1 : 0; }) == 1);
}

TEST_CASE("what is shown in a hidden place can be read and not be changed") {
  const TemporaryFolder scratch, shown, hidden;
  shown.write("text", "x");
  hidden.write("text", "x");
  const Layer missing = GENERATE(Layer::ipc, Layer::mounts, Layer::landlock);
  auto sandbox = Sandbox::make({.scratch = scratch.path().string(),
                                .shown = {shown.path().string()},
                                .without = only(missing)});
  REQUIRE(sandbox);
  if (!(*sandbox)->has(Layer::mounts) && !(*sandbox)->has(Layer::landlock)) return;
  CHECK(inside(*sandbox, [&] { return access(shown.file("text").c_str(), R_OK) == 0 ? 0 : 1; }) ==
        0);
  CHECK(inside(*sandbox, [&] { return open(shown.file("text").c_str(), O_RDONLY) < 0; }) == 0);
  CHECK(inside(*sandbox, [&] { return open(shown.file("text").c_str(), O_WRONLY) < 0; }) == 1);
  CHECK(inside(*sandbox, [&] { return open(hidden.file("text").c_str(), O_RDONLY) < 0; }) == 1);
}

TEST_CASE("a home as a whole is never shown, whatever somebody asks for") {
  const TemporaryFolder scratch;
  auto sandbox =
      Sandbox::make({.scratch = scratch.path().string(), .shown = {"/tmp", "/", "/home"}});
  REQUIRE(sandbox);
  CHECK((*sandbox)->facts().places.shown.empty());
}

TEST_CASE("a program in a sandbox is who it was, and ends with the sandbox") {
  const TemporaryFolder scratch;
  auto sandbox = made(scratch);
  const uid_t user = geteuid();
  CHECK(inside(sandbox, [&] { return geteuid() == user ? 0 : 1; }) == 0);
  if (!sandbox->has(Layer::processes)) return;
  CHECK(inside(sandbox, [] { return getpid() < 100 ? 0 : 1; }) == 0);
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const pid_t child = fork();
  if (child == 0) {
    if (!sandbox->join()) _exit(99);
    dup2(ends[1], STDOUT_FILENO);
    // As programs that are executed do, it lets go of what its maker has open: whoever holds that
    // is waited for.
    close_range(3, ~0U, 0);
    const pid_t program = fork();
    if (program == 0) {
      (void)!write(STDOUT_FILENO, "!", 1);
      for (;;) pause();
    }
    int status = 0;
    waitpid(program, &status, 0);
    _exit(WIFSIGNALED(status) ? WTERMSIG(status) : 1);
  }
  // The program is there, or will never be.
  close(ends[1]);
  char begun = 0;
  CHECK(read(ends[0], &begun, 1) == 1);
  close(ends[0]);
  sandbox.reset();
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == SIGKILL);
}

TEST_CASE("a sandbox whose time is up is not alive") {
  const TemporaryFolder scratch;
  SandboxWish wish{.scratch = scratch.path().string()};
  wish.limits.time = 1;
  auto sandbox = Sandbox::make(std::move(wish));
  REQUIRE(sandbox);
  if (!(*sandbox)->has(Layer::processes)) return;
  CHECK(inside(*sandbox, [] {
          for (;;) pause();
          return 0;
        }) == 98);
  while ((*sandbox)->is_alive()) {
  }
}

TEST_CASE("a sandbox is told to another spyglass as a text") {
  const TemporaryFolder scratch;
  const auto sandbox = made(scratch, only(Layer::ipc));
  const auto again = facts_from(text_of(sandbox->facts()));
  REQUIRE(again);
  CHECK(text_of(*again) == text_of(sandbox->facts()));
  CHECK_FALSE(facts_from("{}"));
  CHECK_FALSE(facts_from("x"));
}
