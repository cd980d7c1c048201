// A lesson for a room: a step a page, in wide margins, with notes for the speaker. Nothing is asked
// and nothing is kept; Enter shows the answer, plays the stored solution line by line, or turns the
// page.

#include <fmt/format.h>

#include <utility>

#include "repl/lesson/lessons.hpp"
#include "repl/lesson/place.hpp"
#include "repl/lesson/wording.hpp"
#include "repl/shell/shell.hpp"

namespace spyglass {

namespace {

using StepKind = Step::Kind;

/// Of the columns of a screen, what is left free on either side of a text.
constexpr int columns_a_margin = 10;

/// Shows texts in the middle of the screen, each with room around it.
class WidePage {
 public:
  explicit WidePage(Output& out) : out_(out), width_(out.look().width) {}

  void text(const std::string& words, Tone tone = Tone::plain, int further = 0) const {
    const int margin = out_.look().plain ? 0 : out_.look().usable_width() / columns_a_margin;
    out_.blank();
    out_.set_width(width_ - margin);
    out_.paragraph(words, margin + further, tone);
    out_.set_width(width_);
  }
  void notes(const std::string& words) const {
    if (!words.empty()) text("Notes: " + words, Tone::faint);
  }

 private:
  Output& out_;
  int width_;
};

}  // namespace

Result<void> Lessons::present(const std::string& name, std::optional<std::uint64_t> seed) {
  forget_progress();
  presenting_ = on_title_ = true;
  auto opened = open(name, seed);
  if (!opened && presenting_) stop_presenting();
  return opened;
}

void Lessons::stop_presenting() {
  presenting_ = false;
  progress_ = Progress(progress_file());
  progress_is_read_ = false;
}

void Lessons::begin_page() {
  Output& out = shell_.out();
  shown_of_page_ = 0;
  out.next_page();
  out.line(fmt::format("{} · page {} of {}", wording::heading(*lesson_), page(),
                       lesson_->steps.size() + 1),
           Tone::faint);
}

std::size_t Lessons::page() const { return index_ + (on_title_ ? 1 : 2); }

Result<void> Lessons::show_page() {
  Output& out = shell_.out();
  const WidePage wide(out);
  const Step* step = current();
  if (step == nullptr) {
    out.next_page();
    out.line(fmt::format("This is the end of lesson {}.", wording::label(*lesson_)), Tone::good);
    close();
    return {};
  }
  begin_page();
  if (on_title_) {
    wide.text(lesson_->title, Tone::strong);
    wide.text(fmt::format("about {} minute{}{}", lesson_->minutes, lesson_->minutes == 1 ? "" : "s",
                          lesson_->draws ? fmt::format(", seed {}", lesson_->seed) : ""));
    wide.notes(lesson_->notes);
    wide.text(
        "Enter goes on. Any other line is a command: look around, as you would at the "
        "prompt. `skip` leaves a page, `retry` begins it again, `leave` ends.",
        Tone::faint);
    return {};
  }
  if (auto shown = show_step_on_page(*step); !shown) {
    const std::string place = place_of(*lesson_, step->id);
    close();
    broken_off_ = true;
    return fail_at(place + ": it cannot go on", shown.error());
  }
  wide.notes(step->notes);
  return {};
}

Result<void> Lessons::show_step_on_page(const Step& step) {
  const WidePage wide(shell_.out());
  hints_shown_ = 0;
  switch (step.kind) {
    case StepKind::say:
    case StepKind::epilogue: wide.text(step.text); break;
    case StepKind::load: return stage_->load_program(step);
    case StepKind::show:
    case StepKind::run: return play_command(step);
    case StepKind::predict:
    case StepKind::quiz:
    case StepKind::diagnose: {
      wide.text(wording::asked(step).text, Tone::strong);
      constexpr int further = 4;
      for (std::size_t i = 0; i < step.choices.size(); ++i) {
        wide.text(wording::choice(step, i).text, Tone::plain, further);
      }
      break;
    }
    case StepKind::task:
      if (auto begun = stage_->begin(step); !begun) return begun;
      wide.text(wording::set(step).text, Tone::strong);
      break;
  }
  return {};
}

Result<void> Lessons::leave_page() {
  if (!std::exchange(on_title_, false)) ++index_;
  return show_page();
}

Result<void> Lessons::turn_page() {
  const Step* step = current();
  if (step == nullptr) return none_open();
  if (on_title_) return leave_page();
  const WidePage wide(shell_.out());
  if (step->is_question() && shown_of_page_ == 0) {
    ++shown_of_page_;
    wide.text(wording::revealed(*step).text, Tone::good);
    if (!step->explain.empty()) wide.text(step->explain);
    return {};
  }
  const auto lines = lines_that_pass(*step);
  if (step->kind != StepKind::task || shown_of_page_ >= lines.size()) return leave_page();
  const std::string& line = lines[shown_of_page_++];
  // The step is part of the lesson, which a line may close.
  const auto lesson = lesson_;
  shell_.out().line({{"  > ", Tone::faint}, {line, Tone::strong}});
  if (auto played = shell_.run_line(line); !played) {
    return fail_at(fmt::format("{}: `{}`", place_of(*lesson_, step->id), line), played.error());
  }
  if (shown_of_page_ == lines.size() && !step->after.empty()) wide.text(step->after);
  return {};
}

}  // namespace spyglass
