#include "repl/lesson/drawing.hpp"

#include <fmt/format.h>

#include <array>
#include <bit>
#include <random>

#include "core/base/hash.hpp"
#include "repl/script/budget.hpp"
#include "repl/script/lent.hpp"
#include "repl/views/output.hpp"

namespace spyglass {

namespace {

/// Seeds are drawn with four digits.
constexpr std::uint64_t least_seed = 1000;
constexpr std::uint64_t most_seed = 9999;

/// Those of learners have six, so that hardly two of a class have the same.
constexpr std::uint64_t least_of_learners = 100'000;
constexpr std::uint64_t seeds_of_learners = 900'000;
constexpr std::size_t longest_name = 100;

std::string_view without_blanks(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Adding to this list changes what every seed draws.
constexpr std::array<std::string_view, 80> nouns = {
    "acorn",   "amber",   "anchor", "apron",  "badger", "barrel",  "beacon",  "birch",  "bramble",
    "brook",   "button",  "candle", "canvas", "cedar",  "cherry",  "cinder",  "clover", "cobalt",
    "comet",   "copper",  "coral",  "cotton", "cradle", "cricket", "dahlia",  "domino", "ember",
    "falcon",  "feather", "fiddle", "finch",  "garnet", "ginger",  "gravel",  "hammer", "harbour",
    "hazel",   "heron",   "indigo", "ivory",  "jasper", "juniper", "kettle",  "ladder", "lantern",
    "lemon",   "linen",   "maple",  "marble", "meadow", "mitten",  "nettle",  "nutmeg", "olive",
    "opal",    "orchard", "otter",  "paddle", "pebble", "pepper",  "pillow",  "plover", "poppy",
    "quartz",  "rabbit",  "raven",  "ribbon", "saddle", "saffron", "sparrow", "spruce", "tartan",
    "thimble", "thistle", "tulip",  "velvet", "violet", "walnut",  "willow",  "zephyr"};

using Borrow = Lent<Draw>;

int draw_number(lua_State* state) {
  const lua_Integer from = luaL_checkinteger(state, 1);
  const lua_Integer to = luaL_checkinteger(state, 2);
  if (from > to) {
    return luaL_error(state, "draw.number: there is no number from %I to %I", from, to);
  }
  // Modulo 2^64, so that no pair of ends overflows; a count of 0 means all numbers there are.
  const auto count = static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from) + 1;
  std::uint64_t drawn = Borrow::borrowed(state).below(count);
  drawn += static_cast<std::uint64_t>(from);
  lua_pushinteger(state, static_cast<lua_Integer>(drawn));
  return 1;
}

int draw_word(lua_State* state) {
  const std::string word = Borrow::borrowed(state).word();
  lua_pushlstring(state, word.data(), word.size());
  return 1;
}

int draw_pick(lua_State* state) {
  luaL_checktype(state, 1, LUA_TTABLE);
  Draw& draw = Borrow::borrowed(state);
  const auto size = static_cast<lua_Integer>(lua_rawlen(state, 1));
  const bool one = lua_isnoneornil(state, 2);
  const lua_Integer count = one ? 1 : luaL_checkinteger(state, 2);
  if (count < (one ? 1 : 0) || count > size) {
    return luaL_error(state, "draw.pick: the list has %I elements, and %I are asked for", size,
                      count);
  }
  if (one) {
    lua_rawgeti(state, 1,
                1 + static_cast<lua_Integer>(draw.below(static_cast<std::uint64_t>(size))));
    return 1;
  }
  spend(state, static_cast<std::uint64_t>(size));
  // The beginning of a shuffled copy (Fisher and Yates); the list itself stays as it is.
  lua_createtable(state, static_cast<int>(size), 0);
  const int copy = lua_gettop(state);
  for (lua_Integer i = 1; i <= size; ++i) {
    lua_rawgeti(state, 1, i);
    lua_rawseti(state, copy, i);
  }
  lua_createtable(state, static_cast<int>(count), 0);
  for (lua_Integer i = 1; i <= count; ++i) {
    const auto left = static_cast<std::uint64_t>(size - i + 1);
    const lua_Integer chosen = i + static_cast<lua_Integer>(draw.below(left));
    lua_rawgeti(state, copy, chosen);
    lua_rawgeti(state, copy, i);
    lua_rawseti(state, copy, chosen);
    lua_rawseti(state, -2, i);
  }
  return 1;
}

struct Row {
  const char* name;
  lua_CFunction function;
};
constexpr Row functions[] = {{"number", draw_number}, {"pick", draw_pick}, {"word", draw_word}};

}  // namespace

Draw::Draw(std::uint64_t seed, std::string_view lesson)
    : state_(seed ^ hash(lesson)), words_left_(nouns.begin(), nouns.end()) {}

std::uint64_t Draw::next() {
  // SplitMix64: a counter, well mixed.
  state_ += 0x9e3779b97f4a7c15;
  std::uint64_t mixed = state_;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
  return mixed ^ (mixed >> 31);
}

std::uint64_t Draw::below(std::uint64_t count) {
  used_ = true;
  if (count == 1) return 0;
  // Only as many bits as are needed; what is too large is drawn again, so that none is favoured.
  const int spare = std::countl_zero(count - 1);
  for (;;) {
    const std::uint64_t drawn = next() >> spare;
    if (drawn < count || count == 0) return drawn;
  }
}

std::string Draw::word() {
  if (words_left_.empty()) words_left_.assign(nouns.begin(), nouns.end());
  const auto chosen = words_left_.begin() + static_cast<std::ptrdiff_t>(below(words_left_.size()));
  const std::string word(*chosen);
  words_left_.erase(chosen);
  return word;
}

std::uint64_t fresh_seed() {
  std::random_device device;
  return std::uniform_int_distribution(least_seed, most_seed)(device);
}

std::uint64_t seed_of_learner(std::string_view name) {
  std::string small(without_blanks(name));
  for (char& c : small) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return least_of_learners + hash(small) % seeds_of_learners;
}

Result<std::string> learner_name(std::string_view text) {
  std::string name(without_blanks(text));
  if (name.empty()) return bad_input("a learner needs a name: --learner seat-7");
  if (name.size() > longest_name) {
    return bad_input(fmt::format("the name of a learner may have {} bytes, and this one has {}",
                                 longest_name, name.size()));
  }
  if (inert_line(name) != name) {
    return bad_input("the name of a learner is text on one line, without control characters");
  }
  return name;
}

void declare_draw(lua_State* state, const Lent<Draw>& draw) {
  lua_newtable(state);
  for (const Row& row : functions) {
    draw.push_function(state, row.function);
    lua_setfield(state, -2, row.name);
  }
  lua_setglobal(state, "draw");
}

}  // namespace spyglass
