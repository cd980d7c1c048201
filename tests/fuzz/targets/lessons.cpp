// Lessons as somebody writes them who is new to it, or means ill. An input is a lesson's file. What
// can be loaded is looked at as the checker does, and asked to grade answers.

#include <algorithm>

#include "repl/lesson/checking/prose.hpp"
#include "repl/lesson/checking/structure.hpp"
#include "repl/lesson/fingerprint.hpp"
#include "repl/lesson/grading.hpp"
#include "repl/lesson/lesson.hpp"
#include "repl/views/output.hpp"
#include "tests/fuzz/rewritten_file.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/temporary_folder.hpp"

namespace spyglass::fuzz {

namespace {

/// Small, so that whoever uses them up does it at once. The last resort ends the process, which
/// would say nothing: libFuzzer has a limit of its own.
constexpr LuaHost::Limits limits = {
    .memory = 2 << 20, .instructions = 100'000, .processor_time = std::chrono::hours(1)};

/// An ordinary file in a folder of its own, as the loader wants it: links are refused.
std::string file_with(std::string_view text) {
  static const TemporaryFolder folder;
  static const RewrittenFile file(folder.path() / "fuzz.lua");
  file.is(text);
  return file.path();
}

void check_grades(const Step& question) {
  const auto grade_one = [&](std::string_view given) {
    const Grade result = grade(question, given);
    require(!result.right || result.left_out == nullptr, "a right answer leaves something out");
    (void)is_offered(question, given);
    (void)spelt_out(question, given);
  };
  for (const std::string& answer : question.answers) grade_one(answer);
  for (const WrongAnswer& wrong : question.wrong_answers) grade_one(wrong.answer);
  for (const std::string_view given : {"", "a", "0x7f", "2.5 ms", "not the network, but 3"}) {
    grade_one(given);
  }
}

void check_lesson(const LessonFile& file, const Lesson& lesson) {
  require(!lesson.title.empty(), "a lesson has no title");
  for (const Step& step : lesson.steps) {
    require(!step.id.empty(), "a step has no id");
    if (step.is_question()) check_grades(step);
  }
  const bool used_twice = !steps_with_used_ids(lesson).empty();
  const auto about_structure = remarks_on_structure(lesson);
  require(!used_twice || std::ranges::any_of(about_structure,
                                             [](const LessonRemark& remark) {
                                               return remark.what.starts_with("id ") &&
                                                      !remark.message.empty();
                                             }),
          "an id that is used twice has no remark");
  std::string shown;
  Output out([&](std::string_view text) { shown += text; }, {.width = 60});
  for (const auto& remarks : {about_structure, remarks_on_prose(lesson)}) {
    for (const LessonRemark& remark : remarks) out.paragraph(remark.what + remark.message);
  }
  require_inert(shown);
  if (!lesson.draws) require(fingerprints(file, lesson).size() <= lesson.steps.size(), "too many");
  const auto again = read_lesson(file, lesson.seed, limits);
  require(again && gist(*again) == gist(lesson), "a lesson is another one when it is read again");
}

const Target lessons("lessons", [](std::string_view input) {
  const LessonFile file{7, "fuzz", file_with(input)};
  const auto lesson = read_lesson(file, 7, limits);
  if (!lesson) {
    const std::string& message = lesson.error().message;
    require(!message.starts_with("cannot read"), "the file was not even opened: " + message);
    return require_sentence(message);
  }
  check_lesson(file, *lesson);
});

}  // namespace

}  // namespace spyglass::fuzz
