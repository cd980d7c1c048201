// What a lesson's Lua cannot do: reach anything, run for ever, take all memory, end the tool.

#include <fcntl.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "repl/script/host.hpp"
#include "tests/temporary_folder.hpp"

using namespace spyglass;
using Catch::Matchers::Contains;

namespace {

/// Small enough to be used up at once; the mechanism is the same.
constexpr LuaHost::Limits small = {.memory = 8 << 20, .instructions = 2'000'000};

/// Runs a file of this text; the error's message, or nothing.
std::string run(const std::string& text, LuaHost::Limits limits = small) {
  TemporaryFolder folder;
  LuaHost host(folder.path(), limits);
  const auto done = host.run_file(folder.write("try.lua", text));
  return done ? "" : done.error().message;
}

}  // namespace

TEST_CASE("Lua computes") {
  CHECK(run("assert(#table.concat({1, 2, 3}, ',') == 5 and math.max(2, 3) == 3)"
            "assert(('x'):rep(3) == 'xxx' and utf8.len('ü') == 1)") == "");
}

TEST_CASE("Lua reaches no files, no other code and no machine") {
  const std::string name =
      GENERATE("io", "os", "debug", "package", "coroutine", "load", "loadfile", "loadstring",
               "dofile", "collectgarbage", "print", "string.dump");
  CHECK(run("assert(" + name + " == nil)") == "");
}

TEST_CASE("require finds files of the lesson folder alone") {
  TemporaryFolder folder;
  folder.write("outside.lua", "return 1");
  folder.write("lessons/helper.lua", "return { seven = 7 }");
  folder.write("lessons/wrong.lua", "return (");
  LuaHost host(folder.path() / "lessons");
  const auto run_there = [&](const std::string& text) {
    const auto done = host.run_file(folder.write("lessons/try.lua", text));
    return done ? "" : done.error().message;
  };
  CHECK(run_there("assert(require('helper').seven == 7)") == "");
  for (const std::string name :
       {"../outside", "/etc/passwd", "..", "", "helper.lua", "a/b", "Upper"}) {
    INFO(name);
    CHECK_THAT(run_there("require('" + name + "')"), Contains("is no name of a file"));
  }
  CHECK_THAT(run_there("require('missing')"), Contains("cannot read"));
  CHECK_THAT(run_there("require('wrong')"), Contains("wrong.lua:1:"));
}

TEST_CASE("an endless loop ends with an error that names the place") {
  CHECK_THAT(run("local x = 1\nwhile true do x = x + 1 end"),
             Contains("try.lua:2:") && Contains("endless loop?"));
  CHECK_THAT(run("local function f() return f() end\nf()"), Contains("endless loop?"));
}

TEST_CASE("nothing can swallow the end of an endless loop") {
  const std::string text = GENERATE(
      "while true do pcall(function() while true do end end) end",
      "local function again() pcall(again) while true do end end while true do pcall(again) end",
      "if xpcall then xpcall(function() while true do end end, function() while true do end end) "
      "end"
      " while true do end",
      "while true do pcall(error) end",
      "pcall(string.gsub, ('x'):rep(100), 'x', function() while true do end end) while true do end",
      "pcall(table.sort, {3, 2, 1}, function() while true do end end) while true do end",
      "while true do pcall(pcall, function() while true do end end) end",
      "local t = setmetatable({}, {__close = function() while true do end end})"
      " local x <close> = t while true do end",
      "local t = setmetatable({}, {__index = function() while true do end end}) return t.x",
      "local t = setmetatable({}, {__tostring = function() while true do end end}) tostring(t)");
  INFO(text);
  CHECK_THAT(run(text), Contains("endless loop?"));
}

TEST_CASE("finalizers are refused: no limit holds inside them") {
  CHECK_THAT(run("setmetatable({}, { __gc = function() while true do end end })"),
             Contains("__gc"));
  CHECK(run("local t = setmetatable({}, { __index = { a = 1 } }) assert(t.a == 1)"
            "assert(getmetatable(t).__index.a == 1)"
            "assert(not pcall(setmetatable, {}, 7)) assert(not pcall(setmetatable, 7, {}))"
            "setmetatable(t, nil) assert(t.a == nil)") == "");
}

TEST_CASE("errors can be caught as ever") {
  CHECK(run("local ok, text = pcall(error, 'x', 0) assert(not ok and text == 'x')"
            "local ok, a, b = pcall(function() return 1, 2 end) assert(ok and a == 1 and b == 2)"
            "assert(select('#', pcall(function() end)) == 1)"
            "assert(not pcall(nil))") == "");
  CHECK_THAT(run("pcall()"), Contains("value expected"));
}

