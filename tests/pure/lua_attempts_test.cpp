// What strangers' Lua may try, a line each: to run for ever, to take all memory, to reach what is
// not its own, to change what others use. Each ends at once, and only the script.

#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "repl/script/host.hpp"
#include "tests/temporary_folder.hpp"

using namespace spyglass;
using Catch::Matchers::Contains;

namespace {

namespace fs = std::filesystem;

/// `says`: a part of the error; "fine": there must be none.
struct Attempt {
  std::string lua, says;
};

const std::string endless = "try.lua:1: it runs too long: ";
const std::string greedy = "more memory than it may have";

const std::vector<Attempt> in_one_function = {
    {"local s = ('x'):rep(3000) s:find(('x*'):rep(30) .. 'y')", "more ways than can be tried"},
    {"local s = ('x'):rep(3000) s:match(('(x*)'):rep(30) .. 'y')", "more ways than can be tried"},
    {"local s = ('x'):rep(3000) s:gsub(('x-'):rep(30) .. 'y', '')", "more ways than can be tried"},
    {"local s = ('x'):rep(3000) for _ in s:gmatch(('x?'):rep(99) .. 'y') do end",
     "more ways than can be tried"},
    {"pcall(string.find, ('x'):rep(3000), ('x*'):rep(30) .. 'y')", "more ways than can be tried"},
    {"while true do pcall(string.find, ('x'):rep(3000), ('x*'):rep(9) .. 'y') end", endless},
    {"local s = ('('):rep(1 << 20) s:find(('%b()'):rep(9))", endless},
    {"local s = ('a'):rep(1 << 20) s:find('(a*)b%1')", endless},
    {"local s = ('a'):rep(3 << 20) while true do s:find(('a'):rep(1 << 20) .. 'b', 1, true) end",
     endless},
    {"('x'):find(('[%a'):rep(1 << 20))", endless},
    {"('x'):rep(1000):find(('x?'):rep(1000) .. ('x'):rep(1000))", "pattern too complex"},
    {"('x'):find(('%a%d'):rep(40000))", "fine"},
    {"('x'):rep(100):gsub('x', function() while true do end end)", endless},
    {"('x'):rep(1 << 18):gsub('x', ('y'):rep(1 << 18))", greedy},
    {"('x'):rep(1 << 20):gsub('', ('%0'):rep(1 << 10))", endless},
    {"('x'):gsub('x', setmetatable({}, { __index = function() while true do end end }))", endless},
    {"local function f(s) return s:gsub('.', f) end f('x')", "C stack overflow"},
    {"string.rep('', 1 << 62)", endless},
    {"string.rep('', math.maxinteger, '')", endless},
    {"string.rep('x', -1 >> 1)", "resulting string too large"},
    {"string.rep('x', 1 << 29)", greedy},
    {"while true do pcall(string.rep, 'x', 1 << 22) end", endless},
    {"local s = ('x'):rep(1 << 22) while true do s:upper() end", endless},
    {"local s = ('x'):rep(1 << 22) while true do s:reverse() end", endless},
    {"local s = ('x'):rep(1 << 22) while true do s:sub(2) end", endless},
    {"local s = ('x'):rep(1 << 22) while true do string.format('%s', s) end", endless},
    {"local s = (' '):rep(1 << 22) while true do tonumber(s) end", endless},
    {"local s = ('x'):rep(1 << 22) while true do utf8.len(s) end", endless},
    {"local s = ('x'):rep(1 << 22) while true do utf8.offset(s, -1 << 21) end", endless},
    {"string.format('%999d', 1)", "invalid conversion"},
    {"string.format(('%99.99f'):rep(1 << 15), table.unpack({}, 1, 1 << 15))", "try.lua:1: "},
    {"string.pack('c2147483647', '')", greedy},
    {"table.move({}, 1, 1 << 40, 2)", endless},
    {"table.move({}, 1, math.maxinteger, 1, setmetatable({}, { __newindex = rawlen }))", endless},
    {"table.concat({}, '', 1, 1 << 60)", endless},
    {"table.concat(setmetatable({}, { __index = getmetatable, __metatable = '' }), '', 1, 1 << 60)",
     endless},
    {"table.concat(setmetatable({}, { __len = function() return 1 << 60 end }))",
     "a __len of its own"},
    {"table.insert(setmetatable({}, { __len = function() return 1 << 60 end }), 1, 1)",
     "a __len of its own"},
    {"table.remove(setmetatable({}, { __len = function() return 1 << 60 end }), 1)",
     "a __len of its own"},
    {"table.sort(setmetatable({}, { __len = function() return 1 << 30 end }))",
     "a __len of its own"},
    {"table.unpack(setmetatable({}, { __len = function() return 1 << 60 end }))",
     "a __len of its own"},
    {"local t = {} for i = 1, 5000 do t[i] = i end while true do table.insert(t, 1, 0) end",
     endless},
    {"local t = {} for i = 1, 99999 do t[i] = i end while true do table.remove(t, 1) end", endless},
    {"table.unpack({}, 1, 1 << 62)", "too many results to unpack"},
    {"table.unpack({}, 1, 1 << 24)", "try.lua:1: "},
    {"while true do select('#', table.unpack({}, 1, 1 << 17)) end", endless},
    {"local s = ('x'):rep(1 << 12) local t = {} for i = 1, 999 do t[i] = s .. i end table.sort(t)",
     endless},
    {"table.sort({ 3, 2, 1 }, function() while true do end end)", endless},
    {"local t = {} for i = 1, 999 do t[i] = i end table.sort(t, function() return true end)",
     "invalid order function"},
};

const std::vector<Attempt> through_metatables = {
    {"getmetatable('').__index = {}", "attempt to index a boolean"},
    {"setmetatable('', {})", "table expected"},
    {"string.find = nil", "what Lua brings along cannot be changed"},
    {"rawset(string, 'find', nil)", "table expected, got userdata"},
    {"table.insert(string, 1)", "table expected"},
    {"getmetatable(string).__index.find = 1", "attempt to index a boolean"},
    {"for name in pairs(string) do string[name] = nil end", "table expected, got userdata"},
    {"setmetatable(string, nil)", "table expected"},
    {"assert(getmetatable(math) == false)", "fine"},
    {"find = string.find string = nil assert(('x'):find('x') == 1)", "fine"},
    {"setmetatable({}, { __gc = true })", "no finalizers"},
    {"local m = setmetatable({}, { __index = { __gc = 1 } }) setmetatable({}, m)", "fine"},
    {"local m = {} setmetatable({}, m) m.__gc = function() while true do end end", "fine"},
    {"local x <close> = setmetatable({}, { __close = function() while true do end end })", endless},
    {"local function f(n) local x <close> = setmetatable({}, { __close = function() while true do "
     "end"
     " end }) return n == 0 or f(n - 1) end f(150) f(150)",
     endless},
    {"local t = setmetatable({}, { __index = function(t, k) return t[k .. 'x'] end }) return t.x",
     "try.lua:1: "},
    {"local t = setmetatable({}, { __eq = function() while true do end end })"
     " return t == setmetatable({}, getmetatable(t))",
     endless},
    {"tostring(setmetatable({}, { __tostring = function() while true do end end }))", endless},
    {"tostring(setmetatable({}, { __tostring = function() return {} end }))",
     "'__tostring' must return a string"},
    {"tostring(setmetatable({}, { __name = ('x'):rep(1 << 20) }))", "fine"},
    {"for _ in pairs(setmetatable({}, { __pairs = function() while true do end end })) do end",
     endless},
    {"local t = setmetatable({}, { __call = function(t) return t() end }) t()", endless},
    {"local t = {} for i = 1, 300 do t = setmetatable({}, { __call = t }) end t()", "try.lua:1: "},
    {"local t = {} for i = 1, 3000 do t = setmetatable({}, { __index = t }) end return t.x",
     "'__index' chain too long"},
};

const std::vector<Attempt> for_errors = {
    {"error(nil)", "an error that is no text"},
    {"error({})", "an error that is no text"},
    {"error(setmetatable({}, { __tostring = function() while true do end end }))",
     "an error that is no text"},
    {"error(string)", "an error that is no text"},
    {"error(('x'):rep(1 << 20), 0)", "(1048576 bytes in all)"},
    {"error('a\\0b', 0)", std::string("a\0b", 3)},
    {"error(0/0)", "nan"},
    {"local function f() error(f) end pcall(f) f()", "an error that is no text"},
    {"local function f() pcall(f) f() end f()", "try.lua:1: "},
    {"local function f() local ok, e = pcall(f) error(e) end f()", "try.lua:1: "},
    {"local s = 'x' pcall(function() while true do s = s .. s end end) error(s, 0)",
     "bytes in all)"},
    {("local x = " + std::string(300, '(') + "1" + std::string(300, ')')), "C stack overflow"},
    {("x = " + std::string(5000, '{')), "C stack overflow"},
    {"x = not " + std::string(5000, '#') + "''", "C stack overflow"},
    {("x = " + std::string(5000, '~') + "1"), "C stack overflow"},
    {"\x1bLua\x54\x00\x19\x93", "attempt to load a binary chunk"},
    {"goto out", "no visible label 'out'"},
};

const std::vector<Attempt> for_what_is_absent = {
    {"os.execute('true')", "global 'os'"},
    {"io.open('/etc/passwd')", "global 'io'"},
    {"io.popen('true')", "global 'io'"},
    {"load('return 1')", "global 'load'"},
    {"loadfile('/etc/passwd')", "global 'loadfile'"},
    {"dofile('/etc/passwd')", "global 'dofile'"},
    {"debug.sethook()", "global 'debug'"},
    {"package.loadlib('libc.so.6', 'system')", "global 'package'"},
    {"string.dump(function() end)", "field 'dump'"},
    {"coroutine.wrap(function() while true do end end)()", "global 'coroutine'"},
    {"collectgarbage('stop')", "global 'collectgarbage'"},
    {"print('\\27]52;c;eA==\\7')", "global 'print'"},
    {"warn('@on')", "global 'warn'"},
    {"xpcall(error, function() while true do end end)", "global 'xpcall'"},
    {"require '../outside'", "is no name of a file"},
    {"require '/etc/passwd'", "is no name of a file"},
    {"require 'a\\0/../../outside'", "cannot read"},
    {"require 'link-out'", "it is a link that leads out of its folder"},
    {"require 'folder-link'", "it is a link that leads out of its folder"},
    {"assert(require 'link-in' == 7)", "fine"},
    {"require 'pipe'", "it is no ordinary file"},
    {"require 'folder'", "it is a folder"},
    {"require 'large'", "it has more than 256 KiB"},
    {"require 'dangling'", "cannot read"},
    {"require 'itself'", "itself.lua:1: it runs too long"},
    {"while true do pcall(require, 'missing') end", endless},
};

}  // namespace

