// How a session writes down what happens, and takes a recording in the place of a program.

#include <fmt/format.h>

#include "repl/session/session.hpp"

namespace spyglass {

Result<void> Session::check_living() const {
  if (playback_ == nullptr) return {};
  return bad_input(
      "this is a recording: it can be looked at and gone through, but not changed. `run PROGRAM` "
      "starts a living one");
}

// --- writing ---

Result<void> Session::record(const std::string& path) {
  if (auto living = check_living(); !living) return living;
  if (state() == State::running) return not_stopped();
  if (is_recording()) {
    return bad_input(fmt::format("{} is being written; `record stop` ends it", recording_path_));
  }
  // What is wrong with the path is told now, and not when the program runs.
  auto file = recorded::FileWriter::create(path);
  if (!file) return tl::make_unexpected(file.error());
  recording_path_ = path;
  if (state() == State::stopped) begin_recording();
  return {};
}

void Session::begin_recording() {
  recorded::Beginning about = recorded::beginning_here();
  if (program_) about.program = program_->arguments;
  about.process = main_process_;
  about.followed = true;
  // The call at whose entry a thread stands is told of once more.
  const auto call = current_call();
  const bool is_logged = !log_.calls().empty() && log_.calls().back().call == call;
  about.calls_before = log_.calls_seen() - (is_logged ? 1 : 0);
  auto recorder = Recorder::create(recording_path_, std::move(about));
  if (!recorder) {
    recording_path_.clear();
    finished_recording_.emplace(tl::make_unexpected(recorder.error()));
    return;
  }
  recorder_ = std::move(*recorder);
  recorder_->hide([this](Pid process, Addr from, std::span<std::byte> bytes) {
    const auto traps = breakpoints_.find(process);
    if (traps != breakpoints_.end()) traps->second.hide(from, bytes);
  });
  std::vector<Tid> others;
  for (const auto& [thread, held] : held_) {
    if (thread != focus_) others.push_back(thread);
  }
  for (const Tid thread : others) record_change(thread);
  if (focused() != nullptr) record_change(focus_);
  recorder_->flush();
}

void Session::record_step(const Trace::Step& step) {
  if (!recorder_) return;
  // A trap of ours is nothing that happens to the program.
  const auto* trap = std::get_if<event::Breakpoint>(&step.stop.event);
  const auto registers = trap == nullptr ? std::nullopt : step.registers();
  if (registers && breakpoints_[step.stop.process].are_behind(*trap, step.stop.stopped->memory(),
                                                              registers->abi())) {
    return;
  }
  recorder_->take(step, trace_.tracer().threads().size());
}

void Session::record_change(Tid thread) {
  const auto held = held_.find(thread);
  if (!recorder_ || held == held_.end()) return;
  recorder_->changed(held->second.stopped, held->second.event, trace_.tracer().threads().size());
}

void Session::record_journey(MomentInLife to) {
  if (!recorder_) return;
  recorder_->rewound(to.call, to.after);
  record_change(focus_);
}

void Session::finish_recording() {
  if (!recorder_) return;
  recorder_->finish();
  finished_recording_.emplace(std::exchange(recording_path_, {}));
  if (recorder_->failed()) finished_recording_ = tl::make_unexpected(*recorder_->failed());
  recorder_.reset();
}

Result<void> Session::stop_recording() {
  if (recording_path_.empty()) return bad_input("nothing is being recorded; `record FILE` begins");
  if (recorder_) {
    finish_recording();
  } else {
    recording_path_.clear();
  }
  return {};
}

// --- looking ---

Result<Outcome> Session::replay(const std::string& path) {
  EventLog log;
  // Whatever is wrong with the file, the program at hand is not touched.
  Tally tally;
  Watcher nobody;
  if (auto opened = Playback::open(path, log, tally, nobody); !opened) {
    return tl::make_unexpected(opened.error());
  }
  if (auto left = leave_program(); !left) return tl::make_unexpected(left.error());
  forget_program();
  auto opened = Playback::open(path, log_, tally_, watcher_);
  if (!opened) return tl::make_unexpected(opened.error());
  playback_ = std::move(*opened);
  symbols_are_old_ = true;
  return Outcome{.reason = Outcome::Reason::replaying};
}

Call::Clock::time_point Session::now() const {
  return playback_ ? playback_->now() : Call::Clock::now();
}

const Tracer::Table& Session::threads() const {
  return playback_ ? playback_->player().threads() : trace_.tracer().threads();
}

const proc::Source& Session::source() const {
  return playback_ ? playback_->player().source() : proc::kernel();
}

SharedMemory Session::memory_of(Tid thread) const {
  if (!playback_) return SharedMemory(std::make_shared<ProcessMemory>(thread));
  return SharedMemory(
      std::shared_ptr<const Memory>(std::shared_ptr<void>(), &playback_->player().memory()));
}

std::vector<MomentInLife> Session::moments() const {
  if (playback_) return playback_->moments();
  std::vector<MomentInLife> moments;
  for (const Checkpoint& one : checkpoints_.all()) moments.push_back(one.moment());
  return moments;
}

Result<void> Session::check_journeys() const {
  return playback_ ? Result<void>() : check_copyable();
}

}  // namespace spyglass
