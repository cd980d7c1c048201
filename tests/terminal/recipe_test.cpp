// Recipes on real programs: the command line, the engines, recordings, control, and the prompt.

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/temporary_folder.hpp"
#include "tests/terminal/engines.hpp"
#include "tests/terminal/process.hpp"
#include "tests/terminal/pseudo_terminal.hpp"

using Catch::Contains;
using nlohmann::json;

namespace {

/// A recipe that stands in a folder of its own.
class Tool {
 public:
  explicit Tool(const std::string& fields, const std::string& body)
      : path_(folder_.write(
            "try.lua",
            fmt::format("recipe {{ summary = 's', category = 'c', {} }}\n{}\n", fields, body))) {}

  /// With words behind its name.
  [[nodiscard]] Finished run(std::vector<std::string> words, const std::string& input = "") const {
    words.insert(words.begin(), {"recipe", path_});
    return run_spyglass(words, input, {.directory = folder_.path().string()});
  }
  [[nodiscard]] const TemporaryFolder& folder() const { return folder_; }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  TemporaryFolder folder_;
  std::string path_;
};

std::vector<json> rows(const std::string& text) {
  std::vector<json> list;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    const json object = json::parse(line);
    if (object.contains("row")) list.push_back(object["row"]);
  }
  return list;
}

const std::vector<std::string> two_lines = {"--", "sh", "-c", "echo one; echo two | cat; exit 3"};

std::vector<std::string> with(std::vector<std::string> words,
                              const std::vector<std::string>& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

const std::string fails_one = R"(
function on.call_entry(e)
  if e.arg.pathname == "wanted" then e:fail "EIO" end
end)";

}  // namespace

TEST_CASE("a recipe gives the same by both engines and from a recording") {
  const Tool tool(
      "calls = { 'write', 'openat' }, needs = 'files', where = 'not failed', "
      "columns = { 'command', 'call', 'file', 'result', 'buf' }",
      R"(
function on.call_exit(e)
  local file = e.file
  if tostring(file):find "^/dev/pts" or tostring(file):find "^/proc" then file = "terminal" end
  row { command = e.command, call = e.name, file = file, result = e.result, buf = e.arg.buf }
end
function on.process_exit(e) row { command = e.command, call = "end", result = e.status } end)");
  const auto by_ptrace = tool.run(with({"--json", "--engine=ptrace"}, two_lines));
  CHECK(by_ptrace.status == 3);
  const auto expected = rows(by_ptrace.errors);
  REQUIRE(!expected.empty());
  CHECK(std::ranges::count_if(expected, [](const json& row) { return row["call"] == "end"; }) >= 3);
  CHECK(std::ranges::any_of(expected, [](const json& row) {
    return row["buf"] == "two\n" && row["file"] == "pipe" && row["command"] == "sh";
  }));

  const std::string recording = tool.folder().file("run.spy");
  const auto recorded = run_spyglass(with({"trace", "-f", "--record", recording, "-o", "/dev/null"},
                                          {two_lines.begin() + 1, two_lines.end()}));
  REQUIRE(recorded.status == 3);
  const auto sorted = [](std::vector<json> list) {
    // Two processes run side by side.
    std::ranges::sort(list, {}, [](const json& row) { return row.dump(); });
    return list;
  };
  const auto retold = tool.run({"--json", "--from", recording});
  CHECK(retold.status == 0);
  CHECK(retold.errors.empty());
  CHECK(sorted(rows(retold.output)) == sorted(expected));
  if (!can_observe()) return;
  const auto by_bpf = tool.run(with({"--json", "--engine=bpf"}, two_lines));
  CHECK(by_bpf.status == 3);
  CHECK(sorted(rows(by_bpf.errors)) == sorted(expected));
}

