#include "repl/recipe/files.hpp"

#include <lua.hpp>

#include "core/open_files.hpp"
#include "core/syscalls/kinds.hpp"
#include "repl/recipe/missing.hpp"
#include "repl/script/bindings.hpp"
#include "repl/script/budget.hpp"
#include "repl/script/raise.hpp"

namespace spyglass::recipe_events {

namespace {

const OpenFiles& files_of(lua_State* state, const Happening& happening) {
  if (happening.files == nullptr) {
    raise(state, "this wants `needs = \"files\"` in recipe{}, so that open files are followed");
  }
  return *happening.files;
}

void push_known(lua_State* state, std::string_view text) {
  spend(state, 100);
  text.empty() ? missing::push(state) : bindings::push_text(state, text);
}

std::string text_of(const OpenFiles& files, Pid process, int descriptor) {
  const OpenFile* file = files.find(process, descriptor);
  return file == nullptr ? std::string{} : file->text();
}

/// The descriptor that a call is about: the one that it has made, or else its first.
std::optional<int> descriptor_of(const Call& call) {
  const bool makes = call.row != nullptr && call.row->returns == Returns::descriptor;
  if (makes && call.result && !call.error()) return static_cast<int>(*call.result);
  for (const Value& argument : call.arguments) {
    const auto* descriptor = argument.as<value::Descriptor>();
    if (descriptor != nullptr && descriptor->number >= 0) return descriptor->number;
  }
  return std::nullopt;
}

/// The name of the first argument that is a path.
std::string_view path_argument(const Call& call) {
  for (std::size_t i = 0; call.row != nullptr && i < call.kinds.size(); ++i) {
    if (call.kinds[i] == &kinds::path) return call.row->arguments[i].name;
  }
  return {};
}

}  // namespace

std::string file_text(const Happening& happening) {
  if (happening.file) return *happening.file;
  const auto descriptor = happening.call ? descriptor_of(*happening.call) : std::nullopt;
  if (!descriptor || happening.files == nullptr) return {};
  return text_of(*happening.files, happening.process, *descriptor);
}

void push_file(lua_State* state, const Happening& happening) {
  if (!happening.file) (void)files_of(state, happening);
  push_known(state, file_text(happening));
}

void push_path(lua_State* state, const Happening& happening) {
  const OpenFiles& files = files_of(state, happening);
  const std::string_view argument = happening.call ? path_argument(*happening.call) : "";
  push_known(state, argument.empty() ? "" : files.absolute(*happening.call, argument));
}

int push_path_of(lua_State* state, const Happening& happening) {
  const OpenFiles& files = files_of(state, happening);
  const char* argument = luaL_checkstring(state, 2);
  push_known(state, happening.call ? files.absolute(*happening.call, argument) : "");
  return 1;
}

int push_file_of(lua_State* state, const Happening& happening) {
  const OpenFiles& files = files_of(state, happening);
  if (missing::is_at(state, 2)) {
    missing::push(state);
    return 1;
  }
  push_known(state,
             text_of(files, happening.process, static_cast<int>(luaL_checkinteger(state, 2))));
  return 1;
}

}  // namespace spyglass::recipe_events
