#pragma once

#include <chrono>
#include <memory>

#include "core/trace.hpp"
#include "repl/trace/look.hpp"

// What lines and objects alike say of a call.

namespace spyglass {

/// How it ended.
CallStatus status_of(const Call& call);

/// The call that is over with this step, in whatever way, or null. One that never returns is over
/// as soon as it is made.
std::shared_ptr<const Call> call_over(const Trace::Step& step);

}  // namespace spyglass
