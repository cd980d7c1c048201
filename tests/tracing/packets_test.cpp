// Real packets of a sandbox's network: that they are all seen, each once, and written as tcpdump
// writes them.

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "core/capture/capture.hpp"
#include "core/capture/sequences.hpp"
#include "core/capture/text.hpp"
#include "core/sandbox/sandbox.hpp"
#include "tests/temporary_folder.hpp"

using namespace spyglass;
using capture::Capture;
using Catch::Matchers::Contains;

namespace {

std::shared_ptr<const Sandbox> made(const TemporaryFolder& scratch) {
  auto sandbox = Sandbox::make({.scratch = scratch.path().string()});
  REQUIRE(sandbox);
  return *sandbox;
}

bool is_missing(const Sandbox& sandbox) {
  if (sandbox.has(Layer::network)) return false;
  puts(("SKIPPED: no network namespace here: " + sandbox.why_missing(Layer::network)).c_str());
  return true;
}

/// The exit status of a target that runs on the sandbox's network.
int run_there(const Sandbox& sandbox, const char* target) {
  const pid_t child = fork();
  if (child == 0) {
    const std::string path = std::string(SPYGLASS_TARGETS_DIR "/") + target;
    const int file = open(path.c_str(), O_RDONLY);  // its path may mean nothing inside
    if (!sandbox.join()) _exit(99);
    fexecve(file, std::array<char*, 2>{const_cast<char*>(target), nullptr}.data(), environ);
    _exit(98);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::vector<Capture::Frame> exchanged(const std::string& filter) {
  const TemporaryFolder scratch;
  const auto sandbox = made(scratch);
  if (is_missing(*sandbox)) return {};
  auto packets = Capture::start([&] { return sandbox->join(); }, filter);
  if (!packets) FAIL(packets.error().message);
  REQUIRE(run_there(*sandbox, "exchanges_packets") == 0);
  auto frames = packets->take();
  REQUIRE(frames);
  CHECK(packets->take()->empty());
  CHECK(packets->dropped() == 0U);
  return *frames;
}

std::vector<std::string> our_lines(const std::vector<Capture::Frame>& frames) {
  std::vector<std::string> lines;
  capture::Sequences sequences;
  for (const auto& frame : frames) {
    capture::Packet packet = capture::parse_frame(frame.bytes, frame.time);
    sequences.take(packet);
    lines.push_back(capture::packet_text(packet));
  }
  return lines;
}

template <class Number>
void put(std::ofstream& file, Number number) {
  file.write(reinterpret_cast<const char*>(&number), sizeof number);
}

/// As pcap-savefile(5) has it, with nanoseconds.
void save(const std::string& path, const std::vector<Capture::Frame>& frames) {
  std::ofstream file(path, std::ios::binary);
  put(file, std::uint32_t{0xa1b23c4d});
  put(file, std::uint16_t{2});
  put(file, std::uint16_t{4});
  put(file, std::uint64_t{0});
  put(file, std::uint32_t{65535});
  put(file, std::uint32_t{1});  // Ethernet
  for (const auto& frame : frames) {
    const auto time = frame.time.time_since_epoch().count();
    put(file, static_cast<std::uint32_t>(time / 1'000'000'000));
    put(file, static_cast<std::uint32_t>(time % 1'000'000'000));
    put(file, static_cast<std::uint32_t>(frame.bytes.size()));
    put(file, static_cast<std::uint32_t>(frame.bytes.size()));
    file.write(reinterpret_cast<const char*>(frame.bytes.data()),
               static_cast<std::streamsize>(frame.bytes.size()));
  }
}

std::vector<std::string> lines_of(const std::string& command) {
  std::vector<std::string> lines;
  FILE* output = popen(command.c_str(), "r");
  REQUIRE(output != nullptr);
  char* line = nullptr;
  std::size_t room = 0;
  while (getline(&line, &room, output) > 0) {
    lines.emplace_back(line);
    lines.back().pop_back();
  }
  free(line);
  pclose(output);
  return lines;
}

}  // namespace

TEST_CASE("packets are written as tcpdump writes them") {
  const auto frames = exchanged("");
  if (frames.empty()) return;
  if (system("command -v tcpdump >/dev/null") != 0) {
    puts("SKIPPED: tcpdump is not installed, so its lines cannot be compared");
    return;
  }
  const TemporaryFolder folder;
  const std::string file = folder.file("packets");
  save(file, frames);
  // It reads its input before it becomes somebody else.
  CHECK(our_lines(frames) == lines_of("tcpdump -n -r - <" + file + " 2>/dev/null"));
}

TEST_CASE("each packet of an exchange is seen, and seen once") {
  const auto frames = exchanged("tcp port 8080");
  if (frames.empty()) return;
  std::string all;
  for (const std::string& line : our_lines(frames)) all += line + '\n';
  INFO(all);
  const auto count = [&](std::string_view text) {
    std::size_t found = 0;
    for (std::size_t at = 0; (at = all.find(text, at)) != std::string::npos; ++at) ++found;
    return found;
  };
  CHECK(count("Flags [S],") == 1);
  CHECK(count("Flags [S.],") == 1);
  CHECK(count("Flags [P.],") == 3);
  CHECK(count("Flags [F.],") == 2);
  CHECK(count(".8080: ") + count(".8080 > ") == frames.size());
}

TEST_CASE("a filter that is none is an error with libpcap's own words and an example") {
  const auto packets = Capture::start(capture::join_fresh_namespaces, "tcp prot 80");
  REQUIRE_FALSE(packets);
  CHECK(packets.error().kind == Error::Kind::input);
  CHECK_THAT(packets.error().message, Contains("`tcp prot 80` is no filter") &&
                                          Contains("syntax error") && Contains("tcp port 8080"));
}

TEST_CASE("namespaces that cannot be joined are an error, and whoever looks on is no child") {
  const auto packets = Capture::start(
      [] {
        errno = EPERM;
        return false;
      },
      "");
  REQUIRE_FALSE(packets);
  CHECK_THAT(packets.error().message, Contains("Operation not permitted"));
  const TemporaryFolder scratch;
  const auto good = Capture::start(capture::join_fresh_namespaces, "");
  if (good) CHECK((waitpid(-1, nullptr, WNOHANG) == -1 && errno == ECHILD));
}
