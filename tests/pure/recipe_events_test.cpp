// What recipes see of events, what they may not do, and what comes out.

#include <fcntl.h>

#include <fmt/format.h>
#include <catch2/catch.hpp>
#include <cerrno>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/pure/recipe_harness.hpp"

using namespace spyglass;
using Catch::Contains;
using nlohmann::json;

namespace {

constexpr std::uint64_t here = static_cast<std::uint32_t>(AT_FDCWD);

std::string recipe(std::string_view more, std::string_view body) {
  return fmt::format("recipe {{ summary = 's', category = 'c', {} }}\n{}", more, body);
}

/// What a function of `on.call_exit` gives for an openat that fails, as the one cell of a row.
std::string cell(std::string_view expression) {
  RecipeBench bench(
      recipe("columns = 'a'",
             fmt::format("function on.call_exit(e) row {{ a = {} }} end", expression)),
      {}, ResultKind::csv);
  INFO(bench.problem());
  REQUIRE(bench.recipes != nullptr);
  bench.call("openat", {here, bench.memory.put("/etc/passwd"), O_WRONLY | O_CREAT, 0644}, -EACCES);
  if (!bench.problem().empty()) return bench.problem();
  const std::string results = bench.finish();
  return results.substr(2, results.size() - 3);  // without the line of names
}

std::vector<json> lines(const std::string& text) {
  std::vector<json> list;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) list.push_back(json::parse(line));
  return list;
}

}  // namespace

TEST_CASE("the fields of a call, as recipes read them") {
  CHECK(cell("e.name") == "openat");
  CHECK(cell("e.error") == "EACCES");
  CHECK(cell("e.result") == "-13");
  CHECK(cell("e.duration") == "0.003");
  CHECK(cell("e.process") == "7");
  CHECK(cell("e.group") == "files");
  CHECK(cell("e.arg.pathname") == "/etc/passwd");
  CHECK(cell("e.arg.dirfd") == "AT_FDCWD");
  CHECK(cell("e.arg.flags") == "O_WRONLY|O_CREAT");
  CHECK(cell("e.arg.flags:has 'O_CREAT'") == "true");
  CHECK(cell("e.arg.flags:has 'O_TRUNC'") == "false");
  CHECK_THAT(cell("e.text"), Contains("O_WRONLY|O_CREAT, 0644) = -1 EACCES"));
  CHECK_THAT(cell("e.explanation"), Contains("→"));
  CHECK(cell("#e.ancestors") == "0");
  CHECK(cell("e:copy().arg.pathname") == "/etc/passwd");
}

TEST_CASE("what is not known is `?`, and ends no recipe") {
  CHECK(cell("e.arg.count").empty());  // a call without such an argument; CSV leaves it empty
  CHECK(cell("'<' .. e.arg.count .. '>'") == "<?>");
  CHECK(cell("tostring(e.arg.count + 1)") == "?");
  CHECK(cell("e.arg.count < 3") == "false");
  CHECK(cell("e.arg.count > 3") == "false");
  CHECK(cell("e.arg.count == 3") == "false");
  CHECK(cell("tostring(e.arg.count.deeper)") == "?");
  CHECK(cell("tostring(e.arg.buf:find('x'))") == "nil");
  CHECK(cell("#e.arg.buf") == "0");
  CHECK(cell("math.floor(e.arg.count)").empty());
  CHECK(cell("('%5d|%s|%%|%x'):format(e.arg.count, 'a', 255)") == "?|a|%|ff");
  CHECK(cell("string.format('%.1f ms', e.arg.count)") == "? ms");
  CHECK(cell("table.concat({ 'a', e.arg.count, 'b' }, ' ')") == "a ? b");
  CHECK(cell("('x'):rep(e.arg.count) or 'none'") == "none");
  CHECK(cell("known(e.arg.count)") == "false");
  CHECK(cell("known(e.name)") == "true");
  CHECK(cell("e.failed") == "true");
  CHECK(cell("e.status").empty());
  CHECK(cell("e.cpu").empty());
}

