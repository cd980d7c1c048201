// Recipes about time, failures, the network, contents, two runs, and what must be allowed: each on
// real programs, by each engine and from a recording. What they find is checked, not how it looks.

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <thread>

#include "tests/temporary_folder.hpp"
#include "tests/terminal/engines.hpp"
#include "tests/terminal/process.hpp"

namespace {

using Words = std::vector<std::string>;
using Json = nlohmann::json;
using Results = std::vector<Json>;

Words engines() { return can_observe() ? Words{"ptrace", "bpf"} : Words{"ptrace"}; }

Words in_a_shell(const std::string& line) { return {"/bin/sh", "-c", line}; }

void append(Words& words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
}

/// Recipes' results, an object a line.
Results parsed(const std::string& text) {
  Results results;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) results.push_back(Json::parse(line));
  return results;
}

/// What a recipe with its words makes of a living program.
Results live(const Words& recipe, const Words& program, const std::string& engine,
             const Words& flags = {}) {
  const TemporaryFolder folder;
  Words words = {"recipe", "--json", "--engine=" + engine, "-o", folder.file("results")};
  append(words, flags);
  append(words, recipe);
  words.emplace_back("--");
  append(words, program);
  const auto run = run_spyglass(words);
  CHECK(run.errors.find("spyglass: ") == std::string::npos);
  return parsed(read_whole(folder.path() / "results"));
}

std::string recorded(const TemporaryFolder& folder, const std::string& name, const Words& program) {
  const std::string file = folder.file(name);
  Words words = {"trace", "-f", "-o", "/dev/null", "--record", file, "--"};
  append(words, program);
  run_spyglass(words);
  return file;
}

Results of_recordings(const Words& recipe, const Words& files) {
  Words words = {"recipe", "--json"};
  for (const std::string& file : files) append(words, {"--from", file});
  append(words, recipe);
  const auto run = run_spyglass(words);
  CHECK(run.errors.empty());
  CHECK(run.status == 0);
  return parsed(run.output);
}

/// The same in every way that there is here: engines, and a recording.
std::vector<Results> in_every_way(const Words& recipe, const Words& program) {
  std::vector<Results> all;
  for (const std::string& engine : engines()) all.push_back(live(recipe, program, engine));
  const TemporaryFolder folder;
  all.push_back(of_recordings(recipe, {recorded(folder, "run.spy", program)}));
  return all;
}

std::vector<Json> rows_of(const Results& results) {
  std::vector<Json> rows;
  for (const Json& one : results) {
    if (one.contains("row")) rows.push_back(one["row"]);
  }
  return rows;
}

/// Keys of a summary.
std::set<std::string> keys_of(const Results& results, const std::string& kind,
                              const std::string& summary) {
  std::set<std::string> keys;
  for (const Json& one : results) {
    if (one.contains(kind) && one[kind] == summary) keys.insert(one["key"].get<std::string>());
  }
  return keys;
}

/// Whether a row has all of these, or texts that begin so.
bool has_row(const std::vector<Json>& rows, const Json& parts) {
  return std::ranges::any_of(rows, [&](const Json& row) {
    return std::ranges::all_of(parts.items(), [&](const auto& part) {
      const Json& cell = row[part.key()];
      if (!cell.is_string() || !part.value().is_string()) return cell == part.value();
      return cell.template get<std::string>().starts_with(part.value().template get<std::string>());
    });
  });
}

/// A server for one HTTP request, at a port that the kernel chooses.
class Server {
 public:
  Server() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* general = reinterpret_cast<sockaddr*>(&address);
    REQUIRE(bind(socket_, general, size) == 0);
    REQUIRE(listen(socket_, 1) == 0);
    REQUIRE(getsockname(socket_, general, &size) == 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~Server() {
    shutdown(socket_, SHUT_RDWR);
    thread_.join();
    close(socket_);
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  [[nodiscard]] std::string port() const { return std::to_string(port_); }

 private:
  void serve() const {
    const int client = accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) return;
    std::string request(1000, '\0');
    const std::string answer = "HTTP/1.0 404 Not Found\r\nContent-Length: 0\r\n\r\n";
    if (read(client, request.data(), request.size()) > 0) {
      (void)!write(client, answer.data(), answer.size());
    }
    close(client);
  }

  int socket_;
  int port_ = 0;
  std::thread thread_;
};

}  // namespace

