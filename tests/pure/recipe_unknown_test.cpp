// What stands in recipes for a value that is not known.

#include <catch2/catch.hpp>
#include <lua.hpp>

#include "repl/recipe/missing.hpp"
#include "repl/recipe/missing_functions.hpp"
#include "repl/script/host.hpp"
#include "tests/temporary_folder.hpp"

using namespace spyglass;

namespace {

/// Runs code that has such a value as `unknown`.
Result<void> run(const std::string& code) {
  const TemporaryFolder folder;
  LuaHost host{std::filesystem::path()};
  const auto opened = host.protected_call([](lua_State* state) {
    missing::open(state);
    missing::teach_library(state);
    missing::push(state);
    lua_setglobal(state, "unknown");
  });
  REQUIRE(opened.has_value());
  return host.run_file(folder.write("recipe.lua", code));
}

}  // namespace

TEST_CASE("who goes through what is not known finds nothing, and others find what they did") {
  const auto done = run(R"(
    for _ in pairs(unknown) do error "pairs" end
    for _ in ipairs(unknown) do error "ipairs" end
    local found = ""
    for index, word in ipairs { "a", "b" } do found = found .. index .. word end
    assert(found == "1a2b")
  )");
  INFO((done ? std::string() : done.error().message));
  CHECK(done.has_value());
  CHECK_FALSE(run("ipairs()").has_value());
}

TEST_CASE("what is asked of what is not known, or computed with it, is not known either") {
  const auto done = run(R"(
    assert(tostring(unknown.name[1]) == "?" and tostring(unknown + 1) == "?")
    assert(unknown .. "x" == "?x" and "x" .. unknown == "x?")
    assert(unknown .. unknown == "??" and 1 .. unknown == "1?" and #unknown == 0 and not unknown:has "x")
    assert(not (unknown < 1) and not (unknown >= 1) and unknown ~= "?")
  )");
  INFO((done ? std::string() : done.error().message));
  CHECK(done.has_value());
}
