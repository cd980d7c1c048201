// What tshark finds in our capture files, beside what the servers themselves have logged (WIRE_LOG)
// and what their targets say of themselves: requests, answers, counts of bytes, times, checksums.

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <sstream>

#include "tests/temporary_folder.hpp"
#include "tests/terminal/engines.hpp"
#include "tests/terminal/process.hpp"
#include "tests/tracing/process.hpp"

using Catch::Matchers::Contains;

namespace {

using Words = std::vector<std::string>;

const std::string lessons = SPYGLASS_PROGRAMS_DIR "/lessons/";
constexpr const char* tshark = "/usr/bin/tshark";

bool tshark_is_here() {
  if (access(tshark, X_OK) == 0) return true;
  puts("SKIPPED: tshark is not installed");
  return false;
}

/// An address of this machine that no other test has: ports need not be looked for.
std::string own_address() {
  static int count = 0;
  const int id = getpid();
  ++count;
  return "127." + std::to_string(100 + id / 250 % 100) + "." + std::to_string(id % 250) + "." +
         std::to_string(count % 250 + 1);
}

Words operator+(Words one, const Words& other) {
  one.insert(one.end(), other.begin(), other.end());
  return one;
}

/// Runs tshark on a file. It must have no complaint; that it is run by root is none of ours.
std::string shark(const std::string& file, const Words& more) {
  const auto run = run_spyglass(Words{"-r", file, "-n", "-o", "tcp.check_checksum:TRUE", "-o",
                                      "udp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE"} +
                                    more,
                                "", {.binary = tshark});
  INFO(run.errors);
  CHECK(run.status == 0);
  std::istringstream lines(run.errors);
  for (std::string line; std::getline(lines, line);) {
    const bool is_ours = !line.empty() && line.find("Running as user") == std::string::npos;
    if (is_ours) CHECK(line == "");
  }
  return run.output;
}

using Row = Words;
std::vector<Row> rows_of(const std::string& text) {
  std::vector<Row> rows;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    Row& row = rows.emplace_back();
    std::istringstream cells(line + "\t");
    for (std::string cell; std::getline(cells, cell, '\t');) row.push_back(cell);
  }
  return rows;
}

std::vector<Row> fields(const std::string& file, const Words& names, const Words& more = {}) {
  Words words = {"-T", "fields", "-E", "occurrence=a"};
  for (const std::string& name : names) words = words + Words{"-e", name};
  return rows_of(shark(file, words + more));
}

/// Severities of tshark's expert information, packet-*/expert.h.
constexpr unsigned long warning = 6291456, error = 8388608;

struct Allowed {
  std::string about;  ///< part of a warning that is right
};
const std::vector<Allowed> nothing_odd = {};
/// What the kernel answers where nobody listens.
const std::vector<Allowed> a_refusal = {{"Connection reset (RST)"}};

/// No error, no warning but those, and each checksum is right where its bytes are there.
void check_is_sound(const std::string& file, const std::vector<Allowed>& allowed = nothing_odd,
                    bool cut = false) {
  const auto rows =
      fields(file, {"_ws.expert.severity", "_ws.expert.message", "tcp.checksum.status",
                    "udp.checksum.status", "ip.checksum.status"});
  CHECK_FALSE(rows.empty());
  for (const Row& row : rows) {
    INFO(row[1]);
    std::istringstream severities(row[0]);
    for (std::string one; std::getline(severities, one, ',');) {
      const auto severity = std::stoul(one);
      CHECK(severity < error);
      const bool is_known = std::ranges::any_of(allowed, [&](const Allowed& each) {
        return row[1].find(each.about) != std::string::npos;
      });
      if (severity >= warning) CHECK(is_known);
    }
    constexpr const char* good = "1";
    if (!cut) CHECK((row[2] == good || row[3] == good));
    if (!row[4].empty()) CHECK(row[4] == good);
  }
}

