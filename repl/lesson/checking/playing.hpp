#pragma once

#include <optional>
#include <vector>

#include "repl/lesson/checking/finding.hpp"
#include "repl/lesson/lesson.hpp"
#include "repl/sandbox_policy.hpp"
#include "repl/session/session.hpp"

namespace spyglass {

class Shell;
class Signals;

/// No move of a lesson may take longer; only a program that waits for its own terminal gives
/// control back earlier, so that nothing here depends on how busy the machine is.
constexpr Patience checking_patience{
    .quiet = std::chrono::milliseconds(100), .any_call = false, .limit = std::chrono::seconds(20)};

/// Goes through an open lesson as a learner who knows the answers; an error where it gets stuck.
Result<void> play_through(Shell& shell);

/// All that can be played of a lesson: of each task the solutions (must pass), the wrong tries
/// (must fail with the message that they name) and the untouched start (must not pass), and at last
/// a walk through the whole lesson. They borrow the first three, and each can be run again and
/// again.
std::vector<Trial> trials_of(Signals& signals, const Lesson& lesson, const LessonFile& file,
                             const SandboxPolicy& sandbox);

}  // namespace spyglass
