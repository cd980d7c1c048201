#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace spyglass {

/// What a piece of text means; colours are made from it, and never mean anything by themselves.
enum class Tone : std::uint8_t { plain, strong, faint, good, bad, changed };

struct Piece {
  std::string text;
  Tone tone = Tone::plain;
};
using Line = std::vector<Piece>;

/// How the screen can show things.
struct Look {
  int width = 80;       ///< columns
  bool colour = false;  ///< off with NO_COLOR, --plain, or when it is not a terminal
  bool screen = false;  ///< a terminal, which can be cleared
  bool plain = false;   ///< one fact a line, no alignment, no marks beyond ASCII

  /// No view is made narrower than this; a narrower terminal wraps by itself.
  static constexpr int least_width = 60;
  [[nodiscard]] int usable_width() const { return width < least_width ? least_width : width; }
};

/// Where everything that a person reads goes. Text from outside (the traced program, files,
/// lessons) is made inert on the way: control characters are shown, not obeyed.
class Output {
 public:
  using Sink = std::function<void(std::string_view)>;
  Output(Sink sink, Look look) : sink_(std::move(sink)), look_(look) {}

  [[nodiscard]] const Look& look() const { return look_; }
  void set_width(int columns) { look_.width = columns; }

  /// A whole line; starts on a fresh one if the program left the cursor in the middle.
  void line(const Line& pieces);
  void line(std::string_view text, Tone tone = Tone::plain) { line({{std::string(text), tone}}); }
  /// A paragraph, broken at spaces to the width; `indent` columns before each line. Line breaks
  /// inside the text are kept.
  void paragraph(std::string_view text, int indent = 0, Tone tone = Tone::plain);
  void blank() { line(""); }
  /// A clear screen, or an empty line where there is none to be cleared.
  void next_page();

  /// What the traced program wrote to its terminal, as it is, but inert.
  void program_text(std::string_view text);

  /// Makes sure that the next thing starts on a fresh line.
  void fresh_line();
  /// Says nothing for a while.
  void set_muted(bool on) { muted_ = on; }
  [[nodiscard]] bool muted() const { return muted_; }
  /// A person has just pressed Return.
  void set_at_line_start() { at_line_start_ = true; }

 private:
  void emit(std::string_view text);

  Sink sink_;
  Look look_;
  bool at_line_start_ = true;
  bool muted_ = false;
};

/// Control characters, malformed UTF-8 and what cannot be seen (<U+202E>, which turns a text
/// around) made visible (^[ for escape); newlines and tabs stay.
std::string inert(std::string_view text);

/// The same for what must stay on one line, such as a path or a variable: newlines and tabs are
/// shown as \n and \t.
std::string inert_line(std::string_view text);

/// How many columns a UTF-8 text takes, counting one a code point (all that we print is narrow).
int columns_of(std::string_view text);

/// The beginning of a text and …, where the whole takes more columns than that.
std::string shortened(std::string_view text, int columns);

/// A text cut into lines of at most `width` columns, at spaces where there are any.
std::vector<std::string> wrap(std::string_view text, int width);

}  // namespace spyglass
