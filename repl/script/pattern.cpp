#include "repl/script/pattern.hpp"

#include <fmt/format.h>

#include <cctype>
#include <cstring>

namespace spyglass {

namespace {

/// How many choices may be open at once; each needs an item of its own in the pattern.
constexpr std::size_t most_choices = 199;
constexpr std::size_t most_items = 1 << 16;
constexpr const char* too_complex = "pattern too complex";

struct Class {
  char letter;
  int (*holds)(int);
};
constexpr Class classes[] = {{'a', std::isalpha},
                             {'c', std::iscntrl},
                             {'d', std::isdigit},
                             {'g', std::isgraph},
                             {'l', std::islower},
                             {'p', std::ispunct},
                             {'s', std::isspace},
                             {'u', std::isupper},
                             {'w', std::isalnum},
                             {'x', std::isxdigit},
                             // Of older manuals; Lua still knows it.
                             {'z', [](int c) { return c == 0 ? 1 : 0; }}};

std::uint8_t byte(char c) { return static_cast<std::uint8_t>(c); }

}  // namespace

/// Reads the text of a pattern from left to right.
class PatternReader {
 public:
  PatternReader(Pattern& pattern, std::string_view text) : pattern_(pattern), text_(text) {}

  void read() {
    while (!stopped_ && !text_.empty()) {
      if (pattern_.items_.size() >= most_items) return malformed(too_complex);
      read_item();
    }
    if (!stopped_) add({Kind::done});
  }

 private:
  using Kind = Pattern::Kind;
  using Times = Pattern::Times;
  using Set = Pattern::Set;

  void add(const Pattern::Item& item) { pattern_.items_.push_back(item); }
  /// Nothing behind it can be reached.
  void malformed(const char* fault) {
    add({.kind = Kind::malformed, .fault = fault});
    stopped_ = true;
  }
  [[nodiscard]] bool next_is(char c) const { return !text_.empty() && text_.front() == c; }
  char take() {
    const char c = text_.front();
    text_.remove_prefix(1);
    return c;
  }

  void read_item() {
    const char c = take();
    if (c == '(' && next_is(')')) {
      take();
      return add({Kind::open_position});
    }
    if (c == '(') return add({Kind::open});
    if (c == ')') return add({Kind::close});
    if (c == '$' && text_.empty()) return add({Kind::end});
    if (c == '%') return read_escape();
    if (c == '[') {
      if (const auto set = read_set()) read_times(*set);
      return;
    }
    if (c == '.') return read_times(Set().set());
    read_letter(c);
  }

  void read_escape() {
    if (text_.empty()) return malformed("malformed pattern (ends with '%')");
    const char c = take();
    if (c == 'b') return read_balanced();
    if (c == 'f') return read_frontier();
    if (c >= '0' && c <= '9') return add({.kind = Kind::same, .first = byte(c - '1')});
    if (const auto set = class_of(c)) return read_times(*set);
    read_letter(c);
  }

  void read_balanced() {
    if (text_.size() < 2) return malformed("malformed pattern (missing arguments to '%b')");
    const char first = take();
    add({.kind = Kind::balanced, .first = byte(first), .last = byte(take())});
  }

  void read_frontier() {
    if (!next_is('[')) return malformed("missing '[' after '%f' in pattern");
    take();
    if (const auto set = read_set()) add({.kind = Kind::frontier, .at = keep(*set)});
  }

  /// A character that stands for itself; several in a row are one item.
  void read_letter(char c) {
    const Times times = take_times();
    if (times != Times::once) {
      return add({.kind = Kind::one, .times = times, .at = keep(Set().set(byte(c)))});
    }
    auto& items = pattern_.items_;
    if (items.empty() || items.back().kind != Kind::letters) {
      const auto at = static_cast<std::uint32_t>(pattern_.letters_.size());
      add({.kind = Kind::letters, .at = at});
    }
    pattern_.letters_ += c;
    ++items.back().length;
  }

  void read_times(const Set& set) {
    const std::uint32_t at = keep(set);
    add({.kind = Kind::one, .times = take_times(), .at = at});
  }

  Times take_times() {
    constexpr std::string_view marks = "?*+-";
    constexpr Times meanings[] = {Times::maybe, Times::most, Times::most_from_one, Times::fewest};
    const auto which = text_.empty() ? marks.npos : marks.find(text_.front());
    if (which == marks.npos) return Times::once;
    take();
    return meanings[which];
  }

  std::uint32_t keep(const Set& set) {
    // Patterns have few different sets, and those repeat next to each other.
    if (pattern_.sets_.empty() || pattern_.sets_.back() != set) pattern_.sets_.push_back(set);
    return static_cast<std::uint32_t>(pattern_.sets_.size() - 1);
  }

