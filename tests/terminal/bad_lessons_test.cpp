// Lessons that somebody has got wrong, or means ill with: the checker and the prompt say what is
// the matter, end, and leave nothing behind.

#include <catch2/catch.hpp>

#include "tests/temporary_folder.hpp"
#include "tests/terminal/lesson_player.hpp"
#include "tests/terminal/process.hpp"

using Catch::Matchers::Contains;

namespace {

namespace fs = std::filesystem;

const std::string head = "lesson { title = 'T', minutes = 1, program = 'x86_64/hello' }\n";

/// A lesson of one task, that asks its check and is played by `continue`.
std::string task(const std::string& check, const std::string& more = {},
                 const std::string& before = head) {
  return before + "task { id = 't', text = 'Go.', hints = { 'a', 'b', 'c' }, check = " + check +
         ", solutions = { { 'continue' } }, wrong = { { 'kill', expect = 'x' } }, " + more + " }";
}

std::string with_program(const std::string& words) {
  return "lesson { title = 'T', minutes = 1, program = " + words + " }\n";
}

const std::string says_end = "function(t) if t.state == 'ended' then return 'it ended' end end";

/// A folder whose name has a blank, with a lesson in it, and a place for what must not stay.
struct Author {
  explicit Author(const std::string& lesson) {
    folder.write("my drafts/bad.lua", lesson);
    fs::create_directories(scratch());
  }
  [[nodiscard]] fs::path drafts() const { return folder.path() / "my drafts"; }
  [[nodiscard]] fs::path scratch() const { return folder.path() / "my scratch"; }
  [[nodiscard]] Finished check() const {
    return run_spyglass(
        {"lesson", "--check", "./bad.lua"}, "",
        {.environment = {{"TMPDIR", scratch().string()}}, .directory = drafts().string()});
  }
  void check_nothing_left() const {
    CHECK(fs::is_empty(scratch()));
    CHECK(std::distance(fs::directory_iterator(drafts()), {}) == 1);
    CHECK(std::distance(fs::directory_iterator(folder.path()), {}) == 2);
  }

  TemporaryFolder folder;
};

struct Bad {
  std::string lesson;
  std::string says;
};

}  // namespace

TEST_CASE("a lesson that cannot be loaded is refused, by the checker and at the prompt") {
  const std::string endless = "more instructions than it may use (an endless loop?)";
  const std::string greedy = "it needs more memory than it may have (64 MiB)";
  const std::string untitled = "bad.lua: it never calls lesson{title = …}";
  const auto bad = GENERATE_COPY(values<Bad>({
      {head + "while true do end", "bad.lua:2: it runs too long: " + endless},
      {head + "while true do pcall(function() while true do end end) end", "bad.lua"},
      {head + "local s = 'x' while true do s = s .. s end", greedy},
      {head + "local t = {} while true do t[#t + 1] = {} end", greedy},
      {head + "string.rep('x', 1 << 40)", "bad.lua:2: resulting string too large"},
      {head + "local s = string.rep('x', 1 << 30)", greedy},
      {head + "local function f() return 1 + f() end f()", greedy},
      {"", untitled},
      {"\xef\xbb\xbf-- nothing\n", untitled},
      {"\x7f\x45\x4c\x46\x02\x01\x01", "cannot be loaded: bad.lua:1: "},
      {"\x1bLuaT", "attempt to load a binary chunk"},
      {"say [[" + std::string(5 << 20, 'x') + "]]", "bad.lua: it has more than 256 KiB"},
      {"x = [[" + std::string(200 << 10, 'x') + "]]", untitled},
      {"lesson { title = 'T', minutes = 1, files = { ['../outside'] = 'x' } }",
       "files: `../outside` is not below the scratch directory"},
      {"lesson { title = 'T', minutes = 1, files = { ['/outside'] = 'x' } }",
       "files: `/outside` is not below the scratch directory"},
      {"lesson { title = 'T', minutes = 1, files = { ['a/../../outside'] = 'x' } }",
       "is not below the scratch directory"},
  }));
  const Author author(bad.lesson);
  const Finished checked = author.check();
  INFO(checked.output << checked.errors);
  CHECK(checked.status == 1);
  CHECK_THAT(checked.output, Contains("FAIL") && Contains(bad.says));
  author.check_nothing_left();

  TemporaryFolder home;
  PseudoTerminal terminal({}, {.home = home.path(), .columns = 500});
  terminal.command("lesson '" + (author.drafts() / "bad.lua").string() + "'");
  terminal.expect(bad.says);
  terminal.expect("(spyglass) ");
  end(terminal);
}

