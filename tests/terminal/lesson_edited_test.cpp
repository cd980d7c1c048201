// Lessons that are edited while somebody is in the middle of them, progress files that several
// tools share, and such that are damaged meanwhile.

#include <nlohmann/json.hpp>

#include "tests/terminal/lesson_player.hpp"

namespace {

using Json = nlohmann::json;

const std::string progress_file = "state/spyglass/progress.json";

/// A lesson of questions, whose answers are their ids.
std::string lesson_of(const std::vector<std::string>& ids, const std::string& ask = "What is ") {
  std::string text = "lesson { title = 'Tea', minutes = 1 }\n";
  for (const std::string& id : ids) {
    const bool changed = id.ends_with('*');
    const std::string name = id.substr(0, id.size() - (changed ? 1 : 0));
    text += "quiz { id = '" + name + "', ask = '" + (changed ? "What else is " : ask) + name +
            "?', answer = '" + name + "', wrong = { { answer = 'no' } } }\n";
  }
  return text;
}

/// A home with a lesson in it, of which the first two steps are done.
struct HalfDone {
  HalfDone() {
    file = home.write("tea.lua", lesson_of({"one", "two", "three", "four"}));
    PseudoTerminal terminal = lesson_at(home, {file});
    play(terminal, 1, {{"one", {"Yes: one."}}});
    play(terminal, 2, {{"two", {"Yes: two."}}});
    go_away(terminal, 3);
  }
  /// A lesson that is none of the course is known by its path.
  [[nodiscard]] Json progress(const std::string& lesson = "tea") const {
    const Json all = Json::parse(read_whole(home.file(progress_file)));
    return all.at("lessons").at(home.file(lesson + ".lua"));
  }

  TemporaryFolder home;
  std::string file;
};

bool done(const Json& lesson, const std::string& step) {
  return lesson.at("steps").contains(step) && lesson.at("steps").at(step).at("done") == true;
}

}  // namespace

TEST_CASE("an edited lesson goes on at the right step, and says what was edited") {
  struct Edit {
    std::vector<std::string> steps;
    int place;
    std::string asks;
    std::string says;  ///< empty: nothing of an edit
  };
  const auto edit = GENERATE(values<Edit>({
      {{"one", "two", "three", "four"}, 3, "What is three?", ""},
      {{"two", "three", "four"}, 2, "What is three?", ""},
      {{"three", "four"}, 1, "What is three?", ""},
      {{"one", "two", "four"},
       3,
       "What is four?",
       "the step at which you stopped is gone. You go on "
       "at the first that you have not done."},
      {{"four", "one", "two"}, 1, "What is four?", "the step at which you stopped is gone"},
      {{"one", "two"},
       1,
       "What is one?",
       "the step at which you stopped is gone, and you have done "
       "all others. Here it begins anew."},
      {{"one*", "two", "three", "four"},
       3,
       "What is three?",
       "edited since you did it, in step 1."},
      {{"one*", "two*", "three", "four"}, 3, "What is three?", "you did it, in steps 1, 2."},
      {{"one", "two", "three*", "four*"}, 3, "What else is three?", ""},
      {{"two", "one", "four", "three"}, 4, "What is three?", "you have not met step 3 yet"},
      {{"one", "three", "two", "four"}, 2, "What is three?", ""},
      {{"three", "one", "two", "four"}, 1, "What is three?", ""},
      {{"one", "new", "two", "three"}, 4, "What is three?", "you have not met step 2 yet"},
      {{"one", "two", "three", "new"}, 3, "What is three?", ""},
      {{"one", "two", "new", "newer"}, 3, "What is new?", "the step at which you stopped is gone"},
  }));
  HalfDone half;
  half.home.write("tea.lua", lesson_of(edit.steps));
  PseudoTerminal terminal = lesson_at(half.home, {half.file});
  const std::string shown = terminal.expect(edit.asks);
  INFO(shown);
  CHECK((shown.find("This lesson was edited") != std::string::npos) == !edit.says.empty());
  CHECK(shown.find(edit.says) != std::string::npos);
  go_away(terminal, edit.place);
}

