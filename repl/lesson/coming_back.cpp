// What is kept of a learner between two runs, and how a lesson goes on where it was left.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <ctime>

#include "core/base/hash.hpp"
#include "repl/lesson/drawing.hpp"
#include "repl/lesson/fingerprint.hpp"
#include "repl/lesson/lessons.hpp"
#include "repl/lesson/steps_done.hpp"
#include "repl/resources.hpp"
#include "repl/shell/shell.hpp"

namespace spyglass {

using StepKind = Step::Kind;

namespace {

bool brings_program(const Step& step) {
  return step.kind == StepKind::load ||
         (step.kind == StepKind::task && !(step.program.empty() && step.edits.empty()));
}

}  // namespace

void Lessons::read_progress() {
  if (progress_is_read_) return;
  progress_is_read_ = true;
  tell_of_trouble(progress_.load());
}

const Progress::LessonRecord& Lessons::record() const { return progress_.lesson(file_.key()); }

void Lessons::keep(const std::function<void(Progress::LessonRecord&)>& change) {
  tell_of_trouble(progress_.change([&](Progress::Records& records) {
    auto& kept = records[file_.key()];
    change(kept);
    kept.last = static_cast<std::uint64_t>(std::time(nullptr));
  }));
}

void Lessons::tell_of_trouble(const Result<void>& kept) {
  // Said once: the lesson goes on, and nobody wants to read this after every step.
  if (kept || kept.error().message == trouble_told_) return;
  trouble_told_ = kept.error().message;
  shell_.show_error(kept.error());
}

Result<void> Lessons::be_learner(const std::string& name) {
  auto called = learner_name(name);
  if (!called) return tl::make_unexpected(called.error());
  read_progress();
  const std::string before = progress_.learner();
  if (auto kept = progress_.set_learner(*called); !kept) return kept;
  if (!before.empty() && before != *called) {
    shell_.out().paragraph(
        fmt::format("This progress was kept for {} (seed {}) so far. What was done stays done.",
                    before, seed_of_learner(before)));
  }
  show_learner();
  return {};
}

void Lessons::show_learner() {
  if (progress_.learner().empty()) return;
  shell_.out().paragraph(fmt::format("learner {}: mysteries are drawn from seed {}",
                                     progress_.learner(), seed_of_learner(progress_.learner())),
                         0, Tone::faint);
}

std::filesystem::path Lessons::edits_folder() const {
  // What is not kept has its place in the scratch directory.
  if (!progress_.is_kept()) return {};
  const bool ours = file_.outside.empty() && file_.course.empty();
  const std::string name =
      ours ? file_.name : fmt::format("{}-{:016x}", file_.name, hash(file_.key()));
  return user_folders::state() / "edits" / name;
}

std::size_t Lessons::find_place() {
  // Another mystery begins where mysteries begin.
  const bool another = lesson_->draws && record().seed != lesson_->seed;
  if (record().at.empty() || another) return 0;
  const auto& steps = lesson_->steps;
  const std::size_t place = place_in(*lesson_, record());
  const bool nothing_left = place == steps.size();
  if (std::ranges::find(steps, record().at, &Step::id) == steps.end()) {
    shell_.out().paragraph(
        fmt::format("This lesson was edited: the step at which you stopped is gone{}",
                    nothing_left ? ", and you have done all others. Here it begins anew."
                                 : ". You go on at the first that you have not done."),
        0, Tone::faint);
  }
  return nothing_left ? 0 : place;
}

void Lessons::tell_of_the_past() {
  const auto say = [&](const std::string& text) { shell_.out().paragraph(text, 0, Tone::faint); };
  if (const auto [done, all] = steps_done(*lesson_, record()); index_ == 0 && done == all) {
    say(
        fmt::format("You have done this lesson: `review {}` shows it with its answers. Here it "
                    "begins anew.",
                    file_.called()));
  }
  const auto numbers_of = [&](const auto& is_meant) {
    std::vector<std::size_t> numbers;
    for (std::size_t i = 0; i < lesson_->steps.size(); ++i) {
      if (is_meant(i, lesson_->steps[i])) numbers.push_back(waiting_steps(i) + 1);
    }
    return numbers.empty()
               ? std::string()
               : fmt::format("step{} {}", numbers.size() == 1 ? "" : "s", fmt::join(numbers, ", "));
  };
  const auto changed = numbers_of([&](std::size_t, const Step& step) {
    return record().changed(step.id, fingerprints_[step.id]);
  });
  if (!changed.empty()) {
    say(
        fmt::format("This lesson was edited since you did it, in {}. What you did counts all the "
                    "same; `progress` shows it.",
                    changed));
  }
  const auto unseen = numbers_of([&](std::size_t i, const Step& step) {
    return !record().steps.empty() && i < index_ && step.waits() && !record().knows(step.id);
  });
  if (!unseen.empty()) {
    say(
        fmt::format("This lesson was edited: you have not met {} yet, and go on behind that. "
                    "`progress` shows what is not done.",
                    unseen));
  }
}

Result<void> Lessons::set_scene() {
  const Step& step = lesson_->steps[index_];
  if (!step.is_question()) return {};
  std::size_t from = index_;
  while (from > 0 && !brings_program(lesson_->steps[from])) --from;
  Output& out = shell_.out();
  const bool was_muted = out.muted();
  out.set_muted(true);
  Result<void> done;
  for (; from < index_ && done; ++from) {
    const Step& before = lesson_->steps[from];
    if (before.kind == StepKind::load) done = stage_->load_program(before);
    if (before.kind == StepKind::task) done = stage_->begin(before);
    if (before.kind == StepKind::run) done = play_command(before);
  }
  out.set_muted(was_muted);
  return done;
}

}  // namespace spyglass
