#pragma once

#include <string>
#include <vector>

#include "repl/lesson/class/gradebook.hpp"
#include "repl/views/output.hpp"

namespace spyglass {

enum class GradeForm : std::uint8_t { text, csv, json };

/// For a person: a row a learner, and below what is odd about any of them.
void show_grades(Output& out, const std::vector<LearnerGrade>& grades);
/// For a spreadsheet: a line of names, then a line a learner, with a column a lesson.
std::string grades_csv(const std::vector<LearnerGrade>& grades);
/// For programs: see docs/json.md.
std::string grades_json(const std::vector<LearnerGrade>& grades);

/// "2026-11-21 09:42", in UTC.
std::string moment_words(std::uint64_t seconds);

/// Grades the progress files of a class by the lessons that are there. Returns 1 where any of the
/// files could not be graded, else 0.
int show_class(Output& out, const std::vector<std::string>& files, GradeForm form);

}  // namespace spyglass
