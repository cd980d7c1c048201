#pragma once

#include <algorithm>
#include <array>
#include <memory>
#include <span>
#include <string_view>

#include "core/decode/call.hpp"
#include "repl/session/session.hpp"

struct lua_State;

namespace spyglass::bindings {

/// Pushes a decoded value: numbers and descriptors as integers, strings and buffers as strings,
/// structs and arrays as tables, constants and flags as the text of a trace ("O_RDONLY|O_CREAT"),
/// pointers as integers, what is not known yet as nil.
void push_value(lua_State* state, const Value& value);

/// What scripts see of an object: the reference and the annotations of the lesson format are made
/// of these.
struct Documented {
  std::string_view name;
  std::string_view type;     ///< as the Lua language server writes it: "integer?"
  std::string_view meaning;  ///< without its full stop
};
/// What a table of rows, each with a Documented `is`, says of itself.
template <std::size_t N, class Row>
constexpr std::array<Documented, N> documented(const Row (&rows)[N]) {
  std::array<Documented, N> result;
  std::ranges::transform(rows, result.begin(), &Row::is);
  return result;
}

/// Pushes a text; long ones cost more.
void push_text(lua_State* state, std::string_view text);

struct CallField {
  Documented is;
  void (*push)(lua_State* state, const Call& call);
};
/// Those of a call.
std::span<const CallField> call_rows();
std::span<const Documented> call_fields();
std::span<const Documented> program_fields();

/// Pushes a call as a table-like object, with the call_fields().
void push_call(lua_State* state, std::shared_ptr<const Call> call);

/// Pushes what a lesson's functions see of the program, as a table-like object with the
/// program_fields(). It reads the session when it is asked, so it is only good for as long as the
/// call that it is handed to.
void push_program(lua_State* state, const Session& session);

}  // namespace spyglass::bindings
