#include "repl/lesson/checking/structure.hpp"

#include "repl/lesson/checker.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "repl/lesson/grading.hpp"

namespace spyglass {

namespace {

std::string complaint_about_hints(const Step& step, bool examination) {
  if (examination) return step.hints.empty() ? "" : "it has hints, in an examination";
  if (step.hints.size() < least_hints) {
    return fmt::format("it has {} hints, and needs {}", step.hints.size(), least_hints);
  }
  const bool empty = std::ranges::any_of(step.hints, &std::string::empty);
  return empty ? "a hint is empty" : "";
}

std::string complaint_about_answer(const Step& question, const std::string& answer) {
  const Grade result = grade(question, answer);
  if (result.right) return {};
  const std::string refused = "its own answer is not accepted";
  if (result.left_out == nullptr) return refused;
  const auto part = static_cast<std::size_t>(result.left_out - question.parts.data()) + 1;
  return fmt::format("{}: part {} is not named in it, by none of `{}` as whole words", refused,
                     part, fmt::join(result.left_out->any, "`, `"));
}

void look_at_question(const Step& question, std::vector<LessonRemark>& remarks) {
  for (const std::string& answer : question.answers) {
    remarks.push_back({question.id, fmt::format("answer `{}`", answer),
                       complaint_about_answer(question, answer)});
  }
  for (const WrongAnswer& wrong : question.wrong_answers) {
    remarks.push_back({question.id, fmt::format("wrong answer `{}`", wrong.answer),
                       grade(question, wrong.answer).right ? "it is accepted" : ""});
  }
  if (question.wrong_answers.empty()) {
    remarks.push_back({question.id, "structure",
                       "a question needs at least one wrong answer that proves "
                       "that it can be missed"});
  }
}

void look_at_diagnosis(const Step& diagnosis, bool examination,
                       std::vector<LessonRemark>& remarks) {
  std::string missing = complaint_about_hints(diagnosis, examination);
  for (const Part& part : diagnosis.parts) {
    if (part.any.empty()) missing = "a part names no phrase (any)";
    if (part.ask.empty()) missing = "a part has no follow-up question (ask)";
  }
  if (diagnosis.parts.size() > 1 && diagnosis.vague.empty()) {
    missing = "it has several parts, and no vague answer that leaves one out";
  }
  remarks.push_back({diagnosis.id, "structure", missing});
  for (const std::string& answer : diagnosis.vague) {
    const Grade result = grade(diagnosis, answer);
    remarks.push_back(
        {diagnosis.id, fmt::format("vague answer `{}`", answer),
         result.left_out != nullptr && result.on_track ? "" : "no follow-up question comes"});
  }
  for (const WrongAnswer& wrong : diagnosis.wrong_answers) {
    const bool own = grade(diagnosis, wrong.answer).known == &wrong;
    remarks.push_back({diagnosis.id, fmt::format("own words for `{}`", wrong.answer),
                       own ? "" : "another answer comes first"});
  }
}

void look_at_task(const Step& task, bool examination, std::vector<LessonRemark>& remarks) {
  std::vector<std::string> missing;
  if (std::string hints = complaint_about_hints(task, examination); !hints.empty()) {
    missing.push_back(std::move(hints));
  }
  if (task.solutions.empty()) missing.emplace_back("it has no solution: store one in `solutions`");
  if (task.wrong_tries.empty())
    missing.emplace_back(
        "it has no wrong try: store one in `wrong` that fails, with a part of what is said then");
  remarks.push_back({task.id, "structure", fmt::format("{}", fmt::join(missing, "; "))});
}

void look_at_ids(const Lesson& lesson, std::vector<LessonRemark>& remarks) {
  for (const Step* step : steps_with_used_ids(lesson)) {
    const auto first = std::ranges::find(lesson.steps, step->id, &Step::id);
    remarks.push_back({step->id, fmt::format("id (line {})", step->line),
                       fmt::format("the step of line {} has it already, and progress is kept by "
                                   "it: give one of them another",
                                   first->line)});
  }
}

}  // namespace

std::vector<LessonRemark> remarks_on_structure(const Lesson& lesson) {
  std::vector<LessonRemark> remarks;
  look_at_ids(lesson, remarks);
  for (const Step& step : lesson.steps) {
    const bool runs = step.kind == Step::Kind::run || step.kind == Step::Kind::show;
    if (runs && step.command.empty()) {
      remarks.push_back({step.id, fmt::format("line {}", step.line),
                         "it names no command: write one, or take the step away"});
    }
    if (step.is_question()) look_at_question(step, remarks);
    if (step.kind == Step::Kind::diagnose) look_at_diagnosis(step, lesson.examination, remarks);
    if (step.kind == Step::Kind::task) look_at_task(step, lesson.examination, remarks);
  }
  return remarks;
}

std::string gist(const Lesson& lesson) {
  std::string all;
  const auto add = [&](const std::vector<std::string>& texts) {
    for (const std::string& text : texts) all += text + '\n';
  };
  add({lesson.title});
  add(lesson.program);
  add(lesson.environment);
  add(lesson.beside);
  for (const auto& [path, contents] : lesson.files) add({path, contents});
  for (const Step& step : lesson.steps) {
    add({step.id, step.text, step.command, step.edits, step.explain, step.after});
    add(step.program);
    add(step.answers);
    add(step.choices);
    add(step.hints);
    for (const Part& part : step.parts) add(part.any);
    for (const auto& solution : step.solutions) add(solution);
  }
  return all;
}

}  // namespace spyglass