/// What a server says that it got or sent.
struct Logged {
  long long nanoseconds;
  std::string who, what, bytes, peer;
};
std::vector<Logged> log_of(const std::string& path, const std::string& who) {
  std::vector<Logged> all;
  std::istringstream lines(read_whole(path));
  for (Logged one; lines >> one.nanoseconds >> one.who >> one.what >> one.bytes >> one.peer;) {
    if (one.who == who) all.push_back(one);
  }
  return all;
}

long long nanoseconds(const std::string& seconds) {
  std::string digits = seconds;
  std::erase(digits, '.');
  return std::stoll(digits);
}

constexpr int visits = 8;
constexpr const char* port = "7080";

/// A French site in a folder of its own, and what it is to say.
struct Site {
  TemporaryFolder folder;
  std::string address = own_address();
  std::string log = folder.file("log");
  std::string capture = folder.file("packets");
  std::string url = "http://" + address + ":" + port + "/";
  Words server = {lessons + "french-site", address, port, "Bonjour", "Hello"};

  Site() { setenv("WIRE_LOG", log.c_str(), 1); }
  ~Site() { unsetenv("WIRE_LOG"); }
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;

  /// Server and visitors, from the beginning to the end of both.
  [[nodiscard]] Words both() const {
    const std::string script =
        folder.write("both.sh", "mkfifo told\n(read ready <told; for i in 1 2 3 4 5 6 7 8; do " +
                                    lessons + "fetch " + url + "page$i >&2; done) | '" + server[0] +
                                    "' " + address + " " + port + " Bonjour Hello >told\n");
    return {"sh", "-c", "cd " + folder.path().string() + " && sh " + script};
  }
  void visit() const {
    for (int i = 1; i <= visits; ++i) {
      CHECK(run_spyglass({url + "page" + std::to_string(i)}, "", {.binary = lessons + "fetch"})
                .status == 0);
    }
  }

  /// Each request and each answer is there once, with the bytes that the server has logged, in its
  /// order.
  ///
  /// Times: a program looks at the clock when its call is over, and a packet bears the time at
  /// which its call began (what was sent) or ended (what was read, where the sender is not traced).
  /// So no packet is later than its line in the log, however busy the machine is. By how much it is
  /// earlier also tells how long the program was kept from looking at the clock, which can be any
  /// time; but a clock that is converted wrongly would be wrong in each of them. Therefore: never
  /// later, and the nearest one is within a tenth of a second. A request bears the time at which
  /// the client has sent it, and the client logs that, too. The clock that the kernel gives to
  /// programs and the one of its traces may differ by what they are adjusted meanwhile.
  void check(const std::vector<Allowed>& allowed = nothing_odd) const {
    check_is_sound(capture, allowed);
    const auto rows = fields(capture,
                             {"frame.time_epoch", "tcp.len", "http.request.uri",
                              "http.response.code", "ip.dst", "tcp.stream"},
                             {"-Y", "tcp.len > 0"});
    const auto said = log_of(log, "french-site"), asked = log_of(log, "fetch");
    REQUIRE(said.size() == static_cast<std::size_t>(2 * visits));
    REQUIRE(asked.size() == visits);
    REQUIRE(rows.size() == said.size());
    constexpr long long tenth = 100'000'000, adjusted = 50'000;
    long long nearest[2] = {tenth, tenth};
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const bool is_request = i % 2 == 0;
      INFO("packet " << i << ": " << said[i].what);
      CHECK(said[i].what == (is_request ? "got" : "sent"));
      CHECK(rows[i][1] == said[i].bytes);
      CHECK(rows[i][2] == (is_request ? "/page" + std::to_string(i / 2 + 1) : ""));
      CHECK(rows[i][3] == (is_request ? "" : "200"));
      if (is_request) CHECK(rows[i][4] == address);
      CHECK(rows[i][5] == std::to_string(i / 2));
      const long long before = said[i].nanoseconds - nanoseconds(rows[i][0]);
      CHECK(before >= -adjusted);
      long long& best = nearest[is_request ? 0 : 1];
      best = std::min(best, std::abs(before));
      const long long since = is_request ? asked[i / 2].nanoseconds - nanoseconds(rows[i][0]) : -1;
      if (since >= -adjusted) best = std::min(best, std::abs(since));
    }
    CHECK(nearest[0] < tenth);
    CHECK(nearest[1] < tenth);
    check_followed(said);
  }

  /// The first connection put together again is what was said on it, to the byte.
  void check_followed(const std::vector<Logged>& said) const {
    const std::string text = shark(capture, {"-q", "-z", "follow,tcp,raw,0"});
    std::size_t bytes = 0, digits = 0;
    std::string raw;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
      if (!line.empty() && line.front() == '\t') line.erase(0, 1);
      if (line.empty() || line.find_first_not_of("0123456789abcdef") != std::string::npos) continue;
      digits += line.size();
      for (std::size_t at = 0; at + 1 < line.size(); at += 2) {
        raw += static_cast<char>(std::stoi(line.substr(at, 2), nullptr, 16));
      }
    }
    bytes = digits / 2;
    CHECK(bytes == std::stoul(said[0].bytes) + std::stoul(said[1].bytes));
    CHECK_THAT(raw, Catch::StartsWith("GET /page1 HTTP/1.1\r\n") &&
                        Contains("\r\n\r\nHTTP/1.1 200 OK\r\n") && Catch::EndsWith("Bonjour\n"));
  }
};

