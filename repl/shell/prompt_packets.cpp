#include "repl/shell/prompt_packets.hpp"

#include <fmt/format.h>

#include "core/capture/text.hpp"
#include "core/sandbox/sandbox.hpp"

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
  sequences_ = {};
  senders_ = {};
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

Result<void> PromptPackets::follow(const std::shared_ptr<const Sandbox>& sandbox) {
  if (!is_on() || (capture_ && sandbox == sandbox_)) return {};
  show();
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
  show();
  count_dropped();
  capture_.reset();
  sandbox_.reset();
  filter_.reset();
  return counts_;
}

void PromptPackets::show() {
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
    for (const auto& frame : *frames) show(frame);
  }
}

void PromptPackets::show(const capture::Capture::Frame& frame) {
  capture::Packet packet = capture::parse_frame(frame.bytes, frame.time);
  sequences_.take(packet);
  ++counts_.seen;
  say_.packet(capture::packet_text(packet));
  const capture::Sender sender = senders_.of(packet);
  say_.sender(sender.call        ? say_.call(*sender.call)
              : sender.by_kernel ? "the kernel itself"
                                 : "no call that was seen");
}

void PromptPackets::stepped(const Trace::Step& step) {
  if (!is_on()) return;
  const auto& event = step.stop.event;
  if (step.call && std::holds_alternative<event::CallEntry>(event)) {
    senders_.entered(step.call, step.wall_time);
  } else if (step.call && std::holds_alternative<event::CallExit>(event)) {
    senders_.left(step.call, step.wall_time);
  } else if (std::holds_alternative<event::Gone>(event)) {
    senders_.ended(step.stop.thread);
  }
}

}  // namespace spyglass
