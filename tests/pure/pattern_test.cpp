// Patterns of Lua, matched by our own counting matcher: as its own library does, on thousands of
// random patterns and on those that are known to be delicate; and with an end.

#include <catch2/catch.hpp>
#include <lua.hpp>

#include "repl/script/host.hpp"
#include "repl/script/pattern.hpp"

using namespace spyglass;
using Catch::Matchers::Contains;

namespace {

/// shown(…): values as a text, errors as their message; made without the functions under test.
const std::string prelude = R"lua(
  local function one(value)
    if type(value) == "string" then return string.format("%q", value) end
    return tostring(value)
  end
  function list(...)
    local texts = {}
    for i = 1, select("#", ...) do texts[i] = one((select(i, ...))) end
    return table.concat(texts, " ")
  end
  local function outcome(ok, ...)
    return ok and list(...) or "error: " .. tostring((...))
  end
  function shown(f, ...) return outcome(pcall(f, ...)) end
  function all(text, pattern, init)
    local found = {}
    for a, b in string.gmatch(text, pattern, init) do
      found[#found + 1] = list(a, b)
      if #found > 50 then break end
    end
    return table.concat(found, "|")
  end
)lua";

const std::string attempts = R"lua(
  local pieces = {
    "a", "b", "c", ".", "%a", "%d", "%w", "%s", "%p", "%A", "%W", "%x", "%u", "%l", "%c", "%g", "%z",
    "[ab]", "[^a]", "[a-c]", "[%a_]", "[^%d-]", "[]]", "[^]a]", "[a-]", "[%]]", "[%a-z]", "[!-%a]",
    "[+--]", "[", "[a", "[^", "[b-", "[%", "%", "%%", "%.", "(", ")", "()", "(a)", "(.*)", "(%w-)",
    "%1", "%2", "%0", "%b()", "%bab", "%b", "%baa", "%f[a]", "%f[^a]", "%f", "%f[%w]", "^", "$", "*",
    "+", "-", "?", "a*", "a+", "a-", "a?", ".-", ".*", "\0", "%\0", "\xff", "é" }
  local letters = { "a", "b", "c", "(", ")", "1", " ", "_", ".", "]", "%", "\0", "-", "A", "\xff" }
  local bits = { "x", "%0", "%1", "%2", "%%", "%", "%a", "<%1>", "", "%9" }
  function attempt(seed)
    local state = seed * 7919 + 17
    local function below(n)
      state = (state * 6364136223846793005 + 1442695040888963407)
      return (state >> 33) % n
    end
    local function some(list, most)
      local text = ""
      for _ = 1, below(most + 1) do text = text .. list[below(#list) + 1] end
      return text
    end
    local text, pattern = some(letters, 12), some(pieces, 6)
    local init = below(3) > 0 and below(20) - 8 or nil
    local count = below(3) == 0 and below(5) - 1 or nil
    local answers = { "X", false, 42, "%1" }
    local function answer(...) return answers[(#list(...) + select("#", ...)) % 5 + 1] end
    local known = { a = "X", b = false, c = 1, [1] = "P", [""] = "E", [2] = {} }
    return table.concat({
      list(text, pattern, init, count),
      shown(string.find, text, pattern, init), shown(string.find, text, pattern, init, true),
      shown(string.match, text, pattern, init), shown(all, text, pattern, init),
      shown(string.gsub, text, pattern, some(bits, 3), count),
      shown(string.gsub, text, pattern, known, count),
      shown(string.gsub, text, pattern, answer, count) }, "\n")
  end
)lua";

/// Lua's own library, all of it.
class Original {
 public:
  Original() : state_(luaL_newstate()) { luaL_openlibs(state_); }
  ~Original() { lua_close(state_); }
  Original(const Original&) = delete;
  Original& operator=(const Original&) = delete;

  std::string run(const std::string& text) {
    const int status = luaL_loadbuffer(state_, text.data(), text.size(), "=try") == LUA_OK
                           ? lua_pcall(state_, 0, 1, 0)
                           : LUA_ERRSYNTAX;
    return taken(state_, status == LUA_OK);
  }
  static std::string taken(lua_State* state, bool good) {
    std::size_t length = 0;
    const char* text = lua_tolstring(state, -1, &length);
    std::string result = good ? "" : "error: ";
    if (text != nullptr) result.append(text, length);
    lua_pop(state, 1);
    return result;
  }

 private:
  lua_State* state_;
};

/// The host that lessons have.
class Ours {
 public:
  std::string run(const std::string& text) {
    std::string result;
    const auto done = host_.protected_call([&](lua_State* state) {
      if (luaL_loadbufferx(state, text.data(), text.size(), "=try", "t") != LUA_OK) {
        lua_error(state);
      }
      lua_call(state, 0, 1);
      result = Original::taken(state, true);
    });
    return done ? result : "error: " + done.error().message;
  }

 private:
  LuaHost host_{""};
};

struct Known {
  std::string call, result;
};

}  // namespace

TEST_CASE("random patterns give what Lua's own library gives, errors included") {
  Original original;
  Ours ours;
  REQUIRE(original.run(prelude + attempts) == "");
  REQUIRE(ours.run(prelude + attempts) == "");
  int errors = 0, found = 0;
  for (int seed = 1; seed <= 20'000; ++seed) {
    const std::string call = "return attempt(" + std::to_string(seed) + ")";
    const std::string expected = original.run(call);
    const std::string got = ours.run(call);
    errors += expected.find("error: ") != std::string::npos ? 1 : 0;
    found += expected.find("\nnil\nnil\nnil\n") == std::string::npos ? 1 : 0;
    if (got == expected) continue;
    FAIL("seed " << seed << "\n" << expected << "\n--- but ours\n" << got);
  }
  // It means something only where both are common.
  CHECK(errors > 2'000);
  CHECK(found > 2'000);
}

TEST_CASE("known patterns, by the manual") {
  const std::vector<Known> known = {
      {"string.find('hello', 'l+')", "3 4"},
      {"string.find('hello', 'l', 4)", "4 4"},
      {"string.find('hello', 'l', -1)", "nil"},
      {"string.find('hello', 'h', -99)", "1 1"},
      {"string.find('hello', '', 6)", "6 5"},
      {"string.find('hello', '', 7)", "nil"},
      {"string.find('a.b', '.', 2, true)", "2 2"},
      {"string.find('a+b', '+', 1, true)", "2 2"},
      {"string.find('abc', '(b)(c)')", R"(2 3 "b" "c")"},
      {"string.find('abc', '^b')", "nil"},
      {"string.find('abc', '^b', 2)", "2 2"},
      {"string.find('a^b', 'a^')", "1 2"},
      {"string.find('a$b', 'a$b')", "1 3"},
      {"string.find('abc', 'c$')", "3 3"},
      {"string.match('key = value', '(%w+)%s*=%s*(%w+)')", R"("key" "value")"},
      {"string.match('hello', '()ll()')", "3 5"},
      {"string.match('  trim  ', '^%s*(.-)%s*$')", R"("trim")"},
      {"string.match('f(a(b)c)d', '%b()')", R"x("(a(b)c)")x"},
      {"string.match('((x)', '%b()')", R"x("(x)")x"},
      {"string.match('THE (quick) fox', '%f[%a]%a+', 5)", R"("quick")"},
      {"string.match('end', '%f[%z]')", R"("")"},
      {"string.find('a', 'a)')", "nil"},
      {"string.match('\"it\\'s\"', '([\"\\'])(.-)%1')", R"("\"" "it's")"},
      {"string.match('aaa', 'a-b')", "nil"},
      {"string.match('aaa', '(a-)$')", R"("aaa")"},
      {"string.match('aaab', 'a?b')", R"("ab")"},
      {"string.match('x]y', '[]]')", R"("]")"},
      {"string.match('a-b', '[a-]+')", R"("a-")"},
      {"string.match('0x1F', '^0[xX](%x+)$')", R"("1F")"},
      {"string.match(2024, '%d%d')", R"("20")"},
      {"string.match('a\\0b', 'a%zb')", R"("a\0b")"},
      {"string.gsub('hello', 'l', 'L')", R"("heLLo" 2)"},
      {"string.gsub('hello', 'l', 'L', 1)", R"("heLlo" 1)"},
      {"string.gsub('hello', 'l', 'L', 0)", R"("hello" 0)"},
      {"string.gsub('hello', 'l', 'L', -1)", R"("hello" 0)"},
      {"string.gsub('abc', '%w', '%0%0')", R"("aabbcc" 3)"},
      {"string.gsub('abc', '%w', '%1')", R"("abc" 3)"},
      {"string.gsub('hello world', '(%w+) (%w+)', '%2 %1')", R"("world hello" 1)"},
      {"string.gsub('abc', '', '-')", R"("-a-b-c-" 4)"},
      {"string.gsub('abc', 'b*', '-')", R"("-a-c-" 3)"},
      {"string.gsub('abc', '%w', { a = 1, b = false })", R"("1bc" 3)"},
      {"string.gsub('abc', '(b)()', function(a, b) return a .. b end)", R"("ab3c" 1)"},
      {"string.gsub('abc', '()', '%1')", R"("1a2b3c4" 4)"},
      {"string.gsub('abc abc', '^a', 'x')", R"("xbc abc" 1)"},
      {"string.gsub('100', '%d', '%%')", R"("%%%" 3)"},
      {"string.gsub('abc', 'b', setmetatable({}, { __index = function(_, k) return k .. k end }))",
       R"("abbc" 1)"},
      {"all('a1b2', '(%a)(%d)')", R"("\"a\" \"1\"|\"b\" \"2\"")"},
      {"all('abc', '')", R"("\"\" nil|\"\" nil|\"\" nil|\"\" nil")"},
      {"all('a,b,,c', '([^,]*)')", R"("\"a\" nil|\"b\" nil|\"\" nil|\"c\" nil")"},
      {"all('^a^a', '^a')", R"("\"^a\" nil|\"^a\" nil")"},
      {"all('abcabc', 'a', 2)", R"("\"a\" nil")"},
      {"all('abcabc', 'a', -2)", R"("")"},
      {"all('abc', '()', 9)", R"("")"},
      {"string.find('a', 'b[')", "nil"},
      {"string.find('a', 'a[')", "error: malformed pattern (missing ']')"},
      {"string.find('a', '%')", "error: malformed pattern (ends with '%')"},
      {"string.find('a', '%b')", "error: malformed pattern (missing arguments to '%b')"},
      {"string.find('a', '%fa')", "error: missing '[' after '%f' in pattern"},
      {"string.find('a', '(a')", "error: unfinished capture"},
      {"string.match('a', 'a)')", "error: invalid pattern capture"},
      {"string.find('a', '%1')", "error: invalid capture index"},
      {"string.find('a', '(%1)')", "error: invalid capture index"},
      {"string.gsub('a', 'a', '%2')", "error: invalid capture index"},
      {"string.gsub('a', 'a', '%x')", "error: invalid use of '%' in replacement string"},
      {"string.gsub('a', 'a', '%')", "error: invalid use of '%' in replacement string"},
      {"string.gsub('a', 'a', function() return {} end)", "error: invalid replacement value (a "},
      {"string.gsub('a', 'a')", "error: bad argument #3 to 'gsub' (string/function/table expected"},
      {"string.find()", "error: bad argument #1 to 'find' (string expected, got no value)"},
      {"string.find('a', {})", "error: bad argument #2 to 'find' (string expected, got table)"},
      {"string.find('a', 'a', 'x')", "error: bad argument #3 to 'find' (number expected"},
      {"string.match('', ('()'):rep(33))", "error: too many captures"},
      {"select('#', string.match('', ('()'):rep(32)))", "32"},
      {"string.match('', ('a?'):rep(500))", R"("")"},
      {"#string.match(('a'):rep(199), ('a?'):rep(199))", "199"},
      {"string.match(('a'):rep(200), ('a?'):rep(200))", "error: pattern too complex"},
      {"#string.match(('x'):rep(5000), '^.-$')", "5000"},
  };
  Original original;
  Ours ours;
  REQUIRE(original.run(prelude) == "");
  REQUIRE(ours.run(prelude) == "");
  for (const Known& row : known) {
    const std::string call = "return list(" + row.call + ")";
    INFO(row.call);
    const std::string expected = original.run(call), got = ours.run(call);
    CHECK(got == expected);
    CHECK_THAT(expected.starts_with("error: ")
                   ? "error: " + expected.substr(expected.find(' ', 8) + 1)
                   : expected,
               Contains(row.result));
  }
}

TEST_CASE("a pattern's steps are counted, forwards and back") {
  const std::string text(3000, 'x');
  std::string stars;
  for (int i = 0; i < 30; ++i) stars += "x*";
  const Pattern pattern(stars + "y");
  Matcher matcher(pattern, text);
  std::uint64_t left = 1'000'000;
  const auto found = matcher.match_at(0, left);
  REQUIRE(!found);
  CHECK(found.error().no_steps_left);
  CHECK(left == 0);
}

TEST_CASE("a match takes about as many steps as it has to") {
  const std::string text(1000, 'x');
  const Pattern pattern("x*y?$");
  Matcher matcher(pattern, text);
  std::uint64_t left = 10'000;
  REQUIRE(matcher.match_at(0, left).value().value() == 1000);
  CHECK(10'000 - left > 1000);
  CHECK(10'000 - left < 1100);
}

TEST_CASE("a text is found as it is") {
  CHECK(find_plain("hello", "l") == 2);
  CHECK(find_plain("hello", "") == 0);
  CHECK(find_plain("", "") == 0);
  CHECK(find_plain("hello", "lll") == std::string_view::npos);
  CHECK(find_plain(std::string_view("a\0b", 3), std::string_view("\0b", 2)) == 1);
}
