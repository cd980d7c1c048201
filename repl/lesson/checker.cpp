#include "repl/lesson/checker.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "repl/lesson/grading.hpp"
#include "repl/lesson/lessons.hpp"
#include "repl/lesson/needs.hpp"
#include "repl/resources.hpp"
#include "repl/shell/shell.hpp"

namespace spyglass {

namespace {

/// No move of a lesson may take longer; only a program that waits for its own terminal gives
/// control back earlier, so that nothing here depends on how busy the machine is.
constexpr Patience checking_patience{
    .quiet = std::chrono::milliseconds(100), .any_call = false, .limit = std::chrono::seconds(20)};

/// Everything of a lesson that can be drawn, as one text.
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
    add({step.id, step.text, step.command, step.explain, step.after});
    add(step.program);
    add(step.answers);
    add(step.choices);
    add(step.hints);
    for (const Part& part : step.parts) add(part.any);
    for (const auto& solution : step.solutions) add(solution);
  }
  return all;
}

class Checker {
 public:
  Checker(Signals& signals, std::optional<std::uint64_t> seed)
      : signals_(signals), seeds_(usual_seeds.begin(), usual_seeds.end()) {
    if (seed) seeds_ = {*seed};
  }

  void check(const LessonFile& file) {
    lesson_name_ = file.name;
    seed_.reset();
    auto loaded = load_lesson(file, seeds_.front());
    if (!loaded) return report("", "structure", loaded.error().message);
    if (!loaded->draws) return check_drawn(file, *loaded);
    for (const std::uint64_t seed : seeds_) {
      seed_ = seed;
      auto drawn = load_lesson(file, seed);
      if (!drawn) {
        report("", "structure", drawn.error().message);
        continue;
      }
      const auto again = load_lesson(file, seed);
      report("", "drawn twice",
             again && gist(*again) == gist(*drawn)
                 ? ""
                 : "it is not the same (does it ask math.random, or go by the order of pairs?)");
      check_drawn(file, *drawn);
      if (signals_.leaving()) return;
    }
  }

  [[nodiscard]] const std::vector<Finding>& findings() const { return findings_; }

 private:
  void check_drawn(const LessonFile& file, const Lesson& lesson) {
    report("", "structure", "");
    for (const Step& step : lesson.steps) {
      if (step.is_question()) check_question(step);
      if (step.kind == Step::Kind::diagnose) check_diagnosis(step);
      if (step.kind == Step::Kind::task) check_structure(step);
    }
    if (const auto missing = what_is_missing(lesson.needs)) {
      findings_.push_back({.lesson = lesson_name_,
                           .step = "",
                           .what = "played",
                           .seed = seed_,
                           .ok = true,
                           .skipped = true,
                           .message = *missing});
      return;
    }
    for (const Step& step : lesson.steps) {
      if (step.kind == Step::Kind::task) check_task(lesson, step);
    }
    walk(file);
  }

  void report(const std::string& step, std::string what, std::string message) {
    const bool ok = message.empty();
    findings_.push_back({.lesson = lesson_name_,
                         .step = step,
                         .what = std::move(what),
                         .seed = seed_,
                         .ok = ok,
                         .message = std::move(message)});
  }

  void check_question(const Step& question) {
    for (const std::string& answer : question.answers) {
      report(question.id, fmt::format("answer `{}`", answer),
             grade(question, answer).right ? "" : "its own answer is not accepted");
    }
    for (const WrongAnswer& wrong : question.wrong_answers) {
      report(question.id, fmt::format("wrong answer `{}`", wrong.answer),
             grade(question, wrong.answer).right ? "it is accepted" : "");
    }
    if (question.wrong_answers.empty()) {
      report(question.id, "structure",
             "a question needs at least one wrong answer that proves "
             "that it can be missed");
    }
  }

  void check_diagnosis(const Step& diagnosis) {
    std::string missing = complaint_about_hints(diagnosis);
    for (const Part& part : diagnosis.parts) {
      if (part.any.empty()) missing = "a part names no phrase (any)";
      if (part.ask.empty()) missing = "a part has no follow-up question (ask)";
    }
    if (diagnosis.parts.size() > 1 && diagnosis.vague.empty()) {
      missing = "it has several parts, and no vague answer that leaves one out";
    }
    report(diagnosis.id, "structure", missing);
    for (const std::string& answer : diagnosis.vague) {
      const Grade result = grade(diagnosis, answer);
      report(diagnosis.id, fmt::format("vague answer `{}`", answer),
             result.left_out != nullptr && result.on_track ? "" : "no follow-up question comes");
    }
    for (const WrongAnswer& wrong : diagnosis.wrong_answers) {
      report(diagnosis.id, fmt::format("own words for `{}`", wrong.answer),
             grade(diagnosis, wrong.answer).known == &wrong ? "" : "another answer comes first");
    }
  }

