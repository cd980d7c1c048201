#include "repl/script/pattern_functions.hpp"

#include <algorithm>
#include <limits>
#include <lua.hpp>

#include "repl/script/budget.hpp"
#include "repl/script/pattern.hpp"

namespace spyglass {

namespace {

using Capture = Matcher::Capture;
using Anchors = Pattern::Anchors;

std::string_view text_argument(lua_State* state, int at) {
  std::size_t length = 0;
  const char* text = luaL_checklstring(state, at, &length);
  return {text, length};
}

/// Where a search begins, from 0; negative places count from the end.
std::size_t start_argument(lua_State* state, int at, std::size_t length) {
  const lua_Integer place = luaL_optinteger(state, at, 1);
  if (place > 0) return static_cast<std::size_t>(place) - 1;
  const auto size = static_cast<lua_Integer>(length);
  if (place == 0 || place < -size) return 0;
  return static_cast<std::size_t>(size + place);
}

Pattern read_pattern(lua_State* state, std::string_view text,
                     Anchors anchors = Anchors::mean_something) {
  spend(state, 1 + text.size() * 8, used_up::pattern);
  return Pattern(text, anchors);
}

std::optional<std::size_t> match_at(lua_State* state, Matcher& matcher, std::size_t start) {
  Budget* budget = budget_of(state);
  std::uint64_t unlimited = std::numeric_limits<std::uint64_t>::max();
  const auto found = matcher.match_at(start, budget == nullptr ? unlimited : budget->left);
  if (found) return *found;
  if (found.error().no_steps_left) end_of_budget(state, used_up::pattern);
  luaL_error(state, "%s", found.error().message.c_str());
  return std::nullopt;
}

/// A match, and the text that its captures are parts of.
struct Found {
  std::string_view text;
  std::span<const Capture> captures;
  std::size_t begin, end;

