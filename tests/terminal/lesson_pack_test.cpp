// A course goes from one machine to another: packed, looked at, agreed to, installed, played.

#include "tests/terminal/lesson_player.hpp"
#include "tests/terminal/process.hpp"

namespace fs = std::filesystem;
using Catch::Matchers::Contains;

namespace {

const std::string lesson =
    R"(lesson { title = "Who boils the water?", minutes = 1, program = "lessons/kettle" }
say "A kettle."
task {
  id = "first-words", text = "Let it write.", check = function(t)
    if t.state == "ended" then return "it has ended, and boils no more" end
    if t.output:find("boils", 1, true) then return true end
  end,
  hints = { "a", "b", "c" }, solutions = { { "until write", "finish" } },
  wrong = { { "kill", expect = "no more" } },
}
)";
const std::string kettle = R"(#include <stdio.h>
int main(void) { puts("it boils"); return 0; }
)";

/// A teacher's folder, and the home of somebody who installs what comes of it.
struct Place {
  Place() {
    folder.write("tea/01-kettle.lua", lesson);
    folder.write("tea/programs/kettle.c", kettle);
    fs::create_directories(folder.path() / "home");
  }
  [[nodiscard]] Finished run(std::vector<std::string> words,
                             std::map<std::string, std::string> more = {}) const {
    words.insert(words.begin(), "lesson");
    more.emplace("HOME", folder.file("home"));
    more.emplace("COLUMNS", "200");
    return run_spyglass(words, "", {.environment = more, .directory = folder.path().string()});
  }
  void pack() const {
    const auto packed = run({"pack", "tea"});
    INFO(packed.output << packed.errors);
    REQUIRE(packed.status == 0);
    CHECK_THAT(packed.output, Contains("tea.tar.gz is written: 1 lesson and 1 program"));
  }
  [[nodiscard]] fs::path courses() const {
    return folder.path() / "home/.local/share/spyglass/courses";
  }
  [[nodiscard]] bool nothing_installed() const {
    std::error_code ignored;
    return !fs::exists(courses()) || fs::is_empty(courses(), ignored);
  }

  TemporaryFolder folder;
};

}  // namespace

TEST_CASE("a course is packed, installed, listed, checked and found by its name") {
  const Place place;
  place.pack();
  const auto installed = place.run({"install", "tea.tar.gz", "--yes"});
  INFO(installed.output << installed.errors);
  REQUIRE(installed.status == 0);
  CHECK_THAT(installed.output, Contains("The course tea: 1 lesson") &&
                                   Contains("Who boils the water? (1 min)") &&
                                   Contains("kettle.c (") && Contains("Installed: 1 lesson."));
  CHECK(fs::exists(place.courses() / "tea/built/lessons/kettle"));
  CHECK(std::distance(fs::directory_iterator(place.courses()), {}) == 1);
  CHECK_THAT(place.run({}).output, Contains("tea/kettle") && Contains("from a pack"));
  for (const std::string name : {"tea", "tea/kettle", "kettle"}) {
    const auto checked = place.run({"--check", name});
    INFO(checked.output << checked.errors);
    CHECK(checked.status == 0);
    CHECK_THAT(checked.output, Contains("tea/kettle\n") && Contains("walk"));
  }
}

TEST_CASE("a pack that is there already is replaced only where that was said") {
  const Place place;
  place.pack();
  REQUIRE(place.run({"install", "tea.tar.gz", "--yes"}).status == 0);
  place.folder.write("tea/02-milk.lua", "lesson { title = 'Milk', minutes = 1 }\nsay 'x'\n");
  CHECK_THAT(place.run({"pack", "tea"}).errors, Contains("cannot make tea.tar.gz"));
  fs::remove(place.folder.path() / "tea.tar.gz");
  REQUIRE(place.run({"pack", "tea"}).status == 0);
  const auto refused = place.run({"install", "tea.tar.gz", "--yes"});
  CHECK(refused.status == 1);
  CHECK_THAT(refused.errors, Contains("there is a course tea already"));
  CHECK(!fs::exists(place.courses() / "tea/02-milk.lua"));
  REQUIRE(place.run({"install", "tea.tar.gz", "--yes", "--replace"}).status == 0);
  CHECK(fs::exists(place.courses() / "tea/02-milk.lua"));
  CHECK(std::distance(fs::directory_iterator(place.courses()), {}) == 1);
}

