#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "core/decode/call.hpp"
#include "core/memory/process_memory.hpp"
#include "core/ptrace/event.hpp"
#include "core/syscalls/call_set.hpp"
#include "repl/script/condition.hpp"
#include "repl/session/trap_hit.hpp"

namespace spyglass {

/// The kinds of things that a program can be stopped for.
namespace trap {

struct Place {
  Addr at;
};
struct Calls {
  enum class Side : std::uint8_t { entry, exit };
  CallSet set;
  Side side;
};
struct Signals {
  std::vector<Signal> which;  ///< none: all of them
};
enum class Milestone : std::uint8_t { fork, exec, exit };
struct Watch {
  /// In one process. Children get one of their own, since their memory is a copy.
  struct In {
    Watchpoints::Slot slot;
    std::string value;  ///< the bytes when they were looked at last
  };
  WatchedRange range;
  std::map<Pid, In> processes = {};
};

}  // namespace trap

struct Trap {
  std::variant<trap::Place, trap::Calls, trap::Signals, trap::Milestone, trap::Watch> what;
  std::string text;  ///< "openat exit": for lists
  std::optional<Condition> condition = std::nullopt;
  bool once = false;  ///< the first hit removes it
  int number = 0;     ///< by which it can be removed; given by Traps
  std::uint64_t hits = 0;
};

/// Everything that a person wants the program to be stopped for, with conditions and counts. Asked
/// about each event of a stopped thread. Trap instructions are not its business: it knows where
/// they are wanted, Breakpoints know where they stand. Watchpoints are: it sees to it that every
/// thread watches what it should.
class Traps {
 public:
  /// An event as conditions see it.
  struct Happening {
    Tid thread;
    Pid process;
    const Event& event;
    std::shared_ptr<const Call> call;  ///< of an entry or exit
    /// Stops the other threads that share its memory, and names them.
    std::function<std::vector<Tid>()> others;
    /// What people know a thread as.
    std::function<pid_t(Tid)> number = [](Tid any) { return any.value(); };
  };
  /// What else conditions can ask about: the event's call, signal and touched memory come with it.
  using ValuesFor = std::function<Condition::Values(const Happening&, const TrapHit::Touch*)>;

  Result<Condition> compile(std::string text);
  /// Returns its number, from 1; numbers are never used again.
  int add(Trap trap);
  bool remove(int number);
  [[nodiscard]] const std::vector<Trap>& all() const { return traps_; }
  [[nodiscard]] const Trap* find(int number) const;
  [[nodiscard]] Trap* at(Addr place);
  /// Removes those that a test is true of.
  void remove_if(const std::function<bool(const Trap&)>& test);

  /// The first trap that an event is a hit of; all that it is one of count it.
  std::optional<TrapHit> ask(const Happening& what, const ValuesFor& values);

  // --- watchpoints ---
  Result<void> watch(Trap& trap, Pid process, const std::vector<Tid>& threads);
  /// A thread has stopped: whatever it is to watch from now on, it does.
  void arm(Pid process, Tid thread);
  void disarm(Pid process, Tid thread);
  /// Somebody else may have written to the memory; `thread` is one of the process's.
  void look_again(Pid process, Tid thread);
  void inherit(Pid parent, Pid child);
  /// Its memory is gone, or another program's.
  void forget_memory(Pid process);
  void forget_thread(Pid process, Tid thread);
  [[nodiscard]] bool watches_in(Pid process) const;

  /// Another program comes: places and watchpoints mean nothing in it, and counting starts anew.
  void forget_program();

 private:
  struct Match;
  std::vector<Match> matches(const Happening& what);
  std::optional<TrapHit::Touch> touch_of(trap::Watch& watch, const Happening& what,
                                         const Watchpoints::Hits& touched);

  std::shared_ptr<LuaHost> host_;  ///< made when first needed
  std::vector<Trap> traps_;
  int last_number_ = 0;
  std::map<Pid, Watchpoints> watchpoints_;
};

}  // namespace spyglass
