#include "repl/recipe/control.hpp"

#include <fmt/format.h>

#include <cmath>
#include <lua.hpp>

#include "core/base/nearest.hpp"
#include "core/syscalls/errors.hpp"
#include "core/syscalls/signals.hpp"
#include "repl/script/raise.hpp"

namespace spyglass::recipe_events::control {

namespace {

Control& control_of(lua_State* state, const Happening& happening) {
  if (happening.control == nullptr) {
    raise(state,
          "a call can be changed in on.call_entry alone, by a recipe that says "
          "`needs = \"control\"`");
  }
  return *happening.control;
}

[[noreturn]] void unknown(lua_State* state, const char* what, const char* word,
                          const std::vector<std::string_view>& candidates) {
  raise(state, fmt::format("no {} is called `{}`{}", what, word, did_you_mean(word, candidates)));
}

template <class Rows>
std::vector<std::string_view> names_of(const Rows& rows) {
  std::vector<std::string_view> names;
  for (const auto& row : rows) names.push_back(row.name);
  return names;
}

}  // namespace

int fail_with(lua_State* state, const Happening& happening) {
  Control& control = control_of(state, happening);
  const char* word = luaL_checkstring(state, 2);
  const ErrorRow* row = find_error(word);
  if (row == nullptr) unknown(state, "error", word, names_of(error_rows()));
  control.injection.error = Errno(row->number);
  control.injection.result.reset();
  return 0;
}

int return_with(lua_State* state, const Happening& happening) {
  Control& control = control_of(state, happening);
  control.injection.result = static_cast<std::uint64_t>(luaL_checkinteger(state, 2));
  control.injection.error.reset();
  return 0;
}

int set_argument(lua_State* state, const Happening& happening) {
  Control& control = control_of(state, happening);
  const std::string_view name = luaL_checkstring(state, 2);
  const auto value = static_cast<std::uint64_t>(luaL_checkinteger(state, 3));
  const Row* row = happening.call->row;
  if (row == nullptr) return luaL_error(state, "nothing is known of the arguments of this call");
  const auto arguments = row->argument_list();
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i].name != name) continue;
    if (!argument_register(*row, i, abi(happening.call->raw.abi))) {
      return luaL_error(state, "`%s` of %s is in no register of its own", lua_tostring(state, 2),
                        std::string(row->name).c_str());
    }
    std::erase_if(control.injection.arguments,
                  [&](const ArgumentChange& change) { return change.argument == i; });
    control.injection.arguments.push_back({i, value});
    return 0;
  }
  unknown(state, "argument of this call", lua_tostring(state, 2), names_of(arguments));
}

int delay(lua_State* state, const Happening& happening) {
  Control& control = control_of(state, happening);
  const double milliseconds = luaL_checknumber(state, 2);
  constexpr double a_day = 24.0 * 60 * 60 * 1000;
  luaL_argcheck(state, milliseconds >= 0 && milliseconds <= a_day, 2,
                "milliseconds, from 0 to a day");
  control.injection.delay_enter = std::chrono::nanoseconds(std::llround(milliseconds * 1e6));
  return 0;
}

int send_signal(lua_State* state, const Happening& happening) {
  Control& control = control_of(state, happening);
  const char* word = luaL_checkstring(state, 2);
  const SignalRow* row = find_signal(word);
  if (row == nullptr) unknown(state, "signal", word, names_of(signal_rows()));
  control.injection.signal = Signal(row->number);
  return 0;
}

int pause(lua_State* state, const Happening& happening) {
  Control& control = control_of(state, happening);
  control.pause = luaL_optstring(state, 2, "");
  return 0;
}

}  // namespace spyglass::recipe_events::control
