#include "core/trace.hpp"

#include "core/memory/window_memory.hpp"
#include "core/sandbox/denial.hpp"

namespace spyglass {

namespace {

/// A thread's memory for the length of one decoding.
struct Seen {
  explicit Seen(Tid thread) : process(thread), windows(process) {}
  ProcessMemory process;
  WindowMemory windows;
};

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

Result<Trace::Launched> Trace::launch(const LaunchOptions& options) {
  auto launched = tracer_.launch(options);
  if (!launched) return tl::make_unexpected(launched.error());
  return Launched{decode(std::move(launched->stop)), std::move(launched->channels)};
}

std::optional<Trace::Step> Trace::poll() { return next(tracer_.poll()); }

std::optional<Trace::Step> Trace::wait() { return next(tracer_.wait()); }

std::optional<Trace::Step> Trace::next(std::optional<Stop> stop) {
  if (!stop) return std::nullopt;
  Step step = decode(std::move(*stop));
  tamper(step);
  return step;
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
  const auto* entry = std::get_if<event::CallEntry>(&step.stop.event);
  if (entry == nullptr) return;
  const Tid thread = step.stop.thread;
  if (!injector_.enter(*calls_.current(thread), *step.stop.stopped)) return;
  turn_to(thread);
  calls_.read_again(thread, entry->call, Seen(thread).windows);
}

Trace::Step Trace::decode(Stop stop) {
  const Tid thread = stop.thread;
  if (auto* exit = std::get_if<event::CallExit>(&stop.event)) {
    if (const auto call = calls_.current(thread)) {
      exit->result = injector_.leave(*call, *stop.stopped, exit->result);
    }
  } else if (const auto* exec = std::get_if<event::Exec>(&stop.event)) {
    injector_.exec(exec->former, stop.process);
  } else if (std::holds_alternative<event::Gone>(stop.event)) {
    injector_.forget(thread);
  }
  turn_to(thread);
  const auto now = Call::Clock::now();
  auto call = calls_.take(thread, stop.process, stop.event, Seen(thread).windows, now);
  if (sandbox_ && call && std::holds_alternative<event::CallExit>(stop.event)) {
    call->denied_by = denied_by(*call, *sandbox_);
  }
  return {std::move(stop), std::move(call), now, std::chrono::system_clock::now()};
}

}  // namespace spyglass
