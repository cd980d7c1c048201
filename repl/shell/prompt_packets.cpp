#include "repl/shell/prompt_packets.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/capture/text.hpp"
#include "core/sandbox/sandbox.hpp"
#include "repl/views/amounts.hpp"
#include "repl/views/conversations.hpp"

namespace spyglass {

Result<void> PromptPackets::check(const Sandbox* sandbox) {
  if (sandbox == nullptr) {
    return bad_input(
        "this program is on the machine's own network, and other people's packets are not "
        "looked at. Hold it in: `spyglass --sandbox PROGRAM`, or open a lesson");
  }
  if (sandbox->has(Layer::network)) return {};
  return bad_input(
      fmt::format("the sandbox has no network of its own ({}), so its packets would be among those "
                  "of the machine, which are not looked at. `spyglass doctor` says what to do",
                  sandbox->why_missing(Layer::network)));
}

Result<void> PromptPackets::start(const std::shared_ptr<const Sandbox>& sandbox) {
  if (auto fine = check(sandbox.get()); !fine) return fine;
  auto started = capture::Capture::start([&] { return sandbox->join(); }, *filter_);
  if (!started) return tl::make_unexpected(started.error());
  capture_.emplace(std::move(*started));
  sandbox_ = sandbox;
  return {};
}

Result<void> PromptPackets::begin(std::string filter,
                                  const std::shared_ptr<const Sandbox>& sandbox) {
  if (is_on()) return bad_input("packets are shown already; `packets off` ends it");
  filter_ = std::move(filter);
  counts_ = {};
  forget();
  Result<void> begun;
  if (sandbox) {
    begun = start(sandbox);
  } else {
    // There is nothing to see there, but whether the filter is one is known at once.
    auto tried = capture::Capture::start(capture::join_fresh_namespaces, *filter_);
    if (!tried) begun = tl::make_unexpected(tried.error());
  }
  if (!begun) filter_.reset();
  return begun;
}

/// What is known of the program before, or of nothing.
void PromptPackets::forget() {
  sequences_ = {};
  senders_ = {};
  heard_ = 0;
}

Result<void> PromptPackets::follow(const std::shared_ptr<const Sandbox>& sandbox) {
  if (!is_on()) return {};
  show_all();
  forget();
  if (capture_ && sandbox == sandbox_) return {};
  count_dropped();
  capture_.reset();
  return start(sandbox);
}

void PromptPackets::count_dropped() {
  if (!capture_) return;
  if (const auto dropped = capture_->dropped()) counts_.dropped += *dropped;
}

std::optional<PromptPackets::Counts> PromptPackets::end() {
  if (!is_on()) return std::nullopt;
  show_all();
  count_dropped();
  capture_.reset();
  sandbox_.reset();
  filter_.reset();
  return counts_;
}

void PromptPackets::show() {
  take();
  release(false);
}

void PromptPackets::show_all() {
  take();
  release(true);
}

void PromptPackets::take() {
  // A program may send faster than anybody reads; it stands still when its next call stops it.
  constexpr int most_rounds = 16;
  for (int round = 0; capture_ && round < most_rounds; ++round) {
    const auto frames = capture_->take();
    if (!frames) {
      capture_.reset();
      filter_.reset();
      return say_.problem(frames.error().message);
    }
    if (frames->empty()) return;
    for (const auto& frame : *frames) {
      held_.push_back(capture::parse_frame(frame.bytes, frame.time));
      sequences_.take(held_.back());
    }
    counts_.seen += frames->size();
  }
}

void PromptPackets::release(bool all) {
  constexpr std::chrono::milliseconds patience{500};
  constexpr std::size_t most_held = 4096;
  const auto now = std::chrono::system_clock::now();
  while (!held_.empty()) {
    const bool is_late = all || held_.size() > most_held || held_.front().time + patience < now;
    const capture::Sender sender = senders_.of(held_.front());
    if (sender.kind == capture::Sender::Kind::under_way && !is_late) return;
    say_.packet(capture::packet_text(held_.front()));
    say_.sender(words(sender));
    held_.pop_front();
  }
}

std::string PromptPackets::words(const capture::Sender& sender) const {
  using Kind = capture::Sender::Kind;
  switch (sender.kind) {
    case Kind::kernel: return "the kernel itself";
    case Kind::end: return "the end of " + people_text(*sender.conversation);
    case Kind::nobody: return "no call that was seen";
    case Kind::under_way: return "most likely " + say_.call(*sender.call);
    case Kind::call: break;
  }
  const std::string call = say_.call(*sender.call);
  if (sender.more_calls == 0) return call;
  return fmt::format("{} of {}", counted(sender.more_calls + 1, "call"), call);
}

// --- what happens meanwhile ---

void PromptPackets::hear(const Trace::Step& step) {
  const WireLog& log = log_();
  const std::size_t all = log.dropped() + log.events().size();
  heard_ = std::max(std::min(heard_, all), log.dropped());
  for (; heard_ < all; ++heard_) {
    const WireEvent& event = log.events()[heard_ - log.dropped()];
    // The step's own copy of a call shows its data as other lines do.
    const bool is_of_step = !event.call || (step.call && step.call->thread == event.call->thread &&
                                            step.call->entered == event.call->entered);
    senders_.heard(event, is_of_step ? step.call : event.call);
  }
}

void PromptPackets::stepped(const Trace::Step& step) {
  if (!is_on()) return;
  hear(step);
  const auto& event = step.stop.event;
  if (step.call && std::holds_alternative<event::CallEntry>(event)) {
    senders_.entered(step.call, step.wall_time);
    release(false);
  } else if (step.call && std::holds_alternative<event::CallExit>(event)) {
    senders_.left(step.call, step.wall_time);
  } else if (std::holds_alternative<event::Gone>(event)) {
    senders_.gone(step.stop.thread);
  }
}

}  // namespace spyglass
