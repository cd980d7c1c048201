// `net --json` on programs that say themselves what it must find (targets/wire_talks.c): the same
// by either engine and from a recording.

#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/temporary_folder.hpp"
#include "tests/terminal/engines.hpp"
#include "tests/terminal/process.hpp"
#include "tests/tracing/process.hpp"

using Catch::Matchers::Contains;
using Json = nlohmann::json;

namespace {

using Words = std::vector<std::string>;

const std::string talks = SPYGLASS_TARGETS_DIR "/wire_talks";

/// How the target is looked at.
enum class By { ptrace, bpf, recording };
std::string name_of(By by) {
  return by == By::ptrace ? "ptrace" : by == By::bpf ? "bpf" : "a recording";
}
const std::vector<By>& all_that_can_be_had() {
  static const std::vector<By> all = can_observe() ? std::vector{By::ptrace, By::recording, By::bpf}
                                                   : std::vector{By::ptrace, By::recording};
  return all;
}

struct Seen {
  std::vector<std::string> lines;  ///< as the target says them, in order of the alphabet
  std::vector<Json> conversations;
  std::string truth;  ///< what the target has said
  std::string errors;

  void read(const std::string& text) {
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
      const Json one = conversations.emplace_back(Json::parse(line));
      std::ostringstream said;
      said << one.at("protocol").get<std::string>() << ' ' << one.at("origin").get<std::string>()
           << " sent " << one.at("sent").at("bytes") << " received "
           << one.at("received").at("bytes") << " turns " << one.at("turns").size();
      lines.push_back(said.str());
    }
    std::ranges::sort(lines);
  }
  [[nodiscard]] std::vector<std::string> expected() const {
    std::vector<std::string> all;
    std::istringstream stream(truth);
    for (std::string line; std::getline(stream, line);) {
      if (line.find(" sent ") != std::string::npos) all.push_back(line);
    }
    std::ranges::sort(all);
    return all;
  }
  [[nodiscard]] std::uint64_t unseen(const std::string& way) const {
    std::uint64_t sum = 0;
    for (const Json& one : conversations) sum += one.at(way).at("unseen").get<std::uint64_t>();
    return sum;
  }
  [[nodiscard]] std::string whats() const {
    std::string text;
    for (const Json& one : conversations) {
      for (const Json& turn : one.at("turns")) text += turn.value("what", "-") + "\n";
    }
    return text;
  }
};

Seen look(const std::string& way, By by) {
  const TemporaryFolder folder;
  const std::string found = folder.file("found");
  Seen seen;
  Finished run;
  if (by == By::recording) {
    run = run_spyglass(
        {"trace", "-f", "-q", "-o", "/dev/null", "--record", folder.file("run"), "--", talks, way});
    const auto told = run_spyglass({"net", "--json", "-o", found, "--from", folder.file("run")});
    CHECK(told.status == 0);
    CHECK(told.errors == "");
  } else {
    run = run_spyglass({"net", "--json", "-o", found, "--engine=" + name_of(by), "--", talks, way});
  }
  CHECK(run.status == 0);
  seen.truth = run.output;
  seen.errors = run.errors;
  seen.read(read_whole(found));
  return seen;
}

}  // namespace

TEST_CASE("net finds the conversations that a program says it had") {
  const auto* way =
      GENERATE("kept-alive", "half-open", "refused", "by-child", "tls", "sendfile", "datagrams",
               "dns", "six", "socketpair", "without-waiting", "threads", "large");
  for (const By by : all_that_can_be_had()) {
    const Seen seen = look(way, by);
    INFO(way << " by " << name_of(by) << "\n" << seen.errors);
    CHECK(seen.lines == seen.expected());
    CHECK(seen.errors == "");
  }
}