TEST_CASE("a lesson that was broken meanwhile is not opened, and keeps its place") {
  HalfDone half;
  const Json before = half.progress();
  {
    half.home.write("tea.lua", "lesson { title = 'Tea', minutes = 1 }\nquiz { id = \n");
    PseudoTerminal terminal({}, {.home = half.home.path(), .columns = 500});
    terminal.command("lesson " + half.file);
    terminal.expect("lesson tea: it cannot be loaded: tea.lua:");
    end(terminal);
  }
  CHECK(half.progress() == before);
  half.home.write("tea.lua", lesson_of({"one", "two", "three", "four"}));
  PseudoTerminal terminal = lesson_at(half.home, {half.file});
  terminal.expect("What is three?");
  go_away(terminal, 3);
}

TEST_CASE("what was skipped is not new, and a step that was edited is done again by doing it") {
  HalfDone half;
  {
    PseudoTerminal terminal = lesson_at(half.home, {half.file});
    play(terminal, 3, {{"skip", {"What is four?"}}});
    go_away(terminal, 4);
  }
  half.home.write("tea.lua", lesson_of({"one*", "two", "three", "four"}));
  {
    PseudoTerminal terminal = lesson_at(half.home, {half.file});
    const std::string shown = terminal.expect("What is four?");
    CHECK(shown.find("not met") == std::string::npos);
    CHECK(shown.find("in step 1.") != std::string::npos);
    play(terminal, 4,
         {{"progress", {"1  done, edited since", "3  skipped", "4  here"}},
          {"four", {"This is the end of lesson tea; 1 step was skipped."}}});
    terminal.command("lesson " + half.file);
    play(terminal, 1, {{"one", {"Yes: one."}}});
    go_away(terminal, 2);
  }
  PseudoTerminal terminal = lesson_at(half.home, {half.file});
  const std::string shown = terminal.expect("What is two?");
  CHECK(shown.find("edited") == std::string::npos);
  go_away(terminal, 2);
}

TEST_CASE("a lesson that has no place in the course is known by its path") {
  HalfDone half;
  PseudoTerminal terminal = lesson_at(half.home, {half.file});
  play(terminal, 3,
       {{"progress", {"tea · Tea", "1  done", "3  here", "2 of 4 steps done"}},
        {"review",
         {"What is one?", "It is: one", "What is three?",
          "This is as far as you have come; `lesson " + half.file + "`"}},
        {"leave", {"`lesson " + half.file + "` comes back to this step"}}});
  terminal.command("lesson " + half.file);
  play(terminal, 3, {{"three", {"Yes: three."}}});
  play(terminal, 4, {{"four", {"Lesson tea is done."}}});
  terminal.command("progress " + half.file);
  terminal.expect("4 of 4 steps done");
  terminal.command("lesson " + half.file);
  terminal.expect("You have done this lesson: `review " + half.file + "` shows it");
  play(terminal, 1,
       {{"reset " + half.file, {"`reset " + half.file + " yes` does it"}},
        {"reset " + half.file + " yes", {"Forgotten: 4 steps done"}}});
  terminal.command("progress " + half.file);
  terminal.expect("0 of 4 steps done");
  terminal.expect("(spyglass) ");
  end(terminal);
}

