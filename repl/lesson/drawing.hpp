#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

struct lua_State;

namespace spyglass {

template <class Object>
class Lent;

/// What a mystery draws anew for each run. The same seed draws the same for a lesson, on every
/// machine and in every version; different lessons draw differently from one seed.
class Draw {
 public:
  Draw(std::uint64_t seed, std::string_view lesson);

  /// From 0 to `count` - 1, each as likely as the others.
  std::uint64_t below(std::uint64_t count);
  /// A plain English noun in small letters, never the same twice.
  std::string word();
  /// Whether anything was drawn at all.
  [[nodiscard]] bool used() const { return used_; }

 private:
  std::uint64_t next();

  std::uint64_t state_;
  bool used_ = false;
  std::vector<std::string_view> words_left_;
};

/// A seed for somebody who named none: short enough to be told across a classroom.
std::uint64_t fresh_seed();

/// The seed of a learner, who keeps it: FNV-1a (64 bits) of the name, in small letters (A to Z) and
/// without the blanks around it, made a number of six digits. The same name gives the same on
/// every machine and in every version.
std::uint64_t seed_of_learner(std::string_view name);
/// A learner's name as it is kept, without blanks around it; an error when nobody could be called
/// so, or a table not show it.
Result<std::string> learner_name(std::string_view text);

/// Gives the lesson's file the table `draw`:
///   draw.number(FROM, TO)    a whole number, both ends included
///   draw.pick(LIST)          an element
///   draw.pick(LIST, COUNT)   a list of that many different elements, in drawn order
///   draw.word()              a noun that the lesson has not drawn yet
void declare_draw(lua_State* state, const Lent<Draw>& draw);

}  // namespace spyglass
