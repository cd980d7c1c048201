// Text on its way to the screen: inert, wrapped, in columns.

#include <catch2/catch.hpp>

#include "repl/views/table.hpp"

using namespace spyglass;

namespace {

/// An output into a string.
struct Screen {
  std::string text;
  Output out;
  explicit Screen(Look look) : out([this](std::string_view part) { text += part; }, look) {}
};

int widest(const std::string& text) {
  int most = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    most = std::max(most, columns_of(text.substr(at, end - at)));
    at = end + 1;
  }
  return most;
}

}  // namespace

TEST_CASE("control characters are shown, not obeyed") {
  CHECK(inert("plain text\n\ttab") == "plain text\n\ttab");
  CHECK(inert("\033[31mred") == "^[[31mred");
  CHECK(inert(std::string_view("a\0b", 3)) == "a^@b");
  CHECK(inert("bell\a") == "bell^G");
  CHECK(inert("rub\x7f") == "rub^?");
  CHECK(inert("line\r\n") == "line\n");
  CHECK(inert("over\rwritten") == "over^Mwritten");
  CHECK(inert("\r") == "^M");
}

TEST_CASE("what must stay on one line does") {
  CHECK(inert_line("a path") == "a path");
  CHECK(inert_line("two\nlines\tand\033[2J") == "two\\nlines\\tand^[[2J");
  CHECK(inert_line("line\r\n") == "line\\n");
}

TEST_CASE("UTF-8 stays, what is no UTF-8 is shown byte by byte") {
  CHECK(inert("grüße → 你 🙂") == "grüße → 你 🙂");
  CHECK(inert("\xff") == "\\377");
  CHECK(inert("\xc3") == "\\303");           // cut off
  CHECK(inert("\xc3(") == "\\303(");         // no continuation
  CHECK(inert("\xc0\xaf") == "\\300\\257");  // overlong
  CHECK(inert("\x9b"
              "31m") == "\\23331m");  // CSI as a bare byte
  CHECK(inert("\xc2\x9b"
              "31m") == "\\302\\23331m");  // CSI in UTF-8
  CHECK(inert("\xf5\x80\x80\x80") == "\\365\\200\\200\\200");
  CHECK(inert("\xe0\x80\xaf") == "\\340\\200\\257");                       // overlong as well
  CHECK(inert("\xf0\x8f\xbf\xbf") == "\\360\\217\\277\\277");              // and this
  CHECK(inert("\xed\xa0\x80") == "\\355\\240\\200");                       // half a pair of UTF-16
  CHECK(inert("\xf4\x90\x80\x80") == "\\364\\220\\200\\200");              // beyond U+10FFFF
  CHECK(inert("\xed\x9f\xbf\xee\x80\x80") == "\xed\x9f\xbf\xee\x80\x80");  // around the pairs
  CHECK(inert("\xf4\x8f\xbf\xbf\xe0\xa0\x80") == "\xf4\x8f\xbf\xbf\xe0\xa0\x80");
}

TEST_CASE("what cannot be seen, or turns a text around, is shown by its number") {
  CHECK(inert("a\u202egnp.\u202c") == "a<U+202E>gnp.<U+202C>");
  CHECK(inert("\u2066x\u2069") == "<U+2066>x<U+2069>");
  CHECK(inert("pass\u200bword\ufeff") == "pass<U+200B>word<U+FEFF>");
  CHECK(inert("soft\u00adhyphen") == "soft<U+00AD>hyphen");
  CHECK(inert("\U000e0041tag") == "<U+E0041>tag");
  CHECK(inert("\u2010\u202f\u2070 – … ü") == "\u2010\u202f\u2070 – … ü");
}

TEST_CASE("columns are counted by code points") {
  CHECK(columns_of("") == 0);
  CHECK(columns_of("abc") == 3);
  CHECK(columns_of("→ü") == 2);
}

TEST_CASE("text is broken at spaces") {
  using Lines = std::vector<std::string>;
  CHECK(wrap("", 10) == Lines{""});
  CHECK(wrap("one two three", 7) == Lines{"one two", "three"});
  CHECK(wrap("one two three", 80) == Lines{"one two three"});
  CHECK(wrap("one\ntwo", 80) == Lines{"one", "two"});
  CHECK(wrap("one\n\ntwo", 80) == Lines{"one", "", "two"});
  CHECK(wrap("→→→ →→→", 7) == Lines{"→→→ →→→"});
  CHECK(wrap("a-word-that-is-longer b", 5) == Lines{"a-word-that-is-longer", "b"});
  CHECK(wrap("x", 0) == Lines{"x"});
}

TEST_CASE("a line starts on a fresh one, and its end has no spaces") {
  Screen screen({});
  screen.out.program_text("half a line");
  screen.out.line("whole   ");
  screen.out.fresh_line();
  CHECK(screen.text == "half a line\nwhole\n");
}

TEST_CASE("colours are there only where they are wanted") {
  Screen plain({.colour = false});
  plain.out.line("x", Tone::bad);
  CHECK(plain.text == "x\n");
  Screen coloured({.colour = true});
  coloured.out.line("x\033[0m", Tone::bad);
  CHECK(coloured.text == "\033[31mx^[[0m\033[0m\n");
}

TEST_CASE("while muted nothing is said") {
  Screen screen({});
  screen.out.set_muted(true);
  screen.out.line("x");
  screen.out.program_text("y");
  screen.out.set_muted(false);
  screen.out.line("z");
  CHECK(screen.text == "z\n");
}

TEST_CASE("paragraphs fit the width, their indent included") {
  const int width = GENERATE(20, 60, 80, 120);
  Screen screen({.width = width});
  std::string words;
  for (int i = 0; i < 60; ++i) words += "wörter ";
  screen.out.paragraph(words, 4);
  CHECK(widest(screen.text) <= std::max(width, Look::least_width));
  CHECK(screen.text.starts_with("    wörter"));
}

TEST_CASE("tables align their columns and keep to the width") {
  const int width = GENERATE(60, 80);
  const std::string sentence = "a sentence that is so long that it cannot stay on one line alone";
  Screen screen({.width = width});
  show_table(screen.out, {{{"rax"}, {"1"}, {sentence}}, {{"orig_rax"}, {"0xffff"}, {"short"}}, {}},
             2);
  INFO(screen.text);
  CHECK(widest(screen.text) <= width);
  CHECK(screen.text.starts_with("  rax       1       a sentence"));
  CHECK(screen.text.find("\n                    ") != std::string::npos);  // goes on below
  CHECK(screen.text.find("\n  orig_rax  0xffff  short\n") != std::string::npos);
}

TEST_CASE("a last cell without room goes below its row") {
  Screen screen({.width = 60});
  const std::string wide(45, 'x');
  show_table(screen.out,
             {{{wide}, {"some words that do not fit there"}}, {{wide}, {"fits"}}, {{wide}, {""}}},
             2);
  CHECK(screen.text == "  " + wide + "\n          some words that do not fit there\n  " + wide +
                           "  fits\n  " + wide + "\n");
}

TEST_CASE("a plain table is a row a line") {
  Screen screen({.width = 60, .plain = true});
  show_table(screen.out, {{{"a"}, {""}, {"b"}}, {{"longer"}, {"x"}, {std::string(80, 'w')}}}, 2);
  CHECK(screen.text == "a b\nlonger x " + std::string(80, 'w') + "\n");
}
