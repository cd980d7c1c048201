// A recipe is a Lua file that calls recipe{…} once and then defines functions of the table `on`
// (see format.hpp). What somebody said to it is there, as the table `arg`, from recipe{…} on.

#include "repl/recipe/loader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <lua.hpp>

#include "core/base/nearest.hpp"
#include "repl/recipe/comment.hpp"
#include "repl/recipe/declaration.hpp"
#include "repl/recipe/event.hpp"
#include "repl/recipe/format.hpp"
#include "repl/recipe/functions.hpp"
#include "repl/recipe/lexer.hpp"
#include "repl/recipe/missing.hpp"
#include "repl/recipe/missing_functions.hpp"
#include "repl/script/lent.hpp"
#include "repl/script/raise.hpp"
#include "repl/script/script_file.hpp"

namespace spyglass {

namespace {

/// What stands in a recipe's code of which the engine must know: a part of an event that asks for
/// the arguments of its call to be decoded.
constexpr std::string_view decoded_parts[] = {"arg",         "args", "text",    "raw",
                                              "path",        "file", "path_of", "file_of",
                                              "explanation", "set",  "copy"};

/// `e.arg`, but not the recipe's own `arg.min`.
bool mentions_arguments(const std::vector<LuaToken>& tokens) {
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const bool is_part =
        std::ranges::find(decoded_parts, tokens[i].text) != std::end(decoded_parts);
    if (!is_part) continue;
    if (tokens[i].kind == LuaToken::Kind::text) return true;  // e["arg"]
    if (i > 0 && (tokens[i - 1].is(".") || tokens[i - 1].is(":"))) return true;
  }
  return false;
}

// --- on ---

int define_callback(lua_State* state) {
  const std::string_view name = lua_type(state, 2) == LUA_TSTRING ? lua_tostring(state, 2) : "?";
  std::vector<std::string_view> names;
  for (const auto& row : recipe_format::callbacks()) names.push_back(row.name);
  if (std::ranges::find(names, name) == names.end()) {
    raise(state, fmt::format("nothing calls on.{}{}; there are {}", name, did_you_mean(name, names),
                             fmt::join(names, ", ")));
  }
  if (!lua_isfunction(state, 3)) raise(state, fmt::format("on.{} must be a function", name));
  lua_rawset(state, 1);
  return 0;
}

int unknown_global(lua_State* state) {
  const char* name = luaL_tolstring(state, 2, nullptr);
  std::vector<std::string_view> names = {"arg", "on"};
  for (const auto& function : recipe_format::functions()) names.push_back(function.name);
  if (std::string_view(name) == "arg") {
    raise(state, "what was said to the recipe is known behind recipe{…}");
  }
  raise(state, fmt::format("nothing is called `{}`{}", name, did_you_mean(name, names)));
}

int new_global(lua_State* state) {
  const char* name = luaL_tolstring(state, 2, nullptr);
  raise(state, fmt::format("`{0}` is not declared: write `local {0}`", name));
}

void set_metamethod(lua_State* state, const char* name, lua_CFunction function) {
  lua_pushcfunction(state, function);
  lua_setfield(state, -2, name);
}

/// `on`, and a table of globals to which nothing can be added by mistake.
void open_strictly(lua_State* state) {
  lua_newtable(state);
  lua_newtable(state);
  set_metamethod(state, "__newindex", define_callback);
  lua_pushboolean(state, 0);
  lua_setfield(state, -2, "__metatable");
  lua_setmetatable(state, -2);
  lua_setglobal(state, "on");
  lua_pushglobaltable(state);
  lua_newtable(state);
  set_metamethod(state, "__index", unknown_global);
  set_metamethod(state, "__newindex", new_global);
  lua_pushboolean(state, 0);
  lua_setfield(state, -2, "__metatable");
  lua_setmetatable(state, -2);
  lua_pop(state, 1);
}

Result<void> take_callbacks(Recipe& recipe) {
  return recipe.host->protected_call([&](lua_State* state) {
    lua_pushglobaltable(state);
    lua_pushliteral(state, "on");
    lua_rawget(state, -2);
    for (std::size_t i = 0; i < callback_count; ++i) {
      lua_pushstring(state, std::string(recipe_format::callbacks()[i].name).c_str());
      if (lua_istable(state, -2) && lua_rawget(state, -2) == LUA_TFUNCTION) {
        recipe.callbacks[i] = recipe.host->take_reference();
      } else {
        lua_pop(state, 1);
      }
    }
  });
}

/// What fits together only when all of it is known.
Result<void> check_whole(const Recipe& recipe) {
  const bool any =
      std::ranges::any_of(recipe.callbacks, [](const LuaRef& one) { return bool(one); });
  if (!any) return bad_input("it defines no function of `on`, so nothing would be told to it");
  if (recipe.every && !recipe.has(Callback::timer)) {
    return bad_input("`every` without on.timer does nothing");
  }
  if (!recipe.every && recipe.has(Callback::timer)) {
    return bad_input("on.timer is called as often as `every` in recipe{} says, which is missing");
  }
  if (recipe.controls && !recipe.has(Callback::call_entry)) {
    return bad_input("calls are controlled in on.call_entry, which is missing");
  }
  return {};
}

Result<std::unique_ptr<Recipe>> load(const std::filesystem::path& file,
                                     const std::vector<GivenArgument>& given, bool describes) {
  auto code = read_script(file);
  if (!code) return tl::make_unexpected(code.error());
  auto recipe = std::make_unique<Recipe>();
  recipe->name = file.stem().string();
  recipe->file = file;
  Comment comment = leading_comment(*code);
  recipe->help = std::move(comment.help);
  recipe->sample = std::move(comment.sample);
  recipe->host = std::make_shared<LuaHost>(file.parent_path());
  LuaHost& host = *recipe->host;
  RecipeLoading loading{*recipe, given, describes};
  std::optional<Lent<RecipeLoading>> lent;
  auto done = host.protected_call([&](lua_State* state) {
    missing::open(state);
    missing::teach_library(state);
    recipe_events::open(state);
    lent.emplace(host, loading);
    lent->push_function(state, declare_recipe);
    lua_setglobal(state, "recipe");
    open_result_functions(*recipe);
    open_strictly(state);
  });
  if (done) done = host.run_file(file);
  if (describes && loading.declared && !recipe->summary.empty() && !recipe->category.empty()) {
    return recipe;
  }
  const auto failed = [&](const std::string& message) {
    // Messages of Lua begin with the file and the line.
    const std::string name = file.filename().string();
    return bad_input(message.starts_with(name) ? message : fmt::format("{}: {}", name, message));
  };
  if (!done) return failed(done.error().message);
  if (!loading.declared) return failed("it does not call recipe{…}, so it is no recipe");
  if (auto taken = take_callbacks(*recipe); !taken) return failed(taken.error().message);
  if (auto fits = check_whole(*recipe); !fits) return failed(fits.error().message);
  recipe->reads_arguments =
      mentions_arguments(lua_tokens(*code)) || (recipe->where && recipe->where->reads_arguments());
  return recipe;
}

}  // namespace

std::string_view callback_name(Callback which) {
  return recipe_format::callbacks()[static_cast<std::size_t>(which)].name;
}

Result<std::unique_ptr<Recipe>> load_recipe(const std::filesystem::path& file,
                                            const std::vector<GivenArgument>& given) {
  return load(file, given, false);
}

Result<std::unique_ptr<Recipe>> describe_recipe(const std::filesystem::path& file) {
  return load(file, {}, true);
}

}  // namespace spyglass
