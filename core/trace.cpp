#include "core/trace.hpp"

#include "core/decode/reading.hpp"
#include "core/memory/window_memory.hpp"
#include "core/sandbox/denial.hpp"
#include "core/syscalls/catalogue.hpp"

namespace spyglass {

namespace {

/// A thread's memory for the length of one decoding.
struct Seen {
  explicit Seen(Tid thread) : process(thread), windows(process) {}
  ProcessMemory process;
  WindowMemory windows;
};

/// By how much the clock of the wall is ahead of the other one.
std::chrono::nanoseconds wall_ahead() {
  return std::chrono::system_clock::now().time_since_epoch() -
         Call::Clock::now().time_since_epoch();
}

}  // namespace

Trace::Trace(DecodeRules rules, Naming naming)
    : names_(naming.wants_nothing() ? nullptr : std::make_unique<LiveNames>(std::move(naming))),
      calls_([&] {
        rules.all.names = names_.get();
        return std::move(rules);
      }()) {}

std::optional<RegisterValues> Trace::Step::registers() const {
  if (recorded_registers != nullptr) return *recorded_registers;
  const auto now = stop.stopped ? stop.stopped->registers() : fail("");
  return now ? std::optional(*now) : std::nullopt;
}

std::chrono::system_clock::time_point Trace::Step::wall(Call::Clock::time_point moment) const {
  using std::chrono::system_clock;
  return wall_time - std::chrono::duration_cast<system_clock::duration>(when - moment);
}

Result<Trace::Launched> Trace::launch(const LaunchOptions& options) {
  auto launched = tracer_.launch(options);
  if (!launched) return tl::make_unexpected(launched.error());
  Launched result{decode(std::move(launched->stop)), std::move(launched->channels)};
  if (observes()) {
    auto begun = observed_->begin(result.step.stop.thread);
    if (!begun) return tl::make_unexpected(begun.error());
  }
  return result;
}

Result<void> Trace::attach(Pid process) {
  auto attached = tracer_.attach(process);
  if (!attached || !observes()) return attached;
  for (const auto& [thread, record] : tracer_.threads()) {
    if (record->process != process) continue;
    if (auto watched = observed_->observer().watch(thread); !watched) return watched;
  }
  return {};
}

std::optional<Trace::Step> Trace::poll() {
  return observed_ ? next_observed(false) : next(tracer_.poll());
}

std::optional<Trace::Step> Trace::wait() {
  return observed_ ? next_observed(true) : next(tracer_.wait());
}

std::optional<Trace::Step> Trace::next(std::optional<Stop> stop) {
  if (!stop) return std::nullopt;
  if (they_hurry_) set_going_early(*stop);
  Step step = decode(std::move(*stop));
  if (step.stop.stopped) tamper(step);
  return step;
}

bool Trace::may_go_early(const Event& event) const {
  if (const auto* entry = std::get_if<event::CallEntry>(&event)) {
    const Row* row = find_row(entry->call.abi, entry->call.number);
    return row != nullptr && entry_can_wait(*row, entry->call);
  }
  return observes() && (std::holds_alternative<event::NewThread>(event) ||
                        std::holds_alternative<event::Started>(event));
}

void Trace::set_going_early(Stop& stop) const {
  if (!stop.stopped || !may_go_early(stop.event)) return;
  // One that is gone will say so. One that stands still is left to whoever takes the step.
  const auto going = std::move(*stop.stopped).resume(to_calls());
  if (going || going.error().gone()) stop.stopped.reset();
}

void Trace::turn_to(Tid thread) {
  if (names_) names_->turn_to(thread);
}

void Trace::refresh(const Stopped& thread) {
  const auto call = calls_.current(thread.thread());
  const auto registers = thread.registers();
  if (!call || !registers) return;
  auto numbers = read_call_numbers(*registers, abi(call->raw.abi), Moment::inside);
  if (call->injected.result) numbers.number = call->raw.number;  // the register holds another one
  turn_to(thread.thread());
  calls_.read_again(thread.thread(), numbers, Seen(thread.thread()).windows);
}

std::shared_ptr<const Call> Trace::enter_again(const Stopped& thread, const Event& entry) {
  turn_to(thread.thread());
  return calls_.enter_again(thread.thread(), thread.process(),
                            std::get<event::CallEntry>(entry).call, Seen(thread.thread()).windows,
                            Call::Clock::now());
}

void Trace::tamper(Step& step) {
  if (!std::holds_alternative<event::CallEntry>(step.stop.event)) return;
  const Tid thread = step.stop.thread;
  if (injector_.enter(calls_.current(thread), *step.stop.stopped)) refresh(*step.stop.stopped);
}

Trace::Step Trace::decode(Stop stop) {
  const Tid thread = stop.thread;
  if (auto* exit = std::get_if<event::CallExit>(&stop.event)) {
    if (const auto call = calls_.current(thread)) {
      exit->result = injector_.leave(*call, *stop.stopped, exit->result);
    }
  } else if (const auto* exec = std::get_if<event::Exec>(&stop.event)) {
    injector_.exec(exec->former, stop.process);
    if (observed_ && exec->former != thread) observed_->became_leader(exec->former, thread);
  } else if (auto* gone = std::get_if<event::Gone>(&stop.event)) {
    injector_.forget(thread);
    if (observed_) observed_->gone(thread, stop.process, gone->status);
  }
  turn_to(thread);
  // Both before anything else is done: looking for who has refused a call takes its time.
  const auto now = Call::Clock::now();
  const auto wall = std::chrono::system_clock::now();
  auto call = calls_.take(thread, stop.process, stop.event, Seen(thread).windows, now);
  note_denial(stop.event, call.get());
  return {std::move(stop), std::move(call), now, wall};
}

/// `call` may be null.
void Trace::note_denial(const Event& event, Call* call) const {
  if (sandbox_ && call != nullptr && std::holds_alternative<event::CallExit>(event)) {
    call->denied_by = denied_by(*call, *sandbox_);
  }
}

// --- calls that an observer tells of ---

void Trace::observe(std::unique_ptr<observe::Observer> observer) {
  observed_ = std::make_unique<ObservedCalls>(std::move(observer), calls_, names_.get());
}

Result<void> Trace::see_calls_by_observer(bool on) {
  if (!observed_ || on == !paused_) return {};
  paused_ = !on;
  observed_->observer().pause(paused_);
  if (paused_) return {};
  for (const auto& [thread, record] : tracer_.threads()) {
    if (auto begun = observed_->begin(thread); !begun) return begun;
  }
  return {};
}

void Trace::hold() {
  if (!observed_) return;
  holds_ = true;
  tracer_.interrupt_busy();
}

std::chrono::system_clock::time_point Trace::wall_time(Call::Clock::time_point when) const {
  return std::chrono::system_clock::time_point(when.time_since_epoch() + wall_ahead_);
}

std::size_t Trace::thread_count() const {
  return held_.empty() ? tracer_.threads().size() : held_.front().threads_before;
}

std::optional<Trace::Step> Trace::step_of(ObservedCalls::Told& told) const {
  note_denial(told.event, told.call.get());
  std::optional<Step> step(std::in_place);
  step->stop.thread = told.thread;
  step->stop.process = told.process;
  step->stop.event = told.event;
  step->stop.system_time = told.system_time;
  step->call = std::move(told.call);
  step->when = told.when;
  step->wall_time = wall_time(told.when);
  return step;
}

/// More is waiting to be told than should be: threads that are stopped stay so, and the others are
/// stopped, until all has been told.
bool Trace::waits_for_room() {
  const observe::Observer& observer = observed_->observer();
  if (!holds_ && observer.is_filling()) hold();
  if (holds_ && observer.is_drained()) holds_ = false;
  return holds_;
}

void Trace::hold_back(Stop stop, std::size_t threads_before) {
  held_.push_back({std::move(stop), observed_->observer().written(), threads_before});
  // Not before it is known what was written up to now.
  if (they_hurry_) set_going_early(held_.back().stop);
}

std::optional<Trace::Step> Trace::next_observed(bool may_wait) {
  /// So many halves of calls are told before threads that are stopped are looked for.
  constexpr unsigned look_after = 256;
  const observe::Observer& observer = observed_->observer();
  for (;;) {
    bool is_due = !held_.empty() && observer.taken() >= held_.front().behind &&
                  !observed_->is_in_the_middle();
    // Where threads don't hurry, a stop that is held is the only one.
    const bool looks = held_.empty() || they_hurry_;
    if (!is_due && (until_look_ > 0 || !looks)) {
      if (until_look_ > 0) --until_look_;
      if (auto* told = observed_->next()) return step_of(*told);
      is_due = !held_.empty();
    }
    if (is_due) {
      const Stop& stop = held_.front().stop;
      if (auto* losses = observed_->losses_of(stop.thread, stop.process)) return step_of(*losses);
      Held due = std::move(held_.front());
      held_.pop_front();
      return next(std::move(due.stop));
    }
    until_look_ = look_after;
    wall_ahead_ = wall_ahead();
    if (waits_for_room()) continue;
    const std::size_t threads = tracer_.threads().size();
    if (auto stop = tracer_.poll()) {
      hold_back(std::move(*stop), threads);
      continue;
    }
    if (observer.has_many() || observed_->is_in_the_middle() || !held_.empty()) continue;
    const bool waits = may_wait && !tracer_.empty();
    if (!waits && observer.taken() != observer.written()) continue;
    if (!waits) return std::nullopt;
    if (before_waiting_) before_waiting_();
    if (observed_->observer().wait() == observe::Observer::Woken::signal) return std::nullopt;
  }
}

}  // namespace spyglass