  [[nodiscard]] std::string_view whole() const { return text.substr(begin, end - begin); }
};

void push_text(lua_State* state, std::string_view text) {
  spend(state, cost_of_bytes(text.size()));
  lua_pushlstring(state, text.data(), text.size());
}

/// A pattern without captures has one: all of the match.
void push_capture(lua_State* state, const Found& found, std::size_t which) {
  if (which >= found.captures.size()) {
    if (which > 0) luaL_error(state, "invalid capture index %%%d", static_cast<int>(which) + 1);
    return push_text(state, found.whole());
  }
  const Capture& capture = found.captures[which];
  switch (capture.is) {
    case Capture::Is::open: luaL_error(state, "unfinished capture"); break;
    case Capture::Is::position:
      lua_pushinteger(state, static_cast<lua_Integer>(capture.at) + 1);
      break;
    case Capture::Is::text: push_text(state, found.text.substr(capture.at, capture.length)); break;
  }
}

int push_captures(lua_State* state, const Found& found, bool whole_if_none) {
  const std::size_t count = found.captures.empty() && whole_if_none ? 1 : found.captures.size();
  luaL_checkstack(state, static_cast<int>(count), "too many captures");
  for (std::size_t i = 0; i < count; ++i) push_capture(state, found, i);
  return static_cast<int>(count);
}

/// Where `part` stands as it is; nothing of it is special.
int find_plain_part(lua_State* state, std::string_view text, std::string_view part,
                    std::size_t start) {
  spend(state, cost_of_bytes(text.size() - start + part.size()));
  const std::size_t found = find_plain(text.substr(start), part);
  if (found == std::string_view::npos) return luaL_pushfail(state), 1;
  lua_pushinteger(state, static_cast<lua_Integer>(start + found) + 1);
  lua_pushinteger(state, static_cast<lua_Integer>(start + found + part.size()));
  return 2;
}

enum class Gives : std::uint8_t { places, captures };

template <Gives gives>
int find_or_match(lua_State* state) {
  const std::string_view text = text_argument(state, 1);
  const std::string_view wanted = text_argument(state, 2);
  const std::size_t start = start_argument(state, 3, text.size());
  if (start > text.size()) return luaL_pushfail(state), 1;
  if (gives == Gives::places && (lua_toboolean(state, 4) != 0 || Pattern::is_plain(wanted))) {
    return find_plain_part(state, text, wanted, start);
  }
  const Pattern pattern = read_pattern(state, wanted);
  Matcher matcher(pattern, text);
  for (std::size_t at = start; at <= text.size(); ++at) {
    if (const auto end = match_at(state, matcher, at)) {
      const Found found{text, matcher.captures(), at, *end};
      if (gives == Gives::captures) return push_captures(state, found, true);
      lua_pushinteger(state, static_cast<lua_Integer>(at) + 1);
      lua_pushinteger(state, static_cast<lua_Integer>(*end));
      return push_captures(state, found, false) + 2;
    }
    if (pattern.anchored()) break;
  }
  return luaL_pushfail(state), 1;
}

/// The function that gmatch returns. Its upvalues: the text, the pattern, where the search goes on,
/// and where the match before ended: an empty one there is none. -1: there was none yet.
int next_match(lua_State* state) {
  const std::string_view text = text_argument(state, lua_upvalueindex(1));
  const Pattern pattern =
      read_pattern(state, text_argument(state, lua_upvalueindex(2)), Anchors::are_characters);
  const auto start = static_cast<std::size_t>(lua_tointeger(state, lua_upvalueindex(3)));
  const lua_Integer last_end = lua_tointeger(state, lua_upvalueindex(4));
  Matcher matcher(pattern, text);
  for (std::size_t at = start; at <= text.size(); ++at) {
    const auto end = match_at(state, matcher, at);
    if (!end || static_cast<lua_Integer>(*end) == last_end) continue;
    for (const int place : {3, 4}) {
      lua_pushinteger(state, static_cast<lua_Integer>(*end));
      lua_replace(state, lua_upvalueindex(place));
    }
    return push_captures(state, {text, matcher.captures(), at, *end}, true);
  }
  return 0;
}

int gmatch(lua_State* state) {
  const std::size_t length = text_argument(state, 1).size();
  text_argument(state, 2);
  const std::size_t start = std::min(start_argument(state, 3, length), length + 1);
  lua_settop(state, 2);
  lua_pushinteger(state, static_cast<lua_Integer>(start));
  lua_pushinteger(state, -1);
  lua_pushcclosure(state, next_match, 4);
  return 1;
}

// --- gsub ---

void add_text(lua_State* state, luaL_Buffer& buffer, std::string_view text) {
  spend(state, cost_of_bytes(text.size()));
  luaL_addlstring(&buffer, text.data(), text.size());
}

/// A replacement that is a string: in it `%1` is a capture, `%0` the match and `%%` a percent sign.
void add_filled_in(lua_State* state, luaL_Buffer& buffer, std::string_view replacement,
                   const Found& found) {
  for (;;) {
    const std::size_t percent = replacement.find('%');
    add_text(state, buffer, replacement.substr(0, percent));
    if (percent == std::string_view::npos) return;
    const char which = percent + 1 < replacement.size() ? replacement[percent + 1] : '\0';
    if (which == '%') {
      luaL_addchar(&buffer, '%');
    } else if (which == '0') {
      add_text(state, buffer, found.whole());
    } else if (which >= '1' && which <= '9') {
      push_capture(state, found, static_cast<std::size_t>(which - '1'));
      luaL_addvalue(&buffer);
    } else {
      luaL_error(state, "invalid use of '%%' in replacement string");
    }
    replacement.remove_prefix(percent + 2);
  }
}

/// What stands for a match in the result; false: the match itself does.
bool add_replacement(lua_State* state, luaL_Buffer& buffer, const Found& found) {
  constexpr int replacement = 3;
  switch (lua_type(state, replacement)) {
    case LUA_TFUNCTION:
      lua_pushvalue(state, replacement);
      lua_call(state, push_captures(state, found, true), 1);
      break;
    case LUA_TTABLE:
      push_capture(state, found, 0);
      lua_gettable(state, replacement);
      break;
    default: add_filled_in(state, buffer, text_argument(state, replacement), found); return true;
  }
  if (lua_toboolean(state, -1) == 0) {
    lua_pop(state, 1);
    add_text(state, buffer, found.whole());
    return false;
  }
  if (lua_isstring(state, -1) == 0) {
    luaL_error(state, "invalid replacement value (a %s)", luaL_typename(state, -1));
  }
  spend(state, cost_of_bytes(lua_rawlen(state, -1)));
  luaL_addvalue(&buffer);
  return true;
}

int gsub(lua_State* state) {
  const std::string_view text = text_argument(state, 1);
  const std::string_view wanted = text_argument(state, 2);
  const int type = lua_type(state, 3);
  const bool usable =
      type == LUA_TNUMBER || type == LUA_TSTRING || type == LUA_TTABLE || type == LUA_TFUNCTION;
  const lua_Integer most = luaL_optinteger(state, 4, static_cast<lua_Integer>(text.size()) + 1);
  luaL_argexpected(state, usable, 3, "string/function/table");
  const Pattern pattern = read_pattern(state, wanted);
  Matcher matcher(pattern, text);
  luaL_Buffer buffer;
  luaL_buffinit(state, &buffer);
  std::size_t at = 0;
  std::optional<std::size_t> last_end;  // an empty match there is none
  lua_Integer count = 0;
  bool changed = false;
  while (count < most) {
    const auto end = match_at(state, matcher, at);
    if (end && end != last_end) {
      ++count;
      if (add_replacement(state, buffer, {text, matcher.captures(), at, *end})) changed = true;
      at = *end;
      last_end = end;
    } else if (at < text.size()) {
      luaL_addchar(&buffer, text[at++]);
    } else {
      break;
    }
    if (pattern.anchored()) break;
  }
  if (changed) {
    add_text(state, buffer, text.substr(at));
    luaL_pushresult(&buffer);
  } else {
    lua_pushvalue(state, 1);
  }
  lua_pushinteger(state, count);
  return 2;
}

constexpr PatternFunction functions[] = {{"find", find_or_match<Gives::places>},
                                         {"match", find_or_match<Gives::captures>},
                                         {"gmatch", gmatch},
                                         {"gsub", gsub}};

}  // namespace

std::span<const PatternFunction> pattern_functions() { return functions; }

}  // namespace spyglass
