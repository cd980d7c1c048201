#pragma once

#include <functional>
#include <map>
#include <set>

#include "core/assemble/assemble.hpp"
#include "core/encode/written.hpp"
#include "core/inside/checkpoints.hpp"
#include "core/memory/shared_memory.hpp"
#include "core/ptrace/breakpoints.hpp"
#include "core/recorder.hpp"
#include "core/sandbox/sandbox.hpp"
#include "core/trace.hpp"
#include "repl/session/event_log.hpp"
#include "repl/session/excess.hpp"
#include "repl/session/goal.hpp"
#include "repl/session/loader_calls.hpp"
#include "repl/session/playback.hpp"
#include "repl/session/program_symbols.hpp"
#include "repl/session/ran_code.hpp"
#include "repl/session/sampler.hpp"
#include "repl/session/tally.hpp"
#include "repl/session/terminal.hpp"
#include "repl/session/traps.hpp"
#include "repl/session/watcher.hpp"
#include "repl/session/wire.hpp"
#include "repl/signals.hpp"

namespace spyglass {

/// What to run, and where.
struct ProgramSpec {
  std::string path;
  std::vector<std::string> arguments;           ///< argv, the name first
  std::string directory = {};                   ///< empty: ours
  std::vector<std::string> environment = {};    ///< added to ours, NAME=value
  std::shared_ptr<const Sandbox> sandbox = {};  ///< what it is held in; null: it may do what we may
  std::optional<Household> household = {};      ///< nothing: it may take what there is

  /// The path as it is for us, whatever directory the program starts in.
  [[nodiscard]] std::string path_from_here() const;
  /// Holds it in, and to what programs there may take.
  void put_into(std::shared_ptr<const Sandbox> holder);
};

/// The call that the focused thread is about to make, or is making.
struct CallSite {
  Moment moment;
  const CallInstruction* instruction;  ///< null when already inside
  CallNumbers numbers;
};

/// The current program and everything that happened to it: what commands and Lua act on.
///
/// At a stop, all threads stand still and are held here; one of them has the focus. A goal sets
/// them going, and the session takes their events until the goal is reached. A program that waits
/// in a call gives control back meanwhile (Outcome::waiting): the goal stays, tend() serves it, and
/// interrupt() ends it.
class Session {
 public:
  enum class State : std::uint8_t { empty, stopped, running, ended };

  Session(Signals& signals, Watcher& watcher) : signals_(signals), watcher_(watcher) {}
  ~Session();

  // --- life ---
  Result<Outcome> run(const ProgramSpec& spec, Patience patience);
  Result<Outcome> attach(Pid process);
  Result<void> detach();
  Result<void> kill();

  // --- moving ---
  Result<Outcome> pursue(Goal goal, Patience patience);
  /// Takes what has happened while nobody was waiting; an outcome when the goal was reached.
  std::optional<Outcome> tend();
  /// From the next `continue` on, calls are seen by an observer (core/observe/) and do not stop the
  /// program, unless somebody wants to be stopped at some, or a recording is made. The error says
  /// why that cannot be had.
  Result<void> see_calls_unstopped(bool on);
  [[nodiscard]] bool sees_calls_unstopped() const { return unstopped_; }
  /// Stops a running program.
  Result<Outcome> interrupt();
  /// Waits some more for a goal that a blocked call kept from being reached.
  Result<Outcome> resume_waiting(Patience patience);
  struct Sampled {
    Samples samples;
    /// Where the program stands now; nothing: it goes on as it did before.
    std::optional<Result<Outcome>> stop;
  };
  /// Lets the program run for some time, or run on, and looks where it is over and over. Ctrl-C
  /// ends it early, and so does everything that would end `continue`.
  Result<Sampled> sample(std::chrono::milliseconds length);
  Result<void> type(std::string_view text);
  void set_terminal_size(int columns, int rows) const { terminal_.set_size(columns, rows); }

