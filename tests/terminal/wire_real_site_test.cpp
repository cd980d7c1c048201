// The method of lesson 22 on programs that are not ours: nginx with several workers, FastCGI, and
// PostgreSQL. A page has a sentence: which worker served it, whom did that ask, and in which row of
// the database does it stand? All of it is found in traces, and again by `net`.
//
// tests/tools/real-site starts these programs, in a folder. Where the machine has them, they are
// used; where SPYGLASS_MAY_INSTALL=1 says so, they are downloaded for the time of the test.

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>

#include "tests/temporary_folder.hpp"
#include "tests/terminal/process.hpp"
#include "tests/tracing/process.hpp"

using Catch::Matchers::Contains;
using Json = nlohmann::json;

namespace {

using Words = std::vector<std::string>;

const std::string real_site = SPYGLASS_SOURCE_DIR "/tests/tools/real-site";

bool is_installed() {
  for (const auto* program : {"/usr/sbin/nginx", "/usr/sbin/fcgiwrap"}) {
    if (access(program, X_OK) != 0) return false;
  }
  std::error_code none;
  for (const auto& version : std::filesystem::directory_iterator("/usr/lib/postgresql", none)) {
    if (access((version.path() / "bin/postgres").c_str(), X_OK) == 0) return true;
  }
  return false;
}

/// Where the programs are; nothing, with a word about it, where they cannot be had.
std::optional<std::string> root_of_programs(const TemporaryFolder& folder) {
  if (geteuid() != 0) {
    puts("SKIPPED: only root may attach to servers that run as somebody else");
    return std::nullopt;
  }
  if (is_installed()) return "";
  const char* may = getenv("SPYGLASS_MAY_INSTALL");
  if (may == nullptr || std::string_view(may) != "1") {
    puts(
        "SKIPPED: nginx, fcgiwrap and PostgreSQL are not installed; with SPYGLASS_MAY_INSTALL=1 "
        "they are downloaded for this test");
    return std::nullopt;
  }
  const auto run = run_spyglass({"unpack", folder.path().string()}, "", {.binary = real_site});
  if (run.status == 0) return folder.file("root");
  puts(("SKIPPED: the packages cannot be downloaded: " + run.errors).c_str());
  return std::nullopt;
}

bool is_traced(const std::string& process) {
  const std::string status = read_whole("/proc/" + process + "/status");
  return status.find("TracerPid:\t0\n") == std::string::npos;
}

class RealSite {
 public:
  RealSite(const TemporaryFolder& folder, const std::string& root)
      : site_(real_site,
              {"start", folder.file("site"), root, place, "7180", std::to_string(row), sentence}) {
    std::istringstream words(site_.hear());
    std::string ready, number;
    words >> ready;
    while (words >> number) processes.push_back(number);
    REQUIRE(ready == "ready");
    REQUIRE(processes.size() == 5);
  }
  void end() { CHECK(site_.finish() == 0); }

  /// Attaches to all of them, fetches the page, lets go.
  [[nodiscard]] std::string fetch_under(Words tool_words) const {
    for (const std::string& process : processes) {
      tool_words.insert(tool_words.end(), {"-p", process});
    }
    spyglass::Talker tool(SPYGLASS_BINARY, tool_words);
    for (const std::string& process : processes) {
      while (!is_traced(process)) sched_yield();
    }
    const auto page = run_spyglass({"http://" + place + ":7180/"}, "",
                                   {.binary = SPYGLASS_PROGRAMS_DIR "/lessons/fetch"});
    CHECK(page.status == 0);
    kill(tool.process().value(), SIGINT);
    CHECK(tool.finish() == 0);
    return page.output;
  }

  /// Drawn by the number of this process.
  const int row = 100 + getpid() % 800;
  const std::string sentence = "The ferry of pier " + std::to_string(getpid()) + " sails at seven.";
  const std::string place =
      "127.77." + std::to_string(getpid() / 250 % 250) + "." + std::to_string(getpid() % 250 + 1);
  Words processes;  ///< three workers of nginx, fcgiwrap, postgres
  static constexpr std::size_t workers = 3;

 private:
  spyglass::Talker site_;
};

/// In which of the files out.PID a pattern is.
Words files_with(const TemporaryFolder& folder, const std::string& pattern) {
  Words numbers;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path() / "traces")) {
    const std::string name = entry.path().filename().string();
    if (std::regex_search(read_whole(entry.path()), std::regex(pattern))) {
      numbers.push_back(name.substr(name.find('.') + 1));
    }
  }
  return numbers;
}

