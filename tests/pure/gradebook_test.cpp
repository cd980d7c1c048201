// A class's progress files become a table, whatever state the files are in.

#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "repl/lesson/class/grade_report.hpp"
#include "repl/lesson/drawing.hpp"
#include "repl/views/csv.hpp"
#include "tests/temporary_folder.hpp"

using namespace spyglass;
using Catch::Matchers::Contains;
using nlohmann::json;

namespace {

const std::string lesson_text =
    "lesson { title = 'T', minutes = 1 }\n"
    "quiz { id = 'a', ask = 'A?', answer = '1' }\n"
    "say 'Well.'\n"
    "quiz { id = 'b', ask = 'B?', answer = '1' }\n";

/// A course of two lessons of two steps each.
struct Class {
  Class() {
    for (const char* name : {"01-one.lua", "02-two.lua"}) {
      const auto file = lesson_file(folder.write(std::string("course/") + name, lesson_text));
      auto lesson = load_lesson(*file);
      auto asked = fingerprints(*file, *lesson);
      course.push_back({*file, std::move(*lesson), std::move(asked)});
    }
  }
  [[nodiscard]] std::vector<LearnerGrade> grade(const std::vector<std::string>& names) const {
    std::vector<std::string> files;
    for (const std::string& name : names) files.push_back(folder.file(name));
    return grade_files(course, files);
  }

  TemporaryFolder folder;
  std::vector<GradedLesson> course;
};

const std::string seat = R"({"version": 1, "learner": "seat-7", "lessons": {
  "one": {"steps": {"a": {"done": true, "hints": 2}, "b": {"done": true, "hints": 0}}, "at": "",
          "last": 1795252957},
  "two": {"steps": {"a": {"done": true, "content": "another question"}, "gone": {"done": true},
                    "b": {"done": false, "hints": 1}}, "at": "b", "played": 4711},
  "/home/seat-7/own.lua": {"steps": {"x": {"done": true}}}}})";

}  // namespace

TEST_CASE("a learner's steps, hints and lessons are counted as on the learner's own pages") {
  const Class school;
  school.folder.write("seat-7.json", seat);
  const auto grades = school.grade({"seat-7.json"});
  REQUIRE(grades.size() == 1);
  const LearnerGrade& grade = grades[0];
  CHECK(grade.problem.empty());
  CHECK(grade.who == "seat-7");
  CHECK(grade.learner == "seat-7");
  CHECK(grade.lessons().done == 1);
  CHECK(grade.lessons().all == 2);
  CHECK(grade.steps().done == 3);
  CHECK(grade.steps().all == 4);
  CHECK(grade.hints() == 3);
  CHECK(grade.edited() == 1);
  CHECK(grade.unknown_steps == 1);
  CHECK(grade.unknown_lessons == std::vector<std::string>{"/home/seat-7/own.lua"});
  CHECK(grade.last == 1795252957);
  REQUIRE(grade.marks.size() == 2);
  CHECK(grade.marks[0].done());
  CHECK(!grade.marks[1].done());
  CHECK(grade.marks[1].seed == 4711);
}