  // --- recordings ---
  /// Writes down what happens from now on; without a program, the life of the next one that is run.
  /// Until the program has ended, another one takes its place, or somebody stops it.
  Result<void> record(const std::string& path);
  /// An error when nothing is being recorded.
  Result<void> stop_recording();
  /// The path of a recording that has come to its end since somebody asked last, or why it is not
  /// whole.
  std::optional<Result<std::string>> take_finished_recording() {
    return std::exchange(finished_recording_, std::nullopt);
  }
  [[nodiscard]] bool is_recording() const { return recorder_ != nullptr; }
  /// Takes a recording in the place of a program, and stands at its beginning.
  Result<Outcome> replay(const std::string& path);
  /// The recording that is looked at, or null.
  [[nodiscard]] const Playback* playback() const { return playback_.get(); }
  /// An error where a recording stands in the place of a program that could be changed.
  [[nodiscard]] Result<void> check_living() const;

  // --- looking ---
  [[nodiscard]] State state() const;
  [[nodiscard]] Tid focus() const { return playback_ ? playback_->focus() : focus_; }
  [[nodiscard]] const std::optional<ProgramSpec>& program() const { return program_; }
  /// What a thread calls itself. In a sandbox that is not what it is called outside, and it is what
  /// the calls of the program tell: so it is what people see.
  [[nodiscard]] pid_t number_of(Tid thread) const;
  [[nodiscard]] pid_t number_of(Pid process) const { return number_of(leader_of(process)); }
  /// The thread that is called so; the other way round.
  [[nodiscard]] Tid thread_called(pid_t number) const;
  /// Of the program itself, once it has ended.
  [[nodiscard]] const std::optional<ExitStatus>& exit_status() const {
    return playback_ ? playback_->exit_status() : exit_status_;
  }
  [[nodiscard]] const EventLog& log() const { return log_; }
  /// Keeps what a recipe had to say of the program.
  void note_row(EventLog::RowEntry row) { log_.add_row(std::move(row)); }
  [[nodiscard]] const Tally& tally() const { return tally_; }
  [[nodiscard]] const Wire& wire() const { return playback_ ? playback_->wire() : *wire_; }
  /// By the clock of calls; in a recording, when the last thing happened.
  [[nodiscard]] Call::Clock::time_point now() const;
  [[nodiscard]] const Tracer& tracer() const { return trace_.tracer(); }
  /// Those that are traced, or that the recording had at this moment.
  [[nodiscard]] const Tracer::Table& threads() const;
  /// Whom to ask about them, beside registers and memory.
  [[nodiscard]] const proc::Source& source() const;
  [[nodiscard]] const Terminal& terminal() const { return terminal_; }
  [[nodiscard]] bool was_attached() const { return attached_; }
  /// Those of the focused thread; an error that says why there are none right now.
  [[nodiscard]] Result<RegisterValues> registers() const;
  /// As they were when the thread was last set going; nothing before the first time.
  [[nodiscard]] const std::optional<RegisterValues>& registers_before() const { return before_; }
  [[nodiscard]] Result<SharedMemory> memory() const;
  /// Of any thread, traps of ours included; of a recorded one, what is known.
  [[nodiscard]] SharedMemory memory_of(Tid thread) const;
  [[nodiscard]] std::optional<CallSite> call_site() const;
  /// The call that the focused thread is in, or null.
  [[nodiscard]] std::shared_ptr<const Call> current_call() const { return current_call(focus()); }
  [[nodiscard]] std::shared_ptr<const Call> current_call(Tid thread) const;
  [[nodiscard]] std::vector<Addr> breakpoints() const;
  /// As of this stop.
  [[nodiscard]] const ProgramSymbols& symbols() const;

  // --- changing ---
  Result<void> set_register(const Register& which, std::uint64_t value);
  Result<void> poke(Addr at, std::span<const std::byte> bytes);
  Result<void> add_breakpoint(Addr at);
  Result<void> remove_breakpoint(Addr at);

