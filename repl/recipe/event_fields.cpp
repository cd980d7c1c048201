#include "repl/recipe/event_fields.hpp"

#include <fmt/format.h>

#include <lua.hpp>

#include "core/process_family.hpp"
#include "core/report/explain.hpp"
#include "core/syscalls/signals.hpp"
#include "repl/recipe/call_stacks.hpp"
#include "repl/recipe/files.hpp"
#include "repl/recipe/missing.hpp"
#include "repl/script/budget.hpp"
#include "repl/script/raise.hpp"

namespace spyglass::recipe_events {

namespace {

using bindings::push_text;

const ProcessFamily::Member* member_of(const Happening& happening) {
  return happening.family == nullptr ? nullptr : happening.family->find(happening.process);
}

void push_process(lua_State* state, Pid process) {
  process == Pid{} ? missing::push(state) : lua_pushinteger(state, process.value());
}

void push_known_text(lua_State* state, std::string_view text) {
  text.empty() ? missing::push(state) : push_text(state, text);
}

template <auto member>
void push_of_process(lua_State* state, const Happening& happening) {
  const auto* process = member_of(happening);
  push_known_text(state, process == nullptr ? std::string_view{} : process->*member);
}

void push_argv(lua_State* state, const Happening& happening) {
  const auto* process = member_of(happening);
  lua_newtable(state);
  if (process == nullptr) return;
  lua_Integer index = 0;
  for (const std::string& argument : process->arguments) {
    push_text(state, argument);
    lua_rawseti(state, -2, ++index);
  }
}

void push_ancestors(lua_State* state, const Happening& happening) {
  lua_newtable(state);
  if (happening.family == nullptr) return;
  lua_Integer index = 0;
  for (const Pid ancestor : happening.family->ancestors(happening.process)) {
    spend(state, 10);
    lua_pushinteger(state, ancestor.value());
    lua_rawseti(state, -2, ++index);
  }
}

void push_duration(lua_State* state, const Happening& happening) {
  if (happening.lifetime) return lua_pushnumber(state, happening.lifetime->count());
  if (!happening.call || happening.call->in_kernel()) return missing::push(state);
  const auto time = happening.call->left - happening.call->entered;
  lua_pushnumber(state, std::chrono::duration<double>(time).count());
}

void push_cpu(lua_State* state, const Happening& happening) {
  if (happening.cpu) return lua_pushnumber(state, happening.cpu->count());
  missing::push(state);
}

void push_start(lua_State* state, const Happening& happening) {
  const auto since = happening.wall_time.time_since_epoch();
  lua_pushnumber(state, std::chrono::duration<double>(since).count());
}

void push_status(lua_State* state, const Happening& happening) {
  if (!happening.status) return missing::push(state);
  if (happening.status->was_killed()) return lua_pushnil(state);
  lua_pushinteger(state, happening.status->code);
}

void push_killed_by(lua_State* state, const Happening& happening) {
  if (!happening.status) return missing::push(state);
  if (!happening.status->was_killed()) return lua_pushnil(state);
  push_text(state, signal_name(happening.status->killed_by));
}

void push_name(lua_State* state, const Happening& happening) {
  if (happening.call) return push_text(state, happening.call->name);
  if (happening.signal == no_signal) return missing::push(state);
  push_text(state, signal_name(happening.signal));
}

void push_stack(lua_State* state, const Happening& happening) {
  if (happening.stacks == nullptr) {
    raise(state, "e.stack wants `needs = \"stack\"` in recipe{}, so that calls stop");
  }
  if (happening.stopped == nullptr) return missing::push(state);
  spend(state, 100'000);
  lua_newtable(state);
  lua_Integer index = 0;
  for (const std::string& function : happening.stacks->of(*happening.stopped)) {
    push_text(state, function);
    lua_rawseti(state, -2, ++index);
  }
}

void push_explanation(lua_State* state, const Happening& happening) {
  if (!happening.call) return missing::push(state);
  const Explanation explanation = explain_call(*happening.call);
  spend(state, 10'000);
  push_text(state, explanation.outcome.empty()
                       ? explanation.what
                       : fmt::format("{} → {}", explanation.what, explanation.outcome));
}

constexpr EventField rows[] = {
    {{"name", "string", "the call's name, or the signal's"}, push_name},
    {{"arg", "table<string, any>",
      "the call's arguments by the names of the man page, each read when it is asked for: numbers "
      "and descriptors as integers, strings and buffers as strings, structs and arrays as tables, "
      "constants and flags as the text of a trace"},
     nullptr},
    {{"file", "string",
      "what the descriptor that the call made, or else its first one, is open on: a path, "
      "`pipe`, `TCP 127.0.0.1:5000 -> 127.0.0.1:80`; wants `needs = \"files\"`"},
     push_file},
    {{"path", "string", "the call's first path from the root on; wants `needs = \"files\"`"},
     push_path},
    {{"duration", "number",
      "seconds that the call took, or, in `process_exit`, that the process lived"},
     push_duration},
    {{"cpu", "number",
      "seconds that the kernel worked for the call, without the time in which the thread waited; "
      "wants `needs = \"cpu\"`"},
     push_cpu},
    {{"run", "integer",
      "which run it belongs to, from 1, where several recordings are looked at one after the "
      "other"},
     [](lua_State* s, const Happening& h) { lua_pushinteger(s, h.run); }},
    {{"failed", "boolean", "whether the call has returned an error"},
     [](lua_State* s, const Happening& h) {
       lua_pushboolean(s, h.call && h.call->error().has_value() ? 1 : 0);
     }},
    {{"stack", "string[]",
      "the functions that led to the call, the innermost first, as far as they keep frame "
      "pointers; "
      "wants `needs = \"stack\"`"},
     push_stack},
    {{"start", "number", "when it began: seconds since 1970"}, push_start},
    {{"at", "number", "when it was seen: seconds since the first event"},
     [](lua_State* s, const Happening& h) { lua_pushnumber(s, h.since_start.count()); }},
    {{"thread", "integer", "the number of the thread"},
     [](lua_State* s, const Happening& h) { lua_pushinteger(s, h.thread.value()); }},
    {{"process", "integer", "the number of its process"},
     [](lua_State* s, const Happening& h) { lua_pushinteger(s, h.process.value()); }},
    {{"parent", "integer", "the number of the process that made this one"},
     [](lua_State* s, const Happening& h) {
       const auto* process = member_of(h);
       push_process(s, process == nullptr ? Pid{} : process->parent);
     }},
    {{"ancestors", "integer[]", "its parent, that one's parent, and so on, as far as is known"},
     push_ancestors},
    {{"command", "string", "what the process runs: the last part of its program's path"},
     push_of_process<&ProcessFamily::Member::command>},
    {{"program", "string", "that path, as execve was given it"},
     push_of_process<&ProcessFamily::Member::program>},
    {{"argv", "string[]", "the words that the program was started with"}, push_argv},
    {{"status", "integer?", "in `process_exit`: the exit status; nil for one that was killed"},
     push_status},
    {{"killed_by", "string?", "in `process_exit`: the signal that killed it, or nil"},
     push_killed_by},
    {{"explanation", "string", "the call in plain words"}, push_explanation},
};

}  // namespace

std::span<const EventField> event_fields() { return rows; }

}  // namespace spyglass::recipe_events
