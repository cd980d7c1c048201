#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace spyglass {

/// What a look at a lesson has to say of one of its parts, without playing it.
struct LessonRemark {
  std::string step;     ///< empty: the whole lesson
  std::string what;     ///< "structure", "answer `3`"
  std::string message;  ///< what is wrong; empty: nothing is
};

/// A part of a lesson that is played.
struct Trial {
  std::string step;
  std::string what;                  ///< "solution 1", "wrong try 2", "untouched", "walk"
  std::function<std::string()> run;  ///< plays it; what is wrong, or nothing
};

/// One thing that the checker looked at or played, and whether it came out as it must.
struct Finding {
  std::string lesson;
  std::string step;
  std::string what;
  std::optional<std::uint64_t> seed = {};  ///< of a mystery: from which it was drawn
  bool ok = false;
  bool skipped = false;      ///< this machine lacks what the lesson needs, so nothing was tried
  bool flaky = false;        ///< not ok, and not the same in each of several runs
  std::string message = {};  ///< what went wrong, or what is lacking; else empty
  double seconds = 0;        ///< that it took, all runs together

  /// "seed 2: ", or nothing.
  [[nodiscard]] std::string seed_prefix() const {
    return seed ? "seed " + std::to_string(*seed) + ": " : "";
  }
};

}  // namespace spyglass
