// What was done, and how it is forgotten.

#include <fmt/format.h>

#include <algorithm>
#include <compare>

#include "repl/lesson/fingerprint.hpp"
#include "repl/lesson/lessons.hpp"
#include "repl/lesson/steps_done.hpp"
#include "repl/lesson/wording.hpp"
#include "repl/shell/shell.hpp"
#include "repl/views/amounts.hpp"
#include "repl/views/table.hpp"

namespace spyglass {

namespace {

/// Enough of a step's text to know it again.
std::string beginning(const std::string& text) {
  constexpr int columns = 60;
  const auto lines = wrap(text, columns);
  return lines.front() + (lines.size() > 1 ? " …" : "");
}

Piece state_of(const Step& step, const Progress::LessonRecord& record, const std::string& content,
               std::strong_ordering to_place) {
  const auto kept = record.steps.find(step.id);
  const int hints = kept == record.steps.end() ? 0 : kept->second.hints;
  const std::string after =
      hints > 0 ? ", " + counted(static_cast<std::uint64_t>(hints), "hint") : "";
  if (record.changed(step.id, content)) return {"done, edited since" + after};
  if (record.done(step.id)) return {"done" + after, Tone::good};
  if (to_place == 0) return {"here" + after, Tone::strong};
  if (to_place > 0) return {"ahead" + after, Tone::faint};
  return {(record.knows(step.id) ? "skipped" : "not met yet") + after, Tone::faint};
}

}  // namespace

Result<void> Lessons::show_progress(const std::string& name) {
  read_progress();
  if (name.empty() && !lesson_) {
    show_list();
    return {};
  }
  const auto file = find(name);
  if (!file) return tl::make_unexpected(file.error());
  const auto& record = progress_.lesson(file->key());
  const auto seed = record.seed ? record.seed : record.played;
  const auto lesson = load_lesson(*file, seed.value_or(0));
  if (!lesson) return tl::make_unexpected(lesson.error());
  show_steps(*file, *lesson);
  return {};
}

void Lessons::show_steps(const LessonFile& file, const Lesson& lesson) {
  const auto& record = progress_.lesson(file.key());
  const auto [done, all] = steps_done(lesson, record);
  auto contents = fingerprints(file, lesson);
  // Up to the place, or of a finished lesson everywhere, what is not done was skipped.
  const std::size_t place = place_in(lesson, record);
  const bool begun = !record.steps.empty() || !record.at.empty();
  std::vector<Line> rows;
  int number = 0;
  for (std::size_t i = 0; i < lesson.steps.size(); ++i) {
    const Step& step = lesson.steps[i];
    if (!step.waits()) continue;
    const auto to_place = begun ? i <=> place : std::strong_ordering::greater;
    rows.push_back({{std::to_string(++number)},
                    state_of(step, record, contents[step.id], to_place),
                    {beginning(step.text)}});
  }
  shell_.out().line(wording::heading(lesson), Tone::strong);
  show_table(shell_.out(), rows, 2);
  std::string sum = fmt::format("{} of {} steps done", done, all);
  if (const int hints = record.hints(); hints > 0) {
    sum += ", " + counted(static_cast<std::uint64_t>(hints), "hint");
  }
  if (!record.clues.empty()) sum += ", " + counted(record.clues.size(), "clue");
  if (record.played) sum += fmt::format("; last played with seed {}", *record.played);
  shell_.out().line(sum, Tone::faint);
  show_learner();
}

Result<void> Lessons::reset(const std::string& name, bool confirmed) {
  read_progress();
  const bool all = name == "all";
  std::string which = name, spoken = name;
  if (!all) {
    const auto file = find(name);
    if (!file) return tl::make_unexpected(file.error());
    which = file->key();
    spoken = file->called();
  }
  std::size_t lessons = 0, steps = 0, clues = 0;
  for (const auto& [of, record] : progress_.records()) {
    if (!all && of != which) continue;
    ++lessons;
    steps += static_cast<std::size_t>(
        std::ranges::count_if(record.steps, [](const auto& step) { return step.second.done; }));
    clues += record.clues.size();
  }
  Output& out = shell_.out();
  if (lessons == 0) {
    out.line(all ? "Nothing is kept of any lesson." : "Nothing is kept of this lesson.");
    return {};
  }
  const std::string what = fmt::format("{}{} and {}", all ? counted(lessons, "lesson") + ": " : "",
                                       counted(steps, "step") + " done", counted(clues, "clue"));
  if (!confirmed) {
    out.paragraph(fmt::format("This would forget {}. `reset {} yes` does it, and keeps a copy.",
                              what, spoken));
    return {};
  }
  const auto copy = progress_.back_up();
  // Without a copy nothing is forgotten.
  if (!copy) return tl::make_unexpected(copy.error());
  if (lesson_ && (all || file_.key() == which)) close();
  auto kept = progress_.change([&](Progress::Records& records) {
    all ? records.clear() : static_cast<void>(records.erase(which));
  });
  if (!kept) return kept;
  out.paragraph(fmt::format("Forgotten: {}.", what));
  if (*copy) {
    out.paragraph(fmt::format("The progress file as it was: {}", (*copy)->string()), 0,
                  Tone::faint);
  }
  return {};
}

}  // namespace spyglass
