// Limits of a sandbox as they are written, its places, and the calls that it refuses.

#include <catch2/catch.hpp>

#include "core/sandbox/denied_calls.hpp"
#include "core/sandbox/limits.hpp"
#include "core/sandbox/places.hpp"
#include "repl/sandbox_policy.hpp"

using namespace spyglass;
using Catch::Matchers::Contains;

TEST_CASE("limits are read and written in the same form") {
  SandboxLimits limits;
  CHECK(limits_text(limits) ==
        "processes=200 memory=1g file-size=256m descriptors=256 cpu=10m time=4h");
  for (const char* text : {"processes=7", "memory=1536m", "file-size=1023", "cpu=90s", "time=2h"}) {
    REQUIRE(set_limit(limits, text));
    CHECK_THAT(limits_text(limits), Contains(text));
  }
  CHECK(limits.memory == 1536ULL << 20);
  SandboxLimits other;
  REQUIRE(set_limits(other, limits_text(limits)));
  CHECK(limits_text(other) == limits_text(limits));
}

TEST_CASE("what is no limit is refused with a sentence") {
  SandboxLimits limits;
  const SandboxLimits before = limits;
  for (const char* text : {"", "memory", "memory=", "memory=x", "memory=-1", "memory=0",
                           "memory=1x", "memory=1gg", "memory=99999999999999999999",
                           "memory=9999999999g", "processes=1k", "time=1d", "threads=3", "=3"}) {
    INFO(text);
    const auto done = set_limit(limits, text);
    REQUIRE_FALSE(done);
    CHECK(done.error().kind == Error::Kind::input);
    CHECK_THAT(done.error().message, Contains("`" + std::string(text) + "`"));
  }
  CHECK(limits_text(limits) == limits_text(before));
}

TEST_CASE("layers and uses are known by their names, and near misses are named") {
  const auto some = parse_layers("landlock,seccomp");
  REQUIRE(some);
  CHECK(some->has(Layer::landlock));
  CHECK_FALSE(some->has(Layer::user));
  CHECK_THAT(parse_layers("landlok").error().message, Contains("landlock"));
  CHECK(parse_use("require") == SandboxPolicy::Use::require);
  CHECK_THAT(parse_use("perhaps").error().message, Contains("require"));
}

TEST_CASE("a place is hidden but for what is shown of it") {
  const Places places{
      .scratch = "/tmp/mine", .shown = {"/home/a/work"}, .hidden = {"/tmp", "/home"}};
  CHECK(places.hides("/tmp"));
  CHECK(places.hides("/tmp/x"));
  CHECK_FALSE(places.hides("/tmpx"));
  CHECK_FALSE(places.hides("/tmp/mine/x"));
  CHECK(places.hides("/tmp/mine2"));
  CHECK_FALSE(places.hides("/home/a/work"));
  CHECK(places.hides("/home/a"));
  CHECK_FALSE(places.hides("/etc/passwd"));
}

TEST_CASE("homes are private wherever they are, but not what everybody needs") {
  const auto has = [](std::string_view home, const std::string& folder) {
    const auto all = private_folders(home);
    return std::ranges::find(all, folder) != all.end();
  };
  CHECK(has("/export/people/a", "/export/people/a"));
  CHECK(has("/home/a", "/home"));
  for (const char* home : {"/", "/usr", "/usr/sbin", "/bin", "/nonexistent", ""}) {
    INFO(home);
    CHECK_FALSE(has(home, home));
  }
}

TEST_CASE("a call is refused by its name, and by its words where these matter") {
  const auto refused = [](std::string_view name, std::vector<std::uint64_t> words,
                          LayerSet held = {}) {
    return std::ranges::any_of(denied_calls(), [&](const DeniedCall& denied) {
      return applies(denied, held) && matches(denied, name, words);
    });
  };
  CHECK(refused("mount", {}));
  CHECK(refused("ptrace", {0x4206, 1}));
  CHECK_FALSE(refused("ptrace", {0, 0}));
  CHECK(refused("clone", {0x10000011}));
  CHECK_FALSE(refused("clone", {0x3d0f00}));
  CHECK(refused("ioctl", {0, 0x5412}));
  CHECK_FALSE(refused("ioctl", {0, 0x5401}));
  CHECK(refused("socket", {2, 02000002, 0}));
  CHECK_FALSE(refused("socket", {2, 02000001, 0}));
  LayerSet network;
  network.add(Layer::network);
  CHECK_FALSE(refused("socket", {2, 2, 0}, network));
  CHECK_FALSE(refused("openat", {}));
}