TEST_CASE("slow and opens: live and from a recording") {
  const TemporaryFolder folder;
  const std::string recording = folder.file("run.spy");
  const std::vector<std::string> program = {"sh", "-c", "sleep 0.05; cat /no/such/file /dev/null"};
  run_spyglass(with({"trace", "-f", "--record", recording, "-o", "/dev/null"}, program));
  const auto both = [&](const std::vector<std::string>& recipe) {
    const std::string results = folder.file("results");
    run_spyglass(with(with({"recipe", "--json", "-o", results}, recipe), with({"--"}, program)));
    const auto retold =
        run_spyglass(with(with({"recipe", "--json"}, recipe), {"--from", recording}));
    return std::vector{rows(read_whole(results)), rows(retold.output)};
  };
  for (const auto& list : both({"slow", "min=45ms"})) {
    CHECK(std::ranges::any_of(
        list, [](const json& row) { return row["command"] == "sleep" && row["took"] >= 0.05; }));
  }
  const auto opens = both({"opens"});
  for (const auto& list : opens) {
    CHECK(std::ranges::any_of(list, [](const json& row) {
      return row["command"] == "cat" && row["path"] == "/no/such/file" &&
             row["result"] == "ENOENT" && row["mode"] == "read";
    }));
  }
  CHECK(opens[0].size() == opens[1].size());
}

TEST_CASE("a recipe makes a call fail, return, wait, and get other arguments and signals") {
  SECTION("fail, by what the call is asked") {
    const Tool tool("calls = 'openat', needs = 'control'", fails_one);
    tool.folder().write("wanted", "w\n");
    tool.folder().write("other", "o\n");
    const auto done = tool.run({"--", "cat", "other", "wanted"});
    CHECK(done.status == 1);
    CHECK(done.output == "o\n");
    CHECK_THAT(done.errors, Contains("wanted: Input/output error"));
  }
  SECTION("set: what was in the register comes back") {
    const Tool tool("calls = 'write', needs = 'control'", R"(
function on.call_entry(e) if e.arg.fd == 1 and e.arg.count > 1 then e:set("count", 1) end end)");
    const auto done = tool.run({"--", "sh", "-c", "printf 'many letters'"});
    CHECK(done.output == "many letters");  // whoever writes goes on with the rest
    CHECK(done.status == 0);
  }
  SECTION("ret") {
    const Tool tool("calls = 'write', needs = 'control'",
                    "function on.call_entry(e) if e.arg.fd == 1 then e:ret(e.arg.count) end end");
    const auto done = tool.run({"--", "echo", "lost"});
    CHECK(done.output.empty());
    CHECK(done.status == 0);
  }
  SECTION("signal") {
    const Tool tool("calls = 'write', needs = 'control'",
                    "function on.call_entry(e) e:signal 'SIGTERM' end");
    CHECK(tool.run({"--", "echo", "x"}).status == 128 + 15);
  }
  SECTION("delay") {
    const Tool tool("calls = 'write', needs = 'control', columns = 'took:seconds'", R"(
function on.call_entry(e) e:delay(30) end
function on.call_exit(e) row { took = e.duration } end)");
    const auto done = tool.run({"--json", "--", "echo", "x"});
    REQUIRE(rows(done.errors).size() == 1);
    CHECK(rows(done.errors)[0]["took"] >= 0.03);
  }
  SECTION("what cannot be done is said") {
    for (const auto& [body, says] : std::vector<std::pair<std::string, std::string>>{
             {"e:fail 'EOI'", "no error is called `EOI` (did you mean EIO?)"},
             {"e:signal 'SIGTREM'", "did you mean SIGTERM?"},
             {"e:set('cuont', 1)", "did you mean count?"},
             {"e:delay(-1)", "milliseconds"},
             {"e.fail('EIO')", "with a colon"},
             {"e:pause()", ""}}) {
      const Tool tool("calls = 'write', needs = 'control'",
                      fmt::format("function on.call_entry(e) {} end", body));
      const auto done = tool.run({"--", "echo", "x"});
      INFO(body);
      CHECK(done.output == "x\n");  // the program does not suffer
      CHECK_THAT(done.errors, Contains(says));
    }
  }
  SECTION("recordings and bpf cannot be changed") {
    const Tool tool("calls = 'openat', needs = 'control'", fails_one);
    const auto bpf = tool.run({"--engine=bpf", "--", "true"});
    CHECK(bpf.status != 0);
    CHECK_THAT(bpf.errors, Contains("ptrace can"));
    const std::string recording = tool.folder().file("run.spy");
    run_spyglass({"trace", "--record", recording, "-o", "/dev/null", "true"});
    const auto retold = tool.run({"--from", recording});
    CHECK(retold.status == 1);
    CHECK_THAT(retold.errors, Contains("a recording has happened already"));
  }
}

