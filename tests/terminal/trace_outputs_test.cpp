// What `spyglass trace` writes for other tools: Chrome's trace events, and stacks for flame graphs.

#include <sched.h>

#include <catch2/catch.hpp>
#include <regex>
#include <sstream>

#include "core/proc/status.hpp"
#include "tests/chrome_document.hpp"
#include "tests/temporary_folder.hpp"
#include "tests/terminal/engines.hpp"
#include "tests/terminal/process.hpp"
#include "tests/terminal/reference.hpp"
#include "tests/tracing/process.hpp"

using Catch::Matchers::Contains;

namespace {

using Words = std::vector<std::string>;

const std::string hello = SPYGLASS_PROGRAMS_DIR "/x86_64/hello";
const std::string threads = SPYGLASS_TARGETS_DIR "/threads";
const std::string exec_from_thread = SPYGLASS_TARGETS_DIR "/exec_from_thread";
/// Children, a signal, and a failure.
const Words busy = {"/bin/sh", "-c", "/bin/cat /no/such/file | /bin/cat; (kill -USR1 $$)"};

Words engines() { return can_observe() ? Words{"ptrace", "bpf"} : Words{"ptrace"}; }

/// What a trace writes into a file.
std::string written(Words flags, const Words& program = {}) {
  const TemporaryFolder folder;
  flags.insert(flags.begin(), {"trace", "-o", folder.file("trace")});
  if (!program.empty()) flags.emplace_back("--");
  flags.insert(flags.end(), program.begin(), program.end());
  const auto run = run_spyglass(flags);
  CHECK_THAT(run.errors, !Contains("spyglass: "));
  return read_whole(folder.path() / "trace");
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// Phases and names, in the order of the document.
Words events_of(const ChromeDocument& document) {
  Words events;
  for (const auto& event : document.events()) {
    events.push_back(event["ph"].get<std::string>() + ' ' + event["name"].get<std::string>());
  }
  return events;
}

/// The microseconds of all stacks, whose lines are checked.
std::int64_t sum_of(const std::string& folded) {
  static const std::regex form("^[^ ]+(;[^ ]+)* ([0-9]+)$");
  std::int64_t sum = 0;
  for (const std::string& line : lines_of(folded)) {
    INFO(line);
    std::smatch parts;
    REQUIRE(std::regex_match(line, parts, form));
    sum += std::stoll(parts[2]);
  }
  return sum;
}

/// The microseconds of all calls that --json has a time of.
std::int64_t time_in(const std::string& objects) {
  std::int64_t nanoseconds = 0;
  for (const std::string& line : lines_of(objects)) {
    nanoseconds += nlohmann::json::parse(line).value("duration_ns", std::int64_t{0});
  }
  return nanoseconds / 1000;
}

}  // namespace

TEST_CASE("--chrome writes what Perfetto reads, of processes and of threads, by both engines") {
  for (const std::string& engine : engines()) {
    INFO(engine);
    const ChromeDocument many(written({"-f", "--chrome", "--engine=" + engine}, {threads}));
    CHECK(many.of("X", "write").size() == 80);
    CHECK(many.of("i", "exited with 0").size() == 8);
    CHECK(many.of("i", "exited with 8").size() == 1);
    CHECK(many.of("i", "started").size() == 8);
    const ChromeDocument family(written({"-f", "--chrome", "--engine=" + engine}, busy));
    CHECK(family.names("process_name") == std::set<std::string>{"sh", "cat"});
    CHECK(family.of("i", "SIGUSR1").size() == 1);
    CHECK(family.of("i", "killed by SIGUSR1").size() == 1);
    const ChromeDocument taken(
        written({"-f", "--chrome", "--engine=" + engine}, {exec_from_thread, "/bin/true"}));
    CHECK(taken.names("process_name") == std::set<std::string>{"exec_from_thread", "true"});
    CHECK(taken.of("i", "superseded by execve").size() == 1);
    CHECK(taken.of("X", "execve").size() == 2);
  }
}

TEST_CASE("both engines tell the same in --chrome and in --folded") {
  if (!can_observe()) return;
  const auto chrome = [](const std::string& engine) {
    return events_of(ChromeDocument(written({"--chrome", "--engine=" + engine}, {hello})));
  };
  CHECK(chrome("bpf") == chrome("ptrace"));
  const auto stacks = [](const std::string& engine) {
    Words found;
    for (const auto& line : lines_of(written({"--folded", "--engine=" + engine}, {hello}))) {
      found.push_back(line.substr(0, line.find(' ')));
    }
    return found;
  };
  // What took less than a microsecond has no line.
  for (const std::string& stack : stacks("bpf"))
    CHECK_THAT(stack, Catch::Matchers::StartsWith("hello;"));
  CHECK_THAT(stacks("ptrace").at(0), Contains("hello;execve;" + hello));
}

TEST_CASE("-e picks calls for --chrome and --folded as for lines") {
  const ChromeDocument document(written({"--chrome", "-e", "write", "-e", "signal=none"}, {hello}));
  CHECK(document.of("X").size() == 1);
  CHECK(document.names("process_name") == std::set<std::string>{"hello"});
  CHECK(ChromeDocument(written({"--chrome", "-Z"}, {"/bin/cat", "/no/such/file"}))
            .of("X", "openat")
            .at(0)["args"]["error"] == "ENOENT");
  for (const auto& line : lines_of(written({"--folded", "-e", "openat"}, {"/bin/ls", "/"}))) {
    CHECK_THAT(line, Catch::Matchers::StartsWith("ls;openat;"));
  }
}

TEST_CASE("a call that never returns lasts to the end of its thread, and says so") {
  for (const std::string& engine : engines()) {
    INFO(engine);
    const ChromeDocument document(
        written({"-f", "--chrome", "--engine=" + engine}, {"/bin/sh", "-c", "kill -KILL $$"}));
    CHECK(document.of("i", "killed by SIGKILL").size() == 1);
    const ChromeDocument whole(written({"--chrome", "--engine=" + engine}, {hello}));
    const auto last = whole.of("X").back();
    CHECK(last["name"] == "exit_group");
    CHECK(last["args"]["unfinished"] == true);
    CHECK(last["args"]["arguments"]["status"] == "42");
  }
}

TEST_CASE("bytes that are no UTF-8 make no document that cannot be read") {
  const TemporaryFolder folder;
  const std::string odd = folder.file("t\xe9; e");
  std::filesystem::copy_file("/bin/echo", odd);
  const ChromeDocument document(written({"--chrome", "-v"}, {odd, "\xff\"\\", "\xc3\xa9"}));
  CHECK(document.names("process_name").contains("t\\351; e"));
  const std::string words = document.of("X", "execve").at(0)["args"]["arguments"]["argv"];
  CHECK_THAT(words, Contains("\"\\377\\\"\\\\\", \"\\303\\251\""));
  const std::string stacks = written({"--folded"}, {odd, "x"});
  CHECK_THAT(stacks, Contains("t\\351:_e;write"));
  CHECK(sum_of(stacks) > 0);
}

TEST_CASE("a recording makes the same documents as its trace did") {
  const TemporaryFolder folder;
  const std::string run = folder.file("run.spy");
  for (const Words& flags : std::vector<Words>{
           {"--chrome"}, {"--folded"}, {"--chrome", "-yy"}, {"--folded", "-y", "-e", "%desc"}}) {
    Words live = flags, again = flags;
    live.insert(live.end(), {"-f", "--record", run});
    again.insert(again.end(), {"--from", run});
    const std::string text = written(live, busy);
    REQUIRE_FALSE(text.empty());
    CHECK(text == written(again));
  }
}

TEST_CASE("--folded adds up the very times that --json tells") {
  const TemporaryFolder folder;
  const std::string run = folder.file("run.spy");
  REQUIRE(run_spyglass({"trace", "-f", "-q", "-q", "-q", "-o", "/dev/null", "--record", run, "--",
                        busy[0], busy[1], busy[2]})
              .status < 256);
  for (const Words& flags : std::vector<Words>{{}, {"-e", "openat,read"}, {"-Z"}, {"-y"}}) {
    Words folded = {"--from", run, "--folded"}, json = {"--from", run, "--json"};
    folded.insert(folded.end(), flags.begin(), flags.end());
    json.insert(json.end(), flags.begin(), flags.end());
    const std::string stacks = written(folded);
    CHECK(sum_of(stacks) == time_in(written(json)));
    CHECK(std::ranges::is_sorted(lines_of(stacks)));
  }
}

TEST_CASE("the last frame is a path, or with -y what the descriptor is open on") {
  const TemporaryFolder folder;
  const std::string data = folder.write("some data", "x");
  const std::string seen = folder.path().string() + "/some_data";
  const std::string named = written({"--folded", "-y"}, {"/bin/cat", data});
  CHECK_THAT(named, Contains("cat;openat;" + seen + " ") && Contains("cat;read;" + seen + " "));
  const std::string plain = written({"--folded"}, {"/bin/cat", data});
  CHECK_THAT(plain, Contains("cat;openat;" + seen + " ") && Contains("cat;read "));
}

TEST_CASE("a trace that is interrupted is a whole document") {
  for (const std::string& engine : engines()) {
    for (const int signal : {SIGINT, SIGTERM}) {
      INFO(engine << " " << signal);
      const TemporaryFolder folder;
      const std::string trace = folder.file("trace");
      // What it reads comes from the test, and does not come.
      spyglass::Talker tool(SPYGLASS_BINARY,
                            {"trace", "-f", "--chrome", "-I", "waiting", "--engine=" + engine, "-o",
                             trace, "--", "/bin/sh", "-c", "echo go; exec /bin/cat"});
      REQUIRE(tool.hear() == "go\n");
      const auto waits = [&] {
        const auto program = child_of(tool.process());
        const auto now = program ? spyglass::proc::status(spyglass::leader_of(*program))
                                 : std::optional<spyglass::proc::Status>();
        return now && now->name == "cat" && now->state == 'S';
      };
      while (!waits()) sched_yield();
      REQUIRE(kill(tool.process().value(), signal) == 0);
      (void)spyglass::wait_for_end(tool.process().value());
      tool.has_ended();
      const ChromeDocument document(read_whole(trace));
      CHECK(document.names("process_name").contains("cat"));
      CHECK_FALSE(document.of("X", "read").empty());
    }
  }
}

TEST_CASE("without -o a document stands alone among what the program says to standard error") {
  const auto chrome = run_spyglass({"trace", "-f", "--chrome", threads});
  CHECK_FALSE(ChromeDocument(chrome.errors).of("X").empty());
  CHECK(sum_of(run_spyglass({"trace", "-f", "--folded", threads}).errors) > 0);
}

TEST_CASE("-f -ttt -T -o writes the lines that converters of strace's files read") {
  // As one would read them: whose, when, what, and how long it took.
  const std::string call = "(<\\.\\.\\. [a-z0-9_]+ resumed>.*|[a-z0-9_]+\\(.*)\\) += ";
  const std::regex form(
      "^[0-9]+ +[0-9]+\\.[0-9]{6} (\\+\\+\\+ .* \\+\\+\\+|--- .* ---|.* <unfinished \\.\\.\\.>|" +
      call + "\\?|" + call + ".* <[0-9]+\\.[0-9]{6}>)$");
  const Words flags = {"-f", "-ttt", "-T"};
  const auto check = [&](const std::string& lines) {
    CHECK(lines_of(lines).size() > 50);
    for (const std::string& line : lines_of(lines)) {
      INFO(line);
      CHECK(std::regex_match(line, form));
    }
  };
  for (const std::string& engine : engines()) {
    Words with = flags;
    with.push_back("--engine=" + engine);
    check(written(with, busy));
  }
  if (!strace_is_here()) return;
  const TemporaryFolder folder;
  Words words = flags;
  words.insert(words.end(), {"-o", folder.file("trace"), "--"});
  words.insert(words.end(), busy.begin(), busy.end());
  (void)run_spyglass(words, "", {.binary = "/usr/bin/strace"});
  check(read_whole(folder.path() / "trace"));
}

TEST_CASE("flags that do not go with a form are refused, each with a sentence") {
  struct Refused {
    Words flags;
    std::string why;
  };
  const std::vector<Refused> all = {
      {{"--chrome", "--json"}, "one form, --chrome or --json: one of them"},
      {{"--folded", "--chrome"}, "one form, --folded or --chrome: one of them"},
      {{"--chrome", "-c"}, "the summary is text for people"},
      {{"--folded", "-C"}, "the summary is text for people"},
      {{"--chrome", "-T"}, "-T is for lines of text: with --chrome"},
      {{"-ttt", "--folded"}, "-t is for lines of text: with --folded"},
      {{"--chrome", "--strings-in-hex"}, "--strings-in-hex is for lines of text"},
      {{"--folded", "--explain"}, "--explain is for people and --folded for programs"},
      {{"--chrome", "-ff", "-o", "/tmp/x"}, "-ff a file a thread: one of them"},
      {{"--folded", "-ff"}, "-ff a file a thread: one of them"},
      {{"--chrome", "-A", "-o", "/tmp/x"}, "which -A cannot add to a file"},
      {{"--folded", "--engine=bpf", "-y"}, "names of descriptors and processes"}};
  for (const Refused& one : all) {
    Words words = one.flags;
    words.insert(words.begin(), "trace");
    words.push_back(hello);
    const auto run = run_spyglass(words);
    INFO(run.errors);
    CHECK(run.status == 2);
    CHECK(run.output.empty());
    CHECK_THAT(run.errors, Contains(one.why));
  }
  CHECK(ChromeDocument(written({"--chrome", "--chrome"}, {hello})).of("X").size() > 1);
}
