// How a session goes back to earlier moments of its program, and forward again.

#include <fmt/format.h>

#include <algorithm>

#include "repl/session/session.hpp"

namespace spyglass {

namespace {

/// So many calls of one move are copied whatever it costs; after them copying may take half of the
/// time, so that a program of very many calls is slowed down, but not stopped.
constexpr std::size_t copied_in_any_case = 200;
constexpr int share = 2;

}  // namespace

MomentInLife Session::moment() const {
  if (playback_) return playback_->moment();
  const auto call = current_call();
  if (call == nullptr) return {log_.calls_seen(), true};
  const auto& calls = log_.calls();
  const auto found = std::find_if(calls.rbegin(), calls.rend(),
                                  [&](const auto& entry) { return entry.call == call; });
  return {found == calls.rend() ? log_.calls_seen() : found->number, false};
}

Result<void> Session::check_copyable() const {
  const Held* held = focused();
  if (held == nullptr) return not_stopped();
  if (attached_) {
    return bad_input(
        "there is no way back for a program that was attached to: copies are kept of programs that "
        "spyglass started");
  }
  if (held->stopped.process() != main_process_) {
    return bad_input("there is no way back for children of the program, only for itself");
  }
  const auto& threads = trace_.tracer().threads();
  const auto count = std::ranges::count_if(
      threads, [&](const auto& entry) { return entry.second->process == main_process_; });
  if (count > 1) {
    return bad_input(
        fmt::format("the program has {} threads, and a copy by fork has one alone: there is no way "
                    "back while they are there",
                    count));
  }
  if (auto possible = may_be_copied(held->stopped.thread()); !possible) return possible;
  return Visit::possible(held->event);
}

void Session::keep_checkpoint() {
  using Clock = std::chrono::steady_clock;
  const auto start = Clock::now();
  const bool cheap =
      copies_.count < copied_in_any_case || copies_.spent * share < start - copies_.since;
  if (!cheap || !check_copyable()) return;
  if (const auto call = current_call(); call && call->injected.result) return;
  (void)take_checkpoint();
  ++copies_.count;
  copies_.spent += Clock::now() - start;
}

Result<void> Session::take_checkpoint() {
  const MomentInLife now = moment();
  const bool shown = focused()->shown;
  auto visit = begin_visit();
  if (!visit) return tl::make_unexpected(visit.error());
  auto taken = checkpoints_.take(trace_.tracer(), *visit, now, breakpoints_[visit->process()]);
  auto ended = end_visit(*visit);
  if (const auto held = held_.find(focus_); held != held_.end()) held->second.shown = shown;
  return ended ? taken : ended;
}

Result<std::vector<std::string>> Session::visit_past(const Checkpoint& to) {
  auto visit = begin_visit();
  if (!visit) return tl::make_unexpected(visit.error());
  auto problems = checkpoints_.go_back(*visit, to);
  if (!problems) return leave_after(*visit, problems.error());
  if (auto ended = end_visit(*visit); !ended) return tl::make_unexpected(ended.error());
  return problems;
}

Result<Session::Arrival> Session::travel(MomentInLife target) {
  const MomentInLife from = moment();
  if (playback_) {
    before_.reset();
    symbols_are_old_ = true;
    return Arrival{playback_->go_to(target), from, target, {}};
  }
  if (auto copyable = check_copyable(); !copyable) return tl::make_unexpected(copyable.error());
  if (!future_) {
    // The present is a place to come forward to again.
    if (checkpoints_.at(from) == nullptr) {
      auto taken = take_checkpoint();
      if (!taken && taken.error().gone()) return tl::make_unexpected(taken.error());
    }
    future_ = log_.calls();
  }
  const Checkpoint* destination = checkpoints_.at(target);
  if (destination == nullptr) return bad_input("that moment is no longer kept");

  forget_undo();
  const std::vector<Addr> places = lift_breakpoints(focus_);
  auto problems = visit_past(*destination);
  put_breakpoints(focus_, places);
  if (!problems) return tl::make_unexpected(problems.error());
  const Held& held = held_.at(focus_);

  Arrival arrival{{}, from, target, std::move(*problems)};
  std::deque<EventLog::CallEntry> calls;
  for (const auto& entry : *future_) {
    if (entry.number <= target.call) calls.push_back(entry);
  }
  arrival.outcome.reason = target.after ? Outcome::Reason::rewound : Outcome::Reason::entered;
  if (target.after) {
    trace_.forget_call(focus_);
  } else {
    arrival.outcome.call = trace_.enter_again(held.stopped, held.event);
    if (!calls.empty()) calls.back().call = arrival.outcome.call;
  }
  for (const auto& entry : *future_) {
    const MomentInLife done{entry.number, true};
    const bool between = std::min(from, target) < done && done <= std::max(from, target);
    if (between && !entry.call->in_kernel()) arrival.between.push_back(entry);
  }
  log_.replace_calls(std::move(calls));
  record_journey(target);
  before_.reset();
  return arrival;
}

void Session::leave_past() {
  copies_ = {.since = std::chrono::steady_clock::now()};
  if (!future_) return;
  future_.reset();
  checkpoints_.forget_after(moment());
}

}  // namespace spyglass