TEST_CASE("a lesson that is no file is refused with a sentence") {
  TemporaryFolder folder;
  fs::create_directories(folder.path() / "folder.lua");
  const auto said = [&](const std::string& name) {
    const auto checked =
        run_spyglass({"lesson", "--check", name}, "", {.directory = folder.path().string()});
    CHECK(checked.status == 1);
    CHECK(checked.output.empty());
    return checked.errors;
  };
  CHECK(said("./folder.lua") == "spyglass: ./folder.lua is a folder, and a lesson is a file\n");
  CHECK(said("./missing.lua") == "spyglass: there is no file ./missing.lua\n");
}

TEST_CASE("a check that does not end, or takes all memory, is broken; the checker goes on") {
  const auto bad = GENERATE(values<Bad>({
      {task("function(t) while true do end end"),
       "solution 1: it does not pass: bad.lua:2: it runs"},
      {task("function(t) end",
            "mistakes = { { when = function() while true do end end, say = 'x' } }"),
       "solution 1: it does not pass: bad.lua:2: it runs too long"},
      {task("function(t) local s = 'x' while true do s = s .. s end end"), "(64 MiB)"},
      {task("function(t) local function f() return 1 + f() end return f() end"), "(64 MiB)"},
      {task("function(t) error() end"), "solution 1: it does not pass: "},
      {task("function(t) return t.nothing.at.all end"), "the program has no field `nothing`"},
      {"kept = {}\n" + task("function(t) kept[#kept + 1] = t return kept[1].state == 'empty' end"),
       "bad.lua:3: a program can only be looked at by the function that it was handed to"},
      {task("function(t) while true do local x = t.fds end end"), "bad.lua:2: it runs too long"},
      {task("function(t) while true do t:memory(0, 1 << 20) end end"),
       "bad.lua:2: it runs too long"},
      {task("function(t) local s = ('x'):rep(3000) return s:find(('x*'):rep(30) .. 'y') end"),
       "matches in more ways than can be tried"},
      {task("function(t) return t.find(t.last, 'write') end"), "spyglass.program expected"},
  }));
  const Author author(bad.lesson);
  const Finished checked = author.check();
  INFO(checked.output << checked.errors);
  CHECK(checked.status == 1);
  CHECK_THAT(checked.output, Contains(bad.says) && Contains("FAIL  walk"));
  author.check_nothing_left();
}

TEST_CASE("at the prompt a broken check is said to be broken, and can be skipped") {
  const Author author(task("function(t) while true do end end"));
  TemporaryFolder home;
  PseudoTerminal terminal = lesson_at(home, {(author.drafts() / "bad.lua").string()});
  play(terminal, 1,
       {{"next",
         {"lesson bad, step t: the check of this task is broken: bad.lua:2: it runs too long",
          "`skip` goes on"}},
        {"skip", {"This is the end of lesson bad; 1 step was skipped."}}});
  terminal.expect("(spyglass) ");
  end(terminal);
}

TEST_CASE("programs that are not there, or are none, are named") {
  const auto bad = GENERATE(values<Bad>({
      {task(says_end, {}, with_program("'no-such-program'")),
       "`no-such-program` is not on this machine"},
      {task(says_end, {}, with_program("'/etc'")), "cannot run /etc: it is a directory"},
      {task(says_end, {}, with_program("'/etc/passwd'")), "it is text and does not begin with #!"},
  }));
  const Author author(bad.lesson);
  const Finished checked = author.check();
  INFO(checked.output << checked.errors);
  CHECK(checked.status == 1);
  CHECK_THAT(checked.output, Contains("the task cannot begin: ") && Contains(bad.says));
  author.check_nothing_left();
}