  void check_task(const Lesson& lesson, const Step& task) {
    std::size_t number = 0;
    for (const auto& solution : task.solutions) {
      const Verdict verdict = play(lesson, task, solution);
      report(
          task.id, fmt::format("solution {}", ++number),
          verdict.kind == Verdict::Kind::passed ? "" : "it does not pass: " + words_for(verdict));
    }
    number = 0;
    for (const WrongTry& wrong : task.wrong_tries) {
      report(task.id, fmt::format("wrong try {}", ++number),
             complaint_about_wrong(play(lesson, task, wrong.commands), wrong));
    }
    const Verdict untouched = play(lesson, task, {"continue"});
    report(task.id, "untouched",
           untouched.kind == Verdict::Kind::passed   ? "it passes although nothing was done"
           : untouched.kind == Verdict::Kind::broken ? words_for(untouched)
                                                     : "");
  }

  void check_structure(const Step& task) {
    std::string missing;
    if (task.solutions.empty()) missing = "it has no solution";
    if (task.wrong_tries.empty()) missing = "it has no wrong try";
    const std::string hints = complaint_about_hints(task);
    report(task.id, "structure", hints.empty() ? missing : hints);
  }

  static std::string complaint_about_hints(const Step& step) {
    if (step.hints.size() < least_hints) {
      return fmt::format("it has {} hints, and needs {}", step.hints.size(), least_hints);
    }
    const bool empty = std::ranges::any_of(step.hints, &std::string::empty);
    return empty ? "a hint is empty" : "";
  }

  static std::string words_for(const Verdict& verdict) {
    switch (verdict.kind) {
      case Verdict::Kind::passed: return "it passed";
      case Verdict::Kind::undecided: return "the check had nothing to say";
      case Verdict::Kind::not_yet:
      case Verdict::Kind::broken: break;
    }
    return verdict.message;
  }

  static std::string complaint_about_wrong(const Verdict& verdict, const WrongTry& wrong) {
    if (verdict.kind != Verdict::Kind::not_yet) return words_for(verdict);
    if (wrong.expect.empty()) return "it names no part of the message that must come (expect)";
    if (verdict.message.find(wrong.expect) != std::string::npos) return {};
    return fmt::format("the message is not the expected one: {}", verdict.message);
  }

  /// Plays lines on a fresh stage. As at the prompt, the check is asked after each; the first pass
  /// counts, else what was said last.
  Verdict play(const Lesson& lesson, const Step& task, const std::vector<std::string>& lines) {
    Output silent([](std::string_view) {}, {});
    Shell shell(signals_, silent, {.patience = checking_patience, .interactive = false});
    Stage stage(shell, lesson);
    if (auto begun = stage.begin(task); !begun) {
      return {Verdict::Kind::broken, "the task cannot begin: " + begun.error().message};
    }
    Verdict last{Verdict::Kind::undecided};
    for (const std::string& line : lines) {
      if (auto done = shell.run_line(line); !done) {
        return {Verdict::Kind::broken, fmt::format("`{}`: {}", line, done.error().message)};
      }
      Verdict verdict = stage.judge(task);
      if (verdict.kind != Verdict::Kind::undecided) last = std::move(verdict);
      if (last.kind == Verdict::Kind::passed) break;
    }
    return last;
  }

  void walk(const LessonFile& file);

  Signals& signals_;
  std::vector<std::uint64_t> seeds_;
  std::string lesson_name_;
  std::optional<std::uint64_t> seed_;  ///< of the mystery that is being checked
  std::vector<Finding> findings_;
};

/// Goes through an open lesson as a learner who knows the answers; an error where it gets stuck.
Result<void> play_through(Shell& shell) {
  Output& out = shell.out();
  Lessons& lessons = shell.lessons();
  const auto type = [&](const std::string& line) {
    out.line({{lessons.prompt() + " ", Tone::faint}, {line, Tone::strong}});
  };
  while (const Step* step = lessons.current()) {
    // The step is part of the lesson, which closes when its last step is done.
    const std::string id = step->id;
    if (step->is_question()) {
      const std::string answer = step->answers.front();
      type(answer);
      lessons.take_answer(answer);
    } else {
      if (step->solutions.empty()) return fail(fmt::format("{} has no solution", id));
      const std::vector<std::string> solution = step->solutions.front();
      for (const std::string& line : solution) {
        type(line);
        if (auto done = shell.run_line(line); !done) return done;
        if (lessons.current() == nullptr || lessons.current()->id != id) break;
      }
    }
    if (lessons.current() != nullptr && lessons.current()->id == id) {
      return fail(fmt::format("step {} is not passed by its own solution", id));
    }
  }
  return {};
}

