#include "repl/lesson/checking/playing.hpp"

#include <fmt/format.h>

#include "repl/lesson/lessons.hpp"
#include "repl/lesson/place.hpp"
#include "repl/shell/shell.hpp"

namespace spyglass {

namespace {

std::string words_for(const Verdict& verdict) {
  switch (verdict.kind) {
    case Verdict::Kind::passed: return "it passed";
    case Verdict::Kind::undecided: return "the check had nothing to say";
    case Verdict::Kind::not_yet:
    case Verdict::Kind::broken: break;
  }
  return verdict.message;
}

std::string complaint_about_solution(const Verdict& verdict) {
  return verdict.kind == Verdict::Kind::passed ? "" : "it does not pass: " + words_for(verdict);
}

std::string complaint_about_wrong(const Verdict& verdict, const WrongTry& wrong) {
  if (verdict.kind != Verdict::Kind::not_yet) return words_for(verdict);
  if (wrong.expect.empty()) return "it names no part of the message that must come (expect)";
  if (verdict.message.find(wrong.expect) != std::string::npos) return {};
  return fmt::format("the message is not the expected one: {}", verdict.message);
}

std::string complaint_about_untouched(const Verdict& verdict) {
  if (verdict.kind == Verdict::Kind::passed) return "it passes although nothing was done";
  return verdict.kind == Verdict::Kind::broken ? words_for(verdict) : "";
}

/// What every trial of a lesson needs.
struct Theatre {
  Signals& signals;
  const Lesson& lesson;
  SandboxPolicy sandbox;
};

/// A prompt that nobody reads, for one trial.
class SilentShell {
 public:
  explicit SilentShell(const Theatre& theatre)
      : shell_(theatre.signals, out_,
               {.patience = checking_patience, .interactive = false, .sandbox = theatre.sandbox}) {}
  Shell& operator*() { return shell_; }
  Shell* operator->() { return &shell_; }

 private:
  Output out_{[](std::string_view) {}, {}};
  Shell shell_;
};

/// Plays lines on a fresh stage. As at the prompt, the check is asked after each; the first pass
/// counts, else what was said last.
Verdict play(const Theatre& theatre, const Step& task, const std::vector<std::string>& lines) {
  SilentShell shell(theatre);
  Stage stage(*shell, theatre.lesson);
  if (auto begun = stage.begin(task); !begun) {
    return {Verdict::Kind::broken, "the task cannot begin: " + begun.error().message};
  }
  Verdict last{Verdict::Kind::undecided};
  for (const std::string& line : lines) {
    if (auto done = shell->run_line(line); !done) {
      return {Verdict::Kind::broken, fmt::format("`{}`: {}", line, done.error().message)};
    }
    Verdict verdict = stage.judge(task);
    if (verdict.kind != Verdict::Kind::undecided) last = std::move(verdict);
    if (last.kind == Verdict::Kind::passed) break;
  }
  return last;
}

std::string walk(const Theatre& theatre, const LessonFile& file) {
  const Lesson& lesson = theatre.lesson;
  SilentShell shell(theatre);
  shell->lessons().forget_progress();
  const auto seed = lesson.draws ? std::optional(lesson.seed) : std::nullopt;
  auto walked = shell->lessons().open(file.called(), seed);
  if (walked) walked = play_through(*shell);
  return walked ? "" : walked.error().message;
}

void add_trials_of_task(const Theatre& theatre, const Step& task, std::vector<Trial>& trials) {
  std::size_t number = 0;
  for (const auto& solution : task.solutions) {
    trials.push_back({task.id, fmt::format("solution {}", ++number), [theatre, &task, &solution] {
                        return complaint_about_solution(play(theatre, task, solution));
                      }});
  }
  number = 0;
  for (const WrongTry& wrong : task.wrong_tries) {
    trials.push_back({task.id, fmt::format("wrong try {}", ++number), [theatre, &task, &wrong] {
                        return complaint_about_wrong(play(theatre, task, wrong.commands), wrong);
                      }});
  }
  trials.push_back({task.id, "untouched", [theatre, &task] {
                      return complaint_about_untouched(play(theatre, task, {"continue"}));
                    }});
}

}  // namespace

Result<void> play_through(Shell& shell) {
  Output& out = shell.out();
  Lessons& lessons = shell.lessons();
  const auto type = [&](const std::string& line) {
    out.line({{lessons.prompt() + " ", Tone::faint}, {line, Tone::strong}});
  };
  while (const Step* step = lessons.current()) {
    // The step is part of the lesson, which closes when its last step is done.
    const std::string id = step->id;
    const std::string place = place_of(*lessons.lesson(), id);
    const std::vector<std::string> lines = lines_that_pass(*step);
    if (lines.empty()) return fail(place + ": it has no solution");
    if (step->is_question()) {
      type(lines.front());
      lessons.take_answer(lines.front());
    } else {
      for (const std::string& line : lines) {
        type(line);
        if (auto done = shell.run_line(line); !done) {
          return fail_at(fmt::format("{}: `{}`", place, line), done.error());
        }
        if (lessons.current() == nullptr || lessons.current()->id != id) break;
      }
    }
    if (lessons.current() != nullptr && lessons.current()->id == id) {
      // A learner's screen would show it; nobody sees this one.
      const std::string said = step->is_question() ? "" : ": " + words_for(lessons.last_verdict());
      return fail(fmt::format("{}: it is not passed by its own solution{}", place, said));
    }
  }
  if (lessons.was_broken_off()) return fail("the lesson could not be played to its end");
  return {};
}

std::vector<Trial> trials_of(Signals& signals, const Lesson& lesson, const LessonFile& file,
                             const SandboxPolicy& sandbox) {
  const Theatre theatre{signals, lesson, sandbox};
  std::vector<Trial> trials;
  for (const Step& step : lesson.steps) {
    if (step.kind == Step::Kind::task) add_trials_of_task(theatre, step, trials);
  }
  trials.push_back({"", "walk", [theatre, &file] { return walk(theatre, file); }});
  return trials;
}

}  // namespace spyglass