TEST_CASE("files that say nothing get a row that says so, and the others are graded") {
  const Class school;
  school.folder.write("good.json", seat);
  school.folder.write("later.json", R"({"version": 2, "lessons": {}})");
  school.folder.write("earlier.json", R"({"version": 1, "lessons": {"one": {"steps": {}}}})");
  school.folder.write("damaged.json", seat.substr(0, 100));
  school.folder.write("number.json", R"({"version": 1, "lessons": {"one": {"steps": {"a": 1}}}})");
  school.folder.write("list.json", "[]");
  school.folder.write("deep.json", std::string(200'000, '['));
  school.folder.write("empty.json", "");
  school.folder.write("huge.json", seat + std::string(std::size_t{5} << 20, ' '));
  std::filesystem::create_symlink(school.folder.file("good.json"),
                                  school.folder.file("again.json"));
  const auto grades = school.grade({"later.json", "damaged.json", "number.json", "list.json",
                                    "deep.json", "empty.json", "huge.json", "missing.json",
                                    "course", "good.json", "again.json", "earlier.json"});
  const std::vector<std::string> problems = {
      "it has version 2, and this spyglass knows version 1",
      "it is damaged",
      "it is damaged",
      "it is damaged",
      "it is damaged",
      "it is empty",
      "it has 5.0 MiB, and no progress file has more than 4 MiB",
      "there is no such file",
      "it is a folder; the progress file is in it",
      "",
      "it is graded already, as " + school.folder.file("good.json"),
      ""};
  REQUIRE(grades.size() == problems.size());
  for (std::size_t i = 0; i < grades.size(); ++i) {
    INFO(grades[i].file);
    CHECK(grades[i].problem == problems[i]);
  }
  CHECK(grades[9].steps().done == 3);
  CHECK(grades[11].marks[0].lesson == "one");
}

TEST_CASE("learners are told apart by file, by folder, or by path") {
  using Names = std::vector<std::string>;
  CHECK(names_of_learners({"x/seat-7.json", "y/seat-8.json"}) == Names{"seat-7", "seat-8"});
  CHECK(names_of_learners({"/c/seat-7/progress.json", "/c/seat-8/progress.json"}) ==
        Names{"seat-7", "seat-8"});
  CHECK(names_of_learners({"/a/x/p.json", "/b/x/p.json"}) == Names{"/a/x/p.json", "/b/x/p.json"});
}

TEST_CASE("a learner's seed depends on the name alone, and stays what it was") {
  CHECK(seed_of_learner("seat-7") == 758616);
  CHECK(seed_of_learner(" sEAT-7\t") == 758616);
  std::set<std::uint64_t> seeds;
  for (int i = 0; i < 100; ++i) seeds.insert(seed_of_learner("learner " + std::to_string(i)));
  CHECK(seeds.size() >= 98);
  CHECK(*seeds.begin() >= 100'000);
  CHECK(*seeds.rbegin() <= 999'999);
  CHECK(learner_name("  the back row ").value() == "the back row");
  for (const char* bad : {"", "  ", "a\nb", "a\tb", "\x1b[2J", "a\u202e"}) {
    INFO(bad);
    CHECK(!learner_name(bad));
  }
  CHECK(!learner_name(std::string(101, 'x')));
}

TEST_CASE("a table for spreadsheets has a column a lesson, and no field is a formula") {
  const Class school;
  school.folder.write("=1+1.json", seat);
  school.folder.write("bad, \"x\".json", "");
  const std::string text = grades_csv(school.grade({"=1+1.json", "bad, \"x\".json"}));
  CHECK_THAT(text, Contains("remarks,one,two\n'=1+1,") && Contains(",2 of 2,1 of 2\n") &&
                       Contains("\n\"bad, \"\"x\"\"\",") && Contains("not graded: it is empty\n"));
  CHECK(csv_text("-1") == "'-1");
  CHECK(csv_text("a=b") == "a=b");
}

TEST_CASE("the JSON of grades has the keys that docs/json.md says, with their types") {
  const Class school;
  school.folder.write("good.json", seat);
  school.folder.write("bad.json", "");
  const std::string page = read_whole(SPYGLASS_SOURCE_DIR "/docs/json.md");
  const std::string own = page.substr(page.find("# The document of"));
  const std::string marks = own.substr(own.find("## A mark"));
  const std::string learner = own.substr(0, own.size() - marks.size());
  const json list = json::parse(grades_json(school.grade({"good.json", "bad.json"})));
  const auto check = [](const std::string& table, const json& object) {
    for (const auto& [key, value] : object.items()) {
      const std::string type = value.is_number_integer() ? "integer" : value.type_name();
      INFO(key << ": " << type);
      CHECK(
          (value.is_null() || table.find("| `" + key + "` | " + type + " |") != std::string::npos));
    }
  };
  check(learner, list[0]);
  check(learner, list[1]);
  check(marks, list[0]["marks"][1]);
  // And the other way round: each documented key is made.
  json made = list[0];
  made.update(list[1]);
  for (const auto& [table, object] : {std::pair(learner, made), {marks, list[0]["marks"][1]}}) {
    for (auto at = table.find("\n| `"); at != std::string::npos; at = table.find("\n| `", at + 1)) {
      const std::string key = table.substr(at + 4, table.find('`', at + 4) - at - 4);
      INFO(key);
      CHECK(object.contains(key));
    }
  }
}

TEST_CASE("moments are told in UTC, even those that cannot have been") {
  CHECK(moment_words(0) == "1970-01-01 00:00");
  CHECK(moment_words(1795252957) == "2026-11-21 09:22");
  CHECK(moment_words(18446744073709551615U) == "never yet");
}
