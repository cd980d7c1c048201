#include "repl/script/bindings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <lua.hpp>

#include "core/base/read_below.hpp"
#include "core/proc/descriptors.hpp"
#include "core/report/text.hpp"
#include "core/syscalls/errors.hpp"
#include "core/syscalls/signals.hpp"
#include "repl/script/budget.hpp"

namespace spyglass::bindings {

namespace {

constexpr const char* call_type = "spyglass.call";
constexpr const char* program_type = "spyglass.program";

void push_integer(lua_State* state, std::uint64_t value) {
  lua_pushinteger(state, static_cast<lua_Integer>(value));
}

void push_list(lua_State* state, std::span<const Value> values) {
  lua_createtable(state, static_cast<int>(values.size()), 0);
  for (std::size_t i = 0; i < values.size(); ++i) {
    push_value(state, values[i]);
    lua_rawseti(state, -2, static_cast<lua_Integer>(i) + 1);
  }
}

struct Pusher {
  lua_State* state;
  const Value& value;

  void operator()(const value::Pending&) const { lua_pushnil(state); }
  void operator()(const value::Absent&) const { lua_pushnil(state); }
  void operator()(const value::Number& number) const { push_integer(state, number.bits); }
  void operator()(const value::Address& pointer) const {
    push_integer(state, pointer.address.value());
  }
  void operator()(const value::Text& text) const { push_text(state, text.bytes); }
  void operator()(const value::Descriptor& descriptor) const {
    lua_pushinteger(state, descriptor.number);
  }
  void operator()(const value::Array& array) const { push_list(state, array.elements); }
  void operator()(const value::Changed& changed) const {
    push_value(state, changed.before_and_after.back());
  }
  void operator()(const value::Struct& structure) const {
    lua_createtable(state, 0, static_cast<int>(structure.fields.size()));
    for (const value::Field& field : structure.fields) {
      push_text(state, field.name);
      push_value(state, field.value);
      lua_rawset(state, -3);
    }
  }
  template <class Other>
  void operator()(const Other&) const {
    push_text(state, value_text({value.is, {}}));
  }
};

// --- calls ---

using CallPointer = std::shared_ptr<const Call>;

void push_arguments(lua_State* state, const Call& call) {
  lua_createtable(state, 0, static_cast<int>(call.arguments.size()));
  for (std::size_t i = 0; call.row != nullptr && i < call.arguments.size(); ++i) {
    push_text(state, call.row->arguments[i].name);
    push_value(state, call.arguments[i]);
    lua_rawset(state, -3);
  }
}

void push_raw(lua_State* state, const Call& call) {
  lua_createtable(state, 6, 0);
  for (std::size_t i = 0; i < call.raw.arguments.size(); ++i) {
    push_integer(state, call.raw.arguments[i]);
    lua_rawseti(state, -2, static_cast<lua_Integer>(i) + 1);
  }
}

void push_error(lua_State* state, const Call& call) {
  const auto error = call.error();
  const ErrorRow* row = error ? find_error(*error) : nullptr;
  if (row == nullptr) return lua_pushnil(state);
  push_text(state, row->name);
}

constexpr CallField call_field_rows[] = {
    {{"name", "string", "the call's name in the kernel's table: `openat`"},
     [](lua_State* s, const Call& c) { push_text(s, c.name); }},
    {{"number", "integer", "its number, in the table of its ABI"},
     [](lua_State* s, const Call& c) { push_integer(s, c.raw.number); }},
    {{"text", "string", "the call as a line of a trace"},
     [](lua_State* s, const Call& c) { push_text(s, call_text(c, {.result_column = 0})); }},
    {{"thread", "integer", "the number of the thread that made it"},
     [](lua_State* s, const Call& c) { lua_pushinteger(s, c.thread.value()); }},
    {{"process", "integer", "the number of that thread's process"},
     [](lua_State* s, const Call& c) { lua_pushinteger(s, c.process.value()); }},
    {{"group", "string", "what it is about: `files`, `memory`, …; `unknown` for an unknown call"},
     [](lua_State* s, const Call& c) {
       push_text(s, c.row == nullptr ? "unknown" : group_name(c.row->group));
     }},
    {{"abi", "string", "whose table of numbers is meant: `x86-64`, `i386`, `aarch64`"},
     [](lua_State* s, const Call& c) { push_text(s, abi(c.raw.abi).name); }},
    {{"args", "table<string, any>",
      "its arguments by the names of the man page: numbers and descriptors as integers, strings "
      "and "
      "buffers as strings, structs and arrays as tables, constants and flags as the text of a "
      "trace "
      "(`\"O_RDONLY|O_CLOEXEC\"`), pointers as integers; nil for what is not known yet"},
     push_arguments},
    {{"raw", "integer[]", "what was in the six argument registers"}, push_raw},
    {{"result", "integer?",
      "what the kernel returned: a failure is a negative number; nil where it has not returned"},
     [](lua_State* s, const Call& c) {
       c.result ? lua_pushinteger(s, *c.result) : lua_pushnil(s);
     }},
    {{"error", "string?", "the name of its error, `ENOENT`; nil when it has none"}, push_error},
    {{"finished", "boolean", "whether it is over: it has returned, or never will"},
     [](lua_State* s, const Call& c) { lua_pushboolean(s, !c.in_kernel()); }},
};

template <std::size_t N, class Row>
const Row* find_field(const Row (&fields)[N], std::string_view name) {
  for (const Row& field : fields) {
    if (field.is.name == name) return &field;
  }
  return nullptr;
}

int call_index(lua_State* state) {
  const auto& call = **static_cast<CallPointer*>(luaL_checkudata(state, 1, call_type));
  const char* name = luaL_checkstring(state, 2);
  const CallField* field = find_field(call_field_rows, name);
  if (field == nullptr) return luaL_error(state, "a call has no field `%s`", name);
  spend(state, 100);
  field->push(state, call);
  return 1;
}

int call_collect(lua_State* state) {
  static_cast<CallPointer*>(luaL_checkudata(state, 1, call_type))->~CallPointer();
  return 0;
}

// --- the program ---

/// A script may keep the program for longer than it was handed out for, and the session may be
/// gone.
struct LentProgram {
  const Session* session;
  std::uint64_t entry;  ///< into the host, for which it was handed out
};

const Session& session_of(lua_State* state) {
  const auto& lent = *static_cast<LentProgram*>(luaL_checkudata(state, 1, program_type));
  const Budget* now = budget_of(state);
  if (now == nullptr || now->entry != lent.entry) {
    luaL_error(state, "a program can only be looked at by the function that it was handed to");
  }
  return *lent.session;
}

void push_state(lua_State* state, const Session& session) {
  constexpr std::array names = {"empty", "stopped", "running", "ended"};
  lua_pushstring(state, names[static_cast<std::size_t>(session.state())]);
}

void push_exit(lua_State* state, const Session& session) {
  const auto& status = session.exit_status();
  status && !status->was_killed() ? lua_pushinteger(state, status->code) : lua_pushnil(state);
}

void push_killed_by(lua_State* state, const Session& session) {
  const auto& status = session.exit_status();
  if (!status || !status->was_killed()) return lua_pushnil(state);
  push_text(state, signal_name(status->killed_by));
}

void push_calls(lua_State* state, const Session& session) {
  const auto& calls = session.log().calls();
  lua_createtable(state, static_cast<int>(calls.size()), 0);
  lua_Integer index = 0;
  for (const auto& entry : calls) {
    push_call(state, entry.call);
    lua_rawseti(state, -2, ++index);
  }
}

void push_last(lua_State* state, const Session& session) {
  const auto& calls = session.log().calls();
  const auto last = std::find_if(calls.rbegin(), calls.rend(),
                                 [](const auto& entry) { return !entry.call->in_kernel(); });
  if (last == calls.rend()) return lua_pushnil(state);
  push_call(state, last->call);
}

void push_at(lua_State* state, const Session& session) {
  const auto site = session.call_site();
  const auto memory = session.memory();
  if (!site || !memory) return lua_pushnil(state);
  if (site->moment == Moment::inside) return push_call(state, session.current_call());
  auto call = std::make_shared<Call>(decode_entry(site->numbers, *memory, {}));
  call->thread = session.focus();
  push_call(state, std::move(call));
}

void push_moment(lua_State* state, const Session& session) {
  const auto site = session.call_site();
  if (!site) return lua_pushnil(state);
  lua_pushstring(state, site->moment == Moment::before ? "before" : "inside");
}

struct RowValuePusher {
  lua_State* state;
  void operator()(std::monostate) const { lua_pushnil(state); }
  void operator()(bool flag) const { lua_pushboolean(state, flag ? 1 : 0); }
  void operator()(std::int64_t number) const { lua_pushinteger(state, number); }
  void operator()(double number) const { lua_pushnumber(state, number); }
  void operator()(const std::string& text) const { push_text(state, text); }
};

void push_rows(lua_State* state, const Session& session) {
  const auto& rows = session.log().rows();
  spend(state, 10 * rows.size());
  lua_createtable(state, static_cast<int>(rows.size()), 0);
  lua_Integer index = 0;
  for (const auto& row : rows) {
    lua_createtable(state, 0, static_cast<int>(row.cells.size()));
    for (const auto& [column, value] : row.cells) {
      push_text(state, column);
      std::visit(RowValuePusher{state}, value);
      lua_rawset(state, -3);
    }
    lua_rawseti(state, -2, ++index);
  }
}

void push_signals(lua_State* state, const Session& session) {
  lua_newtable(state);
  lua_Integer index = 0;
  for (const auto& entry : session.log().signals()) {
    push_text(state, signal_name(entry.signal));
    lua_rawseti(state, -2, ++index);
  }
}

void push_registers(lua_State* state, const Session& session) {
  const auto registers = session.registers();
  if (!registers) return lua_pushnil(state);
  lua_newtable(state);
  for (const Register& which : registers->abi().registers) {
    push_text(state, which.name);
    push_integer(state, registers->get(which));
    lua_rawset(state, -3);
  }
}

void push_descriptors(lua_State* state, const Session& session) {
  lua_newtable(state);
  for (const auto& descriptor : proc::descriptors(session.focus(), session.source())) {
    push_text(state, descriptor.target);
    lua_rawseti(state, -2, descriptor.number);
  }
}

int find_call(lua_State* state) {
  const Session& session = session_of(state);
  const std::string_view name = luaL_checkstring(state, 2);
  lua_settop(state, 3);
  spend(state, session.log().calls().size());
  for (const auto& entry : session.log().calls()) {
    if (entry.call->name != name) continue;
    push_call(state, entry.call);
    if (lua_isnil(state, 3)) return 1;
    lua_pushvalue(state, 3);
    lua_pushvalue(state, -2);
    lua_call(state, 1, 1);
    const bool wanted = lua_toboolean(state, -1) != 0;
    lua_pop(state, 1);
    if (wanted) return 1;
    lua_pop(state, 1);
  }
  lua_pushnil(state);
  return 1;
}

int count_calls(lua_State* state) {
  const Session& session = session_of(state);
  const std::string_view name = luaL_checkstring(state, 2);
  spend(state, session.log().calls().size());
  lua_Integer count = 0;
  for (const auto& entry : session.log().calls()) count += entry.call->name == name ? 1 : 0;
  lua_pushinteger(state, count);
  return 1;
}

int read_memory(lua_State* state) {
  const Session& session = session_of(state);
  const auto at = static_cast<std::uint64_t>(luaL_checkinteger(state, 2));
  const lua_Integer length = luaL_checkinteger(state, 3);
  constexpr lua_Integer most = 1 << 20;
  luaL_argcheck(state, length >= 0 && length <= most, 3, "a length from 0 to 1 MiB");
  spend(state, 1000);
  const auto memory = session.memory();
  push_text(state, memory ? memory->bytes(Addr(at), static_cast<std::size_t>(length)) : "");
  return 1;
}

int read_file(lua_State* state) {
  const Session& session = session_of(state);
  const std::string path = luaL_checkstring(state, 2);
  constexpr std::size_t most = 1 << 20;
  spend(state, 100'000);  // as `require`
  const auto& program = session.program();
  // Outside of lessons programs start in our own directory, and scripts have no business there.
  const auto text = !program || program->directory.empty()
                        ? std::nullopt
                        : read_below(program->directory, path, most);
  text ? push_text(state, *text) : lua_pushnil(state);
  return 1;
}

struct ProgramRow {
  Documented is;
  void (*push)(lua_State*, const Session&);
  std::uint64_t cost = 100;  ///< more where the kernel must be asked
};
constexpr ProgramRow program_rows[] = {
    {{"state", R"("empty"|"stopped"|"running"|"ended")",
      "how the program is; `empty`: there is none"},
     push_state},
    {{"exit", "integer?", "its exit status; nil before it has one, and when it was killed"},
     push_exit},
    {{"killed_by", "string?", "the name of the signal that killed it, or nil"}, push_killed_by},
    {{"calls", "spyglass.Call[]", "all calls since the program was started, the oldest first"},
     push_calls},
    {{"last", "spyglass.Call?", "the newest call that is over, or nil"}, push_last},
    {{"at", "spyglass.Call?", "the call that it is about to make or is making, or nil"},
     push_at,
     5000},
    {{"moment", R"("before"|"inside"|nil)",
      "where it stands at that call: before the call instruction, or inside, in the kernel"},
     push_moment},
    {{"output", "string", "what it has written to its terminal"},
     [](lua_State* s, const Session& session) { push_text(s, session.log().output()); }},
    {{"signals", "string[]", "the names of the signals that arrived, the oldest first"},
     push_signals},
    {{"rows", "table<string, any>[]",
      "what recipes that look on have written with `row`, the oldest first: each a table from "
      "column to value, with amounts as numbers (`took` in seconds)"},
     push_rows},
    {{"regs", "table<string, integer>?",
      "its registers by name; nil where there are none to be read"},
     push_registers,
     1000},
    {{"fds", "table<integer, string>", "its open descriptors, and what each is open on"},
     push_descriptors,
     100'000},
    {{"pid", "integer",
      "the number of the process; of several threads, that of the one that is looked at"},
     [](lua_State* s, const Session& session) {
       lua_pushinteger(s, session.number_of(session.focus()));
     }},
    {{"find",
      "fun(self: spyglass.Program, name: string, wanted?: fun(call: spyglass.Call): any): "
      "spyglass.Call?",
      "`t:find(NAME)` is the first call of that name, `t:find(NAME, WANTED)` the first for which "
      "the "
      "function WANTED says true; nil where there is none"},
     [](lua_State* s, const Session&) { lua_pushcfunction(s, find_call); }},
    {{"count", "fun(self: spyglass.Program, name: string): integer",
      "`t:count(NAME)` is how many calls of that name there were"},
     [](lua_State* s, const Session&) { lua_pushcfunction(s, count_calls); }},
    {{"memory", "fun(self: spyglass.Program, address: integer, length: integer): string",
      "`t:memory(ADDRESS, LENGTH)` is what stands there, shorter where memory ends"},
     [](lua_State* s, const Session&) { lua_pushcfunction(s, read_memory); }},
    {{"file", "fun(self: spyglass.Program, path: string): string?",
      "`t:file(PATH)` is what stands in a file of the lesson's scratch directory, its first MiB; "
      "nil "
      "where there is no such file"},
     [](lua_State* s, const Session&) { lua_pushcfunction(s, read_file); }},
};

int program_index(lua_State* state) {
  const Session& session = session_of(state);
  const char* name = luaL_checkstring(state, 2);
  const ProgramRow* field = find_field(program_rows, name);
  if (field == nullptr) return luaL_error(state, "the program has no field `%s`", name);
  spend(state, field->cost);
  field->push(state, session);
  return 1;
}

void set_metatable(lua_State* state, const char* type, lua_CFunction index, lua_CFunction collect) {
  if (luaL_newmetatable(state, type) != 0) {
    lua_pushcfunction(state, index);
    lua_setfield(state, -2, "__index");
    if (collect != nullptr) {
      lua_pushcfunction(state, collect);
      lua_setfield(state, -2, "__gc");
    }
    // Scripts may neither see nor change what makes these objects work.
    lua_pushboolean(state, 0);
    lua_setfield(state, -2, "__metatable");
  }
  lua_setmetatable(state, -2);
}

}  // namespace

void push_text(lua_State* state, std::string_view text) {
  spend(state, cost_of_bytes(text.size()));
  lua_pushlstring(state, text.data(), text.size());
}

void push_value(lua_State* state, const Value& value) {
  luaL_checkstack(state, 4, "a value nested too deeply");
  std::visit(Pusher{state, value}, value.is);
}

void push_call(lua_State* state, std::shared_ptr<const Call> call) {
  spend(state, 4);
  void* room = lua_newuserdatauv(state, sizeof(CallPointer), 0);
  new (room) CallPointer(std::move(call));
  set_metatable(state, call_type, call_index, call_collect);
}

void push_program(lua_State* state, const Session& session) {
  const Budget* now = budget_of(state);
  new (lua_newuserdatauv(state, sizeof(LentProgram), 0))
      LentProgram{&session, now == nullptr ? 0 : now->entry};
  set_metatable(state, program_type, program_index, nullptr);
}

std::span<const CallField> call_rows() { return call_field_rows; }

std::span<const Documented> call_fields() {
  static constexpr auto fields = documented(call_field_rows);
  return fields;
}

std::span<const Documented> program_fields() {
  static constexpr auto fields = documented(program_rows);
  return fields;
}

}  // namespace spyglass::bindings