void Checker::walk(const LessonFile& file) {
  Output silent([](std::string_view) {}, {});
  Shell shell(signals_, silent, {.patience = checking_patience, .interactive = false});
  shell.lessons().forget_progress();
  auto walked = shell.lessons().open(file.path.string(), seed_);
  if (walked) walked = play_through(shell);
  report("", "walk", walked ? "" : walked.error().message);
}

void print_text(Output& out, const std::vector<Finding>& findings) {
  std::string lesson;
  for (const Finding& finding : findings) {
    if (finding.lesson != lesson) out.line(finding.lesson, Tone::strong);
    lesson = finding.lesson;
    if (finding.skipped) {
      // In the form that suites tell it (scripts/count-results).
      out.line(fmt::format("SKIPPED: {}: {}", finding.lesson, finding.message));
      continue;
    }
    const std::string place =
        (finding.seed ? fmt::format("seed {}: ", *finding.seed) : "") +
        (finding.step.empty() ? finding.what : finding.step + ": " + finding.what);
    out.line({{finding.ok ? "  ok    " : "  FAIL  ", finding.ok ? Tone::good : Tone::bad},
              {place + (finding.ok ? "" : ": " + finding.message)}});
  }
}

void print_json(Output& out, const std::vector<Finding>& findings) {
  auto list = nlohmann::json::array();
  for (const Finding& finding : findings) {
    list.push_back({{"lesson", finding.lesson},
                    {"step", finding.step},
                    {"what", finding.what},
                    {"seed", finding.seed ? nlohmann::json(*finding.seed) : nlohmann::json()},
                    {"ok", finding.ok},
                    {"skipped", finding.skipped},
                    {"message", finding.message}});
  }
  // What a program printed may be in a message, and need not be UTF-8.
  out.line(list.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
}

Result<std::vector<LessonFile>> chosen_lessons(const std::vector<std::string>& names) {
  const auto files = find_lessons(resources::lessons());
  if (files.empty()) {
    return fail(fmt::format("there are no lessons in {}", resources::lessons().string()));
  }
  if (names.empty()) return files;
  std::vector<LessonFile> chosen;
  for (const std::string& name : names) {
    auto found = find_lesson(files, name);
    if (!found) return tl::make_unexpected(found.error());
    chosen.push_back(std::move(*found));
  }
  return chosen;
}

}  // namespace

int check_lessons(Signals& signals, Output& out, const std::vector<std::string>& names,
                  std::optional<std::uint64_t> seed, bool json) {
  const auto files = chosen_lessons(names);
  if (!files) {
    fmt::print(stderr, "spyglass: {}\n", files.error().message);
    return 1;
  }
  Checker checker(signals, seed);
  signals.leave_on_interrupt();
  for (const LessonFile& file : *files) {
    checker.check(file);
    if (signals.leaving()) return 1;
  }
  const auto& findings = checker.findings();
  json ? print_json(out, findings) : print_text(out, findings);
  const auto failed = std::count_if(findings.begin(), findings.end(),
                                    [](const Finding& finding) { return !finding.ok; });
  if (!json) {
    out.line(fmt::format("{} passed, {} failed", findings.size() - static_cast<std::size_t>(failed),
                         failed));
  }
  return failed == 0 ? 0 : 1;
}

int demonstrate_lessons(Signals& signals, Output& out, const std::vector<std::string>& names,
                        std::optional<std::uint64_t> seed) {
  const auto files = chosen_lessons(names);
  if (!files) {
    fmt::print(stderr, "spyglass: {}\n", files.error().message);
    return 1;
  }
  signals.leave_on_interrupt();
  for (const LessonFile& file : *files) {
    Shell shell(signals, out, {.patience = checking_patience, .interactive = false});
    shell.lessons().forget_progress();
    auto played = shell.lessons().open(file.path.string(), seed);
    if (played) played = play_through(shell);
    if (signals.leaving()) return 1;
    if (!played) {
      fmt::print(stderr, "spyglass: {}\n", played.error().message);
      return 1;
    }
  }
  return 0;
}

}  // namespace spyglass