TEST_CASE("a recipe is told which functions led to a call") {
  const Tool tool("calls = 'write', needs = 'stack', columns = 'stack'",
                  "function on.call_exit(e) row { stack = table.concat(e.stack, ' ') } end");
  // Assembly: the function at hand is all that there is.
  const auto done = tool.run({"--json", "--", SPYGLASS_PROGRAMS_DIR "/x86_64/hello"});
  REQUIRE(rows(done.errors).size() == 1);
  CHECK(rows(done.errors)[0]["stack"] == "_start");
  const auto retold = tool.run({"--from", "run.spy"});
  CHECK(retold.status == 1);
  CHECK_THAT(retold.errors, Contains("a recording does not hold those"));
}

TEST_CASE("the sample of chaos, which has no recording, begins as a run does") {
  const auto done = run_spyglass(
      {"recipe", "chaos", "path=hostname", "percent=50", "seed=2", "--", "cat", "/etc/hostname"});
  const auto words_of_line = [](const std::string& text, const std::string& from) {
    std::istringstream stream(text.substr(std::min(text.find(from), text.size())));
    std::string line;
    std::getline(stream, line);
    std::istringstream words(line);
    return std::vector<std::string>(std::istream_iterator<std::string>(words), {});
  };
  const auto head = words_of_line(done.errors, "  process");
  CHECK(head == std::vector<std::string>{"process", "command", "call", "done", "file"});
  CHECK(words_of_line(run_spyglass({"recipe", "chaos", "-h"}).output, "process  command") == head);
}

TEST_CASE("a recipe that fails leaves the program and the other recipes alone") {
  const Tool tool("calls = 'write'", "function on.call_exit(e) error('of mine') end");
  const auto done = run_spyglass({"recipe", tool.path(), "slow", "min=0", "--", "echo", "x"});
  CHECK(done.output == "x\n");
  CHECK(done.status == 1);
  CHECK_THAT(done.errors, Contains("the recipe try has failed") && Contains("try.lua:2: of mine") &&
                              Contains("slow: time by call"));
}

TEST_CASE("what is said wrong to `spyglass recipe` is told before anything runs") {
  const Tool tool("", "function on.call_exit(e) end");
  const auto refusal = [&](const std::vector<std::string>& words) {
    const auto done =
        run_spyglass(with({"recipe"}, words), "", {.directory = tool.folder().path().string()});
    CHECK(done.status == 2);
    CHECK(done.output.empty());
    return done.errors;
  };
  CHECK_THAT(refusal({"slwo", "--", "true"}), Contains("did you mean slow?"));
  CHECK_THAT(refusal({"try", "--", "true"}), Contains("is used as `./try.lua`"));
  CHECK_THAT(refusal({"./none.lua", "--", "true"}), Contains("none.lua"));
  CHECK_THAT(refusal({"slow", "mni=3", "--", "true"}), Contains("`mni` (did you mean min?)"));
  CHECK_THAT(refusal({"min=3", "slow", "--", "true"}), Contains("its name comes first"));
  CHECK_THAT(refusal({"slow", "slow", "--", "true"}), Contains("twice"));
  CHECK_THAT(refusal({"slow"}), Contains("on what?"));
  CHECK_THAT(refusal({"slow", "true"}), Contains("no recipe `true`"));
  CHECK_THAT(refusal({"slow", "--engine=none", "--", "true"}), Contains("auto, bpf or ptrace"));
  CHECK_THAT(refusal({"slow", "-p", "no-such-program"}), Contains("no-such-program"));
  const auto csv = run_spyglass({"recipe", "slow", "opens", "--csv", "--", "true"});
  CHECK(csv.status == 1);
  CHECK_THAT(csv.errors, Contains("--csv is for one recipe"));
}