TEST_CASE("programs that fork without end or remove their own folder leave nothing behind") {
  const std::string program =
      GENERATE("while :; do (read line < /dev/tty) & done", "rm -rf \"$PWD\"");
  const Author author(task(says_end, {}, with_program("{ 'sh', '-c', '" + program + "' }")));
  const Finished checked = author.check();
  INFO(checked.output << checked.errors);
  CHECK(checked.status == 1);
  CHECK_THAT(checked.output, Contains("solution 1: it does not pass: it ended"));
  author.check_nothing_left();
}

TEST_CASE("what a lesson says cannot take the terminal over") {
  // To clear, to copy to the clipboard, to set a title, to answer for the user, in both widths of
  // controls; and to turn a line around or hide a part of it.
  const std::string evil =
      "\\27[2J\\27]52;c;eA==\\7\\27]0;title\\7\\27[5n\\x9b2J\\u{9b}2J\\u{202e}x\\u{2066}y\\u{200b}"
      "z";
  const auto text = [&](const std::string& before) { return "'" + before + evil + "'"; };
  const Author author(
      "lesson { title = " + text("T") + ", minutes = 1, program = 'x86_64/hello' }\nsay " +
      text("a") + "\nquiz { id = 'q', ask = " + text("c") + ", choices = { " + text("e") +
      ", 'f' }, answer = 'a', explain = " + text("g") + ", wrong = { { answer = 'b', say = " +
      text("d") + " } } }\ntask { id = 't', text = " + text("h") + ", hints = { " + text("i") +
      ", 'b', 'c' }, check = function() error(" + text("j") +
      ") end, solutions = { { 'next' } }, wrong = { { 'next', expect = 'x' } } }\nsay 'Over.'");
  const auto is_inert = [](const std::string& shown) {
    for (const std::string bad : {"\033[2J", "\033]", "\033[5n",
                                  "\x9b"
                                  "2J",
                                  "\u202e", "\u2066", "\u200b"}) {
      CHECK(shown.find(bad) == std::string::npos);
    }
  };
  TemporaryFolder home;
  PseudoTerminal terminal = lesson_at(home, {(author.drafts() / "bad.lua").string()});
  play(terminal, 1, {{"b", {"d^[[2J^[]52;c;"}}, {"a", {"g^[[2J"}}});
  play(terminal, 2, {{"hint", {"i^[[2J"}}, {"next", {"j^[[2J"}}, {"skip", {"Over."}}});
  terminal.expect("(spyglass) ");
  end(terminal);
  is_inert(terminal.raw());
  const Finished checked = author.check();
  CHECK_THAT(checked.output, Contains("^[[2J"));
  is_inert(checked.output);
  is_inert(checked.errors);
}

TEST_CASE("a lesson whose file's name is ill-meant is shown inert, too") {
  TemporaryFolder folder;
  const std::string name = "\033[2Jx\u202e.lua";
  folder.write(name, "lesson { title = 'T' } error('\\27[2J')");
  const Finished checked =
      run_spyglass({"lesson", "--check", "./" + name}, "", {.directory = folder.path().string()});
  CHECK(checked.status == 1);
  CHECK_THAT(checked.output, Contains("^[[2J"));
  CHECK((checked.output + checked.errors).find("\033[2J") == std::string::npos);
  const Finished opened =
      run_spyglass({"lesson", "./" + name}, "", {.directory = folder.path().string()});
  CHECK((opened.output + opened.errors).find("\033[2J") == std::string::npos);
}

TEST_CASE("prompts that were pasted along are no part of a line, nor of an answer") {
  TemporaryFolder home;
  PseudoTerminal terminal = lesson_at(home, {"3"});
  play(terminal, 1, {{"3 · step 1 > errno 2", {"ENOENT (2)"}}, {"3 · step 1 > 3", {"Yes: 3."}}});
  play(terminal, 2, {{"(spyglass) next", {"Done."}}});
  play(terminal, 3,
       {{"(spyglass) 3 · step 2 > rax", {"rax says which call it is"}},
        {"3 · step 5 > rdx", {"Yes: rdx."}}});
  play(terminal, 4, {{"3 · step 4 > leave", {"comes back to this step"}}});
  terminal.command("(spyglass) errno 2");
  terminal.expect("ENOENT (2)");
  terminal.expect("(spyglass) ");
  end(terminal);
}