// The one who gets a socket by SCM_RIGHTS is told of with a conversation of its own, as of one that
// was found: that it is the one which accept(2) has brought to somebody else, nobody says yet. By
// bpf it may be closed again before anybody can ask what it is.
TEST_CASE("what is said through a socket that was handed over is told, to the byte") {
  for (const By by : {By::ptrace, By::recording}) {
    const Seen seen = look("passed", by);
    INFO(name_of(by));
    std::uint64_t sent = 0, received = 0;
    for (const Json& one : seen.conversations) {
      if (one.at("protocol") != "TCP") continue;
      sent += one.at("sent").at("bytes").get<std::uint64_t>();
      received += one.at("received").at("bytes").get<std::uint64_t>();
    }
    CHECK(sent == 12);
    CHECK(received == 12);
  }
}

TEST_CASE("net says what is TLS, and to whom; what was asked of a name server; who refused") {
  for (const By by : all_that_can_be_had()) {
    INFO(name_of(by));
    CHECK_THAT(look("tls", by).whats(), Contains("TLS: hello, to www.example.x\n") &&
                                            Contains("TLS: hello back\n") &&
                                            Contains("TLS: encrypted\n"));
    CHECK(look("dns", by).whats() == "DNS A example.com?\n");
    const Seen refused = look("refused", by);
    REQUIRE(refused.conversations.size() == 1);
    CHECK(refused.conversations[0].at("refused") == "ECONNREFUSED");
  }
}

TEST_CASE("net tells how many bytes it has not seen") {
  for (const By by : all_that_can_be_had()) {
    INFO(name_of(by));
    // They went from the file to the socket inside the kernel; who read them had them all.
    const Seen file = look("sendfile", by);
    CHECK(file.unseen("sent") == 5000);
    CHECK(file.unseen("received") == 0);
    // One call wrote a megabyte, of which no more than 64 KiB are kept.
    const Seen large = look("large", by);
    constexpr std::uint64_t whole = 5 << 20, kept = 5 * (64 << 10);
    CHECK(large.unseen("sent") >= whole - kept);
    CHECK(large.unseen("sent") < whole);
  }
}

TEST_CASE("a hundred thousand pieces of a byte, and a hundred megabytes, need little memory") {
  constexpr const char* prlimit = "/usr/bin/prlimit";
  if (access(prlimit, X_OK) != 0) {
    puts("SKIPPED: prlimit is not installed");
    return;
  }
  const std::string engine = GENERATE("ptrace", "bpf");
  const std::string way = GENERATE("bytes", "endless");
  if (engine == "bpf" && !can_observe()) return;
  const TemporaryFolder folder;
  // More than that it cannot have; run_spyglass ends what takes for ever.
  const auto run = run_spyglass({"--data=200000000", SPYGLASS_BINARY, "net", "--json", "-o",
                                 folder.file("found"), "--engine=" + engine, "--", talks, way},
                                "", {.binary = prlimit});
  INFO(engine << ' ' << way << '\n' << run.errors);
  REQUIRE(run.status == 0);
  Seen seen{.truth = run.output};
  seen.read(read_whole(folder.file("found")));
  // The kernel's ring is full before a program that writes so much can be held: that is told then.
  const bool is_told = run.errors.find(" lost here: there was no room left") != std::string::npos;
  if (engine == "bpf" && is_told) return;
  CHECK(seen.lines == seen.expected());
}

TEST_CASE("connections that were open before anybody looked are found, with their ends") {
  const TemporaryFolder folder;
  const spyglass::Talker program(talks, {"later"});
  Seen seen;
  for (std::string line; (line = program.hear()) != "ready\n";) seen.truth += line;
  const std::string id = std::to_string(program.process().value());
  spyglass::Talker tool(SPYGLASS_BINARY,
                        {"net", "--json", "-o", folder.file("found"), "--engine=ptrace", "-p", id});
  const auto is_traced = [&] {
    return read_whole("/proc/" + id + "/status").find("TracerPid:\t0\n") == std::string::npos;
  };
  while (!is_traced()) sched_yield();
  program.say("\n");
  REQUIRE(tool.finish() == 0);
  seen.read(read_whole(folder.file("found")));
  CHECK(seen.lines == seen.expected());
  REQUIRE(seen.conversations.size() == 2);
  const Json &one = seen.conversations[0], &other = seen.conversations[1];
  CHECK(one.at("local") == other.at("peer"));
  CHECK(one.at("peer") == other.at("local"));
  CHECK(one.at("local") != "");
}
