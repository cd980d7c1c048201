#include "repl/lesson/class/grade_report.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "repl/complain.hpp"
#include "repl/lesson/courses.hpp"
#include "repl/lesson/drawing.hpp"
#include "repl/views/amounts.hpp"
#include "repl/views/csv.hpp"
#include "repl/views/table.hpp"

namespace spyglass {

namespace {

using nlohmann::json;

/// Later than any lesson was ever played, and what every calendar can say.
constexpr std::uint64_t end_of_time = 253402300799;  // 9999-12-31 23:59:59

std::string of(const StepsDone& steps) { return fmt::format("{} of {}", steps.done, steps.all); }

std::string seed_words(const LearnerGrade& grade) {
  return grade.learner.empty() ? "" : std::to_string(seed_of_learner(grade.learner));
}

/// "first-trace done, hello-nostdlib 3 of 9".
std::string marks_words(const LearnerGrade& grade) {
  std::vector<std::string> words;
  for (const LessonMark& mark : grade.marks) {
    if (mark.begun) words.push_back(mark.lesson + " " + (mark.done() ? "done" : of(mark.steps)));
  }
  return words.empty() ? "nothing yet" : fmt::format("{}", fmt::join(words, ", "));
}

/// What is odd, in sentences; none where all is well.
std::vector<std::string> remarks_on(const LearnerGrade& grade) {
  std::vector<std::string> remarks;
  if (!grade.problem.empty()) remarks.push_back("not graded: " + grade.problem);
  if (!grade.unknown_lessons.empty()) {
    remarks.push_back(fmt::format("{} that this course does not have: {}",
                                  counted(grade.unknown_lessons.size(), "lesson"),
                                  fmt::join(grade.unknown_lessons, ", ")));
  }
  if (grade.unknown_steps > 0) {
    remarks.push_back(
        fmt::format("{} that the lessons do not have (any more): they count for nothing",
                    counted(grade.unknown_steps, "step")));
  }
  if (const int edited = grade.edited(); edited > 0) {
    remarks.push_back(fmt::format("{} done in a lesson that was edited since: they count",
                                  counted(static_cast<std::uint64_t>(edited), "step")));
  }
  return remarks;
}

json number_or_null(const std::optional<std::uint64_t>& number) {
  return number ? json(*number) : json();
}

json object_of(const LessonMark& mark) {
  return {{"lesson", mark.lesson},
          {"steps_done", mark.steps.done},
          {"steps", mark.steps.all},
          {"hints", mark.hints},
          {"edited", mark.edited},
          {"begun", mark.begun},
          {"seed", number_or_null(mark.seed)}};
}

json object_of(const LearnerGrade& grade) {
  json object = {{"who", grade.who}, {"file", grade.file}};
  if (!grade.problem.empty()) {
    object["problem"] = grade.problem;
    return object;
  }
  if (!grade.learner.empty()) {
    object["learner"] = grade.learner;
    object["seed"] = seed_of_learner(grade.learner);
  }
  object["lessons_done"] = grade.lessons().done;
  object["lessons"] = grade.lessons().all;
  object["steps_done"] = grade.steps().done;
  object["steps"] = grade.steps().all;
  object["hints"] = grade.hints();
  object["edited"] = grade.edited();
  object["unknown_lessons"] = grade.unknown_lessons;
  object["unknown_steps"] = grade.unknown_steps;
  if (grade.last) object["last"] = *grade.last;
  object["marks"] = json::array();
  for (const LessonMark& mark : grade.marks) object["marks"].push_back(object_of(mark));
  return object;
}

/// Lessons that cannot be loaded are named, and left out.
std::vector<GradedLesson> load_course(bool& whole) {
  std::vector<GradedLesson> course;
  for (const LessonFile& file : all_lessons()) {
    auto lesson = load_lesson(file);
    if (!lesson) {
      complain(lesson.error().message);
      whole = false;
      continue;
    }
    auto asked = fingerprints(file, *lesson);
    course.push_back({file, std::move(*lesson), std::move(asked)});
  }
  return course;
}

}  // namespace

std::string moment_words(std::uint64_t seconds) {
  if (seconds > end_of_time) return "never yet";
  return fmt::format("{:%Y-%m-%d %H:%M}", fmt::gmtime(static_cast<std::time_t>(seconds)));
}

void show_grades(Output& out, const std::vector<LearnerGrade>& grades) {
  std::vector<Line> rows = {{{"who", Tone::faint},
                             {"lessons", Tone::faint},
                             {"steps", Tone::faint},
                             {"hints", Tone::faint},
                             {"learner's seed", Tone::faint},
                             {"last (UTC)", Tone::faint},
                             {"what was begun", Tone::faint}}};
  for (const LearnerGrade& grade : grades) {
    if (!grade.problem.empty()) {
      rows.push_back({{inert_line(grade.who), Tone::strong},
                      {"!"},
                      {"-"},
                      {"-"},
                      {"-"},
                      {"-"},
                      {"not graded: " + grade.problem, Tone::bad}});
      continue;
    }
    const std::string seed = seed_words(grade);
    rows.push_back({{inert_line(grade.who), Tone::strong},
                    {of(grade.lessons())},
                    {of(grade.steps())},
                    {std::to_string(grade.hints())},
                    {seed.empty() ? "-" : seed},
                    {grade.last ? moment_words(*grade.last) : "-"},
                    {marks_words(grade)}});
  }
  show_table(out, rows, 0);
  for (const LearnerGrade& grade : grades) {
    for (const std::string& remark : remarks_on(grade)) {
      if (grade.problem.empty()) out.paragraph(inert_line(grade.who) + ": " + remark + ".");
    }
  }
}

std::string grades_csv(const std::vector<LearnerGrade>& grades) {
  std::string text =
      "who,file,learner,seed,lessons done,lessons,steps done,steps,hints,last,remarks";
  // Every file that was graded was graded by the same lessons.
  const auto graded =
      std::ranges::find_if(grades, [](const LearnerGrade& grade) { return grade.problem.empty(); });
  if (graded != grades.end()) {
    for (const LessonMark& mark : graded->marks) text += "," + csv_field(mark.lesson);
  }
  text += "\n";
  for (const LearnerGrade& grade : grades) {
    const std::string remarks = fmt::format("{}", fmt::join(remarks_on(grade), "; "));
    text += fmt::format("{},{},", csv_text(grade.who), csv_text(grade.file));
    if (!grade.problem.empty()) {
      text += fmt::format(",,,,,,,,{}\n", csv_text(remarks));
      continue;
    }
    text += fmt::format("{},{},{},{},{},{},{},{},{}", csv_text(grade.learner), seed_words(grade),
                        grade.lessons().done, grade.lessons().all, grade.steps().done,
                        grade.steps().all, grade.hints(),
                        grade.last ? moment_words(*grade.last) : "", csv_text(remarks));
    // "3/9" would be a day in March to a spreadsheet.
    for (const LessonMark& mark : grade.marks) text += "," + of(mark.steps);
    text += "\n";
  }
  return text;
}

std::string grades_json(const std::vector<LearnerGrade>& grades) {
  json list = json::array();
  for (const LearnerGrade& grade : grades) list.push_back(object_of(grade));
  // Names of files need not be UTF-8.
  return list.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

int show_class(Output& out, const std::vector<std::string>& files, GradeForm form) {
  bool whole = true;
  const auto course = load_course(whole);
  const auto grades = grade_files(course, files);
  for (const LearnerGrade& grade : grades) {
    if (grade.problem.empty()) continue;
    whole = false;
    complain(inert_line(grade.file) + ": " + inert_line(grade.problem));
  }
  if (form == GradeForm::text) {
    show_grades(out, grades);
  } else {
    const std::string text = form == GradeForm::csv ? grades_csv(grades) : grades_json(grades);
    if (to_standard_output(text) != 0) return 1;
  }
  return whole ? 0 : 1;
}

}  // namespace spyglass
