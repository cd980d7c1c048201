// Mistakes that can be seen in a recipe's text, before it runs.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/base/nearest.hpp"
#include "repl/recipe/checker.hpp"
#include "repl/recipe/format.hpp"
#include "repl/recipe/lexer.hpp"

namespace spyglass {

namespace {

using Tokens = std::vector<LuaToken>;
using Names = std::set<std::string_view>;

/// What is there without being declared; see library.cpp and functions.cpp.
constexpr std::string_view globals[] = {
    "_G",       "_VERSION", "arg",    "assert",  "error",        "getmetatable", "ipairs",
    "math",     "next",     "on",     "pairs",   "pcall",        "rawequal",     "rawget",
    "rawlen",   "rawset",   "select", "require", "setmetatable", "string",       "table",
    "tonumber", "tostring", "type",   "utf8"};

bool is_name(const Tokens& tokens, std::size_t i) {
  return i < tokens.size() && tokens[i].kind == LuaToken::Kind::name &&
         !is_lua_keyword(tokens[i].text);
}

/// The names of a list from `i` on: a, b, c.
void take_list(const Tokens& tokens, std::size_t i, Names& names) {
  for (; is_name(tokens, i); i += 2) {
    names.insert(tokens[i].text);
    // local x <const>
    if (i + 3 < tokens.size() && tokens[i + 1].is("<")) i += 3;
    if (i + 1 >= tokens.size() || !tokens[i + 1].is(",")) return;
  }
}

/// All names that a file declares anywhere. That one is declared in another block is not seen.
Names declared_names(const Tokens& tokens) {
  Names names(std::begin(globals), std::end(globals));
  for (const auto& function : recipe_format::functions()) names.insert(function.name);
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    if (tokens[i].is("local")) {
      take_list(tokens, tokens[i + 1].is("function") ? i + 2 : i + 1, names);
    } else if (tokens[i].is("for")) {
      take_list(tokens, i + 1, names);
    } else if (tokens[i].is("function")) {
      std::size_t open = i + 1;
      while (open < tokens.size() && !tokens[open].is("(")) ++open;
      take_list(tokens, open + 1, names);
      for (std::size_t k = i + 2; k < open; ++k) {
        if (tokens[k].is(":")) names.insert("self");
      }
    }
  }
  return names;
}

/// Whether the name at a place is a key: `e.name`, `{ name = …`, `goto name`.
bool is_key(const Tokens& tokens, std::size_t i, const std::vector<bool>& in_table) {
  if (i > 0 && (tokens[i - 1].is(".") || tokens[i - 1].is(":") || tokens[i - 1].is("::") ||
                tokens[i - 1].is("goto"))) {
    return true;
  }
  const bool is_attribute = i > 0 && i + 1 < tokens.size() && tokens[i - 1].is("<") &&
                            tokens[i + 1].is(">");  // local x <const>
  if (is_attribute) return true;
  const bool assigns = i + 1 < tokens.size() && tokens[i + 1].is("=");
  return assigns && in_table[i] && i > 0 &&
         (tokens[i - 1].is("{") || tokens[i - 1].is(",") || tokens[i - 1].is(";"));
}

/// Of each word whether the innermost bracket around it is a table's.
std::vector<bool> inside_tables(const Tokens& tokens) {
  std::vector<bool> result;
  std::vector<bool> open;
  for (const LuaToken& token : tokens) {
    result.push_back(!open.empty() && open.back());
    if (token.is("{") || token.is("(") || token.is("function")) open.push_back(token.is("{"));
    const bool closes = token.is("}") || token.is(")");
    if (closes && !open.empty()) open.pop_back();
  }
  return result;
}

void find_undeclared(const Tokens& tokens, std::vector<std::string>& remarks) {
  const Names names = declared_names(tokens);
  const auto in_table = inside_tables(tokens);
  Names told;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (!is_name(tokens, i) || names.contains(tokens[i].text) || is_key(tokens, i, in_table)) {
      continue;
    }
    if (!told.insert(tokens[i].text).second) continue;
    remarks.push_back(fmt::format("line {}: nothing is called `{}`{}", tokens[i].line,
                                  tokens[i].text,
                                  did_you_mean(tokens[i].text, {names.begin(), names.end()})));
  }
}

/// Whether `arg.NAME` stands there, or in the text of `where`.
bool reads(const Tokens& tokens, const std::string& argument) {
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const bool by_name =
        i >= 2 && tokens[i].text == argument && tokens[i - 1].is(".") && tokens[i - 2].is("arg");
    const bool in_text = tokens[i].kind == LuaToken::Kind::text &&
                         tokens[i].text.find("arg." + argument) != std::string_view::npos;
    if (by_name || in_text) return true;
  }
  return false;
}

}  // namespace

std::vector<std::string> recipe_remarks(std::string_view code, const Recipe& recipe) {
  std::vector<std::string> remarks;
  const Tokens tokens = lua_tokens(code);
  find_undeclared(tokens, remarks);
  for (const RecipeArgument& argument : recipe.arguments) {
    if (!reads(tokens, argument.name)) {
      remarks.push_back(fmt::format("the argument `{}` is read nowhere", argument.name));
    }
  }
  if (recipe.help.empty()) {
    remarks.emplace_back("its help is missing: a comment at the beginning, with three hyphens");
  } else if (recipe.sample.empty()) {
    remarks.emplace_back(
        "a sample is missing: in the comment at the beginning, indented by four, from a line that "
        "begins with `$`");
  }
  return remarks;
}

}  // namespace spyglass
