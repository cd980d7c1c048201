#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

namespace spyglass {

/// A pattern of Lua (its manual, section 6.4.1), read once. What is malformed in it is an error of
/// the match that comes to that place, as in Lua: a match that fails before does not notice.
class Pattern {
 public:
  /// `anchors`: whether a `^` at the beginning is one; for gmatch it is a character.
  enum class Anchors : std::uint8_t { mean_something, are_characters };
  explicit Pattern(std::string_view text, Anchors anchors = Anchors::mean_something);

  [[nodiscard]] bool anchored() const { return anchored_; }
  /// Whether it means nothing but its own characters.
  static bool is_plain(std::string_view text);

 private:
  friend class Matcher;
  friend class PatternReader;

  using Set = std::bitset<256>;
  enum class Kind : std::uint8_t {
    letters,        ///< a run of characters that stand for themselves
    one,            ///< of a set, as often as it says
    open,           ///< a capture begins
    open_position,  ///< a capture of a place
    close,
    same,      ///< as a capture before
    balanced,  ///< from one character to its counterpart
    frontier,  ///< the place between what is not in a set and what is
    end,       ///< of the text
    malformed,
    done,
  };
  enum class Times : std::uint8_t { once, maybe, most, most_from_one, fewest };
  struct Item {
    Kind kind;
    Times times = Times::once;
    std::uint8_t first = 0, last = 0;  ///< balanced: the two; same: which capture, from 0
    std::uint32_t at = 0, length = 0;  ///< letters: in letters_; one, frontier: at in sets_
    const char* fault = "";
  };

  std::vector<Item> items_;
  std::string letters_;
  std::vector<Set> sets_;
  bool anchored_ = false;
};

/// Finds where a pattern matches. Each step of the search is counted, going back as well, and it
/// needs no stack: a pattern that matches in too many ways costs what its steps cost.
class Matcher {
 public:
  struct Capture {
    enum class Is : std::uint8_t { text, position, open };
    Is is = Is::open;
    std::size_t at = 0, length = 0;
  };
  struct Fault {
    bool no_steps_left = false;
    std::string message = {};  ///< else
  };

  /// Both must outlive it.
  Matcher(const Pattern& pattern, std::string_view text) : pattern_(pattern), text_(text) {}

  /// The end of the match that begins at `start`, if there is one. Takes its steps from `left`.
  tl::expected<std::optional<std::size_t>, Fault> match_at(std::size_t start, std::uint64_t& left);
  /// Of the last match, in the order of their parentheses.
  [[nodiscard]] std::span<const Capture> captures() const { return {captures_.data(), level_}; }

 private:
  using Item = Pattern::Item;
  enum class Next : std::uint8_t { on, back, found, failed };
  /// What can be tried otherwise, or must be undone, when the search goes back.
  struct Choice {
    enum class Is : std::uint8_t { maybe, most, fewest, opened, closed } is;
    std::uint32_t item;
    std::size_t at;
    std::size_t count;
  };

  Next step();
  Next go_back();
  Next match_one(const Item& item);
  Next match_same(const Item& item);
  Next match_balanced(const Item& item);
  Next open_capture(Capture::Is is);
  Next close_capture();
  Next fail(std::string message);
  bool push(Choice choice);
  [[nodiscard]] bool fits(const Item& item, std::size_t at) const;
  [[nodiscard]] std::size_t count_fitting(const Item& item, std::size_t from);
  bool take(std::uint64_t steps);

  const Pattern& pattern_;
  std::string_view text_;
  std::uint32_t item_ = 0;
  std::size_t at_ = 0;
  std::uint64_t left_ = 0;
  std::array<Capture, 32> captures_;
  std::size_t level_ = 0;
  std::vector<Choice> choices_;
  Fault fault_;
};

/// Where `part` stands in `text` for the first time, as it is; npos: nowhere. In time that grows
/// with their lengths alone.
std::size_t find_plain(std::string_view text, std::string_view part);

}  // namespace spyglass
