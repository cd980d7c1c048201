#include "repl/recipe/event.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <lua.hpp>

#include "core/base/nearest.hpp"
#include "core/syscalls/catalogue.hpp"
#include "core/syscalls/kinds.hpp"
#include "repl/recipe/control.hpp"
#include "repl/recipe/event_fields.hpp"
#include "repl/recipe/files.hpp"
#include "repl/recipe/missing.hpp"
#include "repl/script/budget.hpp"
#include "repl/script/raise.hpp"

namespace spyglass::recipe_events {

namespace {

using bindings::Documented;

/// An event as it was handed out: good for its turn.
struct Lent {
  static constexpr const char* event_type = "spyglass.event";
  static constexpr const char* arguments_type = "spyglass.arguments";
  const Turn* turn;
  std::uint64_t number;

  [[nodiscard]] const Happening* now() const {
    return number == turn->number ? turn->happening : nullptr;
  }
};
/// One that was kept.
struct Kept {
  static constexpr const char* event_type = "spyglass.kept_event";
  static constexpr const char* arguments_type = "spyglass.kept_arguments";
  std::shared_ptr<const Happening> happening;

  [[nodiscard]] const Happening* now() const { return happening.get(); }
};

template <class Object>
void push_object(lua_State* state, const char* type, Object object) {
  new (lua_newuserdatauv(state, sizeof(Object), 0)) Object(std::move(object));
  luaL_setmetatable(state, type);
}

template <class Object>
int collect(lua_State* state) {
  static_cast<Object*>(lua_touserdata(state, 1))->~Object();
  return 0;
}

template <class Object>
const Happening& happening_of(lua_State* state) {
  const Happening* now = static_cast<const Object*>(lua_touserdata(state, 1))->now();
  if (now == nullptr) {
    raise(state,
          "this event is over: it can be asked while its function runs, and "
          "`e:copy()` keeps one");
  }
  return *now;
}

int copy(lua_State* state) {
  const Happening* now = nullptr;
  if (const auto* lent = static_cast<Lent*>(luaL_testudata(state, 1, Lent::event_type))) {
    now = lent->now();
  } else {
    now = static_cast<Kept*>(luaL_checkudata(state, 1, Kept::event_type))->now();
  }
  if (now == nullptr) return luaL_error(state, "this event is over, and cannot be kept any more");
  spend(state, 1000);
  auto kept = std::make_shared<Happening>(*now);
  if (kept->files != nullptr) kept->file = file_text(*now);
  kept->files = nullptr;
  kept->stopped = nullptr;
  kept->control = nullptr;
  push_object(state, Kept::event_type, Kept{std::move(kept)});
  return 1;
}

template <class How>
int with_happening(lua_State* state, How how) {
  const auto* lent = static_cast<Lent*>(luaL_testudata(state, 1, Lent::event_type));
  const Happening* now = lent == nullptr ? nullptr : lent->now();
  if (now == nullptr) {
    return luaL_error(state, "with a colon, and of the event at hand: e:%s",
                      lua_tostring(state, lua_upvalueindex(1)));
  }
  return how(state, *now);
}

struct Method {
  Documented is;
  lua_CFunction function;
};
constexpr Method own_methods[] = {
    {{"copy", "fun(self: spyglass.Event): spyglass.Event",
      "`e:copy()` is the same event, and can be kept for as long as it is wanted"},
     copy},
    {{"path_of", "fun(self: spyglass.Event, argument: string): string",
      "`e:path_of(\"newpath\")` is that argument from the root on; wants `needs = \"files\"`"},
     [](lua_State* s) { return with_happening(s, push_path_of); }},
    {{"file_of", "fun(self: spyglass.Event, descriptor: integer): string",
      "`e:file_of(3)` is what that descriptor of the process is open on; wants "
      "`needs = \"files\"`"},
     [](lua_State* s) { return with_happening(s, push_file_of); }},
    {{"fail", "fun(self: spyglass.Event, error: string)",
      "`e:fail \"EIO\"`: the kernel does not get to see the call, which fails so"},
     [](lua_State* s) { return with_happening(s, control::fail_with); }},
    {{"ret", "fun(self: spyglass.Event, result: integer)",
      "`e:ret(0)`: the kernel does not get to see the call, which returns that"},
     [](lua_State* s) { return with_happening(s, control::return_with); }},
    {{"set", "fun(self: spyglass.Event, argument: string, value: integer)",
      "`e:set(\"count\", 1)`: the kernel gets another argument"},
     [](lua_State* s) { return with_happening(s, control::set_argument); }},
    {{"delay", "fun(self: spyglass.Event, milliseconds: number)",
      "`e:delay(20)`: the thread stands still for so long before the call"},
     [](lua_State* s) { return with_happening(s, control::delay); }},
    {{"signal", "fun(self: spyglass.Event, signal: string)",
      "`e:signal \"SIGTERM\"`: the thread gets a signal as it enters the call"},
     [](lua_State* s) { return with_happening(s, control::send_signal); }},
    {{"pause", "fun(self: spyglass.Event, why: string?)",
      "`e:pause \"why\"`: the program stops here, for whoever is at the prompt; wants "
      "`needs = \"pause\"`"},
     [](lua_State* s) { return with_happening(s, control::pause); }},
};

// --- how they are asked ---

[[noreturn]] void unknown_field(lua_State* state) {
  const char* name = luaL_tolstring(state, 2, nullptr);
  std::vector<std::string_view> names;
  for (const Documented& one : fields()) names.push_back(one.name);
  for (const Documented& one : methods()) names.push_back(one.name);
  raise(state, fmt::format("an event has no field `{}`{}", name, did_you_mean(name, names)));
}

/// What the tables of names have for a name: a field of events, a method, or a field of calls.
template <class Object>
int event_index(lua_State* state) {
  const Happening& happening = happening_of<Object>(state);
  spend(state, 2);
  lua_pushvalue(state, 2);
  if (lua_rawget(state, lua_upvalueindex(1)) == LUA_TLIGHTUSERDATA) {
    const auto& field = *static_cast<const EventField*>(lua_touserdata(state, -1));
    if (field.push != nullptr) {
      field.push(state, happening);
    } else {
      push_object(state, Object::arguments_type, *static_cast<Object*>(lua_touserdata(state, 1)));
    }
    return 1;
  }
  if (lua_isfunction(state, -1)) return 1;
  lua_pushvalue(state, 2);
  if (lua_rawget(state, lua_upvalueindex(2)) != LUA_TLIGHTUSERDATA) unknown_field(state);
  if (!happening.call) {
    missing::push(state);
    return 1;
  }
  static_cast<const bindings::CallField*>(lua_touserdata(state, -1))->push(state, *happening.call);
  // What is nil of a call that is still in the kernel is not known yet.
  if (lua_isnil(state, -1) && happening.call->in_kernel()) missing::push(state);
  return 1;
}

/// Whether a value is what a pointer leads to, and could not be read.
bool is_not_captured(const Call& call, std::size_t index) {
  return call.arguments[index].as<value::Address>() != nullptr && index < call.kinds.size() &&
         call.kinds[index] != &kinds::address;
}

/// Nothing for a call that has no such argument.
std::optional<std::size_t> argument_called(const Call* call, std::string_view name) {
  if (call == nullptr || call->row == nullptr) return std::nullopt;
  const auto rows = call->row->argument_list();
  for (std::size_t i = 0; i < rows.size() && i < call->arguments.size(); ++i) {
    if (rows[i].name == name) return i;
  }
  return std::nullopt;
}

template <class Object>
int argument_index(lua_State* state) {
  const Happening& happening = happening_of<Object>(state);
  spend(state, 5);
  const std::string_view name = luaL_checkstring(state, 2);
  const auto place = argument_called(happening.call.get(), name);
  if (place) {
    const Call& call = *happening.call;
    const Value& value = call.arguments[*place];
    const bool unknown = value.as<value::Pending>() != nullptr ||
                         value.as<value::Absent>() != nullptr || is_not_captured(call, *place);
    unknown ? missing::push(state) : bindings::push_value(state, value);
    return 1;
  }
  if (!std::ranges::binary_search(argument_names(), name)) {
    const std::string hint = did_you_mean(name, {argument_names().begin(), argument_names().end()});
    return luaL_error(state, "no call has an argument `%s`%s", lua_tostring(state, 2),
                      hint.c_str());
  }
  missing::push(state);
  return 1;
}

int refuse_change(lua_State* state) {
  return luaL_error(state,
                    "an event cannot be changed like this; e:set(\"count\", 1) changes an "
                    "argument of the call, where that is possible");
}

/// Two tables: of names to fields and methods, and of names to fields of calls.
void push_names(lua_State* state) {
  lua_newtable(state);
  for (const EventField& field : event_fields()) {
    bindings::push_text(state, field.is.name);
    lua_pushlightuserdata(state, const_cast<EventField*>(&field));
    lua_rawset(state, -3);
  }
  for (const Method& method : own_methods) {
    bindings::push_text(state, method.is.name);
    bindings::push_text(state, method.is.name);
    lua_pushcclosure(state, method.function, 1);
    lua_rawset(state, -3);
  }
  lua_newtable(state);
  for (const bindings::CallField& field : bindings::call_rows()) {
    bindings::push_text(state, field.is.name);
    lua_pushlightuserdata(state, const_cast<bindings::CallField*>(&field));
    lua_rawset(state, -3);
  }
}

void finish_type(lua_State* state, lua_CFunction collector) {
  lua_setfield(state, -2, "__index");
  lua_pushcfunction(state, refuse_change);
  lua_setfield(state, -2, "__newindex");
  lua_pushboolean(state, 0);
  lua_setfield(state, -2, "__metatable");
  if (collector != nullptr) {
    lua_pushcfunction(state, collector);
    lua_setfield(state, -2, "__gc");
  }
  lua_pop(state, 1);
}

template <class Object>
void make_types(lua_State* state, lua_CFunction collector) {
  luaL_newmetatable(state, Object::event_type);
  push_names(state);
  lua_pushcclosure(state, event_index<Object>, 2);
  finish_type(state, collector);
  luaL_newmetatable(state, Object::arguments_type);
  lua_pushcfunction(state, argument_index<Object>);
  finish_type(state, collector);
}

}  // namespace

void open(lua_State* state) {
  make_types<Lent>(state, nullptr);
  make_types<Kept>(state, collect<Kept>);
}

void push(lua_State* state, const Turn& turn) {
  push_object(state, Lent::event_type, Lent{&turn, turn.number});
}

std::span<const Documented> fields() {
  static const auto all = [] {
    std::vector<Documented> list;
    for (const EventField& field : event_fields()) list.push_back(field.is);
    for (const Documented& field : bindings::call_fields()) {
      const bool replaced =
          std::ranges::any_of(list, [&](const Documented& own) { return own.name == field.name; });
      if (!replaced) list.push_back(field);
    }
    return list;
  }();
  return all;
}

std::span<const Documented> methods() {
  static constexpr auto all = bindings::documented(own_methods);
  return all;
}

}  // namespace spyglass::recipe_events
