#include "repl/lesson/lessons.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "repl/lesson/grading.hpp"
#include "repl/lesson/needs.hpp"
#include "repl/resources.hpp"
#include "repl/shell/shell.hpp"
#include "repl/views/table.hpp"

namespace spyglass {

using StepKind = Step::Kind;

namespace {

bool brings_program(const Step& step) {
  return step.kind == StepKind::load || (step.kind == StepKind::task && !step.program.empty());
}

}  // namespace

Lessons::Lessons(Shell& shell)
    : shell_(shell),
      files_(find_lessons(resources::lessons())),
      progress_(user_folders::state() / "progress.json") {}

Lessons::~Lessons() = default;

std::vector<std::string> Lessons::names() const {
  std::vector<std::string> result;
  for (const LessonFile& file : files_) result.push_back(file.name);
  return result;
}

tl::unexpected<Error> Lessons::none_open() const {
  return bad_input("no lesson is open; `lesson` lists them, `lesson NAME` opens one");
}

void Lessons::show_list() {
  if (keeps_progress_ && !progress_is_read_) {
    if (auto read = progress_.load(); !read) shell_.show_error(read.error());
    progress_is_read_ = true;
  }
  std::vector<Line> rows;
  for (const LessonFile& file : files_) {
    const auto lesson = load_lesson(file);
    if (!lesson) {
      rows.push_back({{fmt::format("{:02}", file.number)},
                      {file.name, Tone::strong},
                      {"!"},
                      {lesson.error().message, Tone::bad}});
      continue;
    }
    const auto* record = progress_.find(file.name);
    const auto waits = std::count_if(lesson->steps.begin(), lesson->steps.end(),
                                     [](const Step& step) { return step.waits(); });
    const auto done =
        std::count_if(lesson->steps.begin(), lesson->steps.end(), [&](const Step& step) {
          return step.waits() && record != nullptr && record->steps.contains(step.id) &&
                 record->steps.at(step.id).done;
        });
    rows.push_back({{fmt::format("{:02}", file.number)},
                    {file.name, Tone::strong},
                    {done == waits ? "done" : fmt::format("{} of {}", done, waits),
                     done == waits ? Tone::good : Tone::plain},
                    {fmt::format("{} ({} min)", lesson->title, lesson->minutes)}});
  }
  show_table(shell_.out(), rows, 2);
  shell_.out().paragraph("`spyglass lesson NAME` opens one; at the prompt: `lesson NAME`", 0,
                         Tone::faint);
}

Result<void> Lessons::open(const std::string& name) {
  const auto found = find_lesson(files_, name);
  if (!found) return tl::make_unexpected(found.error());
  auto loaded = load_lesson(*found);
  if (!loaded) return tl::make_unexpected(loaded.error());
  if (const auto missing = what_is_missing(loaded->needs)) {
    return fail(fmt::format("the lesson {} cannot be played here: {}", loaded->name, *missing));
  }
  if (keeps_progress_ && !progress_is_read_) {
    if (auto read = progress_.load(); !read) shell_.show_error(read.error());
    progress_is_read_ = true;
  }
  stage_.reset();
  lesson_ = std::make_shared<const Lesson>(std::move(*loaded));
  stage_ = std::make_unique<Stage>(shell_, *lesson_);
  index_ = 0;
  const std::string at = progress_.lesson(lesson_->name).at;
  for (std::size_t i = 0; i < lesson_->steps.size(); ++i) {
    if (lesson_->steps[i].id == at) index_ = i;
  }
  if (index_ > 0) {
    if (auto set = set_scene(); !set) {
      close();
      return set;
    }
  }
  show_heading();
  return advance();
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

void Lessons::show_heading() {
  const std::string title = fmt::format("{} · {}", lesson_->number, lesson_->title);
  const std::string side =
      fmt::format("about {} minutes · step {} of {}", lesson_->minutes, waiting_steps(index_) + 1,
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
  return fmt::format("{} · step {} >", lesson_->number, waiting_steps(index_) + 1);
}

Result<void> Lessons::advance() {
  while (const Step* step = current()) {
    if (auto played = play(*step); !played) {
      const std::string place = fmt::format("{}:{}", lesson_->file, step->line);
      close();
      return fail(fmt::format("the lesson cannot go on ({}): {}", place, played.error().message));
    }
    if (step->waits()) {
      progress_.lesson(lesson_->name).at = step->id;
      save();
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
  if (!out.look().plain) out.blank();
  switch (step.kind) {
    case StepKind::say:
    case StepKind::epilogue: out.paragraph(step.text, 2); break;
    case StepKind::load: return stage_->load_program(step);
    case StepKind::show:
    case StepKind::run: return play_command(step);
    case StepKind::predict:
    case StepKind::quiz: ask(step); break;
    case StepKind::task: {
      if (auto begun = stage_->begin(step); !begun) return begun;
      out.paragraph("Task: " + step.text, 2, Tone::strong);
      out.paragraph(fmt::format("`hint` for a nudge ({} of them), `retry` to begin this task "
                                "again, `skip` to go on",
                                step.hints.size()),
                    2, Tone::faint);
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
  return shell_.run_line(step.command);
}

void Lessons::ask(const Step& question) {
  Output& out = shell_.out();
  out.paragraph((question.kind == StepKind::predict ? "Predict: " : "Question: ") + question.text,
                2, Tone::strong);
  for (std::size_t i = 0; i < question.choices.size(); ++i) {
    out.paragraph(fmt::format("{}) {}", static_cast<char>('a' + i), question.choices[i]), 4);
  }
  out.line("  type your answer, or `?` if you would rather see", Tone::faint);
}

bool Lessons::take_answer(const std::string& line) {
  const Step* step = current();
  if (step == nullptr || line.find_first_not_of(" \t") == std::string::npos) return false;
  if (step->kind == StepKind::task && gives_up(line)) {
    if (auto shown = hint(); !shown) shell_.show_error(shown.error());
    return true;
  }
  if (!step->is_question()) return false;
  // Looking around before answering is welcome: a line that is a command stays one, unless the
  // question offers it as an answer (`b` is short for a command, too).
  const auto words = split_words(line);
  const bool is_command = words && !words->empty() && find_command(words->list.front());
  if (is_command && !is_offered(*step, line)) return false;
  answer(*step, line);
  return true;
}

void Lessons::answer(const Step& question, const std::string& given) {
  Output& out = shell_.out();
  const Grade result = grade(question, given);
  if (gives_up(given)) {
    out.paragraph(question.kind == StepKind::predict
                      ? "Then let us see."
                      : "It is: " + spelt_out(question, question.answers.front()),
                  2);
  } else if (result.right) {
    out.paragraph("Yes: " + spelt_out(question, question.answers.front()) + ".", 2, Tone::good);
  } else if (question.kind == StepKind::predict) {
    // A prediction need not be right; it is compared with what happens.
    out.paragraph(fmt::format("You said: {}.", spelt_out(question, given)), 2);
  }
  if (result.known != nullptr && !result.known->say.empty()) out.paragraph(result.known->say, 2);
  const bool asks_again = question.kind == StepKind::quiz && !result.right && !gives_up(given);
  if (asks_again) {
    if (result.known == nullptr) out.paragraph("Not that. Once more, or `?` to see.", 2);
    return;
  }
  if (!question.explain.empty()) out.paragraph(question.explain, 2);
  finish_step();
}

void Lessons::after_action() {
  const Step* step = current();
  if (step == nullptr || step->kind != StepKind::task || stage_->working()) return;
  Output& out = shell_.out();
  const Verdict verdict = stage_->judge(*step);
  switch (verdict.kind) {
    case Verdict::Kind::passed:
      out.line("Done.", Tone::good);
      if (!step->after.empty()) out.paragraph(step->after, 2);
      finish_step();
      return;
    case Verdict::Kind::not_yet: out.paragraph("Not yet: " + verdict.message, 0, Tone::bad); break;
    case Verdict::Kind::broken:
      out.paragraph(fmt::format("The check of this task is broken ({}, step {}): {}. `skip` goes "
                                "on without it.",
                                lesson_->file, step->id, verdict.message),
                    0, Tone::bad);
      break;
    case Verdict::Kind::undecided: break;
  }
  if (shell_.session().state() == Session::State::ended) {
    out.line("The program has ended. `retry` begins the task again.", Tone::faint);
  }
}

void Lessons::finish_step() {
  record(lesson_->steps[index_]).done = true;
  ++index_;
  if (auto done = advance(); !done) shell_.show_error(done.error());
}

void Lessons::close() {
  // The stage stays: a program may stand there still, and be looked at.
  lesson_.reset();
  shell_.workplace = {};
}

void Lessons::finish_lesson() {
  const auto& steps = lesson_->steps;
  const auto left = std::count_if(steps.begin(), steps.end(), [&](const Step& step) {
    return step.waits() && !record(step).done;
  });
  if (left == 0) {
    shell_.out().line(fmt::format("Lesson {} is done.", lesson_->number), Tone::good);
  } else {
    shell_.out().line(fmt::format("This is the end of lesson {}; {} step{} skipped.",
                                  lesson_->number, left, left == 1 ? " was" : "s were"));
  }
  progress_.lesson(lesson_->name).at.clear();
  save();
  const auto next = std::find_if(files_.begin(), files_.end(), [&](const LessonFile& file) {
    return file.number > lesson_->number;
  });
  if (next != files_.end()) {
    shell_.out().line(fmt::format("Next: `lesson {}`", next->name), Tone::faint);
  }
  close();
}

Result<void> Lessons::hint() {
  const Step* step = current();
  if (step == nullptr) return none_open();
  if (step->kind != StepKind::task) {
    return bad_input("a question has no hints: say what you think, or `?` to see");
  }
  if (hints_shown_ >= step->hints.size()) {
    return bad_input("that was the last hint; `skip` goes on to the next step");
  }
  shell_.out().paragraph(fmt::format("Hint {} of {}: {}", hints_shown_ + 1, step->hints.size(),
                                     step->hints[hints_shown_]),
                         2);
  ++hints_shown_;
  record(*step).hints = std::max(record(*step).hints, static_cast<int>(hints_shown_));
  save();
  return {};
}

Result<void> Lessons::retry() {
  const Step* step = current();
  if (step == nullptr) return none_open();
  return play(*step);
}

Result<void> Lessons::skip() {
  if (!current()) return none_open();
  ++index_;
  return advance();
}

Result<void> Lessons::leave() {
  if (!current()) return none_open();
  shell_.out().line(fmt::format("`lesson {}` comes back to this step", lesson_->name), Tone::faint);
  close();
  return {};
}

Result<void> Lessons::where() {
  if (!current()) return none_open();
  show_heading();
  return {};
}

Progress::StepRecord& Lessons::record(const Step& step) {
  return progress_.lesson(lesson_->name).steps[step.id];
}

void Lessons::save() {
  if (!keeps_progress_) return;
  const auto saved = progress_.save();
  if (saved || said_that_saving_fails_) return;
  // Said once: the lesson goes on, and nobody wants to read this after every step.
  said_that_saving_fails_ = true;
  shell_.out().paragraph("Your progress is not being saved: " + saved.error().message +
                             ". The lesson goes on all the same.",
                         0, Tone::bad);
}

}  // namespace spyglass
