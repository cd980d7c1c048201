#include "repl/lesson/class/gradebook.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>

#include "core/base/read_text.hpp"
#include "repl/views/amounts.hpp"

namespace spyglass {

namespace {

namespace fs = std::filesystem;

/// A learner who has done all lessons and noted a hundred clues has some 30 KiB.
constexpr std::uintmax_t largest_file = std::uintmax_t{4} << 20;

template <class Value, class Of>
Value sum(const std::vector<LessonMark>& marks, Of of) {
  return std::accumulate(marks.begin(), marks.end(), Value{},
                         [&](Value so_far, const LessonMark& mark) { return so_far + of(mark); });
}

LessonMark mark_of(const GradedLesson& graded, const Progress::LessonRecord& record) {
  LessonMark mark{.lesson = graded.file.in_course(),
                  .steps = steps_done(graded.lesson, record),
                  .hints = record.hints(),
                  .begun = !record.steps.empty() || !record.at.empty(),
                  .seed = record.seed ? record.seed : record.played};
  for (const auto& [id, fingerprint] : graded.fingerprints) {
    mark.edited += record.changed(id, fingerprint) ? 1 : 0;
  }
  return mark;
}

std::size_t unknown_steps_of(const Lesson& lesson, const Progress::LessonRecord& record) {
  return static_cast<std::size_t>(std::ranges::count_if(record.steps, [&](const auto& step) {
    return std::ranges::find(lesson.steps, step.first, &Step::id) == lesson.steps.end();
  }));
}

/// What stands in an ordinary file of a size that a progress file may have.
Result<std::string> text_of(const std::string& file) {
  std::error_code error;
  const auto status = fs::status(file, error);
  if (!fs::exists(status)) return fail("there is no such file");
  if (fs::is_directory(status)) return fail("it is a folder; the progress file is in it");
  if (!fs::is_regular_file(status)) return fail("it is no ordinary file");
  const std::uintmax_t size = fs::file_size(file, error);
  if (size == 0) return fail("it is empty");
  if (!error && size > largest_file) {
    return fail(fmt::format("it has {}, and no progress file has more than {}", amount_words(size),
                            amount_words(largest_file)));
  }
  auto text = read_text(file);
  return text ? text : fail("it cannot be read");
}

/// Files that are the same, whatever they are called, have the same.
fs::path identity(const std::string& file) {
  std::error_code error;
  fs::path path = fs::canonical(file, error);
  return error ? fs::absolute(file, error).lexically_normal() : path;
}

bool all_differ(std::vector<std::string> names) {
  std::ranges::sort(names);
  return std::ranges::adjacent_find(names) == names.end() && !names.empty() &&
         !names.front().empty();
}

}  // namespace

StepsDone LearnerGrade::lessons() const {
  return {sum<int>(marks, [](const LessonMark& mark) { return mark.done() ? 1 : 0; }),
          static_cast<int>(marks.size())};
}

StepsDone LearnerGrade::steps() const {
  return {sum<int>(marks, [](const LessonMark& mark) { return mark.steps.done; }),
          sum<int>(marks, [](const LessonMark& mark) { return mark.steps.all; })};
}

int LearnerGrade::hints() const {
  return sum<int>(marks, [](const LessonMark& mark) { return mark.hints; });
}

int LearnerGrade::edited() const {
  return sum<int>(marks, [](const LessonMark& mark) { return mark.edited; });
}

LearnerGrade grade_progress(const std::vector<GradedLesson>& course, const Progress::Kept& kept) {
  static const Progress::LessonRecord nothing_yet;
  LearnerGrade grade{.learner = kept.learner};
  for (const GradedLesson& graded : course) {
    const auto found = kept.lessons.find(graded.file.key());
    const auto& record = found == kept.lessons.end() ? nothing_yet : found->second;
    grade.marks.push_back(mark_of(graded, record));
    grade.unknown_steps += unknown_steps_of(graded.lesson, record);
  }
  for (const auto& [name, record] : kept.lessons) {
    if (record.last && record.last > grade.last) grade.last = record.last;
    const auto found = std::ranges::find(
        course, name, [](const GradedLesson& graded) { return graded.file.key(); });
    if (found == course.end()) grade.unknown_lessons.push_back(name);
  }
  return grade;
}

std::vector<std::string> names_of_learners(const std::vector<std::string>& files) {
  std::vector<std::string> stems, folders;
  std::error_code ignored;
  for (const std::string& file : files) {
    stems.push_back(fs::path(file).stem().string());
    folders.push_back(
        fs::absolute(file, ignored).lexically_normal().parent_path().filename().string());
  }
  if (all_differ(stems)) return stems;
  return all_differ(folders) ? folders : files;
}

std::vector<LearnerGrade> grade_files(const std::vector<GradedLesson>& course,
                                      const std::vector<std::string>& files) {
  std::vector<LearnerGrade> grades;
  std::map<fs::path, std::string> seen;
  std::vector<std::string> named;
  for (const std::string& file : files) {
    const auto [first, is_new] = seen.emplace(identity(file), file);
    LearnerGrade grade;
    if (!is_new) {
      grade.problem = fmt::format("it is graded already, as {}", first->second);
    } else {
      const auto text = text_of(file);
      const auto kept = text ? Progress::parse(*text) : tl::make_unexpected(text.error());
      if (kept) grade = grade_progress(course, *kept);
      if (!kept) grade.problem = kept.error().message;
      named.push_back(file);
    }
    grade.file = file;
    grades.push_back(std::move(grade));
  }
  // One that is named twice is no reason to call all others by longer names.
  const auto names = names_of_learners(named);
  auto name = names.begin();
  auto file = named.begin();
  for (LearnerGrade& grade : grades) {
    const bool again = file == named.end() || grade.file != *file;
    grade.who = again ? grade.file : *name;
    if (again) continue;
    ++name;
    ++file;
  }
  return grades;
}

}  // namespace spyglass
