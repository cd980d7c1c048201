#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace spyglass {

/// What a learner has done, kept between runs in one JSON file: version 1 is
///   {"version": 1, "lessons": {NAME: {"steps": {ID: {"done": true, "hints": 2}}, "at": ID,
///     "seed": 4711, "clues": [{"seed": 4711, "text": "it opens a.xml"}]}}}
/// Steps are known by id, so an edited lesson keeps what still fits.
class Progress {
 public:
  struct StepRecord {
    bool done = false;
    int hints = 0;  ///< how many were shown
  };
  /// What a learner noted of a mystery, with the seed that it was drawn from.
  struct Clue {
    std::uint64_t seed;
    std::string text;
  };
  struct LessonRecord {
    std::map<std::string, StepRecord> steps;
    std::string at;                     ///< the step to go on with; empty: the first
    std::optional<std::uint64_t> seed;  ///< of a mystery that is not finished
    std::vector<Clue> clues;
  };

  explicit Progress(std::filesystem::path file) : file_(std::move(file)) {}

  /// Reads the file; a missing one is a fresh start. One that cannot be understood (a later
  /// version, a damaged file) is set aside under another name, never overwritten, and the error
  /// says so; progress then starts afresh.
  Result<void> load();
  /// Writes all of it to a new file that then takes the old one's place, so that a crash or a full
  /// disk leaves either the old or the new (rename(2)).
  [[nodiscard]] Result<void> save() const;

  LessonRecord& lesson(const std::string& name) { return lessons_[name]; }
  [[nodiscard]] const LessonRecord* find(const std::string& name) const;

 private:
  Result<void> set_aside(const std::string& why);

  std::filesystem::path file_;
  std::map<std::string, LessonRecord> lessons_;
};

}  // namespace spyglass
