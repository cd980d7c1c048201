#include "repl/trace/reporters.hpp"

#include <algorithm>

#include "repl/trace/chrome_reporter.hpp"
#include "repl/trace/debug.hpp"
#include "repl/trace/folded_reporter.hpp"
#include "repl/trace/json_reporter.hpp"
#include "repl/trace/printer.hpp"

namespace spyglass {

Reporters::Reporters(const TraceRequest& request, Sinks& sinks, const MakeReporter& more)
    : request_(request) {
  const Silence silence{.exits = request.is_quiet(Message::exit),
                        .thread_execve = request.is_quiet(Message::thread_execve),
                        .personality = request.is_quiet(Message::personality),
                        .signals = request.signals};
  if (request.debug) all_.push_back(std::make_unique<DebugReporter>());
  const NumberSet& statuses = request.look.statuses;
  const Naming& naming = request.look.naming;
  switch (request.form) {
    case Form::json:
      all_.push_back(std::make_unique<JsonReporter>(sinks, statuses, silence, naming));
      break;
    case Form::chrome:
      all_.push_back(std::make_unique<ChromeReporter>(sinks, statuses, silence, naming));
      break;
    case Form::folded: all_.push_back(std::make_unique<FoldedReporter>(sinks, statuses)); break;
    case Form::text:
      if (!request.lines) break;
      all_.push_back(std::make_unique<TracePrinter>(sinks, request.look, silence));
      break;
  }
  if (request.summary) all_.push_back(std::make_unique<SummaryReporter>(sinks, *request.summary));
  if (more) all_.push_back(more(sinks));
  if (!request.paths.empty()) {
    paths_.emplace(request.paths, request.is_quiet(Message::path_resolution));
  }
}

void Reporters::begin(Injector& injector) {
  for (const auto& reporter : all_) reporter->begin(injector);
}

void Reporters::tick() {
  for (const auto& reporter : all_) reporter->tick();
}

bool Reporters::wants_ticks() const {
  return std::ranges::any_of(all_, [](const auto& one) { return one->wants_ticks(); });
}

void Reporters::show(Trace::Step& step, std::size_t threads) {
  if (step.call && (!request_.shows(*step.call) || (paths_ && !paths_->shows(step)))) {
    step.call = nullptr;
  }
  for (const auto& reporter : all_) reporter->show(step, threads);
}

void Reporters::let_go(Tid thread) {
  for (const auto& reporter : all_) reporter->let_go(thread);
}

void Reporters::pause() {
  for (const auto& reporter : all_) reporter->pause();
}

void Reporters::finish() {
  for (const auto& reporter : all_) reporter->finish();
}

void Reporters::closed(bool whole) {
  for (const auto& reporter : all_) reporter->closed(whole);
}

}  // namespace spyglass
