#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "repl/trace/path_filter.hpp"
#include "repl/trace/reporter.hpp"
#include "repl/trace/request.hpp"
#include "repl/trace/sink.hpp"

namespace spyglass {

/// Makes a reporter that writes to sinks, which it borrows.
using MakeReporter = std::function<std::unique_ptr<Reporter>(Sinks& sinks)>;

/// All who are told of a trace, as a request has it; they are shown the calls that it asks for.
/// Borrows the request and the sinks.
class Reporters {
 public:
  /// `more`: another one beside those that the request asks for; may be empty.
  Reporters(const TraceRequest& request, Sinks& sinks, const MakeReporter& more = {});

  void begin(Injector& injector);
  void tick();
  [[nodiscard]] bool wants_ticks() const;

  /// Takes the call out of the step where that is one that nobody asked for; what else happened (an
  /// end, an exec) is told in any case.
  void show(Trace::Step& step, std::size_t threads);
  void let_go(Tid thread);
  void pause();
  void finish();
  void closed(bool whole);
  /// Nobody listens any more.
  void dismiss() { all_.clear(); }

 private:
  const TraceRequest& request_;
  std::vector<std::unique_ptr<Reporter>> all_;
  std::optional<PathFilter> paths_;  ///< -P
};

}  // namespace spyglass
