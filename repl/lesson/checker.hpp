#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "repl/signals.hpp"
#include "repl/views/output.hpp"

namespace spyglass {

/// Of a task and a diagnosis.
inline constexpr std::size_t least_hints = 3;
/// With which mysteries are played where nobody names one.
inline constexpr std::array<std::uint64_t, 3> usual_seeds = {1, 2, 3};

/// One thing that the checker tried, and whether it came out as it must.
struct Finding {
  std::string lesson;
  std::string step;
  std::string what;  ///< "solution 1", "wrong try 2", "untouched", "structure", "walk"
  std::optional<std::uint64_t> seed = {};  ///< of a mystery: from which it was drawn
  bool ok = false;
  bool skipped = false;      ///< this machine lacks what the lesson needs, so nothing was tried
  std::string message = {};  ///< what went wrong, or what is lacking; else empty
};

/// Proves that lessons can be finished and can be failed, without a terminal: plays every stored
/// solution (must pass), every wrong try (must fail with the message that it names) and the
/// untouched start of each task (must not pass), grades every answer and wrong answer of the
/// questions, and walks through the whole lesson once. A mystery is drawn from several seeds, or
/// from `seed` alone. All lessons when `names` is empty.
/// Prints a line each, or JSON; returns 0 when all is well, else 1.
int check_lessons(Signals& signals, Output& out, const std::vector<std::string>& names,
                  std::optional<std::uint64_t> seed, bool json);

/// Plays lessons by their first stored solutions, typing included, for watching. Returns 0, or 1
/// when a lesson could not be finished that way.
int demonstrate_lessons(Signals& signals, Output& out, const std::vector<std::string>& names,
                        std::optional<std::uint64_t> seed);

}  // namespace spyglass
