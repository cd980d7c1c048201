#include "repl/trace/tracing.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <memory>

#include "core/proc/attach_failure.hpp"
#include "core/recorder.hpp"
#include "core/tuning/tuning.hpp"
#include "repl/complain.hpp"
#include "repl/trace/engine.hpp"
#include "repl/trace/interruption.hpp"
#include "repl/trace/launching.hpp"
#include "repl/trace/reporters.hpp"
#include "repl/trace/retelling.hpp"
#include "repl/views/amounts.hpp"

namespace spyglass {

namespace {

/// One run of `spyglass trace`.
class Tracing {
 public:
  Tracing(const TraceRequest& request, Sinks sinks, const MakeReporter& more)
      : request_(request),
        sinks_(std::move(sinks)),
        reporters_(request, sinks_, more),
        timed_(request.tells_times() || more),
        trace_(request.rules(), request.look.naming) {
    trace_.tracer().follow(request.follow);
    trace_.tracer().kill_attached(request.kill_on_exit);
    for (const Injection& injection : request.injections) trace_.injector().add(injection);
    trace_.injector().consider_only([this](const Call& call) { return request_.shows(call); });
    const bool counted = request.summary && !request.summary->wall_clock;
    trace_.tracer().count_system_time(counted || request.counts_system_time ||
                                      !request.record.empty());
    const bool nobody_watches = request.tells_at_the_end() || !request.output.empty();
    tells_later_ = nobody_watches && !needs_stopped_threads(request) && !request.looks_at_threads;
    reporters_.begin(trace_.injector());
  }

  Result<void> begin();
  void run();
  /// A command that reads may go on for long; no signal is noted meanwhile.
  void close() { reporters_.closed(sinks_.close()); }
  [[nodiscard]] int exit_code() const;

 private:
  Result<void> choose_means();
  Result<void> launch();
  void tune();
  void hurry();
  [[nodiscard]] recorded::Beginning beginning() const;
  void take(Trace::Step& step);
  void show(Trace::Step& step);
  void set_going(Trace::Step& step, bool own_trap);
  void leave(int signal);
  void kill_all();
  void let_go(Trace::Step step);
  [[nodiscard]] Interruption::Heed heed() const;
  /// Tells of something on standard error, beside the trace.
  void say(std::string_view what);
  /// Tells of attaching and detaching.
  void say_of(Pid process, std::string_view what);
  void say_of(Tid thread, std::string_view what);

