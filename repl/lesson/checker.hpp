#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "repl/lesson/checking/report.hpp"
#include "repl/sandbox_policy.hpp"
#include "repl/signals.hpp"
#include "repl/views/output.hpp"

namespace spyglass {

/// Of a task and a diagnosis.
inline constexpr std::size_t least_hints = 3;
/// With which mysteries are played where nobody names one.
inline constexpr std::array<std::uint64_t, 3> usual_seeds = {1, 2, 3};

struct CheckRequest {
  std::vector<std::string> names;  ///< of lessons; empty: all of them
  /// From which a mystery is drawn; nothing: from several, one after the other.
  std::optional<std::uint64_t> seed = {};
  std::size_t repeat = 1;  ///< how many times whatever is played is played
  SandboxPolicy sandbox = {};
  ReportForm form = ReportForm::text;
};

/// Proves that lessons can be finished and can be failed, without a terminal (see checking/): looks
/// at what they are made of, grades every answer and wrong answer of the questions, plays every
/// solution and wrong try of the tasks, and walks through the whole lesson once. Reports all that
/// it finds; returns 0 when all is well, else 1.
int check_lessons(Signals& signals, Output& out, const CheckRequest& request);

/// Plays lessons by their first stored solutions, typing included, for watching. Returns 0, or 1
/// when a lesson could not be finished that way.
int demonstrate_lessons(Signals& signals, Output& out, const std::vector<std::string>& names,
                        std::optional<std::uint64_t> seed, const SandboxPolicy& sandbox);

}  // namespace spyglass
