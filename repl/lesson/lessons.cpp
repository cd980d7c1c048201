#include "repl/lesson/lessons.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "repl/lesson/courses.hpp"
#include "repl/lesson/drawing.hpp"
#include "repl/lesson/fingerprint.hpp"
#include "repl/lesson/needs.hpp"
#include "repl/lesson/own_lines.hpp"
#include "repl/lesson/place.hpp"
#include "repl/lesson/wording.hpp"
#include "repl/resources.hpp"
#include "repl/shell/shell.hpp"

namespace spyglass {

using StepKind = Step::Kind;

Lessons::Lessons(Shell& shell) : shell_(shell), files_(all_lessons()), progress_(progress_file()) {}

Lessons::~Lessons() = default;

tl::unexpected<Error> Lessons::none_open() const {
  return bad_input("no lesson is open; `lesson` lists them, `lesson NAME` opens one");
}

Result<LessonFile> Lessons::find(const std::string& word) const {
  if (lesson_ && (word.empty() || word == file_.name || word == file_.called())) return file_;
  return find_lesson(files_, word);
}

Result<void> Lessons::open(const std::string& name, std::optional<std::uint64_t> seed) {
  broken_off_ = false;
  const auto found = find_lesson(files_, name);
  if (!found) return tl::make_unexpected(found.error());
  read_progress();
  const auto& begun = progress_.lesson(found->key());
  const std::uint64_t drawn_from = seed ? *seed : begun.seed ? *begun.seed : usual_seed();
  auto loaded = load_lesson(*found, drawn_from);
  if (!loaded) return tl::make_unexpected(loaded.error());
  if (seed && !loaded->draws) {
    return bad_input(place_of(*loaded) + ": it draws nothing, so that a seed means nothing to it");
  }
  if (const auto missing = what_is_missing(loaded->needs)) {
    return fail(fmt::format("{}: it cannot be played here: {}", place_of(*loaded), *missing));
  }
  stage_.reset();
  lesson_ = std::make_shared<const Lesson>(std::move(*loaded));
  file_ = *found;
  stage_ = std::make_unique<Stage>(shell_, *lesson_, edits_folder());
  fingerprints_ = fingerprints(*found, *lesson_);
  index_ = find_place();
  if (presenting_) return show_page();
  if (index_ > 0) {
    if (const auto set = set_scene(); !set) {
      const std::string place = place_of(*lesson_, lesson_->steps[index_].id);
      close();
      return fail_at(place, set.error());
    }
  }
  show_heading();
  tell_of_the_past();
  return advance();
}

std::uint64_t Lessons::usual_seed() const {
  const std::string& learner = progress_.learner();
  return learner.empty() ? fresh_seed() : seed_of_learner(learner);
}

void Lessons::show_heading() {
  const std::string title = wording::heading(*lesson_);
  const std::string side =
      fmt::format("{}about {} minute{} · step {} of {}",
                  lesson_->draws ? fmt::format("seed {} · ", lesson_->seed) : "", lesson_->minutes,
                  lesson_->minutes == 1 ? "" : "s", waiting_steps(index_) + 1,
                  waiting_steps(lesson_->steps.size()));
  const int space = shell_.out().look().usable_width() - columns_of(title) - columns_of(side);
  if (space < 2) {
    shell_.out().line(title, Tone::strong);
    shell_.out().line("  " + side, Tone::faint);
  } else {
    shell_.out().line({{title, Tone::strong},
                       {std::string(static_cast<std::size_t>(space), ' ')},
                       {side, Tone::faint}});
  }
}

std::size_t Lessons::waiting_steps(std::size_t up_to) const {
  const auto end =
      lesson_->steps.begin() + static_cast<std::ptrdiff_t>(std::min(up_to, lesson_->steps.size()));
  return static_cast<std::size_t>(
      std::count_if(lesson_->steps.begin(), end, [](const Step& step) { return step.waits(); }));
}

const Step* Lessons::current() const {
  if (!lesson_ || index_ >= lesson_->steps.size()) return nullptr;
  return &lesson_->steps[index_];
}

std::string Lessons::prompt() const {
  if (!current()) return {};
  if (presenting_) {
    return fmt::format("{} · page {} of {} >", wording::label(*lesson_), page(),
                       lesson_->steps.size() + 1);
  }
  return fmt::format("{} · step {} >", wording::label(*lesson_), waiting_steps(index_) + 1);
}

Result<void> Lessons::advance() {
  while (const Step* step = current()) {
    if (auto played = play(*step); !played) {
      const std::string place = place_of(*lesson_, step->id);
      const std::string line = fmt::format("{}:{}", lesson_->file, step->line);
      close();
      broken_off_ = true;
      return fail(fmt::format("{}: it cannot go on ({}): {}", place, line, played.error().message));
    }
    if (step->waits()) {
      keep([&](Progress::LessonRecord& kept) {
        kept.at = step->id;
        if (lesson_->draws) kept.seed = kept.played = lesson_->seed;
      });
      return {};
    }
    ++index_;
  }
  finish_lesson();
  return {};
}

Result<void> Lessons::play(const Step& step) {
  Output& out = shell_.out();
  hints_shown_ = 0;
  said_so_far_.clear();
  doubted_.clear();
  if (!out.look().plain) out.blank();
  switch (step.kind) {
    case StepKind::say:
    case StepKind::epilogue: show(out, wording::said(step.text)); break;
    case StepKind::load: return stage_->load_program(step);
    case StepKind::show:
    case StepKind::run: return play_command(step);
    case StepKind::predict:
    case StepKind::quiz:
    case StepKind::diagnose: ask(step); break;
    case StepKind::task: {
      last_verdict_ = {Verdict::Kind::undecided};
      if (auto begun = stage_->begin(step); !begun) return begun;
      show(out, wording::set(step), Tone::strong);
      if (!step.edits.empty()) {
        out.paragraph(
            "Edit the file in another window: `watch` builds and checks it whenever you save it. "
            "`edit` opens it here, `build` does it once.",
            2, Tone::faint);
      }
      const std::string nudge =
          step.hints.empty() ? ""
                             : fmt::format("`hint` for a nudge ({} of them), ", step.hints.size());
      out.paragraph(nudge + "`retry` to begin this task again, `skip` to go on", 2, Tone::faint);
      break;
    }
  }
  return {};
}

Result<void> Lessons::play_command(const Step& step) {
  const auto state = shell_.session().state();
  const bool none = state == Session::State::empty || state == Session::State::ended;
  if (none && !step.program.empty() && step.kind == StepKind::run) {
    if (auto loaded = stage_->load_program(step); !loaded) return loaded;
  }
  // A learner who skipped the task before, or let the program end, has nothing to be shown.
  if (none && step.kind == StepKind::show) return {};
  shell_.out().line({{"  > ", Tone::faint}, {step.command, Tone::strong}});
  if (auto allowed = allow_own_line(step.command); !allowed) return allowed;
  // What comes next in the lesson is about what has happened by then.
  constexpr std::chrono::seconds played_patience{3};
  Patience patience = shell_.settings().patience;
  patience.elsewhere = played_patience;
  const Patience usual = shell_.be_patient(patience);
  auto played = shell_.run_line(step.command);
  shell_.be_patient(usual);
  return played;
}

void Lessons::after_action() {
  const Step* step = current();
  if (step == nullptr || step->kind != StepKind::task || stage_->working() || presenting_) return;
  Output& out = shell_.out();
  last_verdict_ = stage_->judge(*step);
  switch (last_verdict_.kind) {
    case Verdict::Kind::passed:
      out.line("Done.", Tone::good);
      if (!step->after.empty()) show(out, wording::said(step->after));
      finish_step();
      return;
    case Verdict::Kind::not_yet:
      show(out, wording::not_yet(last_verdict_.message), Tone::bad);
      break;
    case Verdict::Kind::broken:
      out.paragraph(fmt::format("{}: the check of this task is broken: {}. `skip` goes on without "
                                "it.",
                                place_of(*lesson_, step->id), last_verdict_.message),
                    0, Tone::bad);
      break;
    case Verdict::Kind::undecided: break;
  }
  if (shell_.session().state() == Session::State::ended && stage_->plays_its_own()) {
    out.line("The program has ended. `retry` begins the task again.", Tone::faint);
  }
}

void Lessons::finish_step() {
  const std::string& id = lesson_->steps[index_].id;
  keep([&](Progress::LessonRecord& kept) {
    kept.steps[id].done = true;
    kept.steps[id].content = fingerprints_[id];
  });
  ++index_;
  if (auto done = advance(); !done) shell_.show_error(done.error());
}

void Lessons::close() {
  // The stage stays: a program may stand there still, and be looked at.
  lesson_.reset();
  if (presenting_) stop_presenting();
  shell_.workplace = {};
  shell_.fold_loader(false);
}

void Lessons::finish_lesson() {
  const auto& steps = lesson_->steps;
  const auto left = std::ranges::count_if(
      steps, [&](const Step& step) { return step.waits() && !record().done(step.id); });
  if (left == 0) {
    shell_.out().line(fmt::format("Lesson {} is done.", wording::label(*lesson_)), Tone::good);
  } else {
    shell_.out().line(fmt::format("This is the end of lesson {}; {} step{} skipped.",
                                  wording::label(*lesson_), left, left == 1 ? " was" : "s were"));
  }
  keep([](Progress::LessonRecord& kept) {
    kept.at.clear();
    kept.seed.reset();
  });
  if (lesson_->draws) {
    const bool own = !progress_.learner().empty() && lesson_->seed == usual_seed();
    const std::string_view words =
        own ? "This was seed {0}, your own. `lesson {1}` draws this mystery once more, `lesson {1} "
              "seed=N` another."
            : "This was seed {0}. `lesson {1}` draws another mystery, `lesson {1} seed={0}` this "
              "one.";
    shell_.out().line(fmt::format(fmt::runtime(words), lesson_->seed, file_.called()), Tone::faint);
  }
  const auto next = std::find_if(files_.begin(), files_.end(), [&](const LessonFile& file) {
    return file.course == lesson_->course && file.number > lesson_->number;
  });
  if (lesson_->number > 0 && next != files_.end()) {
    shell_.out().line(fmt::format("Next: `lesson {}`", next->in_course()), Tone::faint);
  }
  close();
}

Result<void> Lessons::retry() {
  const Step* step = current();
  if (step == nullptr) return none_open();
  auto again = stage_->put_aside_edits(*step);
  if (presenting_) return show_page();
  if (again) again = play(*step);
  if (!again) return fail_at(place_of(*lesson_, step->id), again.error());
  return {};
}

Result<void> Lessons::skip() {
  const Step* step = current();
  if (step == nullptr) return none_open();
  if (presenting_) return leave_page();
  // That it was met tells it from one that is put there later.
  keep([&](Progress::LessonRecord& kept) { kept.steps.try_emplace(step->id); });
  ++index_;
  return advance();
}

Result<void> Lessons::leave() {
  if (!current()) return none_open();
  if (!presenting_) {
    shell_.out().line(fmt::format("`lesson {}` comes back to this step", file_.called()),
                      Tone::faint);
  }
  close();
  return {};
}

Result<void> Lessons::where() {
  if (!current()) return none_open();
  show_heading();
  show_learner();
  return {};
}

}  // namespace spyglass