TEST_CASE("each entry has its own budget, and the host can be used after a failure") {
  TemporaryFolder folder;
  LuaHost host(folder.path(), small);
  const auto endless = folder.write("endless.lua", "while true do end");
  const auto fine = folder.write("fine.lua", "for i = 1, 100000 do end");
  for (int i = 0; i < 3; ++i) {
    CHECK(!host.run_file(endless));
    CHECK(host.run_file(fine).has_value());
  }
}

TEST_CASE("too much memory is refused") {
  CHECK_THAT(run("return ('x'):rep(1 << 32)"), Contains("too large"));
  const std::string text =
      GENERATE("return ('x'):rep(1 << 30)", "local s = 'x' while true do s = s .. s end",
               "local t = {} for i = 1, 1 << 40 do t[i] = { i } end",
               "return table.concat({ ('x'):rep(7 << 20), ('y'):rep(7 << 20) })");
  INFO(text);
  CHECK_THAT(run(text, {.memory = 8 << 20, .instructions = 1'000'000'000}),
             Contains("more memory than it may have (8 MiB)"));
}

TEST_CASE("recursion without an end is refused") {
  CHECK_THAT(run("local function f() return 1 + f() end f()", {}),
             Contains("call itself, without end?"));
  CHECK_THAT(run("local t = {} t.__index = function(_, k) return t[k] end setmetatable(t, t)"
                 " return t.x"),
             Contains("overflow"));
}

TEST_CASE("text that is no Lua, bytecode, and files that cannot be read") {
  CHECK_THAT(run("local x =\nlocal y"), Contains("try.lua:2:"));
  CHECK_THAT(run("\x1bLua\x54"), Contains("attempt to load a binary chunk"));
  LuaHost host("");
  CHECK_THAT(host.run_file("/no/such/file.lua").error().message, Contains("cannot read"));
  CHECK_THAT(host.run_file("/").error().message, Contains("cannot read"));
}

TEST_CASE("an error can be shown even where memory has run out, and however long it is") {
  CHECK(run("local all = {} pcall(function() for i = 1, 1 << 40 do all[i] = { i } end end)"
            " keep = all error(42)") == "42");
  CHECK_THAT(run("error(('é'):rep(100000), 0)"), Contains("éé… (200000 bytes in all)"));
}

TEST_CASE("errors that are no text are errors all the same") {
  CHECK(run("error(nil)") == "try.lua:1: an error that is no text");
  CHECK(run("error({})") == "try.lua:1: an error that is no text");
  CHECK(run("error(setmetatable({}, { __tostring = function() return 'mine' end }))") ==
        "try.lua:1: an error that is no text");
  CHECK_THAT(run("error('plain')"), Contains("try.lua:1: plain"));
}

TEST_CASE("what instructions say too little about is ended by the time it takes") {
  const std::string text = GENERATE(
      "local s = ('x'):rep(1 << 20) while true do local t = s .. #s end",
      "local a, b = ('x'):rep(1 << 20) .. 'a', ('x'):rep(1 << 20) .. 'b'"
      " while true do local c = a < b end",
      "local s = ('x'):rep(1 << 20) while true do pcall(function() local t = s .. #s end) end",
      "local t = {} for i = 1, 1 << 16 do t[i .. ''] = 1 end for k in pairs(t) do t[k] = nil end"
      " while true do next(t) end");
  INFO(text);
  CHECK_THAT(run(text, {.instructions = 1'000'000'000'000,
                        .processor_time = std::chrono::milliseconds(200)}),
             Contains("try.lua:1: it runs too long: more time than it may use"));
}

TEST_CASE("what not even that ends, ends the tool with a sentence") {
  TemporaryFolder folder;
  const std::string said = folder.file("said");
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const int output = open(said.c_str(), O_WRONLY | O_CREAT, 0600);
    dup2(output, STDERR_FILENO);
    LuaHost host({}, {.processor_time = std::chrono::milliseconds(50)});
    (void)host.protected_call([](lua_State*) {
      const volatile bool always = true;
      while (always) {
      }
    });
    _exit(0);
  }
  int status = -1;
  REQUIRE(waitpid(child, &status, 0) == child);
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 1);
  CHECK_THAT(read_whole(said), Contains("spyglass: an expression computes without end"));
}

TEST_CASE("what is over in time leaves no timer behind") {
  LuaHost host({});
  REQUIRE(host.protected_call([](lua_State*) {}).has_value());
  itimerval timer{};
  REQUIRE(getitimer(ITIMER_VIRTUAL, &timer) == 0);
  CHECK(timer.it_value.tv_sec == 0);
  CHECK(timer.it_value.tv_usec == 0);
}
