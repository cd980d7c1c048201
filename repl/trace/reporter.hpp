#pragma once

#include "core/trace.hpp"

namespace spyglass {

/// Who is told of the events of a trace, and makes something of them: lines, objects, a table.
class Reporter {
 public:
  Reporter() = default;
  Reporter(const Reporter&) = delete;
  Reporter& operator=(const Reporter&) = delete;
  virtual ~Reporter() = default;

  /// Before the first step: whoever changes calls on their way says so there. Not called where
  /// nothing is alive.
  virtual void begin(Injector& injector) { (void)injector; }
  /// `threads`: how many are traced at this moment.
  virtual void show(const Trace::Step& step, std::size_t threads) = 0;
  /// The tracer lets go of a thread, perhaps in the middle of a call.
  virtual void let_go(Tid thread) { (void)thread; }
  /// Nothing has happened for a tenth of a second or so. Only if wants_ticks().
  virtual void tick() {}
  [[nodiscard]] virtual bool wants_ticks() const { return false; }
  /// Something else is about to be written to standard error.
  virtual void pause() {}
  /// Nothing will follow.
  virtual void finish() {}
  /// What was written is closed; `whole`: and all of it has reached whoever reads.
  virtual void closed(bool whole) { (void)whole; }
};

}  // namespace spyglass