  // --- traps ---
  [[nodiscard]] const Traps& traps() const { return traps_; }
  Result<Condition> compile_condition(std::string text) { return traps_.compile(std::move(text)); }
  /// Returns its number. A place takes the place of an earlier trap there.
  Result<int> add_trap(Trap trap);
  Result<void> remove_trap(int number);
  /// Removes all of them, and all injections.
  void remove_traps();
  /// What is done to calls on their way.
  [[nodiscard]] Injector& injector() { return trace_.injector(); }

  // --- inside ---
  /// What became of a call that was carried out inside the program.
  struct DoneInside {
    Call call;
    bool interrupted = false;  ///< it did not come back in time, or somebody asked for a stop
    bool replaced = false;     ///< the program is another one now
    std::optional<Tid> made;   ///< a process that it made, stopped
  };
  /// Lets the focused thread carry out a call that somebody wrote, and stand where it stood.
  /// `limit`: breaks a call off that does not come back; 0: only when somebody asks for it.
  Result<DoneInside> do_call(const WrittenCall& written, std::chrono::milliseconds limit);

  /// Makes code of instructions for a place near the focused thread's program.
  [[nodiscard]] Result<Assembly> assemble(std::string_view text, Syntax syntax) const;
  /// Lets the focused thread execute code, and stand where it stood; registers and memory keep what
  /// the code did, if it came to its end. `meant`: calls that end or replace the program are made.
  Result<RanCode> run_code(const Assembly& code, bool meant, std::chrono::milliseconds limit);
  /// Puts registers and memory back as they were before the last run_code(), as long as the program
  /// has not moved since. Returns what could not be put back, in sentences.
  Result<std::vector<std::string>> undo_code();

  // --- going back ---
  [[nodiscard]] const Checkpoints& checkpoints() const { return checkpoints_; }
  /// Those that can be gone to, in their order.
  [[nodiscard]] std::vector<MomentInLife> moments() const;
  /// Says why there are none, if there can be none.
  [[nodiscard]] Result<void> check_journeys() const;
  /// Where the program stands in its life.
  [[nodiscard]] MomentInLife moment() const;
  /// Says why there is no way back, if there is none.
  [[nodiscard]] Result<void> check_copyable() const;
  struct Arrival {
    Outcome outcome;
    MomentInLife from, to;
    std::vector<std::string> problems;              ///< what could not be brought back
    std::vector<EventLog::CallEntry> between = {};  ///< what was done between the two moments
  };
  /// Gives the program the memory and registers of another moment, one of those that there are.
  Result<Arrival> travel(MomentInLife to);

  /// Whether the watcher is told which calls are the dynamic loader's.
  void tell_loader_calls(bool on) { tells_loader_calls_ = on; }

  [[nodiscard]] Signals& signals() { return signals_; }

 private:
  struct Held {
    Stopped stopped;
    Event event;
    bool shown = false;        ///< somebody saw it here: a breakpoint right here needs no report
    bool at_our_trap = false;  ///< it has just run into a breakpoint of ours
    /// It stopped while another's stop was being shown, and no trap was asked about it yet.
    bool unheard = false;
    std::shared_ptr<const Call> call = nullptr;  ///< of an entry or exit that is unheard
  };

  // trap_actions.cpp
  [[nodiscard]] bool may_trap(Pid process, Resume how) const;
  void forget_trap_action(const Trace::Step& step);
  /// Visits any thread that is held; it then is held as before.
  Result<void> visit_aside(Tid thread, const std::function<Result<void>(Visit&)>& use);
  void prepare_for_traps(Tid thread, Resume how);
  void note_trap(Held& held);
  void put_back_trap_action(Tid thread);
  void put_back_trap_actions();