  /// The set that `%c` stands for; nothing when that is only the character.
  static std::optional<Set> class_of(char c) {
    static const auto sets = [] {
      std::array<Set, std::size(classes)> made;
      for (std::size_t which = 0; which < made.size(); ++which) {
        for (std::size_t i = 0; i < 256; ++i) {
          made[which][i] = classes[which].holds(static_cast<int>(i)) != 0;
        }
      }
      return made;
    }();
    const char letter = static_cast<char>(std::tolower(byte(c)));
    for (std::size_t which = 0; which < sets.size(); ++which) {
      if (classes[which].letter == letter) return letter == c ? sets[which] : ~sets[which];
    }
    return std::nullopt;
  }

  /// Behind the bracket that opens it. The first character belongs to it even when it is `]`.
  std::optional<Set> read_set() {
    const bool others = next_is('^');
    if (others) take();
    std::size_t end = 0;
    do {
      end += end < text_.size() && text_[end] == '%' ? 2 : 1;
    } while (end < text_.size() && text_[end] != ']');
    if (end >= text_.size()) {
      malformed("malformed pattern (missing ']')");
      return std::nullopt;
    }
    Set set = members(text_.substr(0, end));
    text_.remove_prefix(end + 1);
    return others ? ~set : set;
  }

  static Set members(std::string_view text) {
    Set set;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '%') {
        const char c = text[++i];
        set |= class_of(c).value_or(Set().set(byte(c)));
      } else if (i + 2 < text.size() && text[i + 1] == '-') {
        for (unsigned c = byte(text[i]); c <= byte(text[i + 2]); ++c) set.set(c);
        i += 2;
      } else {
        set.set(byte(text[i]));
      }
    }
    return set;
  }

  Pattern& pattern_;
  std::string_view text_;
  bool stopped_ = false;
};

Pattern::Pattern(std::string_view text, Anchors anchors) {
  anchored_ = anchors == Anchors::mean_something && text.starts_with('^');
  if (anchored_) text.remove_prefix(1);
  PatternReader(*this, text).read();
}

bool Pattern::is_plain(std::string_view text) {
  return text.find_first_of("^$*+?.([%-") == std::string_view::npos;
}

tl::expected<std::optional<std::size_t>, Matcher::Fault> Matcher::match_at(std::size_t start,
                                                                           std::uint64_t& left) {
  item_ = 0;
  at_ = start;
  level_ = 0;
  choices_.clear();
  left_ = left;
  Next next = Next::on;
  while (next == Next::on || next == Next::back) {
    next = !take(1) ? Next::failed : next == Next::on ? step() : go_back();
    if (next == Next::back && choices_.empty()) break;
  }
  left = left_;
  if (next == Next::failed) return tl::make_unexpected(fault_);
  if (next == Next::found) return at_;
  return std::nullopt;
}

Matcher::Next Matcher::step() {
  const Item& item = pattern_.items_[item_];
  switch (item.kind) {
    case Pattern::Kind::letters: {
      if (!take(item.length / 16)) return Next::failed;
      const auto letters = std::string_view(pattern_.letters_).substr(item.at, item.length);
      if (!text_.substr(at_).starts_with(letters)) return Next::back;
      at_ += item.length;
      break;
    }
    case Pattern::Kind::one: return match_one(item);
    case Pattern::Kind::open: return open_capture(Capture::Is::open);
    case Pattern::Kind::open_position: return open_capture(Capture::Is::position);
    case Pattern::Kind::close: return close_capture();
    case Pattern::Kind::same: return match_same(item);
    case Pattern::Kind::balanced: return match_balanced(item);
    case Pattern::Kind::frontier: {
      // Before the beginning and behind the end there is a zero byte.
      const auto& set = pattern_.sets_[item.at];
      const char before = at_ == 0 ? '\0' : text_[at_ - 1];
      const char after = at_ == text_.size() ? '\0' : text_[at_];
      if (set[byte(before)] || !set[byte(after)]) return Next::back;
      break;
    }
    case Pattern::Kind::end:
      if (at_ != text_.size()) return Next::back;
      break;
    case Pattern::Kind::malformed: return fail(item.fault);
    case Pattern::Kind::done: return Next::found;
  }
  ++item_;
  return Next::on;
}