TEST_CASE("mistakes of a recipe are told with its line, and it is told of nothing more") {
  struct Wrong {
    std::string_view body, says;
  };
  for (const Wrong& one : std::vector<Wrong>{
           {"function on.call_exit(e) return e.nmae end",
            "try.lua:2: an event has no field `nmae`"},
           {"function on.call_exit(e) return e.arg.pathnam end", "did you mean pathname?"},
           {"function on.call_exit(e) return e.arg.flags:has 'O_CREATE' end",
            "no flag is called `O_CREATE` (did you mean O_CREAT?)"},
           {"function on.call_exit(e) e.name = 3 end", "cannot be changed"},
           {"function on.call_exit(e) e:fail 'EIO' end", "on.call_entry alone"},
           {"function on.call_exit(e) return e.file end", "needs = \"files\""},
           {"function on.call_exit(e) row { b = 1 } end", "has no `b`"},
           {"function on.call_exit(e) row { a = {} } end", "a is a table"},
           {"function on.call_exit(e) top('n', 1) end", "has no `n`"},
           {"function on.call_exit(e) top('sum', 1); hist('sum', 1) end", "cannot be"},
           {"function on.call_exit(e) error(nil) end", "try.lua:2: an error that is no text"},
           {"function on.call_exit(e) error({}) end", "try.lua:2: an error that is no text"},
           {"function on.call_exit(e) while true do end end", "an endless loop?"},
           {"local t = {}\nfunction on.call_exit(e) local s = 'x' while true do s = s .. s end end",
            "try.lua:3:"},
           {"local kept\nfunction on.call_exit(e) if kept then kept:copy() end kept = e end",
            "this event is over"},
           {"local kept\nfunction on.call_exit(e) if kept then return kept.fd end kept = e.arg end",
            "this event is over"},
       }) {
    INFO(one.body);
    RecipeBench bench(recipe("columns = 'a', summaries = 'sum'", one.body));
    INFO(bench.problem());
    REQUIRE(bench.recipes != nullptr);
    for (int i = 0; i < 3; ++i) bench.call("openat", {here, bench.memory.put("x"), 0}, 3);
    bench.finish();
    CHECK(bench.problems.size() == 1);
    CHECK_THAT(bench.problem(),
               Contains("the recipe try has failed, and is told of nothing more") &&
                   Contains(std::string(one.says)));
  }
}

