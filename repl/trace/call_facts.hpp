#pragma once

#include <chrono>

#include "core/trace.hpp"
#include "repl/trace/look.hpp"

// What lines and objects alike say of a call.

namespace spyglass {

/// How it ended.
CallStatus status_of(const Call& call);

/// A moment of a step's call by the clock on the wall: calls carry the other clock, which never
/// jumps.
std::chrono::system_clock::time_point wall_time(const Trace::Step& step,
                                                Call::Clock::time_point moment);

}  // namespace spyglass