TEST_CASE("what strangers' Lua may try") {
  TemporaryFolder folder;
  folder.write("outside.lua", "return 'secret'");
  folder.write("lessons/inside.lua", "return 7");
  folder.write("lessons/large.lua", std::string(257 << 10, ' '));
  folder.write("lessons/itself.lua", "return require 'itself'");
  const fs::path lessons = folder.path() / "lessons";
  fs::create_directory(lessons / "folder.lua");
  fs::create_symlink("../outside.lua", lessons / "link-out.lua");
  fs::create_symlink("/", lessons / "folder-link.lua");
  fs::create_symlink("inside.lua", lessons / "link-in.lua");
  fs::create_symlink("nowhere", lessons / "dangling.lua");
  REQUIRE(mkfifo((lessons / "pipe.lua").c_str(), 0600) == 0);

  const auto* attempts =
      GENERATE(&in_one_function, &through_metatables, &for_errors, &for_what_is_absent);
  for (const Attempt& attempt : *attempts) {
    INFO(attempt.lua.substr(0, 300));
    LuaHost host(lessons, {.memory = 8 << 20,
                           .instructions = 2'000'000,
                           .processor_time = std::chrono::milliseconds(1000)});
    const auto done = host.run_file(folder.write("lessons/try.lua", attempt.lua));
    const std::string said = done ? "fine" : done.error().message;
    CHECK_THAT(said, Contains(attempt.says));
    CHECK(said.size() < 2100);
    // Whoever comes next finds everything as it was.
    const auto next = host.run_file(
        folder.write("lessons/try.lua", "assert(('abc'):find('b') == 2 and #('x'):rep(9) == 9)"));
    CHECK((next ? "" : next.error().message) == "");
  }
}

TEST_CASE("a lesson's own file may not be a link that leads elsewhere") {
  TemporaryFolder folder;
  folder.write("outside.lua", "return 1");
  fs::create_directory(folder.path() / "lessons");
  fs::create_symlink("../outside.lua", folder.path() / "lessons/01-a.lua");
  LuaHost host(folder.path() / "lessons");
  const auto done = host.run_file(folder.path() / "lessons/01-a.lua");
  REQUIRE(!done);
  CHECK_THAT(done.error().message, Contains("it is a link that leads out of its folder"));
  // The folder may have as many names as it likes.
  fs::create_directory_symlink(folder.path(), folder.path() / "other");
  CHECK(host.run_file(folder.path() / "other/outside.lua").has_value());
}