/// In the traces, one hop after the other, as somebody would who knows only the sentence.
void find_in_traces(const TemporaryFolder& folder, const RealSite& site) {
  const Words servers =
      files_with(folder, R"(\nwritev\(\d+, .*HTTP/1\.1 200 OK.*)" + site.sentence);
  REQUIRE(servers.size() == 1);
  const auto worker = std::find(site.processes.begin(), site.processes.end(), servers.front());
  CHECK(worker - site.processes.begin() < static_cast<std::ptrdiff_t>(RealSite::workers));
  // It asked at a door of unix(7) whose name is in its connect, and had the sentence from there.
  const std::string trace = read_whole(folder.path() / "traces" / ("out." + servers.front()));
  std::smatch hop;
  REQUIRE(std::regex_search(
      trace, hop, std::regex(R"re(connect\((\d+), \{sa_family=AF_UNIX, sun_path="([^"]*)"\})re")));
  CHECK_THAT(hop[2], Catch::EndsWith("/web/door"));
  CHECK(std::regex_search(trace,
                          std::regex("recvfrom\\(" + hop[1].str() + ", \".*" + site.sentence)));
  // Behind that door: a child that asked the database, and the database's own for this client.
  const std::string query = "Q.*select text from notices where id = " + std::to_string(site.row);
  const Words askers = files_with(folder, R"(\nsendto\(\d+, ")" + query);
  const Words keepers = files_with(folder, R"(\nrecvfrom\(\d+, ")" + query);
  REQUIRE(askers.size() == 1);
  REQUIRE(keepers.size() == 1);
  CHECK(askers != keepers);
  CHECK(files_with(folder, R"(\nsendto\(\d+, "T.*)" + site.sentence) == keepers);
}

/// docs/json.md: what is no UTF-8 is in hexadecimal.
std::string bytes_of(const Json& json) {
  if (json.is_string()) return json.get<std::string>();
  const auto digits = json.begin()->get<std::string>();
  std::string bytes;
  for (std::size_t at = 0; at + 1 < digits.size(); at += 2) {
    bytes += static_cast<char>(std::stoi(digits.substr(at, 2), nullptr, 16));
  }
  return bytes;
}

bool said(const Json& conversation, const std::string& way, const std::string& text) {
  return std::ranges::any_of(conversation.at("turns"), [&](const Json& turn) {
    return turn.at("way") == way && bytes_of(turn.at("text")).find(text) != std::string::npos;
  });
}

/// The same by `net --json`: each hop is a conversation.
void find_in_conversations(const TemporaryFolder& folder, const RealSite& site) {
  const std::string query = "select text from notices where id = " + std::to_string(site.row);
  Words pages, hops, queries, rows;
  std::istringstream lines(read_whole(folder.file("conversations")));
  for (std::string line; std::getline(lines, line);) {
    const Json one = Json::parse(line);
    const std::string process = std::to_string(one.at("processes").front().get<int>());
    const bool is_web = one.at("protocol") == "TCP" && said(one, "received", "GET / HTTP/1.1");
    if (is_web && said(one, "sent", site.sentence)) pages.push_back(process);
    const bool is_hop =
        one.at("protocol") == "unix" && one.at("peer").get<std::string>().ends_with("/web/door");
    if (is_hop && said(one, "received", site.sentence)) hops.push_back(process);
    if (said(one, "sent", query)) queries.push_back(process);
    if (said(one, "received", query) && said(one, "sent", site.sentence)) rows.push_back(process);
  }
  REQUIRE(pages.size() == 1);
  CHECK(std::count(site.processes.begin(), site.processes.begin() + RealSite::workers,
                   pages.front()) == 1);
  CHECK(hops == pages);
  CHECK(queries.size() == 1);
  CHECK(rows.size() == 1);
}

}  // namespace

TEST_CASE("the row behind a sentence is found through nginx, FastCGI and PostgreSQL") {
  const TemporaryFolder folder;
  std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
  std::filesystem::create_directories(folder.path() / "site");
  std::filesystem::create_directories(folder.path() / "traces");
  const auto root = root_of_programs(folder);
  if (!root) return;
  RealSite site(folder, *root);
  const std::string out = (folder.path() / "traces/out").string();
  CHECK_THAT(site.fetch_under({"trace", "-q", "-f", "-ff", "-s", "300", "-o", out}),
             Contains(site.sentence));
  find_in_traces(folder, site);
  CHECK_THAT(site.fetch_under({"net", "--json", "-o", folder.file("conversations")}),
             Contains(site.sentence));
  find_in_conversations(folder, site);
  site.end();
}
