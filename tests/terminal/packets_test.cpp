// `packets` at the prompt and on the command line.

#include <algorithm>
#include <catch2/catch.hpp>
#include <sstream>

#include "tests/terminal/process.hpp"

using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

namespace {

const std::string exchange = SPYGLASS_TARGETS_DIR "/exchanges_packets";

/// The line under the first one that has all of these.
std::string below(const std::string& text, const std::vector<std::string>& parts) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const bool has_all = std::ranges::all_of(
        parts, [&](const std::string& part) { return line.find(part) != std::string::npos; });
    if (has_all && std::getline(lines, line)) return line;
  }
  return "no such line";
}

bool has_network(const Finished& run) {
  if (run.errors.find("has no network of its own") == std::string::npos) return true;
  puts("SKIPPED: no network namespace here");
  return false;
}

}  // namespace

TEST_CASE("each packet has under it the call that sent it, or that it was the kernel") {
  const auto run = run_spyglass({"--sandbox", "--", exchange}, "packets\ncontinue\npackets off\n");
  if (!has_network(run)) return;
  INFO(run.output << run.errors);
  CHECK(run.status == 0);
  const std::string& text = run.output;
  CHECK_THAT(below(text, {"8080: Flags [S],"}), StartsWith("    ← connect(4, "));
  CHECK_THAT(below(text, {"Flags [S.],"}), StartsWith("    ← the kernel itself"));
  CHECK_THAT(below(text, {"Flags [P.], seq 1:19", "HTTP: GET /"}),
             StartsWith("    ← write(4, \"GET / HTTP/1.0"));
  CHECK_THAT(below(text, {"Flags [P.], seq 20:26"}), StartsWith("    ← write(5, \"hello\\n\", 6)"));
  CHECK_THAT(below(text, {"8080: Flags [F.]"}), StartsWith("    ← shutdown(4, SHUT_WR)"));
  CHECK_THAT(below(text, {"8080 > ", "Flags [F.]"}), StartsWith("    ← close(5)"));
  CHECK_THAT(below(text, {"8081: Flags [S],"}), StartsWith("    ← connect(3, "));
  CHECK_THAT(below(text, {"A? example.com. (29)"}), StartsWith("    ← sendto(3, "));
  CHECK_THAT(below(text, {"ICMP 127.0.0.1 udp port 53 unreachable"}),
             StartsWith("    ← the kernel itself"));
  CHECK_THAT(text, Contains(" packets seen; the kernel dropped none\n"));
}

TEST_CASE("packets stand below the call that sent them, and above the next one") {
  const auto run = run_spyglass({"--sandbox", "--", exchange}, "packets\ncontinue\n");
  if (!has_network(run)) return;
  INFO(run.output << run.errors);
  // A thing of each line, in their order.
  const std::vector<std::string> order = {
      "\nconnect(4, ",  ".8080: Flags [S],", "\naccept(3, ",  "\nwrite(4, ",
      "seq 1:19, ",     "\nread(5, ",        "\nwrite(5, ",   "seq 1:20, ",
      "\nshutdown(4, ", ".8080: Flags [F.]", "\nclose(5)",    ".8080 > ",
      "Flags [F.]",     "\nclose(4)",        "\nconnect(3, ", ".8081: Flags [S]",
      "\nsendto(3, ",   "example.com. (29)"};
  std::size_t at = 0;
  for (const std::string& part : order) {
    INFO(part);
    at = run.output.find(part, at);
    REQUIRE(at != std::string::npos);
  }
}

TEST_CASE(
    "a program that stands still behind a call shows its packets, and who most likely did it") {
  const auto run = run_spyglass({"--sandbox", "--", exchange},
                                "until shutdown\nfinish\nnext\npackets\nfinish\npackets off\n");
  if (!has_network(run)) return;
  INFO(run.output << run.errors);
  CHECK(run.status == 0);
  // What a call has closed is known when the program goes on.
  CHECK_THAT(below(run.output, {"8080 > ", "Flags [F.]"}),
             StartsWith("    ← most likely close(5)"));
}

TEST_CASE("in a lesson, packets are those of its program, whenever they are asked for") {
  const auto run = run_spyglass({}, "lesson 21\npackets tcp\nskip\nrun\ncontinue\npackets off\n");
  if (!has_network(run)) return;
  INFO(run.output << run.errors);
  CHECK(run.status == 0);
  CHECK_THAT(run.output, Contains("the packets of the next program are shown"));
  // What the lesson itself runs before that is on the same network.
  const std::string last = run.output.substr(run.output.rfind("\nexecve("));
  CHECK_THAT(below(last, {"Flags [P.], seq 1:22, "}),
             StartsWith("    ← sendto(3, \"GET /order HTTP/1.1\\r\\n\", 21"));
  // The shops are not looked at.
  CHECK_THAT(last, Contains("    ← no call that was seen"));
}

TEST_CASE("packets that are asked for before there is a program are those of the next one") {
  const auto run = run_spyglass({"--sandbox", "--plain"},
                                "packets udp\nrun " + exchange + "\ncontinue\npackets off\n");
  if (!has_network(run)) return;
  INFO(run.output << run.errors);
  CHECK(run.status == 0);
  CHECK_THAT(run.output, Contains("A? example.com.") && !Contains("Flags ["));
  CHECK_THAT(run.output, Contains("\n  sent by sendto(3, "));
}

TEST_CASE("the machine's own network is never looked at") {
  const auto bare = run_spyglass({"--", exchange}, "packets\n");
  CHECK(bare.status == 1);
  CHECK_THAT(bare.errors, Contains("machine's own network") && Contains("--sandbox"));
  const auto before = run_spyglass({}, "packets\n");
  CHECK(before.status == 1);
  CHECK_THAT(before.errors, Contains("--sandbox"));
  const auto without =
      run_spyglass({"--sandbox", "--without=network", "--", exchange}, "packets\n");
  CHECK(without.status == 1);
  CHECK_THAT(without.errors, Contains("no network of its own (switched off)"));
}

TEST_CASE("what makes no sense about packets is an error") {
  const auto filter = run_spyglass({"--sandbox"}, "packets tcp prot 80\n");
  CHECK(filter.status == 1);
  CHECK_THAT(filter.errors, Contains("`tcp prot 80` is no filter") && Contains("tcp port 8080"));
  CHECK_THAT(run_spyglass({"--sandbox"}, "packets off\n").errors, Contains("not shown"));
  CHECK_THAT(run_spyglass({"--sandbox"}, "packets\npackets\n").errors, Contains("already"));
}

TEST_CASE("packets on the command line is a program in a sandbox from its start to its end") {
  const auto run = run_spyglass({"packets", "tcp", "port", "8080", "--", exchange});
  if (!has_network(run)) return;
  INFO(run.output << run.errors);
  CHECK(run.status == 0);
  CHECK_THAT(run.output, Contains("HTTP: GET / HTTP/1.0") && Contains("← write(4, "));
  CHECK_THAT(run.output, Contains("+++ exited with 0 +++") && Contains("packets seen"));
  const auto nothing = run_spyglass({"packets", "tcp"});
  CHECK(nothing.status == 2);
  CHECK_THAT(nothing.errors, Contains("spyglass packets tcp port 8080 -- PROGRAM"));
}
