#include "repl/script/budget.hpp"

#include <cstdlib>
#include <lua.hpp>

namespace spyglass {

namespace {

/// The hook looks this often.
constexpr int hook_interval = 10'000;

Budget*& place_of(lua_State* state) {
  // The extra space before a state is ours (lua_getextraspace): a pointer's worth.
  return *static_cast<Budget**>(lua_getextraspace(state));
}

void count_some(lua_State* state, lua_Debug*) {
  Budget* budget = budget_of(state);
  if (budget == nullptr) return;
  if (budget->spent || budget->left <= hook_interval) end_of_budget(state, used_up::instructions);
  budget->left -= hook_interval;
}

void end_now(lua_State* state, lua_Debug*) {
  if (budget_of(state) != nullptr) end_of_budget(state, used_up::time);
}

}  // namespace

void count_instructions(lua_State* state) {
  place_of(state) = nullptr;
  lua_sethook(state, count_some, LUA_MASKCOUNT, hook_interval);
}

void set_budget(lua_State* state, Budget* budget) {
  place_of(state) = budget;
  lua_sethook(state, count_some, LUA_MASKCOUNT, hook_interval);
}

Budget* budget_of(lua_State* state) { return place_of(state); }

void spend(lua_State* state, std::uint64_t steps, std::string_view why) {
  Budget* budget = budget_of(state);
  if (budget == nullptr) return;
  if (budget->spent || budget->left <= steps) end_of_budget(state, why);
  budget->left -= steps;
}

void push_place(lua_State* state) {
  lua_Debug info{};
  for (int level = 0; lua_getstack(state, level, &info) != 0; ++level) {
    lua_getinfo(state, "Sl", &info);
    if (info.currentline <= 0) continue;
    lua_pushfstring(state, "%s:%d: ", info.short_src, info.currentline);
    return;
  }
  lua_pushliteral(state, "");
}

void end_of_budget(lua_State* state, std::string_view why) {
  if (Budget* budget = budget_of(state)) {
    budget->left = 0;
    budget->spent = true;
  }
  // What still runs on the way out (__close) ends at its first instruction, too.
  lua_sethook(state, count_some, LUA_MASKCOUNT, 1);
  push_place(state);
  lua_pushliteral(state, "it runs too long: ");
  lua_pushlstring(state, why.data(), why.size());
  lua_concat(state, 3);
  lua_error(state);
  std::abort();  // lua_error does not return
}

void end_soon(lua_State* state) { lua_sethook(state, end_now, LUA_MASKCOUNT, 1); }

}  // namespace spyglass