  // letting_go.cpp
  void take_pending_trap(Tid thread);
  void take_pending_traps();
  void stop_stepping();
  /// While a person looks we may be killed: then threads of an attached process go on, and what
  /// they would be punished for must be behind them.
  void rest_safely();
  /// Of an attached process: what is set in it from now on is given back, even if we are killed.
  Result<void> guard(Pid process);
  void guard_child(Pid parent, Pid child);
  void stop_guarding(Pid process);

  // session.cpp
  /// Another one is to take its place.
  Result<void> leave_program();
  void forget_program();
  [[nodiscard]] const Held* focused() const;
  /// Takes all breakpoints out of a held thread's process, and puts them in again.
  std::vector<Addr> lift_breakpoints(Tid thread);
  void put_breakpoints(Tid thread, const std::vector<Addr>& places);
  [[nodiscard]] tl::unexpected<Error> not_stopped() const;
  void write_terminal_to_watcher(const std::string& text);

  // recording.cpp
  void begin_recording();
  void record_step(const Trace::Step& step);
  /// Somebody has changed a thread that is held, or it stands elsewhere than it reported.
  void record_change(Tid thread);
  void record_journey(MomentInLife to);
  void finish_recording();

  // sampling.cpp
  std::optional<Outcome> sample_until(std::chrono::steady_clock::time_point end);
  /// Makes a thread come to the door of its call a second time; false when it has ended instead.
  bool turn_away(Trace::Step& step);

  // moves.cpp: setting going
  Result<void> begin_move(Goal goal);
  Result<void> set_going();
  Result<void> set_one_going(Tid thread, Resume how);
  Result<void> leave_breakpoint(Tid thread);
  [[nodiscard]] std::vector<Tid> movable_threads() const;
  [[nodiscard]] Resume resume_for(Tid thread) const;
  [[nodiscard]] bool needs_call_stops() const;
  [[nodiscard]] bool moves_one_thread() const;

  // moves.cpp: taking events
  Result<Outcome> wait_for_goal(Patience patience);
  std::optional<Outcome> take(Trace::Step step);
  std::optional<Outcome> take_and_hold(Trace::Step& step);
  std::optional<Event> take_until(Tid thread);
  void hold(Stop& stop);
  void keep(Trace::Step step);
  Outcome end_excess();
  Outcome settle(Outcome outcome);
  [[nodiscard]] bool waits_for_terminal() const;

  // noting.cpp
  void note(const Trace::Step& step);
  void note_number(Tid thread);
  void note_on_wire(const Trace::Step& step);
  void note_call_entered(const Trace::Step& step);
  void note_call_left(const Trace::Step& step);
  std::optional<Outcome> on_gone(const Trace::Step& step);

  // inside.cpp
  Result<Visit> begin_visit();
  /// Of an attached process: what is given back even if we are killed meanwhile.
  Result<void> guard_visit(const Visit& visit);
  void stop_guarding_visit(Tid thread);
  Result<void> end_visit(Visit& visit);
  void lose(Tid thread, Pid process, const Visit& visit);
  /// After something went wrong inside: notes the end of a thread that is gone, and lets any other
  /// stand where it stood. Returns the error.
  tl::unexpected<Error> leave_after(Visit& visit, const Error& error);
  Visit::Patience patience_for(std::chrono::milliseconds limit);
  /// The visited thread has become another program.
  void take_replaced(Visit& visit);
  /// Holds a process that a visited one has made.
  Tid take_child(const Visit& visit, Stopped child);

  // code.cpp
  void keep_copy(Visit& visit);
  void forget_undo();
  Result<void> end_changed_visit(Visit& visit);
  Result<RanCode> run_visited(Visit& visit, const Assembly& code, bool meant,
                              std::chrono::milliseconds limit);

