#pragma once

#include <lua.hpp>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "repl/script/host.hpp"

namespace spyglass {

/// Text between [[ and ]] is indented as its file is; the learner's text is not.
std::string trimmed(std::string_view text);

/// Reads the fields of the table that a function of the lesson format was called with, and
/// remembers which, so that a misspelt one is noticed. What is wrong becomes an error of Lua.
class Fields {
 public:
  /// `what`: the function's name, for the errors.
  Fields(lua_State* state, std::string_view what);

  std::string text(const char* name);
  std::string needed_text(const char* name);
  int number(const char* name);
  bool flag(const char* name);
  /// A string, a number, or a list of them.
  std::vector<std::string> texts(const char* name);
  /// A table from paths below the scratch directory to contents, which are taken as they are.
  std::map<std::string, std::string> files(const char* name);
  LuaRef needed_function(const char* name);
  /// Calls `each` with every element of a list of tables on top of the stack.
  template <class Each>
  void for_each(const char* name, Each each) {
    const lua_Integer count = begin_list(name);
    for (lua_Integer i = 1; i <= count; ++i) {
      lua_rawgeti(state_, -1, i);
      if (!lua_istable(state_, -1)) wrong_type(name, "a list of tables");
      each();
      lua_pop(state_, 1);
    }
    lua_pop(state_, 1);
  }

  // Of the table on top of the stack.
  std::string inner_text(const char* name);
  std::vector<std::string> inner_texts(const char* name);
  LuaRef inner_function(const char* name);
  std::vector<std::string> list_at_top(const char* name);

  /// To be called when all fields were asked for.
  void refuse_others() const;
  [[noreturn]] void missing(const char* name) const;

 private:
  void expect(const char* name) { known_.emplace_back(name); }
  std::string take(std::string value);
  std::vector<std::string> take_texts(int type, const char* name);
  /// Pushes the list and returns its length; for none pushes nil and returns 0.
  lua_Integer begin_list(const char* name);
  [[noreturn]] void raise(const std::string& message) const;
  [[noreturn]] void wrong_type(const char* name, const char* wanted) const;

  lua_State* state_;
  std::string_view what_;
  std::vector<std::string> known_;
};

}  // namespace spyglass
