#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace spyglass {

/// A word of a Lua file (Lua 5.4 reference manual, 3.1); comments are left out.
struct LuaToken {
  enum class Kind : std::uint8_t { name, text, number, sign };
  Kind kind;
  std::string_view text;  ///< of a text without its quotes, and with its escapes as they are
  int line;               ///< from 1

  [[nodiscard]] bool is(std::string_view word) const { return kind != Kind::text && text == word; }
};

/// All of a file, which the result borrows. What is no Lua is taken sign by sign.
std::vector<LuaToken> lua_tokens(std::string_view code);

/// Whether it is one of Lua's own words, `end`.
bool is_lua_keyword(std::string_view word);

}  // namespace spyglass