Matcher::Next Matcher::match_one(const Item& item) {
  using Times = Pattern::Times;
  const bool one = fits(item, at_);
  if (!one && (item.times == Times::once || item.times == Times::most_from_one)) return Next::back;
  if (one && item.times != Times::once) {
    using Is = Choice::Is;
    Choice choice{Is::maybe, item_, at_, 0};
    if (item.times == Times::fewest) choice.is = Is::fewest;
    if (item.times == Times::most || item.times == Times::most_from_one) {
      choice.is = Is::most;
      choice.at += item.times == Times::most_from_one ? 1 : 0;
      choice.count = count_fitting(item, choice.at);
      if (left_ == 0) return Next::failed;
    }
    if (!push(choice)) return fail(too_complex);
    at_ = choice.at + choice.count + (choice.is == Is::maybe ? 1 : 0);
  } else if (one) {
    ++at_;
  }
  ++item_;
  return Next::on;
}

Matcher::Next Matcher::match_same(const Item& item) {
  if (item.first >= level_ || captures_[item.first].is == Capture::Is::open) {
    return fail(fmt::format("invalid capture index %{}", static_cast<std::int8_t>(item.first) + 1));
  }
  const Capture& capture = captures_[item.first];
  if (capture.is == Capture::Is::position) return Next::back;
  if (!take(capture.length / 16)) return Next::failed;
  if (!text_.substr(at_).starts_with(text_.substr(capture.at, capture.length))) return Next::back;
  at_ += capture.length;
  ++item_;
  return Next::on;
}

Matcher::Next Matcher::match_balanced(const Item& item) {
  if (at_ == text_.size() || byte(text_[at_]) != item.first) return Next::back;
  std::size_t depth = 1;
  for (std::size_t at = at_ + 1; at < text_.size(); ++at) {
    if (!take(1)) return Next::failed;
    if (byte(text_[at]) == item.last) {
      if (--depth > 0) continue;
      at_ = at + 1;
      ++item_;
      return Next::on;
    }
    if (byte(text_[at]) == item.first) ++depth;
  }
  return Next::back;
}

Matcher::Next Matcher::open_capture(Capture::Is is) {
  if (level_ == captures_.size()) return fail("too many captures");
  captures_[level_++] = {is, at_, 0};
  if (!push({Choice::Is::opened, item_, at_, 0})) return fail(too_complex);
  ++item_;
  return Next::on;
}

Matcher::Next Matcher::close_capture() {
  std::size_t which = level_;
  while (which > 0 && captures_[which - 1].is != Capture::Is::open) --which;
  if (which == 0) return fail("invalid pattern capture");
  Capture& capture = captures_[--which];
  capture.is = Capture::Is::text;
  capture.length = at_ - capture.at;
  if (!push({Choice::Is::closed, item_, at_, which})) return fail(too_complex);
  ++item_;
  return Next::on;
}

Matcher::Next Matcher::go_back() {
  Choice& choice = choices_.back();
  switch (choice.is) {
    case Choice::Is::opened: --level_; break;
    case Choice::Is::closed: captures_[choice.count].is = Capture::Is::open; break;
    case Choice::Is::maybe:
      at_ = choice.at;
      item_ = choice.item + 1;
      choices_.pop_back();
      return Next::on;
    case Choice::Is::most:
      if (choice.count == 0) break;
      --choice.count;
      at_ = choice.at + choice.count;
      item_ = choice.item + 1;
      return Next::on;
    case Choice::Is::fewest:
      if (!fits(pattern_.items_[choice.item], choice.at)) break;
      at_ = ++choice.at;
      item_ = choice.item + 1;
      return Next::on;
  }
  choices_.pop_back();
  return Next::back;
}

Matcher::Next Matcher::fail(std::string message) {
  fault_ = {.no_steps_left = false, .message = std::move(message)};
  return Next::failed;
}

bool Matcher::push(Choice choice) {
  if (choices_.size() == most_choices) return false;
  choices_.push_back(choice);
  return true;
}

bool Matcher::fits(const Item& item, std::size_t at) const {
  return at < text_.size() && pattern_.sets_[item.at][byte(text_[at])];
}

std::size_t Matcher::count_fitting(const Item& item, std::size_t from) {
  std::size_t count = 0;
  while (fits(item, from + count) && take(1)) ++count;
  return count;
}

bool Matcher::take(std::uint64_t steps) {
  if (left_ > steps) {
    left_ -= steps;
    return true;
  }
  left_ = 0;
  fault_ = {.no_steps_left = true, .message = {}};
  return false;
}

std::size_t find_plain(std::string_view text, std::string_view part) {
  // memmem(3) needs no memory and never compares more than it has to (two-way).
  const void* found = memmem(text.data(), text.size(), part.data(), part.size());
  if (found == nullptr) return std::string_view::npos;
  return static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

}  // namespace spyglass
