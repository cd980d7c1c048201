#pragma once

#include "repl/trace/reporter.hpp"
#include "repl/trace/silence.hpp"
#include "repl/trace/sink.hpp"

namespace spyglass {

/// --json: an object a line, as docs/json.md describes them. A call is written when it is over, so
/// that each is in one piece.
class JsonReporter final : public Reporter {
 public:
  JsonReporter(Sinks& sinks, NumberSet statuses, Silence silence, Naming naming = {})
      : sinks_(sinks),
        statuses_(std::move(statuses)),
        silence_(std::move(silence)),
        naming_(std::move(naming)) {}

  void show(const Trace::Step& step, std::size_t threads) override;
  void finish() override { (void)sinks_.flush(); }

 private:
  void write(Tid thread, const std::string& object);
  void write_call(const Trace::Step& step);

  Sinks& sinks_;
  NumberSet statuses_;  ///< of CallStatus; others are not written
  Silence silence_;
  Naming naming_;
};

}  // namespace spyglass
