// How a session looks many times a second where its program is.

#include <poll.h>

#include <array>

#include "core/inside/visit.hpp"
#include "repl/session/session.hpp"

namespace spyglass {

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds pause_between_rounds{10};
/// Those asked to stop get so much more time to do so: on a busy machine they may have to wait for
/// a processor.
constexpr milliseconds patience_at_the_end{200};

}  // namespace

Result<Session::Sampled> Session::sample(milliseconds length) {
  const bool was_running = state() == State::running;
  Sampler sampler(trace_);
  for (const auto& [thread, held] : held_) sampler.note_held(thread, held.event);
  if (!was_running) {
    if (auto begun = begin_move({Goal::Kind::run}); !begun) {
      return tl::make_unexpected(begun.error());
    }
  }
  sampling_ = &sampler;
  const auto start = Clock::now();
  Sampled done;
  if (auto outcome = sample_until(start + length)) done.stop = std::move(*outcome);
  sampling_ = nullptr;
  done.samples = std::move(sampler.samples());
  done.samples.lasted = std::min(length, std::chrono::ceil<milliseconds>(Clock::now() - start));
  done.samples.rounds_wanted = static_cast<std::size_t>(done.samples.lasted / pause_between_rounds);
  if (!done.stop && !was_running) done.stop = interrupt();
  return done;
}

std::optional<Outcome> Session::sample_until(Clock::time_point end) {
  auto next = Clock::now() + pause_between_rounds;
  for (;;) {
    if (pending_) return settle(*std::exchange(pending_, std::nullopt));
    // A program that always has something to report must not keep us from our rounds.
    for (auto step = trace_.poll(); step; step = trace_.poll()) {
      if (sampling_->spoils(*step) && !turn_away(*step)) break;
      if (auto outcome = take(std::move(*step))) return settle(std::move(*outcome));
      if (Clock::now() >= next) break;
    }
    write_terminal_to_watcher(terminal_.read_available());
    if (trace_.tracer().empty()) return settle({.reason = Outcome::Reason::ended});
    const auto now = Clock::now();
    const bool over = now >= end;
    if (over && (sampling_->all_heard() || now >= end + patience_at_the_end)) return std::nullopt;
    if (!over && now >= next) {
      sampling_->look();
      // Rounds that are missed are missed: two of them at one moment would tell the same.
      next = std::max(next, now - pause_between_rounds) + pause_between_rounds;
    }
    std::array<pollfd, 2> sources = {pollfd{signals_.fd(), POLLIN, 0},
                                     pollfd{terminal_.fd(), POLLIN, 0}};
    const auto left =
        std::max(Clock::duration::zero(), (over ? now + milliseconds(1) : next) - now);
    const timespec timeout{0, std::chrono::nanoseconds(left).count()};
    ppoll(sources.data(), sources.size(), &timeout, nullptr);
    signals_.collect();
    if (signals_.take_interrupt() || signals_.leaving()) end = std::min(end, now);
  }
}

bool Session::turn_away(Trace::Step& step) {
  const auto registers = step.stop.stopped->registers();
  if (!registers) return true;
  Visit visit(trace_.tracer(), {std::move(*step.stop.stopped), step.stop.event}, *registers);
  const auto begun = visit.begin();
  auto place = begun ? visit.end() : tl::make_unexpected(begun.error());
  if (!place && place.error().gone()) {
    lose(visit.thread(), visit.process(), visit);
    return false;
  }
  step.stop.stopped = place ? std::move(place->stopped) : std::move(visit).abandon().stopped;
  return true;
}

}  // namespace spyglass
