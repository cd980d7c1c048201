#include "repl/lesson/checker.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iterator>

#include "repl/complain.hpp"
#include "repl/lesson/checking/playing.hpp"
#include "repl/lesson/checking/prose.hpp"
#include "repl/lesson/checking/repetition.hpp"
#include "repl/lesson/checking/structure.hpp"
#include "repl/lesson/courses.hpp"
#include "repl/lesson/lessons.hpp"
#include "repl/lesson/needs.hpp"
#include "repl/resources.hpp"
#include "repl/shell/shell.hpp"

namespace spyglass {

namespace {

class Checker {
 public:
  Checker(Signals& signals, const CheckRequest& request, CheckReport& report)
      : signals_(signals),
        seed_asked_for_(request.seed),
        repeat_(request.repeat),
        sandbox_(request.sandbox),
        report_(report) {}

  void check(const LessonFile& file) {
    lesson_name_ = file.in_course();
    seed_.reset();
    auto loaded = read_lesson(file, seed_asked_for_.value_or(usual_seeds.front()));
    if (!loaded) return tell({"", "structure", loaded.error().message});
    if (!loaded->draws) return check_drawn(file, *loaded);
    for (const std::uint64_t seed : seeds_of(*loaded)) {
      seed_ = seed;
      auto drawn = read_lesson(file, seed);
      if (!drawn) {
        tell({"", "structure", drawn.error().message});
        continue;
      }
      const auto again = read_lesson(file, seed);
      tell({"", "drawn twice",
            again && gist(*again) == gist(*drawn)
                ? ""
                : "it is not the same (does it ask math.random, or go by the order of pairs?)"});
      check_drawn(file, *drawn);
      if (signals_.leaving()) return;
    }
  }

  [[nodiscard]] bool all_well() const { return all_well_; }

 private:
  [[nodiscard]] std::vector<std::uint64_t> seeds_of(const Lesson& lesson) const {
    if (seed_asked_for_) return {*seed_asked_for_};
    return lesson.seeds.empty() ? std::vector(usual_seeds.begin(), usual_seeds.end())
                                : lesson.seeds;
  }

  void check_drawn(const LessonFile& file, const Lesson& lesson) {
    tell({"", "structure", ""});
    for (const LessonRemark& remark : remarks_on_structure(lesson)) tell(remark);
    for (const LessonRemark& remark : remarks_on_prose(lesson)) tell(remark);
    if (!steps_with_used_ids(lesson).empty()) return;
    if (const auto missing = what_is_missing(lesson.needs)) {
      return add({.what = "played", .ok = true, .skipped = true, .message = *missing});
    }
    for (const Trial& trial : trials_of(signals_, lesson, file, sandbox_)) {
      play(trial);
      if (signals_.leaving()) return;
    }
  }

  void play(const Trial& trial) {
    using Clock = std::chrono::steady_clock;
    const auto start = Clock::now();
    std::vector<std::string> messages;
    while (messages.size() < repeat_) {
      messages.push_back(trial.run());
      // What an interrupted run says is nothing against the lesson.
      if (signals_.leaving()) return;
    }
    const Repeated result = summary_of_runs(messages);
    add({.step = trial.step,
         .what = trial.what,
         .ok = result.message.empty(),
         .flaky = result.flaky,
         .message = result.message,
         .seconds = std::chrono::duration<double>(Clock::now() - start).count()});
  }

  void tell(const LessonRemark& remark) {
    add({.step = remark.step,
         .what = remark.what,
         .ok = remark.message.empty(),
         .message = remark.message});
  }

  void add(Finding finding) {
    finding.lesson = lesson_name_;
    finding.seed = seed_;
    all_well_ = all_well_ && finding.ok;
    report_.add(finding);
  }

  Signals& signals_;
  std::optional<std::uint64_t> seed_asked_for_;
  std::size_t repeat_;
  SandboxPolicy sandbox_;
  CheckReport& report_;
  bool all_well_ = true;
  std::string lesson_name_;
  std::optional<std::uint64_t> seed_;  ///< of the mystery that is being checked
};

Result<std::vector<LessonFile>> chosen_lessons(const std::vector<std::string>& names) {
  const auto files = all_lessons();
  if (files.empty()) {
    return fail(fmt::format("there are no lessons in {}", resources::lessons().string()));
  }
  if (names.empty()) return files;
  std::vector<LessonFile> chosen;
  for (const std::string& name : names) {
    // A pack's name means all of it.
    const auto before = chosen.size();
    std::ranges::copy_if(files, std::back_inserter(chosen),
                         [&](const LessonFile& file) { return file.course == name; });
    if (chosen.size() > before) continue;
    auto found = find_lesson(files, name);
    if (!found) return tl::make_unexpected(found.error());
    chosen.push_back(std::move(*found));
  }
  return chosen;
}

}  // namespace

int check_lessons(Signals& signals, Output& out, const CheckRequest& request) {
  const auto files = chosen_lessons(request.names);
  if (!files) return complain(files.error().message);
  const auto report = make_report(request.form, out);
  Checker checker(signals, request, *report);
  signals.leave_on_interrupt();
  for (const LessonFile& file : *files) {
    checker.check(file);
    if (signals.leaving()) return 1;
  }
  report->finish();
  return checker.all_well() ? 0 : 1;
}

int demonstrate_lessons(Signals& signals, Output& out, const std::vector<std::string>& names,
                        std::optional<std::uint64_t> seed, const SandboxPolicy& sandbox) {
  const auto files = chosen_lessons(names);
  if (!files) return complain(files.error().message);
  signals.leave_on_interrupt();
  for (const LessonFile& file : *files) {
    Shell shell(signals, out,
                {.patience = checking_patience, .interactive = false, .sandbox = sandbox});
    shell.lessons().forget_progress();
    auto played = shell.lessons().open(file.called(), seed);
    if (played) played = play_through(shell);
    if (signals.leaving()) return 1;
    if (!played) return complain(played.error().message);
  }
  return 0;
}

}  // namespace spyglass