  // travel.cpp
  void keep_checkpoint();
  Result<void> take_checkpoint();
  Result<std::vector<std::string>> visit_past(const Checkpoint& to);
  void leave_past();
  // trapping.cpp
  std::optional<Outcome> judge_traps(Tid thread, const Event& event,
                                     const std::shared_ptr<const Call>& call);
  std::optional<Outcome> judge_unheard(Tid thread);
  std::optional<Outcome> lead_past(Tid thread);
  std::optional<Outcome> go_on();
  void bring_to_rest(std::optional<Pid> whose);
  /// Of a program that runs on at its calls: from now on it does not.
  void stop_at_calls();
  [[nodiscard]] bool is_at_our_trap(Tid thread) const;
  void lift_everywhere(Addr at);
  void drop_spent_traps();
  void look_at_watched_memory();
  [[nodiscard]] std::vector<Tid> held_threads(Pid process) const;
  [[nodiscard]] Result<void> still_there() const;

  // judge.cpp
  std::optional<Outcome> judge(const Trace::Step& step);
  std::optional<Outcome> judge_event(const Trace::Step& step);
  std::optional<Outcome> judge_step();
  std::optional<Outcome> judge_exit(const Trace::Step& step);

  Signals& signals_;
  Watcher& watcher_;
  Trace trace_;
  bool unstopped_ = false;  ///< see_calls_unstopped()
  std::optional<ProgramSpec> program_;
  bool attached_ = false;
  Terminal terminal_;
  EventLog log_;
  Tally tally_;
  std::unique_ptr<Wire> wire_ = std::make_unique<Wire>();  ///< never null
  std::map<Tid, Held> held_;
  std::unique_ptr<Guardian> guardian_;  ///< once something was set in an attached process
  std::map<Pid, Breakpoints> breakpoints_;
  Traps traps_;
  bool tells_loader_calls_ = false;
  LoaderCalls loader_calls_;
  std::map<Tid, pid_t> numbers_;  ///< those of a sandbox, also of threads that have ended
  std::optional<Excess> excess_;  ///< where the program's household is limited
  /// What a process does about SIGTRAP, as far as our traps can make the kernel forget it.
  struct TrapAction {
    bool ignored = false, caught = false;
    std::optional<std::uint64_t> handler = std::nullopt;  ///< once it was asked for
    bool lost = false;
  };
  std::map<Pid, TrapAction> trap_actions_;  ///< known ones
  std::set<Tid> trap_blocked_;              ///< when they were last set going
  Tid focus_;
  Pid main_process_;
  std::optional<Goal> goal_;
  std::size_t instructions_ = 0;
  bool by_calls_ = false;           ///< `next` has given up on single steps
  bool interrupting_ = false;       ///< somebody asked for a stop
  std::optional<Outcome> pending_;  ///< reached while a thread was led past a breakpoint
  bool at_rest_ = false;            ///< a trap wanted all threads to stand still for a moment
  Sampler* sampling_ = nullptr;     ///< while it lasts
  std::optional<RegisterValues> before_;
  std::optional<ExitStatus> exit_status_;
  /// What copying has cost since the program was set going.
  struct Copies {
    std::size_t count = 0;
    std::chrono::nanoseconds spent{};
    std::chrono::steady_clock::time_point since{};
  } copies_;
  Checkpoints checkpoints_;
  /// How the thread was that last executed code of somebody's; forgotten when the program moves.
  struct Undo {
    Tid thread;
    RegisterValues registers;
    std::uint64_t mask;
    std::vector<std::byte> vectors;
    std::string no_copy;  ///< why its memory cannot be put back; empty: it can
  };
  std::optional<Undo> undo_;
  Checkpoints undo_copy_;
  /// All calls there were, while the program stands in its own past.
  std::optional<std::deque<EventLog::CallEntry>> future_;
  std::unique_ptr<Recorder> recorder_;
  std::string recording_path_;  ///< of the recorder, or of the one for the next program
  std::optional<Result<std::string>> finished_recording_;
  std::unique_ptr<Playback> playback_;
  mutable ProgramSymbols symbols_;
  mutable bool symbols_are_old_ = true;
};

}  // namespace spyglass