/// The engines that may be had here.
Words engines() {
  Words all = {"ptrace"};
  if (can_observe()) all.emplace_back("bpf");
  return all;
}

bool is_traced(spyglass::Pid process) {
  const std::string status = read_whole("/proc/" + std::to_string(process.value()) + "/status");
  return status.find("TracerPid:\t0\n") == std::string::npos;
}

}  // namespace

TEST_CASE("tshark finds what a server has logged: both ends traced, by either engine") {
  if (!tshark_is_here()) return;
  for (const std::string& engine : engines()) {
    INFO(engine);
    const Site site;
    const auto run =
        run_spyglass(Words{"pcap", site.capture, "--engine=" + engine, "--"} + site.both());
    INFO(run.errors);
    REQUIRE(run.status == 0);
    site.check();
  }
}

TEST_CASE("tshark finds what a server has logged: of a recording") {
  if (!tshark_is_here()) return;
  const Site site;
  const std::string recording = site.folder.file("run");
  REQUIRE(run_spyglass(Words{"trace", "-f", "-q", "-o", "/dev/null", "--record", recording, "--"} +
                       site.both())
              .status == 0);
  REQUIRE(run_spyglass({"pcap", site.capture, "--from", recording}).status == 0);
  site.check();
}

TEST_CASE("tshark finds what a server has logged: the server alone is traced") {
  if (!tshark_is_here()) return;
  for (const std::string& engine : engines()) {
    INFO(engine);
    const Site site;
    spyglass::Talker tool(SPYGLASS_BINARY,
                          Words{"pcap", site.capture, "--engine=" + engine, "--"} + site.server);
    REQUIRE(tool.hear() == "ready\n");
    site.visit();
    REQUIRE(tool.finish() == 0);
    site.check();
  }
}

TEST_CASE("tshark finds what a server has logged: a server that was attached to") {
  if (!tshark_is_here()) return;
  const Site site;
  spyglass::Talker server(site.server[0], Words(site.server.begin() + 1, site.server.end()));
  REQUIRE(server.hear() == "ready\n");
  spyglass::Talker tool(SPYGLASS_BINARY, {"pcap", site.capture, "--engine=ptrace", "-p",
                                          std::to_string(server.process().value())});
  while (!is_traced(server.process())) sched_yield();
  site.visit();
  CHECK(server.finish() == 0);
  REQUIRE(tool.finish() == 0);
  site.check();
}