TEST_CASE("two spyglasses that share a progress file keep what both did") {
  HalfDone half;
  const std::string other = half.home.write("milk.lua", lesson_of({"red", "blue"}));
  PseudoTerminal first = lesson_at(half.home, {half.file});
  PseudoTerminal second = lesson_at(half.home, {other});
  PseudoTerminal third = lesson_at(half.home, {half.file});
  third.expect("step 3 > ");
  play(first, 3, {{"three", {"Yes: three."}}});
  play(second, 1, {{"red", {"Yes: red."}}});
  play(first, 4, {{"clue of the first", {"clue 1: of the first"}}});
  answer(third, "clue of the third");
  third.expect("clue 2: of the third");
  play(second, 2, {{"blue", {"Lesson milk is done."}}});
  play(first, 4, {{"four", {"Lesson tea is done."}}});
  play(third, 3, {{"skip", {"What is four?"}}});
  play(third, 4, {{"skip", {"Lesson tea is done."}}});
  // Its place is kept when the lesson has said all.
  third.expect("(spyglass) ");
  const Json tea = half.progress(), milk = half.progress("milk");
  for (const char* step : {"one", "two", "three", "four"}) CHECK(done(tea, step));
  for (const char* step : {"red", "blue"}) CHECK(done(milk, step));
  CHECK(tea.at("clues").size() == 2);
  CHECK(tea.at("at") == "");
}

TEST_CASE("what another spyglass forgets is not brought back by this one") {
  HalfDone half;
  PseudoTerminal stays = lesson_at(half.home, {half.file});
  stays.expect("step 3 > ");
  PseudoTerminal forgets({}, {.home = half.home.path(), .columns = 500});
  forgets.command("reset all yes");
  forgets.expect("Forgotten: 1 lesson: 2 steps done");
  answer(stays, "three");
  stays.expect("Yes: three.");
  go_away(stays, 4);
  CHECK(done(half.progress(), "three"));
  CHECK_FALSE(done(half.progress(), "one"));
}

TEST_CASE("a progress file that is damaged in the middle of a lesson is kept aside, with a word") {
  HalfDone half;
  const std::string path = half.home.file(progress_file);
  PseudoTerminal terminal = lesson_at(half.home, {half.file});
  terminal.expect("step 3 > ");
  SECTION("once, and once more") {
    half.home.write(progress_file, "{\"version\": 1, \"les");
    answer(terminal, "three");
    terminal.expect("Yes: three.");
    terminal.expect("the progress file cannot be used (it is damaged); it is kept as " + path +
                    ".kept-1, and a new one begins");
    terminal.expect("step 4 > ");
    // All that was known is in the new one.
    for (const char* step : {"one", "two", "three"}) CHECK(done(half.progress(), step));
    CHECK(half.progress().at("at") == "four");
    half.home.write(progress_file, "null");
    answer(terminal, "hint");
    terminal.expect("a question has no hints");
    terminal.expect("step 4 > ");
    answer(terminal, "four");
    terminal.expect("it is kept as " + path + ".kept-2");
    CHECK(read_whole(path + ".kept-1") == "{\"version\": 1, \"les");
    CHECK(read_whole(path + ".kept-2") == "null");
  }
  SECTION("taken away") {
    std::filesystem::remove(path);
    answer(terminal, "three");
    const std::string shown = terminal.expect("step 4 > ");
    CHECK(shown.find("progress") == std::string::npos);
    for (const char* step : {"one", "two", "three"}) CHECK(done(half.progress(), step));
    answer(terminal, "four");
  }
  SECTION("the whole folder") {
    std::filesystem::remove_all(half.home.path() / "state");
    answer(terminal, "three");
    terminal.expect("step 4 > ");
    for (const char* step : {"one", "two", "three"}) CHECK(done(half.progress(), step));
    answer(terminal, "four");
  }
  SECTION("a folder in its place") {
    std::filesystem::remove(path);
    std::filesystem::create_directory(path);
    answer(terminal, "three");
    terminal.expect("the progress file cannot be used");
    terminal.expect("step 4 > ");
    CHECK(std::filesystem::is_directory(path + ".kept-1"));
    for (const char* step : {"one", "two", "three"}) CHECK(done(half.progress(), step));
    answer(terminal, "four");
  }
  terminal.expect("Lesson tea is done.");
  terminal.expect("(spyglass) ");
  end(terminal);
  CHECK(half.progress().at("at") == "");
}
