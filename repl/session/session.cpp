#include "repl/session/session.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "core/launch_inside.hpp"
#include "core/proc/status.hpp"

namespace spyglass {

std::string ProgramSpec::path_from_here() const {
  // An absolute path stays what it is.
  return directory.empty() ? path : (std::filesystem::path(directory) / path).string();
}

void ProgramSpec::put_into(std::shared_ptr<const Sandbox> holder) {
  sandbox = std::move(holder);
  if (!sandbox->has(Layer::limits)) return;
  const SandboxLimits& limits = sandbox->facts().limits;
  household = Household{limits.processes, limits.file_size};
}

namespace {

/// In the child that becomes the program.
bool limit_household(const std::optional<Household>& household) {
  if (!household) return true;
  rlimit limit{};
  if (getrlimit(RLIMIT_FSIZE, &limit) != 0) return false;
  limit.rlim_cur = std::min<rlim_t>(limit.rlim_cur, household->bytes);
  limit.rlim_max = std::min<rlim_t>(limit.rlim_max, household->bytes);
  return setrlimit(RLIMIT_FSIZE, &limit) == 0;
}

}  // namespace

Session::~Session() {
  finish_recording();
  if (attached_ && !trace_.tracer().empty()) (void)detach();
}

void Session::forget_program() {
  finish_recording();
  playback_.reset();
  held_.clear();
  checkpoints_.forget_all();
  forget_undo();
  future_.reset();
  breakpoints_.clear();
  trap_actions_.clear();
  trap_blocked_.clear();
  guardian_.reset();
  traps_.forget_program();
  loader_calls_.forget_all();
  excess_.reset();
  numbers_.clear();
  log_.clear();
  tally_ = {};
  wire_ = std::make_unique<Wire>();
  goal_.reset();
  pending_.reset();
  before_.reset();
  exit_status_.reset();
  program_.reset();
  terminal_ = Terminal();
  attached_ = false;
  interrupting_ = false;
  symbols_.forget();
  focus_ = Tid();
  main_process_ = Pid();
}

Result<void> Session::leave_program() {
  if (trace_.tracer().empty()) return {};
  return attached_ ? detach() : kill();
}

Result<Outcome> Session::run(const ProgramSpec& spec, Patience patience) {
  if (auto left = leave_program(); !left) return tl::make_unexpected(left.error());
  forget_program();
  LaunchOptions options;
  options.path = spec.path;
  options.arguments = spec.arguments;
  options.environment = environment_in_terminal(spec.environment);
  options.directory = spec.directory;
  options.streams = Streams::terminal;
  if (spec.sandbox) {
    launch_inside(options, spec.sandbox);
  } else {
    options.confine = [&spec] { return limit_household(spec.household); };
  }
  trace_.know_sandbox(spec.sandbox ? std::optional(spec.sandbox->facts()) : std::nullopt);
  auto launched = trace_.launch(options);
  if (!launched) return tl::make_unexpected(launched.error());
  program_ = spec;
  if (spec.household) {
    excess_.emplace(*spec.household,
                    spec.sandbox ? spec.sandbox->facts().places.scratch : spec.directory);
  }
  terminal_ = Terminal(std::move(launched->channels));
  main_process_ = launched->step.stop.process;
  focus_ = launched->step.stop.thread;
  note_number(focus_);
  tally_.begin(launched->step.when, std::nullopt);
  if (!recording_path_.empty()) begin_recording();
  goal_ = Goal{Goal::Kind::load};
  // The entry of execve is the first event of the program's life.
  if (auto outcome = take(std::move(launched->step))) return *outcome;
  auto outcome = wait_for_goal(patience);
  if (outcome && outcome->reason == Outcome::Reason::loaded) keep_checkpoint();
  return outcome;
}

Result<Outcome> Session::attach(Pid process) {
  if (auto left = leave_program(); !left) return tl::make_unexpected(left.error());
  if (auto attached = trace_.attach(process); !attached) {
    return tl::make_unexpected(attached.error());
  }
  forget_program();
  attached_ = true;
  main_process_ = process;
  focus_ = leader_of(process);
  tally_.begin(Call::Clock::now(), proc::usage(process));
  if (!recording_path_.empty()) begin_recording();
  interrupting_ = true;
  goal_ = Goal{Goal::Kind::run};
  auto outcome = wait_for_goal({.limit = std::chrono::seconds(2)});
  if (outcome && outcome->reason == Outcome::Reason::interrupted) {
    outcome->reason = Outcome::Reason::attached;
  }
  return outcome;
}

Result<void> Session::kill() {
  if (trace_.tracer().empty()) return not_stopped();
  for (const auto& [thread, record] : trace_.tracer().threads()) Tracer::kill(record->process);
  // SIGKILL wakes a stopped thread, except one that stands at PTRACE_EVENT_EXIT already.
  for (auto& [thread, held] : held_) (void)std::move(held.stopped).resume(Resume::run);
  held_.clear();
  while (auto step = trace_.wait()) {
    note(*step);
    if (Trace::is_of_running(*step)) continue;
    if (std::holds_alternative<event::Gone>(step->stop.event)) {
      (void)on_gone(*step);
    } else if (step->stop.stopped) {
      // On the way to its end it may still stop at PTRACE_EVENT_EXIT; and who was made by a
      // process that is being killed is not killed with it.
      Tracer::kill(step->stop.process);
      (void)std::move(*step->stop.stopped).resume(Resume::run);
    }
  }
  write_terminal_to_watcher(terminal_.read_available());
  goal_.reset();
  return {};
}

Result<void> Session::type(std::string_view text) {
  if (terminal_.fd() < 0) {
    return bad_input(attached_ ? "an attached program keeps its own terminal: type there"
                               : "there is no program to type for; `run PROGRAM` starts one");
  }
  terminal_.type(text);
  return {};
}

pid_t Session::number_of(Tid thread) const {
  const auto known = numbers_.find(thread);
  return known == numbers_.end() ? thread.value() : known->second;
}

Tid Session::thread_called(pid_t number) const {
  const auto known =
      std::ranges::find_if(numbers_, [&](const auto& entry) { return entry.second == number; });
  return known == numbers_.end() ? Tid(number) : known->first;
}

Session::State Session::state() const {
  if (playback_) {
    const bool ended = playback_->is_over() && playback_->exit_status().has_value();
    return ended ? State::ended : State::stopped;
  }
  if (!trace_.tracer().empty()) return goal_ ? State::running : State::stopped;
  return exit_status_ ? State::ended : State::empty;
}

const Session::Held* Session::focused() const {
  const auto found = held_.find(focus_);
  return found == held_.end() ? nullptr : &found->second;
}

tl::unexpected<Error> Session::not_stopped() const {
  if (auto living = check_living(); !living) {
    if (state() == State::stopped) return tl::make_unexpected(living.error());
    return bad_input("the recorded program has ended; `back` and `goto` go to what it did");
  }
  switch (state()) {
    case State::empty:
      return bad_input(
          "there is no program yet; `run PROGRAM` starts one, `attach PID` looks into "
          "one that runs");
    case State::ended:
      return bad_input(fmt::format("the program has ended; `run` starts it again"));
    case State::running: return bad_input("the program is running; Ctrl-C or `interrupt` stops it");
    case State::stopped: break;
  }
  return bad_input(fmt::format("thread {} is not stopped", number_of(focus_)));
}

Result<RegisterValues> Session::registers() const {
  if (playback_ && state() == State::stopped) {
    const RegisterValues* known = playback_->player().registers(focus());
    if (known == nullptr) return bad_input("the recording has no registers of this moment");
    return *known;
  }
  const Held* held = focused();
  if (held == nullptr) return not_stopped();
  return held->stopped.registers();
}

Result<SharedMemory> Session::memory() const {
  static const Breakpoints none;
  if (playback_ && state() == State::stopped) return memory_of(focus());
  const Held* held = focused();
  if (held == nullptr) return not_stopped();
  const auto traps = breakpoints_.find(held->stopped.process());
  return SharedMemory(std::make_shared<OwnMemory>(
      held->stopped.memory(), traps == breakpoints_.end() ? none : traps->second));
}

std::shared_ptr<const Call> Session::current_call(Tid thread) const {
  return playback_ ? playback_->player().current_call(thread) : trace_.current_call(thread);
}

std::optional<CallSite> Session::call_site() const {
  const Held* held = focused();
  if (held == nullptr && !playback_) return std::nullopt;
  const auto registers = this->registers();
  if (!registers) return std::nullopt;
  const auto call = current_call();
  if (call && std::holds_alternative<event::CallEntry>(held ? held->event : playback_->event())) {
    auto numbers = read_call_numbers(*registers, abi(call->raw.abi), Moment::inside);
    // The kernel is given another number in place of this call's own.
    if (call->injected.result) numbers.number = call->raw.number;
    return CallSite{Moment::inside, nullptr, numbers};
  }
  const Chars code = memory()->bytes(registers->program_counter(), 4);
  const auto* instruction = call_instruction_at(registers->abi(), std::as_bytes(std::span(code)));
  if (instruction == nullptr) return std::nullopt;
  return CallSite{Moment::before, instruction,
                  read_call_numbers(*registers, abi(instruction->enters), Moment::before)};
}

std::vector<Addr> Session::breakpoints() const {
  const auto traps = breakpoints_.find(main_process_);
  return traps == breakpoints_.end() ? std::vector<Addr>{} : traps->second.addresses();
}

const ProgramSymbols& Session::symbols() const {
  if (symbols_are_old_) symbols_.refresh(focus(), source());
  symbols_are_old_ = false;
  return symbols_;
}

Result<void> Session::set_register(const Register& which, std::uint64_t value) {
  const auto held = held_.find(focus_);
  if (held == held_.end()) return not_stopped();
  Stopped& stopped = held->second.stopped;
  auto registers = stopped.registers();
  if (!registers) return tl::make_unexpected(registers.error());
  registers->set(which, value);
  auto done = stopped.set_registers(*registers);
  if (done && std::holds_alternative<event::CallEntry>(held->second.event)) {
    trace_.refresh(stopped);
  }
  record_change(focus_);
  return done;
}

Result<void> Session::poke(Addr at, std::span<const std::byte> bytes) {
  const auto held = held_.find(focus_);
  if (held == held_.end()) return not_stopped();
  // Breakpoints step aside: the bytes underneath are what is being changed.
  const std::vector<Addr> places = lift_breakpoints(focus_);
  auto done = held->second.stopped.memory().write(at, bytes);
  put_breakpoints(focus_, places);
  if (done && std::holds_alternative<event::CallEntry>(held->second.event)) {
    trace_.refresh(held->second.stopped);
  }
  record_change(focus_);
  return done;
}

std::vector<Addr> Session::lift_breakpoints(Tid thread) {
  const auto held = held_.find(thread);
  if (held == held_.end()) return {};
  Breakpoints& traps = breakpoints_[held->second.stopped.process()];
  std::vector<Addr> places = traps.addresses();
  traps.remove_all(held->second.stopped.memory());
  return places;
}

void Session::put_breakpoints(Tid thread, const std::vector<Addr>& places) {
  const auto held = held_.find(thread);
  if (held == held_.end()) return;
  const Stopped& stopped = held->second.stopped;
  const auto registers = stopped.registers();
  if (!registers) return;
  for (const Addr at : places) {
    (void)breakpoints_[stopped.process()].insert(stopped.memory(), registers->abi(), at);
  }
}

void Session::write_terminal_to_watcher(const std::string& text) {
  if (text.empty()) return;
  if (recorder_) recorder_->output(text);
  log_.add_output(text);
  watcher_.program_wrote(text);
}

}  // namespace spyglass