TEST_CASE("tshark finds what a server has logged: the clients alone are traced") {
  if (!tshark_is_here()) return;
  for (const std::string& engine : engines()) {
    INFO(engine);
    const Site site;
    spyglass::Talker server(site.server[0], Words(site.server.begin() + 1, site.server.end()));
    REQUIRE(server.hear() == "ready\n");
    const std::string loop =
        "for i in 1 2 3 4 5 6 7 8; do " + lessons + "fetch " + site.url + "page$i || exit 1; done";
    REQUIRE(
        run_spyglass({"pcap", site.capture, "--engine=" + engine, "--", "sh", "-c", loop}).status ==
        0);
    CHECK(server.finish() == 0);
    // What the client has read, it may have read long after it was sent: only the requests are
    // earlier than their lines.
    check_is_sound(site.capture);
    const auto said = log_of(site.log, "french-site");
    const auto rows = fields(site.capture, {"tcp.len", "http.request.uri", "http.response.code"},
                             {"-Y", "tcp.len > 0"});
    REQUIRE(rows.size() == said.size());
    for (std::size_t i = 0; i < rows.size(); ++i) CHECK(rows[i][0] == said[i].bytes);
  }
}

namespace {

/// A target that talks with itself (targets/wire_talks.c), and what tshark must find of it.
struct Talk {
  const char* way;
  std::vector<Row> rows;  ///< of packets with data: protocols, bytes, what HTTP and DNS say
  std::vector<Allowed> allowed = nothing_odd;
};

const Row http_request = {"33", "/one", "", ""};
const Row http_answer = {"41", "", "200", ""};
const std::vector<Talk> talks = {
    {"kept-alive",
     {http_request, http_answer, http_request, http_answer, http_request, http_answer}},
    {"half-open", {{"10", "", "", ""}, {"3", "", "", ""}, {"3", "", "", ""}}},
    {"refused", {}, a_refusal},
    {"dns", {{"", "", "", "example.com"}}},
    // An answer that does not say its length ends with the connection: only there it is one.
    {"six", {{"18", "/", "", ""}, {"22", "", "", ""}}},
};

}  // namespace

TEST_CASE("tshark finds in our files what a program has said to itself") {
  if (!tshark_is_here()) return;
  for (const std::string& engine : engines()) {
    for (const Talk& talk : talks) {
      INFO(talk.way << " by " << engine);
      const TemporaryFolder folder;
      const std::string capture = folder.file("packets");
      const auto run = run_spyglass({"pcap", capture, "--engine=" + engine, "--",
                                     SPYGLASS_TARGETS_DIR "/wire_talks", talk.way});
      REQUIRE(run.status == 0);
      if (run.output == "no IPv6 here\n") continue;
      check_is_sound(capture, talk.allowed);
      CHECK(fields(capture, {"tcp.len", "http.request.uri", "http.response.code", "dns.qry.name"},
                   {"-Y", "tcp.len > 0 or udp"}) == talk.rows);
    }
  }
}

TEST_CASE("five megabytes are there with their length, and what was not captured is told") {
  if (!tshark_is_here()) return;
  for (const std::string& engine : engines()) {
    INFO(engine);
    const TemporaryFolder folder;
    const std::string capture = folder.file("packets");
    const auto run = run_spyglass(
        {"pcap", capture, "--engine=" + engine, "--", SPYGLASS_TARGETS_DIR "/wire_talks", "large"});
    REQUIRE(run.status == 0);
    CHECK_THAT(run.errors, Contains("were not captured: those packets are cut"));
    check_is_sound(capture, nothing_odd, true);
    std::size_t sent = 0;
    for (const Row& row : fields(capture, {"tcp.len"}, {"-Y", "tcp.len > 3"})) {
      sent += std::stoul(row[0]);
    }
    CHECK(sent == 5 << 20);
  }
}
