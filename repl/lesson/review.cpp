// A lesson that was done, as something to read.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "repl/lesson/grading.hpp"
#include "repl/lesson/lessons.hpp"
#include "repl/lesson/steps_done.hpp"
#include "repl/lesson/wording.hpp"
#include "repl/shell/shell.hpp"

namespace spyglass {

namespace {

void show_answer(Output& out, const Step& question, bool done) {
  out.paragraph("Question: " + question.text, 2, Tone::strong);
  for (const std::string& choice : question.choices) out.paragraph("· " + choice, 4);
  if (!done) return out.paragraph("not answered yet", 2, Tone::faint);
  out.paragraph("It is: " + spelt_out(question, question.answers.front()), 2, Tone::good);
  if (!question.explain.empty()) out.paragraph(question.explain, 2);
}

void show_solution(Output& out, const Step& task, bool done) {
  out.paragraph("Task: " + task.text, 2, Tone::strong);
  if (!done) return out.paragraph("not done yet", 2, Tone::faint);
  for (std::size_t i = 0; i < task.solutions.size(); ++i) {
    out.paragraph(fmt::format("{}`{}`", i == 0 ? "One way: " : "Another: ",
                              fmt::join(task.solutions[i], "`, `")),
                  2, Tone::good);
  }
  if (!task.after.empty()) out.paragraph(task.after, 2);
}

void show_step(Output& out, const Step& step, bool done) {
  switch (step.kind) {
    case Step::Kind::say:
    case Step::Kind::epilogue: return out.paragraph(step.text, 2);
    case Step::Kind::load: return out.line(fmt::format("  > run {}", fmt::join(step.program, " ")));
    case Step::Kind::show:
    case Step::Kind::run: return out.line("  > " + step.command);
    case Step::Kind::predict:
    case Step::Kind::quiz:
    case Step::Kind::diagnose: return show_answer(out, step, done);
    case Step::Kind::task: return show_solution(out, step, done);
  }
}

/// As far as the learner has ever come. What was drawn anew since is known up to the place alone.
std::size_t reached_in(const Lesson& lesson, const Progress::LessonRecord& record) {
  std::size_t reached = place_in(lesson, record);
  for (std::size_t i = reached; !lesson.draws && i < lesson.steps.size(); ++i) {
    if (record.done(lesson.steps[i].id)) reached = i + 1;
  }
  return reached;
}

}  // namespace

Result<void> Lessons::review(const std::string& name) {
  read_progress();
  if (name.empty() && !lesson_) return none_open();
  const auto file = find(name);
  if (!file) return tl::make_unexpected(file.error());
  const auto& kept = progress_.lesson(file->key());
  if (kept.steps.empty() && kept.at.empty()) {
    return bad_input(fmt::format(
        "you have not begun this lesson, so that there is nothing to review; `lesson {}` opens it",
        file->called()));
  }
  // What was drawn when it was played last.
  const auto seed = kept.seed ? kept.seed : kept.played;
  const auto lesson = load_lesson(*file, seed.value_or(0));
  if (!lesson) return tl::make_unexpected(lesson.error());
  Output& out = shell_.out();
  out.line(wording::heading(*lesson), Tone::strong);
  const auto& steps = lesson->steps;
  const std::size_t reached = reached_in(*lesson, kept);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (!out.look().plain) out.blank();
    show_step(out, steps[i], kept.done(steps[i].id));
    if (i < reached || !steps[i].waits()) continue;
    out.paragraph(
        fmt::format("This is as far as you have come; `lesson {}` goes on.", file->called()), 0,
        Tone::faint);
    break;
  }
  return {};
}

}  // namespace spyglass