  const TraceRequest& request_;
  Sinks sinks_;
  Reporters reporters_;
  const bool timed_;                    ///< somebody may ask when calls were made
  std::unique_ptr<Recorder> recorder_;  ///< --record
  Launching launching_;                 ///< of the program, whose sandbox lives as long
  Trace trace_;
  std::optional<Tuning> tuning_;
  std::optional<Pid> program_;
  std::optional<ExitStatus> status_;
  bool program_runs_ = false;  ///< the execve that makes it is behind us
  /// A thread goes on before it is told of, in the time that it needs to come to its next stop. Not
  /// where lines and the program's own output may stand in one place: they are to be in order.
  bool tells_later_ = false;
  std::optional<Error> stuck_;   ///< why a thread cannot be set going any more
  bool stays_filtered_ = false;  ///< a KernelFilter is in force: nobody can be let go
};

void Tracing::say(std::string_view what) {
  reporters_.pause();
  complain(what);
}

void Tracing::say_of(Tid thread, std::string_view what) {
  if (!request_.is_quiet(Message::attach)) say(fmt::format("Process {} {}", thread.value(), what));
}

void Tracing::say_of(Pid process, std::string_view what) { say_of(leader_of(process), what); }

Result<void> Tracing::launch() {
  auto planned = plan_launch(request_);
  if (!planned) return tl::make_unexpected(planned.error());
  launching_ = std::move(*planned);
  if (trace_.observes()) launching_.options.filter.reset();
  trace_.know_sandbox(launching_.held_in);
  auto launched = trace_.launch(launching_.options);
  if (!launched) return tl::make_unexpected(launched.error());
  stays_filtered_ = launching_.options.filter.has_value();
  program_ = launched->step.stop.process;
  tune();
  hurry();
  take(launched->step);
  return {};
}

Result<void> Tracing::choose_means() {
  auto chosen = choose_engine(request_, timed_);
  if (!chosen) return tl::make_unexpected(chosen.error());
  // Whoever reads messages from a file or a pipe wants those that tell of the program.
  const bool somebody_reads = isatty(STDERR_FILENO) != 0;
  if (somebody_reads && !request_.is_quiet(Message::attach)) say(chosen->sentence());
  if (!chosen->observer) return {};
  trace_.observe(std::move(chosen->observer));
  sinks_.before_waiting([this] { trace_.hold(); });
  sinks_.collect();
  trace_.before_waiting([this] { (void)sinks_.flush(); });
  return {};
}

void Tracing::tune() {
  if (request_.untuned) return;
  if (trace_.observes()) {
    tuning_ = Tuning::for_reading();
    return;
  }
  // Whoever shares a processor with us must not do anything behind our back.
  const bool sees_all = program_ && request_.processes.empty() && !stays_filtered_ &&
                        request_.placement == Placement::parent;
  tuning_ = sees_all ? Tuning::for_launched(leader_of(*program_)) : Tuning::for_others();
}

/// Where nobody looks at threads that stand still, none stands longer than it must.
void Tracing::hurry() {
  const bool looks = tuning_ && tuning_->shares_cpu();  // at what calls are asked, before they are
  trace_.let_threads_hurry(tells_later_ && !looks);
}

recorded::Beginning Tracing::beginning() const {
  recorded::Beginning about = recorded::beginning_here();
  about.program = request_.program;
  if (!request_.processes.empty()) about.process = request_.processes.front();
  about.followed = request_.follow;
  return about;
}

Result<void> Tracing::begin() {
  if (!request_.record.empty()) {
    auto recorder = Recorder::create(request_.record, beginning());
    if (!recorder) return tl::make_unexpected(recorder.error());
    recorder_ = std::move(*recorder);
  }
  if (auto means = choose_means(); !means) return means;
  for (const Pid process : request_.processes) {
    const std::string warning = proc::word_before_attaching(process);
    if (!warning.empty() && !request_.is_quiet(Message::attach)) say(warning);
    if (auto attached = trace_.attach(process); !attached) {
      return fail(proc::why_not_attachable(process, attached.error().number));
    }
    say_of(process, "attached");
  }
  if (!request_.program.empty()) return launch();
  tune();
  hurry();
  return {};
}

void Tracing::show(Trace::Step& step) {
  const std::size_t threads = trace_.thread_count();
  if (recorder_) recorder_->take(step, threads);
  reporters_.show(step, threads);
}

void Tracing::take(Trace::Step& step) {
  Stop& stop = step.stop;
  if (std::holds_alternative<event::Started>(stop.event)) say_of(stop.thread, "attached");
  if (request_.detach_on_execve && program_runs_ &&
      std::holds_alternative<event::Exec>(stop.event)) {
    return let_go(std::move(step));
  }
  program_runs_ = program_runs_ || std::holds_alternative<event::Exec>(stop.event);
  for (const std::string& problem : trace_.injector().take_problems()) say(problem);
  // Nobody sets breakpoints here: a trap is the program's own, its SIGTRAP a signal like others.
  const bool own_trap = std::holds_alternative<event::Breakpoint>(stop.event);
  if (own_trap) {
    const siginfo_t info = std::get<event::Breakpoint>(stop.event).info;
    stop.event = event::SignalStop{Signal(SIGTRAP), info};
  }
  if (tells_later_) set_going(step, own_trap);
  show(step);
  if (std::holds_alternative<event::Gone>(stop.event) && stop.thread == leader_of(stop.process) &&
      stop.process == program_) {
    status_ = std::get<event::Gone>(stop.event).status;
  }
  set_going(step, own_trap);
}

/// Where it has not been done before. `own_trap`: the program gets the signal of its trap.
void Tracing::set_going(Trace::Step& step, bool own_trap) {
  if (!step.stop.stopped) return;
  if (tuning_) tuning_->look_at(step.stop.event, step.call.get());
  const Resume how = trace_.to_calls();
  Stopped thread = std::move(*step.stop.stopped);
  step.stop.stopped.reset();
  auto going = own_trap ? std::move(thread).resume_with(how, Signal(SIGTRAP))
                        : std::move(thread).resume(how);
  // One that is gone will say so. One that stands still would be waited for for ever.
  if (!going && !going.error().gone()) stuck_ = going.error();
}

Interruption::Heed Tracing::heed() const {
  // A program in a sandbox has a session of its own: Ctrl-C comes to us alone.
  const bool file_only =
      !request_.output.empty() && request_.processes.empty() && !launching_.held_in;
  switch (request_.interruptible) {
    case Interruptible::never_tstp: return Interruption::Heed::none_nor_stop;
    case Interruptible::never: return Interruption::Heed::none;
    case Interruptible::by_default:
      return file_only ? Interruption::Heed::none : Interruption::Heed::fatal;
    case Interruptible::anywhere:
    case Interruptible::waiting: break;
  }
  return Interruption::Heed::fatal;
}

void Tracing::run() {
  Interruption interruption(heed());
  bool leaving = false;
  while (!trace_.tracer().empty() && !stuck_) {
    if (auto step = trace_.wait()) take(*step);
    // However long nothing happens, what is known so far is there to be read.
    if (interruption.came_back()) {
      reporters_.tick();
      (void)sinks_.flush();
    }
    if (sinks_.has_unwritten() || reporters_.wants_ticks()) interruption.come_back();
    const int signal = interruption.signal();
    const bool unread = !sinks_.problem().empty();
    if (signal == 0 && (!unread || leaving)) continue;
    if (request_.kill_on_exit && !leaving) {
      kill_all();
      leaving = true;
      interruption.forget();
      continue;
    }
    if (!stays_filtered_) {
      leave(signal);
      break;
    }
    // Whoever is left alone with a filter cannot go on. The program gets the signal, and is
    // followed to its end; a second one ends them all.
    if (unread) reporters_.dismiss();
    if (signal != 0 && leaving) break;
    if (signal != 0) kill(program_->value(), signal);
    leaving = true;
    interruption.forget();
  }
  if (const auto many = trace_.unwatched_threads(); many > 0) {
    say(
        fmt::format("{} could not be watched: the kernel had no memory left for that. Their calls "
                    "are missing",
                    counted(many, "thread")));
  }
  reporters_.finish();
  if (recorder_) recorder_->finish();
}

/// Their ends are still seen.
void Tracing::kill_all() {
  for (const auto& [thread, record] : trace_.tracer().threads()) Tracer::kill(record->process);
}

void Tracing::leave(int signal) {
  trace_.let_threads_hurry(false);
  trace_.tracer().interrupt_all();
  while (auto step = trace_.wait()) let_go(std::move(*step));
  // A launched program gets what we got.
  if (program_ && !status_ && signal != 0) kill(program_->value(), signal);
}

void Tracing::let_go(Trace::Step step) {
  if (!step.stop.stopped) return show(step);
  const Tid thread = step.stop.thread;
  if (std::holds_alternative<event::CallExit>(step.stop.event)) show(step);
  reporters_.let_go(thread);
  if (tuning_) tuning_->end_sharing();
  (void)trace_.tracer().detach(std::move(*step.stop.stopped));
  say_of(thread, "detached");
}

int Tracing::exit_code() const {
  if (stuck_) return complain(stuck_->message + "; so the trace ends here");
  if (recorder_ && recorder_->failed()) return complain(recorder_->failed()->message);
  if (!sinks_.problem().empty()) return complain(sinks_.problem());
  if (!status_) return 0;
  return status_->was_killed() ? 128 + status_->killed_by.value() : status_->code;
}

}  // namespace

int trace_program(const TraceRequest& request, const MakeReporter& more) {
  if (!request.recording.empty()) return retell(request, more);
  auto sinks = open_sinks(request);
  if (!sinks) return complain(sinks.error().message);
  Tracing tracing(request, std::move(*sinks), more);
  if (auto begun = tracing.begin(); !begun) return complain(begun.error().message);
  tracing.run();
  tracing.close();
  if (request.tip) {
    const auto chance =
        static_cast<unsigned>(std::chrono::system_clock::now().time_since_epoch().count());
    to_standard_error(tip_text(*request.tip, chance));
  }
  return tracing.exit_code();
}

}  // namespace spyglass
