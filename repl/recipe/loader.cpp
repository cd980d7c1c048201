// A recipe is a Lua file that calls recipe{…} once and then defines functions of the table `on`
// (see format.hpp). What somebody said to it is there, as the table `arg`, from recipe{…} on.

#include "repl/recipe/loader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <lua.hpp>

#include "core/base/duration.hpp"
#include "core/base/nearest.hpp"
#include "repl/recipe/argument_value.hpp"
#include "repl/recipe/comment.hpp"
#include "repl/recipe/event.hpp"
#include "repl/recipe/format.hpp"
#include "repl/recipe/functions.hpp"
#include "repl/recipe/lexer.hpp"
#include "repl/recipe/missing.hpp"
#include "repl/recipe/missing_functions.hpp"
#include "repl/script/fields.hpp"
#include "repl/script/lent.hpp"
#include "repl/script/script_file.hpp"

namespace spyglass {

namespace {

struct Loading {
  Recipe& recipe;
  const std::vector<GivenArgument>& given;
  bool describes = false;  ///< nothing behind recipe{…} counts
  bool declared = false;
};

[[noreturn]] void raise(lua_State* state, const std::string& message) {
  luaL_error(state, "%s", message.c_str());
  std::abort();  // luaL_error does not return
}

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

// --- recipe{…} ---

constexpr std::pair<std::string_view, Unit> units[] = {
    {"seconds", Unit::seconds}, {"bytes", Unit::bytes}, {"number", Unit::none}};

std::vector<Measured> measured(lua_State* state, std::string_view field,
                               const std::vector<std::string>& words) {
  std::vector<Measured> result;
  for (const std::string& word : words) {
    Measured one{word.substr(0, word.find(':')), Unit::none};
    if (const auto colon = word.find(':'); colon != std::string::npos) {
      const std::string unit = word.substr(colon + 1);
      const auto* const found =
          std::ranges::find(units, unit, &std::pair<std::string_view, Unit>::first);
      if (found == std::end(units)) {
        raise(state,
              fmt::format("recipe: `{}` in {}: a unit is seconds, bytes or number", word, field));
      }
      one.unit = found->second;
    }
    if (one.name.empty() || std::ranges::find(result, one.name, &Measured::name) != result.end()) {
      raise(state, fmt::format("recipe: `{}` in {} is empty or stands there twice", word, field));
    }
    result.push_back(std::move(one));
  }
  return result;
}

struct NeedRow {
  std::string_view name;
  bool Recipe::*what;
};
constexpr NeedRow needs[] = {{"control", &Recipe::controls},
                             {"pause", &Recipe::pauses},
                             {"files", &Recipe::asks_files},
                             {"cpu", &Recipe::asks_cpu},
                             {"stack", &Recipe::asks_stacks}};

void read_needs(lua_State* state, Fields& fields, Recipe& recipe) {
  for (const std::string& word : fields.texts("needs")) {
    const auto* const need = std::ranges::find(needs, word, &NeedRow::name);
    if (need == std::end(needs)) {
      std::vector<std::string_view> names;
      for (const NeedRow& row : needs) names.push_back(row.name);
      raise(state, fmt::format("recipe: nothing that it can need is called `{}`{}", word,
                               did_you_mean(word, names)));
    }
    recipe.*need->what = true;
  }
  recipe.controls |= recipe.pauses;
}

void read_arguments(lua_State* state, Fields& fields, Loading& loading) {
  Recipe& recipe = loading.recipe;
  fields.for_each("arguments", [&](Fields& each) {
    RecipeArgument argument{.name = each.text("name"), .help = each.text("help")};
    const std::string type = each.text("type");
    const auto known = argument_type(type);
    if (!known) {
      raise(state, fmt::format("recipe: the type `{}` of the argument {}: it is text, number, flag "
                               "or duration",
                               type, argument.name));
    }
    argument.type = *known;
    argument.otherwise = each.text("default");
    const std::string& otherwise = argument.otherwise;
    const auto given = std::ranges::find(loading.given, argument.name, &GivenArgument::name);
    const bool is_given = given != loading.given.end();
    if (!is_given && otherwise.empty() && !loading.describes &&
        *known != RecipeArgument::Type::text) {
      raise(state, fmt::format("say the argument `{}`: {}=…  ({})", argument.name, argument.name,
                               argument.help));
    }
    const std::string& word = is_given ? given->value : otherwise;
    if (is_given || !otherwise.empty()) {
      auto value = parse_argument(*known, word);
      if (!value)
        raise(state, fmt::format("{}={}: {}", argument.name, word, value.error().message));
      argument.value = std::move(*value);
    }
    recipe.arguments.push_back(std::move(argument));
  });
  std::vector<std::string_view> names;
  for (const RecipeArgument& argument : recipe.arguments) names.push_back(argument.name);
  for (const GivenArgument& given : loading.given) {
    if (std::ranges::find(names, given.name) != names.end()) continue;
    raise(state, names.empty()
                     ? fmt::format("it takes no arguments, so `{}` means nothing", given.name)
                     : fmt::format("it has no argument `{}`{}", given.name,
                                   did_you_mean(given.name, names)));
  }
}

/// What a word of `calls` means, which may be said by an argument.
std::string call_word(lua_State* state, const std::string& word, const Recipe& recipe) {
  constexpr std::string_view said = "arg.";
  if (!word.starts_with(said)) return word;
  const auto argument =
      std::ranges::find(recipe.arguments, word.substr(said.size()), &RecipeArgument::name);
  const auto* text =
      argument == recipe.arguments.end() ? nullptr : std::get_if<std::string>(&argument->value);
  if (text == nullptr) {
    raise(state, fmt::format("recipe: calls: `{}` is none of its arguments of type text", word));
  }
  return *text;
}

void read_calls(lua_State* state, Fields& fields, Recipe& recipe) {
  std::string words;
  for (const std::string& word : fields.texts("calls")) {
    words += (words.empty() ? "" : ",") + call_word(state, word, recipe);
  }
  const std::string where = fields.text("where");
  if (!words.empty()) {
    auto calls = CallSet::parse(words);
    if (!calls) raise(state, "recipe: calls: " + calls.error().message);
    recipe.calls = std::move(*calls);
    recipe.call_words = words;
  }
  if (where.empty()) return;
  auto condition = Where::compile(where, recipe.arguments);
  if (!condition) raise(state, "recipe: " + condition.error().message);
  recipe.where = std::move(*condition);
}

/// Before anything else is looked at: a later format may have what this one does not.
void check_version(lua_State* state) {
  luaL_checktype(state, 1, LUA_TTABLE);
  lua_pushliteral(state, "version");
  lua_rawget(state, 1);
  if (lua_isinteger(state, -1) != 0 && lua_tointeger(state, -1) > recipe_format::version) {
    raise(state, fmt::format("it was written for version {} of the recipe format, and this "
                             "spyglass knows version {}: a newer one is wanted",
                             lua_tointeger(state, -1), recipe_format::version));
  }
  lua_pop(state, 1);
}

void read_amounts(lua_State* state, Fields& fields, Recipe& recipe) {
  constexpr int most_data = 1 << 20;
  if (fields.has("data")) {
    const int data = fields.number("data");
    if (data < 0 || data > most_data) raise(state, "recipe: data is from 0 to 1048576 bytes");
    recipe.data = static_cast<std::size_t>(data);
  }
  if (fields.has("version")) (void)fields.number("version");
  const std::string every = fields.text("every");
  if (every.empty()) return;
  const auto time = parse_duration(every);
  if (!time || *time < std::chrono::milliseconds(10)) {
    raise(state, fmt::format("recipe: every = \"{}\": a time from 10ms on, like 1s", every));
  }
  recipe.every = *time;
}

int no_such_argument(lua_State* state) {
  const Recipe& recipe = *static_cast<Recipe*>(lua_touserdata(state, lua_upvalueindex(1)));
  const char* name = luaL_tolstring(state, 2, nullptr);
  std::vector<std::string_view> names;
  for (const RecipeArgument& argument : recipe.arguments) names.push_back(argument.name);
  raise(state,
        fmt::format("`arguments` in recipe{{}} has no `{}`{}", name, did_you_mean(name, names)));
}

/// The global `arg`: what somebody said.
void set_arguments(lua_State* state, Recipe& recipe) {
  lua_newtable(state);
  for (const RecipeArgument& argument : recipe.arguments) {
    if (const auto* text = std::get_if<std::string>(&argument.value)) {
      lua_pushlstring(state, text->data(), text->size());
    } else if (const auto* number = std::get_if<double>(&argument.value)) {
      const auto whole = static_cast<lua_Integer>(*number);
      static_cast<double>(whole) == *number ? lua_pushinteger(state, whole)
                                            : lua_pushnumber(state, *number);
    } else {
      lua_pushboolean(state, std::get<bool>(argument.value) ? 1 : 0);
    }
    lua_setfield(state, -2, argument.name.c_str());
  }
  lua_newtable(state);
  lua_pushlightuserdata(state, &recipe);
  lua_pushcclosure(state, no_such_argument, 1);
  lua_setfield(state, -2, "__index");
  lua_pushboolean(state, 0);
  lua_setfield(state, -2, "__metatable");
  lua_setmetatable(state, -2);
  lua_pushglobaltable(state);
  lua_insert(state, -2);
  lua_pushliteral(state, "arg");
  lua_insert(state, -2);
  lua_rawset(state, -3);
  lua_pop(state, 1);
}

int declare(lua_State* state) {
  Loading& loading = Lent<Loading>::borrowed(state);
  Recipe& recipe = loading.recipe;
  if (loading.declared) raise(state, "recipe{} stands there twice");
  loading.declared = true;
  check_version(state);
  Fields fields(state, recipe_format::function("recipe"));
  read_amounts(state, fields, recipe);
  recipe.summary = fields.text("summary");
  recipe.category = fields.text("category");
  recipe.level = fields.text("level");
  if (recipe.level.empty()) recipe.level = "beginner";
  if (recipe.level != "beginner" && recipe.level != "advanced") {
    raise(state, fmt::format("recipe: level is beginner or advanced, not `{}`", recipe.level));
  }
  read_needs(state, fields, recipe);
  read_arguments(state, fields, loading);
  read_calls(state, fields, recipe);
  recipe.columns = measured(state, "columns", fields.texts("columns"));
  recipe.summaries = measured(state, "summaries", fields.texts("summaries"));
  lua_settop(state, 1);
  set_arguments(state, recipe);
  // Enough is known: what is raised here ends the file, and is not looked at.
  if (loading.describes) luaL_error(state, "described");
  return 0;
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
  Loading loading{*recipe, given, describes};
  std::optional<Lent<Loading>> lent;
  auto done = host.protected_call([&](lua_State* state) {
    missing::open(state);
    missing::teach_library(state);
    recipe_events::open(state);
    lent.emplace(host, loading);
    lent->push_function(state, declare);
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