TEST_CASE("recipes are listed, explained, begun and checked") {
  CHECK_THAT(run_spyglass({"recipe"}).output, Contains("slow") && Contains("opens"));
  CHECK_THAT(run_spyglass({"recipe", "slow", "-h"}).output,
             Contains("min=duration") && Contains("$ spyglass recipe slow"));
  const TemporaryFolder folder;
  const Circumstances here{.directory = folder.path().string()};
  CHECK(run_spyglass({"recipe", "new", "mine"}, "", here).status == 0);
  CHECK(run_spyglass({"recipe", "new", "mine"}, "", here).status == 1);  // it is not overwritten
  CHECK(run_spyglass({"recipe", "new", "No Name"}, "", here).status == 1);
  const auto checked = run_spyglass({"recipe", "--check", "./mine.lua"}, "", here);
  CHECK(checked.output == "ok   mine\n1 passed, 0 failed\n");
  CHECK_THAT(run_spyglass({"recipe", "./mine.lua", "min=0", "--", "true"}, "", here).errors,
             Contains("process       took  call"));
  folder.write("bad.lua",
               "recipe { summary = 's', category = 'c' }\nfunction on.finish() rwo() end");
  const auto bad = run_spyglass({"recipe", "--check", "./bad.lua"}, "", here);
  CHECK(bad.status == 1);
  CHECK_THAT(bad.output,
             Contains("FAIL bad") && Contains("`rwo`") && Contains("0 passed, 1 failed"));
}

TEST_CASE("one's own recipes come before those of the tool") {
  const TemporaryFolder folder;
  folder.write(
      "spyglass/recipes/slow.lua",
      "recipe { summary = 'my own', category = 'mine' }\nfunction on.finish() text 'mine' end");
  const Circumstances own{.environment = {{"XDG_CONFIG_HOME", folder.path().string()}}};
  CHECK_THAT(run_spyglass({"recipe"}, "", own).output, Contains("my own"));
  CHECK(run_spyglass({"recipe", "slow", "--", "true"}, "", own).errors == "mine\n");
}

TEST_CASE("recipes look on at the prompt, several at once, and are ended there") {
  const Tool tool("summaries = 'calls'", "function on.call_exit(e) top('calls', e.name) end");
  const auto done = at_prompt({"recipe slow min=0", "recipe " + tool.path(), "recipe", "continue"});
  CHECK(done.status == 0);
  CHECK_THAT(done.output, Contains("slow looks on") && Contains("try looks on") &&
                              Contains("write(1, ") && Contains("\ncalls\n") &&
                              Contains("  1  write\n"));
  const auto ended = at_prompt({"recipe " + tool.path(), "finish", "recipe off try", "recipe"});
  CHECK_THAT(ended.output, Contains("  1  write\n") && !Contains("looks on"));
  const auto left = at_prompt({"recipe " + tool.path(), "finish"});
  CHECK_THAT(left.output, Contains("  1  write\n"));  // at the end of the input
  const auto wrong = at_prompt({"recipe slow", "recipe slow"});
  CHECK(wrong.status == 1);
  CHECK_THAT(wrong.errors, Contains("looks on already"));
  CHECK_THAT(at_prompt({"recipe of slow"}).errors, Contains("no recipe `of`"));
}

TEST_CASE("a recipe stops the program at a call, for whoever is at the prompt") {
  const Tool tool("calls = 'write', needs = 'pause'", R"(
function on.call_entry(e) if e.arg.count == 4 then e:pause("four bytes") end end)");
  const auto done =
      tool.run({"--", "sh", "-c", "echo one; echo two"}, "fds\nset rdx 2\ncontinue\n");
  CHECK(done.status == 0);
  CHECK_THAT(done.output, Contains("try: four bytes") && Contains("orig_rax  1") &&
                              Contains("write(1, \"on\", 2)"));
}
