#pragma once

#include <functional>
#include <map>
#include <memory>
#include <tuple>
#include <vector>

#include "core/decode/call.hpp"
#include "core/inject/injection.hpp"
#include "core/ptrace/stopped.hpp"

namespace spyglass {

/// Carries injections out: it is told of each call that a thread enters and leaves, counts, and
/// changes what is to be changed about the stopped thread. It never resumes one; whoever does so at
/// an entry lets it run to the exit (Resume::to_call), since only there the result can be set.
///
/// Counts are kept for each thread, injection and call (openat,close:when=2 means the second openat
/// and the second close). Where several injections mean a call, the one that was added last is it.
class Injector {
 public:
  struct Entry {
    int number;  ///< by which it can be removed; from 1, never used again
    std::shared_ptr<const Injection> injection;
  };

  /// Returns its number.
  int add(Injection injection);
  /// False when there is none of this number. Calls that threads are in are brought to their ends.
  bool remove(int number);
  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }

  /// Other calls are neither changed nor counted. Empty: all are meant.
  void consider_only(std::function<bool(const Call&)> which) { considered_ = std::move(which); }

  /// Asked at the entry of each call that is considered: what is to be done to this very one, or
  /// null. It counts before all that was added. Nothing is asked of an empty one.
  using Decide = std::function<std::shared_ptr<const Injection>(
      const std::shared_ptr<const Call>& call, const Stopped& thread)>;
  void decide_by(Decide decide) { decide_ = std::move(decide); }

  /// A thread stands at the entry of `call`, which is marked with what is done to it. True when its
  /// arguments, or the memory that they point to, have changed.
  bool enter(const std::shared_ptr<Call>& call, Stopped& thread);
  /// A thread stands at the exit of `call`. Returns the result that it goes on with.
  std::int64_t leave(Call& call, Stopped& thread, std::int64_t result);
  /// The thread `former` called execve(2), and goes on as the leader of its process, alone.
  void exec(Tid former, Pid process);
  void forget(Tid thread) { threads_.erase(thread); }

  /// What could not be done since this was asked last, in sentences.
  [[nodiscard]] std::vector<std::string> take_problems() { return std::exchange(problems_, {}); }

 private:
  using CountKey = std::tuple<int, AbiId, std::uint64_t>;  ///< an injection, a call
  struct ThreadState {
    Pid process;
    std::map<CountKey, std::uint64_t> counts = {};
    std::shared_ptr<const Injection> at_exit =
        {};  ///< what the call that it is in is injected with
    /// Of the arguments that were changed, the registers and what was in them: a call leaves them
    /// as they were (psABI A.2.1), and whoever made it relies on that.
    std::vector<std::pair<const Register*, std::uint64_t>> registers_before = {};
  };

  const Entry* meant(const Call& call) const;
  /// What is to be done to a call, which is counted; null: nothing.
  std::shared_ptr<const Injection> chosen(const std::shared_ptr<const Call>& shared,
                                          const Stopped& thread);
  bool change_arguments(const std::vector<ArgumentChange>& changes, const Call& call,
                        Stopped& thread);
  void put_back_arguments(const Call& call, Stopped& thread);
  bool poke(const std::vector<Poke>& pokes, const Call& call, const Stopped& thread);
  void note(const Call& call, std::string_view what, const Result<void>& outcome);

  std::vector<Entry> entries_;
  int last_number_ = 0;
  std::function<bool(const Call&)> considered_;
  Decide decide_;
  std::map<Tid, ThreadState> threads_;
  std::vector<std::string> problems_;
};

}  // namespace spyglass