TEST_CASE("a summary that grows without end ends its recipe, not the tool") {
  RecipeBench bench(recipe("summaries = 'sum'", R"(
local n = 0
function on.call_exit(e)
  for i = 1, 60000 do n = n + 1; top("sum", n) end
end)"));
  REQUIRE(bench.recipes != nullptr);
  for (int i = 0; i < 3; ++i) bench.call("close", {3}, 0);
  CHECK_THAT(bench.problem(), Contains("its summary `sum` has more than 100000 entries"));
  CHECK_THAT(bench.finish(), Contains("more"));
}

TEST_CASE("only calls that were asked for, and that `where` lets through, are told") {
  RecipeBench bench(recipe("calls = 'close,openat', where = 'failed', summaries = 'n'",
                           "function on.call_exit(e) top('n', e.name) end"),
                    {}, ResultKind::csv);
  REQUIRE(bench.recipes != nullptr);
  bench.call("close", {3}, 0);
  bench.call("close", {3}, -EBADF);
  bench.call("read", {3, 0, 0}, -EBADF);
  CHECK(bench.finish() == "n,amount,count\nclose,1,1\n");
}

TEST_CASE("a process: who made it, what it runs, how it ended") {
  RecipeBench bench(recipe("columns = { 'what', 'process', 'parent', 'command', 'more' }", R"(
local function tell(what, e, more)
  row { what = what, process = e.process, parent = e.parent, command = e.command, more = more }
end
function on.process_start(e) tell("start", e, #e.ancestors) end
function on.process_exec(e) tell("exec", e, table.concat(e.argv, " ")) end
function on.process_exit(e) tell("exit", e, e.killed_by or e.status) end
)"),
                    {}, ResultKind::csv);
  REQUIRE(bench.recipes != nullptr);
  const auto execute = [&](std::string_view path, int process) {
    const auto words =
        std::array<std::uint64_t, 3>{bench.memory.put(path), bench.memory.put("-x"), 0};
    bench.call("execve", {words[0], bench.memory.put_value(words), 0}, 0, process);
  };
  execute("/bin/make", 7);
  bench.event(event::NewThread{event::NewThread::Kind::fork, Tid(9)});
  bench.event(event::Started{}, {}, 9);
  execute("/bin/cc", 9);
  bench.event(event::Gone{{.code = 3}}, {}, 9);
  bench.event(event::Started{}, {}, 10);  // quicker than its maker
  bench.event(event::NewThread{event::NewThread::Kind::fork, Tid(10)});
  bench.event(event::Gone{{.killed_by = Signal(SIGKILL)}}, {}, 10);
  CHECK(bench.finish() == R"(what,process,parent,command,more
start,7,,make,0
exec,7,,make,/bin/make -x
start,9,7,make,1
exec,9,7,cc,/bin/cc -x
exit,9,7,cc,3
start,10,7,make,1
exit,10,7,make,SIGKILL
)");
}

TEST_CASE("a timer is called by the time of the events") {
  RecipeBench bench(
      recipe("every = '10ms', summaries = 'ticks'", "function on.timer() top('ticks', 'tick') end"),
      {}, ResultKind::csv);
  REQUIRE(bench.recipes != nullptr);
  for (int i = 0; i < 50; ++i) bench.event(event::Interrupted{});  // a millisecond each
  CHECK(bench.finish() == "ticks,amount,count\ntick,4,4\n");
}

TEST_CASE("results as lines, as JSON and as CSV") {
  const std::string code = recipe(
      "columns = { 'name', 'took:seconds', 'size:bytes', 'odd' }, "
      "summaries = { 'time:seconds', 'sizes:bytes', 'tree' }",
      R"(
function on.call_exit(e)
  row { name = e.name, took = e.duration, size = 4096, odd = 'a,"b"\27\255' }
  top("time", e.name, e.duration)
  hist("sizes", 5)
  hist("sizes", 0)
  tree("tree", 1, nil, "root")
  tree("tree", 2, 1, "branch", 3)
end
function on.finish() text(json { list = { 1, "two" }, deep = { x = true } }) end
)");
  const auto results = [&](ResultKind kind) {
    RecipeBench bench(code, {}, kind);
    REQUIRE(bench.recipes != nullptr);
    bench.call("close", {3}, 0);
    bench.call("fsync", {3}, 0);
    const std::string all = bench.finish();
    INFO(bench.problem());
    CHECK(bench.problem().empty());
    return all;
  };

  const std::string text = results(ResultKind::text);
  INFO(text);
  CHECK_THAT(text, Contains("name                   took       size  odd\n"));
  CHECK_THAT(text, Contains("close                3.0 ms    4.0 KiB  a,\"b\"^[\\377\n"));
  CHECK_THAT(text, Contains("time\n     3.0 ms       1×  close\n     3.0 ms       1×  fsync\n"));
  CHECK_THAT(text, Contains("4 B …       8 B          2  ####"));
  CHECK_THAT(text, Contains("tree\n  root\n  └─ branch  6\n"));

  const auto objects = lines([&] {
    std::string all = results(ResultKind::json);
    return all;
  }());
  REQUIRE(objects.size() == 2 + 1 + 2 + 2 + 2);
  CHECK(objects[0]["recipe"] == "try");
  CHECK(objects[0]["row"]["took"] == 0.003);
  CHECK(objects[0]["row"]["odd"].contains("hex"));
  CHECK(json::parse(objects[2]["text"].get<std::string>())["list"][1] == "two");
  CHECK(
      objects[3] ==
      json{{"recipe", "try"}, {"top", "time"}, {"key", "close"}, {"amount", 0.003}, {"count", 1}});
  CHECK(objects[5]["from"] == 0);
  CHECK(objects[6]["from"] == 4);
  CHECK(objects[8] == json{{"recipe", "try"},
                           {"tree", "tree"},
                           {"id", "2"},
                           {"parent", "1"},
                           {"label", "branch"},
                           {"amount", 6}});

  const std::string csv = results(ResultKind::csv);
  CHECK_THAT(csv, Contains("close,0.003,4096,\"a,\"\"b\"\"\x1b\xff\"\n"));
  CHECK_THAT(csv, Contains("\ntree,parent,label,amount\n1,,root,\n2,1,branch,6\n"));
}

TEST_CASE("a tree that bites its own tail is shown, and ends") {
  RecipeBench bench(recipe("summaries = 'tree'", R"(
function on.finish()
  tree("tree", 1, 2, "a"); tree("tree", 2, 1, "b"); tree("tree", 3, 3, "c"); tree("tree", 4, 9, "d")
end)"));
  REQUIRE(bench.recipes != nullptr);
  CHECK(bench.finish() == "tree\n  c\n  d\n");
}
