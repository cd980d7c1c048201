#include "repl/script/condition_values.hpp"

#include <fcntl.h>

#include <algorithm>
#include <cstring>
#include <lua.hpp>

#include "core/decode/constants.hpp"
#include "core/syscalls/catalogue.hpp"
#include "core/syscalls/errors.hpp"
#include "core/syscalls/signals.hpp"
#include "repl/script/bindings.hpp"

namespace spyglass {

namespace {

void push_text(lua_State* state, std::string_view text) {
  lua_pushlstring(state, text.data(), text.size());
}

void push_integer(lua_State* state, std::uint64_t value) {
  lua_pushinteger(state, static_cast<lua_Integer>(value));
}

struct Asked {
  const Session& session;
  const Traps::Happening& what;
  const TrapHit::Touch* touch;
};

void push_result(lua_State* state, const Asked& from) {
  const auto& call = from.what.call;
  call && call->result ? lua_pushinteger(state, *call->result) : lua_pushnil(state);
}

void push_error(lua_State* state, const Asked& from) {
  const auto error = from.what.call ? from.what.call->error() : std::nullopt;
  const ErrorRow* row = error ? find_error(*error) : nullptr;
  row == nullptr ? lua_pushnil(state) : push_text(state, row->name);
}

void push_signal(lua_State* state, const Asked& from) {
  const auto* stop = std::get_if<event::SignalStop>(&from.what.event);
  stop == nullptr ? lua_pushnil(state) : push_text(state, signal_name(stop->signal));
}

void push_bytes(lua_State* state, const Asked& from, std::string TrapHit::Touch::*which) {
  const bool whole = from.touch != nullptr && (from.touch->*which).size() == from.touch->range.size;
  if (!whole) return lua_pushnil(state);
  std::uint64_t number = 0;
  std::memcpy(&number, (from.touch->*which).data(), from.touch->range.size);
  push_integer(state, number);
}

struct Name {
  std::string_view name;
  void (*push)(lua_State*, const Asked&);
};
constexpr Name names[] = {
    {"ret", push_result},
    {"errno", push_error},
    {"signal", push_signal},
    {"old", [](lua_State* s, const Asked& f) { push_bytes(s, f, &TrapHit::Touch::before); }},
    {"new", [](lua_State* s, const Asked& f) { push_bytes(s, f, &TrapHit::Touch::after); }},
    {"thread", [](lua_State* s, const Asked& f) { lua_pushinteger(s, f.what.thread.value()); }},
    {"process", [](lua_State* s, const Asked& f) { lua_pushinteger(s, f.what.process.value()); }},
    {"call",
     [](lua_State* s, const Asked& f) {
       f.what.call ? bindings::push_call(s, f.what.call) : lua_pushnil(s);
     }},
    {"program", [](lua_State* s, const Asked& f) { bindings::push_program(s, f.session); }},
};

bool push_register(lua_State* state, const Session& session, std::string_view name) {
  const auto registers = session.registers();
  const Register* which = registers ? find_register(registers->abi(), name) : nullptr;
  if (which == nullptr) return false;
  push_integer(state, registers->get(*which));
  return true;
}

/// Decoded values have the names of constants as text, so that is what they are compared with;
/// descriptors are numbers.
bool push_constant(lua_State* state, std::string_view name) {
  if (name == "AT_FDCWD") {
    lua_pushinteger(state, AT_FDCWD);
    return true;
  }
  if (find_error(name) == nullptr && find_signal(name) == nullptr && !find_constant(name)) {
    return false;
  }
  push_text(state, name);
  return true;
}

}  // namespace

Condition::Values condition_values(const Session& session, const Traps::Happening& what,
                                   const TrapHit::Touch* touch) {
  return [from = Asked{session, what, touch}](lua_State* state, std::string_view name) {
    const auto& call = from.what.call;
    if (const Value* argument = call ? call->argument(name) : nullptr) {
      bindings::push_value(state, *argument);
      return true;
    }
    if (const auto* known = std::ranges::find(names, name, &Name::name); known != std::end(names)) {
      known->push(state, from);
      return true;
    }
    if (push_register(state, from.session, name) || push_constant(state, name)) return true;
    if (const auto place = from.session.symbols().find(std::string(name))) {
      push_integer(state, place->value());
      return true;
    }
    if (!std::ranges::binary_search(argument_names(), name)) return false;
    lua_pushnil(state);
    return true;
  };
}

}  // namespace spyglass
