// What a recipe's file says in recipe{…}, by the table of format.cpp.

#include "repl/recipe/declaration.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <lua.hpp>

#include "core/base/duration.hpp"
#include "core/base/nearest.hpp"
#include "repl/recipe/argument_value.hpp"
#include "repl/recipe/format.hpp"
#include "repl/script/fields.hpp"
#include "repl/script/lent.hpp"
#include "repl/script/raise.hpp"

namespace spyglass {

namespace {

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

void read_arguments(lua_State* state, Fields& fields, RecipeLoading& loading) {
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

}  // namespace

int declare_recipe(lua_State* state) {
  RecipeLoading& loading = Lent<RecipeLoading>::borrowed(state);
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

}  // namespace spyglass
