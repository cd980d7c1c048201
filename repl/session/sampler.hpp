#pragma once

#include <set>

#include "core/elf/address_names.hpp"
#include "core/trace.hpp"
#include "repl/session/samples.hpp"

namespace spyglass {

/// Takes samples of all threads that a trace sets going. It is told of every stop, by whomever that
/// is taken.
///
/// Interrupting a thread that sleeps in a call may make the call fail with EINTR (signal(7)), so
/// only those are asked to stop that run, and are outside of calls: it sees calls come and go, so
/// threads must be resumed with Resume::to_call. All others say without a stop what they do.
class Sampler {
 public:
  explicit Sampler(Trace& trace) : trace_(trace) {}

  /// Where a thread stood before it was set going.
  void note_held(Tid thread, const Event& event);
  /// A round. Those that run are sampled at the stop that comes next.
  void look();
  /// Before anything is done with the stop.
  void hear(const Trace::Step& step);

  /// We have asked a thread to stop, and meanwhile it has come to the door of a call that would now
  /// return at once with EINTR. Turned away and let in again it is as it was.
  [[nodiscard]] bool spoils(const Trace::Step& step) const;
  /// Nobody whom we asked to stop is still to do so.
  [[nodiscard]] bool all_heard() const { return asked_.empty(); }

  [[nodiscard]] Samples& samples() { return samples_; }

 private:
  void look_at(const ThreadRecord& record);
  void count_call(const std::shared_ptr<const Call>& call);
  void take(const Trace::Step& step);
  const AddressNames& names_of(Tid thread, Pid process);

  struct Names {
    AddressNames names;
    std::size_t round = 0;  ///< when the mappings were looked at last
  };

  Trace& trace_;
  std::set<Tid> due_;      ///< to be sampled at their next stop
  std::set<Tid> asked_;    ///< those of them that stop because of us
  std::set<Tid> at_rest_;  ///< stopped by a signal until SIGCONT comes
  std::map<Pid, Names> names_;
  Samples samples_;
};

}  // namespace spyglass