TEST_CASE("time-map says for processes, calls and files where the time went") {
  const Words program = in_a_shell("/bin/cat /dev/null; exit 0");
  for (const Results& results : in_every_way({"time-map", "histograms=2"}, program)) {
    const auto rows = rows_of(results);
    REQUIRE(rows.size() == 2);
    for (const Json& row : rows) {
      CHECK(row["calls"].get<int>() > 5);
      CHECK(row["in calls"].get<double>() > 0);
      CHECK(row["in calls"].get<double>() <= row["lived"].get<double>());
      CHECK(row["kernel"].get<double>() >= 0);
    }
    CHECK(has_row(rows, {{"command", "cat"}}));
    CHECK(has_row(rows, {{"command", "sh"}}));
    CHECK(keys_of(results, "top", "time by call").contains("execve"));
    CHECK(keys_of(results, "top", "time by file").contains("/dev/null"));
    CHECK(keys_of(results, "hist", "durations").size() == 2);
  }
}

TEST_CASE("chaos makes the same calls fail for the same seed") {
  const Words program = in_a_shell(
      "for i in 1 2 3 4; do /bin/cat /dev/null; done; while read line; do :; done </dev/null");
  const auto chosen = [&](const std::string& seed) {
    std::string text;
    const Words recipe = {"chaos", "calls=openat,read,close", "percent=40", "seed=" + seed};
    for (Json row : rows_of(live(recipe, program, "auto"))) {
      row.erase("process");
      text += row.dump() + '\n';
    }
    return text;
  };
  const std::string first = chosen("7");
  CHECK(first.find("EIO") != std::string::npos);
  CHECK(chosen("7") == first);
  CHECK(chosen("8") != first);
}

TEST_CASE("chaos chooses by path, and lets programs start") {
  const Words recipe = {"chaos", "calls=all", "path=/dev/null", "percent=100", "error=EMFILE"};
  const auto results = live(recipe, {"/bin/cat", "/dev/null"}, "auto");
  CHECK(has_row(rows_of(results), {{"call", "openat"}, {"done", "EMFILE"}, {"file", "/dev/null"}}));
  const auto everything =
      live({"chaos", "calls=openat", "percent=100"}, {"/bin/cat", "/no/such/file"}, "auto");
  CHECK(has_row(rows_of(everything), {{"file", "/no/such/file"}, {"done", "EIO"}}));
  const auto late = live({"chaos", "calls=openat", "percent=100", "error=none", "delay=1ms"},
                         {"/bin/cat", "/dev/null"}, "auto");
  CHECK(has_row(rows_of(late), {{"file", "/dev/null"}, {"done", "late by 1 ms"}}));
}

TEST_CASE("net tells of connections, requests, answers and bytes") {
  if (access("/bin/bash", X_OK) != 0) {
    puts("SKIPPED: there is no bash, which would talk to the network");
    return;
  }
  const auto program = [](const Server& server) {
    return Words{
        "/bin/bash", "-c",
        "exec 3<>/dev/tcp/127.0.0.1/" + server.port() +
            R"(; /usr/bin/printf 'GET /x HTTP/1.1\r\nHost: h.example\r\n\r\n' >&3; /bin/cat <&3)"
            R"(; exec 3>&-; printf '\1\2\1\0\0\1\0\0\0\0\0\0\7example\3com\0\0\34\0\1' )"
            R"(>/dev/udp/127.0.0.53/53)"};
  };
  const auto check = [](const Results& results, const Server& server) {
    const auto rows = rows_of(results);
    CHECK(has_row(rows, {{"what", "connect"}, {"connection", "TCP"}}));
    CHECK(has_row(rows, {{"what", "GET /x HTTP/1.1, host h.example"}, {"way", "->"}}));
    CHECK(has_row(rows, {{"what", "HTTP/1.0 404 Not Found"}, {"way", "<-"}}));
    CHECK(has_row(rows, {{"what", "close: 36 bytes sent, 45 received"}}));
    CHECK(has_row(rows, {{"what", "DNS AAAA example.com"}, {"way", "->"}}));
    const auto peers = keys_of(results, "top", "bytes by peer");
    CHECK(peers.contains("127.0.0.1:" + server.port() + " (h.example)"));
    CHECK(peers.contains("127.0.0.53:53"));
  };
  for (const std::string& engine : engines()) {
    const Server server;
    check(live({"net"}, program(server), engine), server);
  }
  const Server server;
  const TemporaryFolder folder;
  check(of_recordings({"net"}, {recorded(folder, "run.spy", program(server))}), server);
}

