#pragma once

#include <lua.hpp>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "repl/script/format.hpp"
#include "repl/script/host.hpp"

namespace spyglass {

/// Text between [[ and ]] is indented as its file is; the learner's text is not.
std::string trimmed(std::string_view text);

/// Whether a path that a lesson names stays in the folder that it is meant to be in.
bool stays_below(std::string_view path);

/// Reads the table that a function of a script's format was called with, by the format's own table:
/// what that doesn't have is refused at once, and what it says is needed must be there. What is
/// wrong becomes an error of Lua. Asking for a field that the format doesn't have, or as another
/// type, is a mistake of ours, and so is leaving one unasked.
class Fields {
 public:
  /// Of the running function's first argument.
  Fields(lua_State* state, const format::Function& function);
  ~Fields();
  Fields(const Fields&) = delete;
  Fields& operator=(const Fields&) = delete;

  /// Whether it is there at all; where it is not, it need not be asked for.
  bool has(std::string_view name);
  std::string text(std::string_view name);
  int number(std::string_view name);
  bool flag(std::string_view name);
  std::vector<std::string> texts(std::string_view name);
  /// Contents are taken as they are.
  std::map<std::string, std::string> files(std::string_view name);
  LuaRef check(std::string_view name);
  LuaRef test(std::string_view name);
  /// The strings that have no name.
  std::vector<std::string> elements();
  /// Calls `each` with the Fields of every table of a list.
  template <class Each>
  void for_each(std::string_view name, Each each) {
    const format::Field& field = ask(name, format::Type::tables);
    const lua_Integer count = push_tables(field);
    for (lua_Integer i = 1; i <= count; ++i) {
      lua_rawgeti(state_, -1, i);
      Fields inner(*this, field, i);
      each(inner);
      lua_pop(state_, 1);
    }
    lua_pop(state_, 1);
  }

 private:
  /// Of the table on top of the stack, which is the `index`th of a field.
  Fields(const Fields& outer, const format::Field& field, lua_Integer index);

  void refuse_others() const;
  const format::Field& ask(std::string_view name, format::Type type);
  /// Pushes a field's value; its type of Lua.
  int push(const format::Field& field) const;
  /// Pushes a list of tables, of which each is one, and returns its length; for none pushes nil.
  lua_Integer push_tables(const format::Field& field) const;
  /// The string or number on top of the stack, trimmed.
  [[nodiscard]] std::string text_at_top() const;
  /// Whether the table on top of the stack holds nothing but elements without names.
  [[nodiscard]] bool is_list_at_top() const;
  /// The strings of the table at a place of the stack.
  [[nodiscard]] std::vector<std::string> strings(int at, const format::Field& field) const;
  [[nodiscard]] LuaRef function(const format::Field& field) const;

  [[noreturn]] void raise(const std::string& message) const;
  [[noreturn]] void missing(const format::Field& field) const;
  [[noreturn]] void wrong_type(const format::Field& field) const;

  lua_State* state_;
  int at_;  ///< where on the stack the table is
  std::string what_;
  const format::Table& table_;
  std::vector<const format::Field*> asked_;
};

}  // namespace spyglass
