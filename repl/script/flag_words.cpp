#include "repl/script/flag_words.hpp"

#include <lua.hpp>
#include <string_view>
#include <vector>

#include "core/base/nearest.hpp"
#include "core/decode/constants.hpp"
#include "repl/script/budget.hpp"

namespace spyglass {

namespace {

/// Those of all tables are some thousands, which only an error needs.
std::vector<std::string_view> names_of_constants() {
  std::vector<std::string_view> names;
  for (const ConstantTable* table : constant_tables()) {
    for (const auto& row : table->rows) names.push_back(row.name);
  }
  return names;
}

bool contains(std::string_view joined, std::string_view word) {
  for (;;) {
    const std::size_t end = joined.find('|');
    if (joined.substr(0, end) == word) return true;
    if (end == std::string_view::npos) return false;
    joined.remove_prefix(end + 1);
  }
}

}  // namespace

int has_word(lua_State* state) {
  std::size_t length = 0;
  const char* joined = luaL_checklstring(state, 1, &length);
  const std::string_view word = luaL_checkstring(state, 2);
  spend(state, cost_of_bytes(length));
  const bool found = contains({joined, length}, word);
  if (!found && !find_constant(word)) {
    const std::string hint = did_you_mean(word, names_of_constants());
    return luaL_error(state, "no flag is called `%s`%s", lua_tostring(state, 2), hint.c_str());
  }
  lua_pushboolean(state, found ? 1 : 0);
  return 1;
}

}  // namespace spyglass