TEST_CASE("nothing is installed unless somebody agrees") {
  const Place place;
  place.pack();
  const auto silent = place.run({"install", "tea.tar.gz"});
  CHECK(silent.status == 1);
  CHECK_THAT(silent.errors, Contains("there is no terminal to ask at"));
  const PseudoTerminal::Setting at{.home = place.folder.path() / "home",
                                   .columns = 100,
                                   .directory = place.folder.path().string()};
  for (const std::string word : {"no", "", "yesterday"}) {
    PseudoTerminal terminal({"lesson", "install", "tea.tar.gz"}, at);
    terminal.expect("Install it? (yes or no) ");
    answer(terminal, word);
    terminal.expect("Nothing was installed.");
    CHECK(terminal.expect_end() == 1);
  }
  CHECK(place.nothing_installed());
  PseudoTerminal terminal({"lesson", "install", "tea.tar.gz"}, at);
  terminal.expect("Install it? (yes or no) ");
  answer(terminal, "yes");
  terminal.expect("Installed: 1 lesson.");
  CHECK(terminal.expect_end() == 0);
  PseudoTerminal again({"lesson", "install", "tea.tar.gz"}, at);
  again.expect("this one would take its place");
  again.expect("Replace it? (yes or no) ");
  again.press(key::ctrl_d);
  again.expect("Nothing was installed.");
  CHECK(again.expect_end() == 1);
}

TEST_CASE("what cannot be installed says why, and leaves nothing behind") {
  const Place place;
  place.folder.write("text.tar.gz", "just text");
  place.folder.write("empty.tar.gz", "");
  struct Bad {
    std::string file;
    std::string says;
  };
  for (const Bad& bad : std::vector<Bad>{
           {"text.tar.gz", "text.tar.gz cannot be installed: it is no pack of lessons"},
           {"empty.tar.gz", "empty.tar.gz cannot be installed: "},
           {"missing.tar.gz", "there is no file missing.tar.gz"},
           {"tea", "tea cannot be installed: it is no ordinary file"}}) {
    const auto said = place.run({"install", bad.file, "--yes"});
    INFO(bad.file);
    CHECK(said.status == 1);
    CHECK_THAT(said.errors, Contains(bad.says));
  }
  CHECK(place.nothing_installed());
}

TEST_CASE("a pack whose programs cannot be built is not installed") {
  struct Bad {
    std::string source;
    std::map<std::string, std::string> environment;
    std::string says;
  };
  // A source may not take in what is none of its business: homes are hidden from the compiler, or
  // closed to it.
  const std::string secret = "secret.h";
  const auto bad = GENERATE_COPY(values<Bad>({
      {kettle, {{"PATH", "/no/such/folder"}}, "there is no C compiler `cc` on this machine"},
      {"int main(void) { return nothing; }\n", {}, "kettle.c cannot be built:"},
      {"#error tea\n", {}, "#error tea"},
      {"#include \"HOME/secret.h\"\nint main(void) { return SECRET; }\n", {}, "secret.h:"},
  }));
  Place place;
  place.folder.write("home/secret.h", "#define SECRET 0\n");
  std::string source = bad.source;
  if (const auto at = source.find("HOME"); at != std::string::npos) {
    source.replace(at, 4, place.folder.file("home"));
  }
  place.folder.write("tea/programs/kettle.c", source);
  place.pack();
  const auto said = place.run({"install", "tea.tar.gz", "--yes"}, bad.environment);
  INFO(said.output << said.errors);
  CHECK(said.status == 1);
  CHECK_THAT(said.errors, Contains("nothing was installed: ") && Contains(bad.says));
  CHECK(place.nothing_installed());
}

TEST_CASE("assembly is built, scripts are copied, and each runs as a lesson's program") {
  const Place place;
  const auto with = [](const std::string& program) {
    std::string text = lesson;
    text.replace(text.find("lessons/kettle"), 14, program);
    return text;
  };
  place.folder.write("tea/02-pot.lua", with("lessons/pot"));
  place.folder.write("tea/03-cup.lua", with("lessons/cup"));
  place.folder.write("tea/programs/cup.sh", "#!/bin/sh\necho it boils\n");
  place.folder.write("tea/programs/water.h", "enum { degrees = 100 };\n");
  place.folder.write("tea/programs/boiler.c",
                     "#include \"water.h\"\nint main(void) { return degrees != 100; }\n");
  fs::copy_file(SPYGLASS_SOURCE_DIR "/asm-examples/x86_64/hello.S",
                place.folder.path() / "tea/programs/pot.S");
  REQUIRE(place.run({"pack", "tea"}).status == 0);
  const auto installed = place.run({"install", "tea.tar.gz", "--yes"});
  INFO(installed.output << installed.errors);
  REQUIRE(installed.status == 0);
  CHECK_THAT(installed.output, Contains("Scripts that lessons run later: cup.sh"));
  for (const char* name : {"kettle", "pot", "cup", "boiler"}) {
    CHECK(access((place.courses() / "tea/built/lessons" / name).c_str(), X_OK) == 0);
  }
  const auto checked = place.run({"--check", "tea/cup"});
  INFO(checked.output);
  CHECK(checked.status == 0);
}
