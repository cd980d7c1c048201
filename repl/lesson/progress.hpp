#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace spyglass {

/// What a learner has done, kept between runs in one JSON file: version 1 is
///   {"version": 1, "lessons": {NAME: {
///     "steps": {ID: {"done": true, "hints": 2, "content": "9ae1…"}}, "at": ID,
///     "seed": 4711, "played": 4711, "clues": [{"seed": 4711, "text": "it opens a.xml"}],
///     "last": 1795252957}},
///    "learner": "seat-7"}
/// What was not known to an earlier spyglass ("last", "learner") may be missing.
/// Steps are known by id, so an edited lesson keeps what still fits. Several tools may use one
/// file: each change is made to what the file says at that moment.
class Progress {
 public:
  struct StepRecord {
    bool done = false;
    int hints = 0;             ///< how many were shown
    std::string content = {};  ///< what was asked when it was done (see fingerprint.hpp)
  };
  /// What a learner noted of a mystery, with the seed that it was drawn from.
  struct Clue {
    std::uint64_t seed;
    std::string text;
  };
  struct LessonRecord {
    std::map<std::string, StepRecord> steps;
    std::string at;                       ///< the step to go on with; empty: the first
    std::optional<std::uint64_t> seed;    ///< of a mystery that is not finished
    std::optional<std::uint64_t> played;  ///< the seed that was drawn from last
    std::vector<Clue> clues;
    std::optional<std::uint64_t> last;  ///< when something was done last: seconds since 1970

    [[nodiscard]] bool done(const std::string& step) const;
    /// Done, helped with or skipped.
    [[nodiscard]] bool knows(const std::string& step) const { return steps.contains(step); }
    /// How many were shown, in all steps.
    [[nodiscard]] int hints() const;
    /// Done, and asked differently (`content`) since.
    [[nodiscard]] bool changed(const std::string& step, const std::string& content) const;
  };
  using Records = std::map<std::string, LessonRecord>;
  /// All that a file says.
  struct Kept {
    Records lessons;
    std::string learner = {};  ///< whose it is, in their own words; empty: nobody has said
  };

  /// Understands a file's text; else the error says what is wrong with "it".
  static Result<Kept> parse(const std::string& text);

  /// Without a file it is kept in memory alone.
  explicit Progress(std::filesystem::path file = {}) : file_(std::move(file)) {}

  /// Reads the file; a missing one is a fresh start. One that cannot be understood (a later
  /// version, a damaged file) is set aside under another name, never overwritten, and the error
  /// says so; progress then starts afresh.
  Result<void> load();
  /// Makes a change to what the file says now, under a lock (flock(2) on its folder). All of it
  /// goes to a new file that then takes the old one's place, so that a crash or a full disk leaves
  /// either the old or the new (rename(2)). The change is made in memory in any case; the error,
  /// ready to be shown, says why it was not kept, or what was set aside.
  Result<void> change(const std::function<void(Records&)>& what);
  /// Copies the file as it is beside itself, and says where to. Nothing when there is no file.
  [[nodiscard]] Result<std::optional<std::filesystem::path>> back_up() const;

  [[nodiscard]] bool is_kept() const { return !file_.empty(); }
  [[nodiscard]] const Records& records() const { return kept_.lessons; }
  [[nodiscard]] const std::string& learner() const { return kept_.learner; }
  /// Says whose it is, as change() makes changes.
  Result<void> set_learner(const std::string& name);
  /// Empty for a lesson that was never opened.
  [[nodiscard]] const LessonRecord& lesson(const std::string& name) const;

 private:
  /// Nothing when there is no file.
  [[nodiscard]] Result<std::optional<Kept>> read() const;
  Result<void> change_kept(const std::function<void(Kept&)>& what);
  Result<void> set_aside(const std::string& why) const;
  [[nodiscard]] Result<void> write() const;

  std::filesystem::path file_;
  Kept kept_;
};

/// Where the progress of whoever runs us is kept.
std::filesystem::path progress_file();

}  // namespace spyglass
