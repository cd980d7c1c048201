#include "repl/session/playback.hpp"

#include <algorithm>

namespace spyglass {

namespace {

using Move = Goal::Kind;
using Reason = Outcome::Reason;

bool is_entry(const Event& event) { return std::holds_alternative<event::CallEntry>(event); }
bool is_exit(const Event& event) { return std::holds_alternative<event::CallExit>(event); }

/// Signals that a living program is stopped at: it did something that they punish.
bool is_fault(Signal signal) {
  constexpr int faults[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGSYS, SIGABRT};
  return std::ranges::find(faults, signal.value()) != std::end(faults);
}

}  // namespace

Result<std::unique_ptr<Playback>> Playback::open(const std::string& path, EventLog& log,
                                                 Tally& tally, Watcher& watcher) {
  auto player = Player::open(path);
  if (!player) return tl::make_unexpected(player.error());
  std::unique_ptr<Playback> playback(new Playback(std::move(*player), log, tally, watcher));
  playback->find_moments();
  if (playback->moments_.empty()) {
    const std::string& damage = playback->damage_;
    return bad_input("nothing happens in the recording" +
                     (damage.empty() ? std::string() : ", which " + damage));
  }
  (void)playback->go_to(playback->moments_.front());
  return playback;
}

void Playback::find_moments() {
  // A program that was recorded from its start on begins behind the execve that made it.
  restart();
  const auto add = [&] {
    // What was gone back to and done otherwise is what counts.
    while (!moments_.empty() && moment() <= moments_.back()) {
      moments_.pop_back();
      steps_to_.pop_back();
    }
    moments_.push_back(moment());
    steps_to_.push_back(steps_);
  };
  while (const auto step = forward(Told::no)) {
    const bool starts_here = steps_ == 1 && !(step->call && step->call->name == "execve");
    const bool behind_execve = moments_.empty() && is_exit(step->stop.event);
    const bool at_door = !moments_.empty() && is_entry(step->stop.event);
    if (starts_here || behind_execve || at_door) add();
  }
  damage_ = player_->damage();
}

void Playback::restart() {
  player_->restart();
  log_.clear();
  tally_ = {};
  wire_ = std::make_unique<Wire>();
  log_.begin_behind(player_->beginning().calls_before);
  steps_ = 0;
  over_ = false;
  focus_ = {};
  main_process_ = player_->beginning().process;
  call_.reset();
  exit_status_.reset();
}

MomentInLife Playback::moment() const {
  return {log_.calls_seen(), !(is_entry(event_) && call_ != nullptr)};
}

std::optional<Trace::Step> Playback::forward(Told told) {
  while (const recorded::Record* record = player_->next()) {
    if (const auto* output = std::get_if<recorded::Output>(record)) {
      log_.add_output(output->bytes);
      if (told == Told::yes) watcher_.program_wrote(output->bytes);
    } else if (const auto* rewind = std::get_if<recorded::Rewind>(record)) {
      rewind_log(*rewind);
    } else if (const auto* recorded = std::get_if<recorded::Step>(record)) {
      Trace::Step step = player_->step();
      ++steps_;
      note(step, recorded->changed, told);
      return step;
    }
  }
  over_ = true;
  return std::nullopt;
}

void Playback::rewind_log(const recorded::Rewind& rewind) {
  std::deque<EventLog::CallEntry> calls = log_.calls();
  std::erase_if(calls, [&](const auto& entry) {
    return entry.number > rewind.call || (entry.number == rewind.call && !rewind.after);
  });
  const bool from_the_start = calls.empty();
  log_.replace_calls(std::move(calls));
  if (from_the_start && rewind.call > 0) log_.begin_behind(rewind.call - (rewind.after ? 0 : 1));
}

void Playback::note(const Trace::Step& step, bool changed, Told told) {
  const Stop& stop = step.stop;
  const bool tells = told == Told::yes;
  if (tells && !changed) watcher_.stepped(step);
  if (!changed) wire_->take(step, &player_->memory());
  if (main_process_ == Pid()) main_process_ = stop.process;
  event_ = stop.event;
  now_ = step.when;
  if (!tally_.began()) tally_.begin(now_, std::nullopt);
  call_ = step.call;
  focus_ = stop.thread;
  if (is_entry(stop.event) && step.call) {
    const bool known = !log_.calls().empty() && log_.calls().back().call == step.call;
    if (changed && known) return;
    log_.add_call(step.call);
    tally_.entered(*step.call);
    if (tells) watcher_.call_entered(*step.call);
  } else if (changed) {
    return;
  } else if (is_exit(stop.event) && step.call) {
    tally_.left(*step.call, player_->source());
    if (tells) watcher_.call_left(*step.call);
  } else if (const auto* signal = std::get_if<event::SignalStop>(&stop.event)) {
    log_.add_signal({stop.thread, signal->signal});
    if (tells) watcher_.signal_arrived(stop.thread, signal->signal, signal->info);
  } else if (const auto* gone = std::get_if<event::Gone>(&stop.event)) {
    if (step.call && tells) watcher_.call_left(*step.call);
    const auto& threads = player_->threads();
    const bool lives = std::ranges::any_of(
        threads, [&](const auto& entry) { return entry.second->process == stop.process; });
    if (!lives) {
      log_.add_end({stop.process, gone->status});
      if (stop.process == main_process_) exit_status_ = gone->status;
      if (tells) watcher_.process_ended(stop.process, gone->status);
    }
    if (!threads.empty()) focus_ = threads.begin()->first;
  }
}

std::optional<Outcome> Playback::judge(const Goal& goal, const Trace::Step& step) const {
  const Event& event = step.stop.event;
  Outcome here{.reason = Reason::stepped, .call = step.call};
  if (const auto* signal = std::get_if<event::SignalStop>(&event)) {
    if (!is_fault(signal->signal) && goal.kind != Move::step) return std::nullopt;
    here.reason = Reason::fault;
    here.signal = signal->signal;
    return here;
  }
  if (is_entry(event)) here.reason = Reason::entered;
  if (is_exit(event)) here.reason = Reason::returned;
  switch (goal.kind) {
    case Move::step: {
      const bool shows =
          is_entry(event) || is_exit(event) || std::holds_alternative<event::SingleStep>(event);
      return shows && step.call ? std::optional(here)
             : shows            ? std::optional(Outcome{.reason = Reason::stepped})
                                : std::nullopt;
    }
    case Move::next:
    case Move::enter: return is_entry(event) ? std::optional(here) : std::nullopt;
    case Move::finish: return is_exit(event) && step.call ? std::optional(here) : std::nullopt;
    case Move::until: {
      const bool wanted =
          is_entry(event) &&
          std::ranges::find(goal.calls, std::string_view(step.call->name)) != goal.calls.end();
      return wanted ? std::optional(here) : std::nullopt;
    }
    case Move::load:
    case Move::run: break;
  }
  return std::nullopt;
}

Outcome Playback::ended() const {
  return {.reason = exit_status_ ? Reason::ended : Reason::recording_ended};
}

Outcome Playback::pursue(const Goal& goal) {
  while (const auto step = forward(Told::yes)) {
    if (auto outcome = judge(goal, *step)) return *outcome;
  }
  return ended();
}

Outcome Playback::go_to(MomentInLife moment) {
  const auto found = std::ranges::find(moments_, moment);
  const std::size_t steps =
      steps_to_[static_cast<std::size_t>(std::distance(moments_.begin(), found))];
  restart();
  while (steps_ < steps && forward(Told::no)) continue;
  return {.reason = moment.after ? Reason::rewound : Reason::entered,
          .call = moment.after ? nullptr : call_};
}

}  // namespace spyglass