TEST_CASE("spy-io shows what goes through descriptors, as text or as binary") {
  const Words program = in_a_shell(R"(echo hello | /bin/cat >/dev/null; printf '\1\2\377')");
  for (const Results& results : in_every_way({"spy-io", "fds=0,1"}, program)) {
    const auto rows = rows_of(results);
    CHECK(has_row(rows, {{"command", "sh"}, {"way", "->"}, {"fd", 1}, {"content", "hello\n"}}));
    CHECK(has_row(rows, {{"command", "cat"}, {"way", "<-"}, {"fd", 0}, {"content", "hello\n"}}));
    CHECK(has_row(rows, {{"command", "cat"}, {"way", "->"}, {"file", "/dev/null"}, {"size", 6}}));
    CHECK(has_row(rows, {{"command", "sh"}, {"size", 3}, {"content", "binary: 01 02 ff"}}));
  }
}

TEST_CASE("spy-io leaves out what is not asked for") {
  const Words program = in_a_shell("echo hello | /bin/cat >/dev/null");
  const Words recipe = {"spy-io", "command=cat", "file=/dev/null", "min=2", "max=6", "bytes=4"};
  for (const Results& results : in_every_way(recipe, program)) {
    const auto rows = rows_of(results);
    REQUIRE(rows.size() == 1);
    CHECK(rows[0]["content"] == "hell ...");
  }
  for (const Results& results : in_every_way({"spy-io", "fds=0,1", "min=7"}, program)) {
    CHECK(rows_of(results).empty());
  }
}

TEST_CASE("diff-run tells what one of two runs did alone") {
  const TemporaryFolder folder;
  const Words good = in_a_shell("/bin/cat /dev/null; echo >$(mktemp)");
  const Words bad = in_a_shell("/bin/cat /no/such/file; echo >$(mktemp); exit 3");
  const std::string first = recorded(folder, "good.spy", good);
  const std::string second = recorded(folder, "bad.spy", bad);
  const auto check = [](const std::vector<Json>& rows) {
    CHECK(has_row(rows, {{"what", "exit"}, {"program", "sh"}, {"run 1", "0"}, {"run 2", "3"}}));
    CHECK(has_row(rows, {{"what", "exit"}, {"program", "cat"}, {"run 1", "0"}, {"run 2", "1"}}));
    CHECK(has_row(rows, {{"what", "parts"},
                         {"program", "cat"},
                         {"about", "openat /dev/null | openat ENOENT /no/such/file"}}));
    CHECK(has_row(rows, {{"what", "failed"},
                         {"run 1", 0},
                         {"run 2", 1},
                         {"about", "/no/such/file: openat ENOENT"}}));
    // Names that mktemp has made up are no difference.
    CHECK(!has_row(rows, {{"program", "mktemp"}}));
  };
  check(rows_of(of_recordings({"diff-run"}, {first, second})));
  for (const std::string& engine : engines()) {
    check(rows_of(live({"diff-run"}, bad, engine, {"--from", first})));
  }
  CHECK(rows_of(of_recordings({"diff-run"}, {first, first})).empty());
  CHECK(rows_of(of_recordings({"diff-run", "rows=1"}, {first, second})).size() == 1);
}

TEST_CASE("seccomp-profile allows what was seen, in the runtimes' form") {
  const auto profile_of = [](const Results& results) {
    REQUIRE(results.size() == 1);
    return Json::parse(results[0]["text"].get<std::string>());
  };
  const Words program = {"/bin/cat", "/dev/null"};
  std::set<std::string> profiles;
  for (const Results& results : in_every_way({"seccomp-profile"}, program)) {
    const Json profile = profile_of(results);
    CHECK(profile["defaultAction"] == "SCMP_ACT_ERRNO");
    CHECK(profile["architectures"].size() == 1);
    REQUIRE(profile["syscalls"].size() == 1);
    CHECK(profile["syscalls"][0]["action"] == "SCMP_ACT_ALLOW");
    const auto names = profile["syscalls"][0]["names"].get<Words>();
    CHECK(std::ranges::is_sorted(names));
    for (const char* name : {"execve", "exit_group", "openat", "rt_sigreturn"}) {
      CHECK(std::ranges::count(names, name) == 1);
    }
    CHECK(std::ranges::count(names, "setgroups") == 0);
    profiles.insert(profile.dump());
  }
  CHECK(profiles.size() == 1);

  const TemporaryFolder folder;
  const Json merged = profile_of(of_recordings(
      {"seccomp-profile", "start=true"},
      {recorded(folder, "1.spy", program), recorded(folder, "2.spy", {"/bin/mkdir", "/"})}));
  const auto names = merged["syscalls"][0]["names"].get<Words>();
  for (const char* name : {"fadvise64", "mkdir", "setgroups"}) {
    CHECK(std::ranges::count(names, name) == 1);
  }
}
