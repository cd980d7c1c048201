// The file that a learner's progress is kept in, as somebody edited or damaged it. An input is the
// file.

#include <fmt/format.h>

#include <filesystem>

#include "repl/lesson/lesson.hpp"
#include "repl/lesson/progress.hpp"
#include "repl/lesson/steps_done.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/temporary_folder.hpp"

namespace spyglass::fuzz {

namespace {

/// All that is kept, as one text.
std::string text_of(const Progress::Records& records) {
  std::string text;
  for (const auto& [name, record] : records) {
    text +=
        fmt::format("{} at {} seed {} played {} last {}\n", name, record.at,
                    record.seed.value_or(0), record.played.value_or(0), record.last.value_or(0));
    for (const auto& [id, step] : record.steps) {
      text += fmt::format("{} {} {} {}\n", id, step.done, step.hints, step.content);
    }
    for (const auto& clue : record.clues) text += fmt::format("{} {}\n", clue.seed, clue.text);
  }
  return text;
}

Lesson lesson_with_steps() {
  Lesson lesson;
  for (const char* id : {"a", "b", "step-3"}) {
    lesson.steps.push_back({.kind = Step::Kind::quiz, .id = id});
  }
  return lesson;
}

void check_records(const Progress& progress) {
  const Lesson lesson = lesson_with_steps();
  for (const auto& [name, record] : progress.records()) {
    require(record.hints() >= 0, "fewer hints than none were shown");
    const auto [done, all] = steps_done(lesson, record);
    require(done <= all, "more steps are done than there are");
    require(place_in(lesson, record) <= lesson.steps.size(), "a place is behind the lesson's end");
    (void)record.changed("a", "content");
  }
}

std::size_t files_in(const std::filesystem::path& folder) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

const Target progress("progress", [](std::string_view input) {
  const TemporaryFolder folder;
  const std::string file = folder.write("progress.json", std::string(input));
  Progress first(file);
  const auto loaded = first.load();
  check_records(first);
  if (!loaded) {
    require_sentence(loaded.error().message);
    require(files_in(folder.path()) == 1 && !std::filesystem::exists(file),
            "a file that cannot be used was not set aside");
    require(first.records().empty(), "something was taken of a file that cannot be used");
  }
  const auto kept =
      first.change([](Progress::Records& records) { records["hello"].steps["a"].done = true; });
  require(kept.has_value(), "a change was not kept");
  require(files_in(folder.path()) == (loaded ? 1 : 2), "there are other files than there should");
  Progress second(file);
  require(second.load().has_value(), "what was written cannot be read");
  check_records(second);
  Progress third(file);
  require(third.change([](Progress::Records&) {}).has_value(), "nothing cannot be kept");
  require(second.learner() == third.learner(), "writing changes whose it is", third.learner());
  require(text_of(second.records()) == text_of(third.records()), "writing changes what is kept",
          text_of(third.records()));
});

}  // namespace

}  // namespace spyglass::fuzz
