#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/descriptor_effects.hpp"
#include "core/thread_files.hpp"
#include "core/trace.hpp"

namespace spyglass {

/// What each descriptor of each process is open on, as the calls of a trace tell it: whoever asks
/// /proc about a program that runs on gets an answer about another moment. /proc is asked about
/// what was open before the first step of a process, and about descriptors that came by ways that
/// calls do not show.
class OpenFiles {
 public:
  /// The calls that must be seen for this, with their arguments, in the notation of
  /// CallSet::parse.
  static std::string_view calls();

  /// Of every step of a trace, in order. Borrows the step's source until the next one.
  void take(const Trace::Step& step);

  // Whatever follows tells how things were when the call of the last step was made, so that it
  // knows what a close(2) has closed and where a chdir(2) came from. What that call has opened is
  // known, too. Of processes of several threads that do not share them, those of the thread of the
  // last step count.

  /// Null: nothing is open there, or nobody knows. Good until the next step.
  [[nodiscard]] const OpenFile* find(Pid process, int descriptor) const;
  /// The same, for whoever wants to know it again: it is this one as long as somebody has it, and
  /// when nobody else does, nothing leads to it any more.
  [[nodiscard]] std::shared_ptr<const OpenFile> share(Pid process, int descriptor) const;
  /// Whether execve(2) will close a descriptor.
  [[nodiscard]] bool closes_on_exec(Pid process, int descriptor) const;
  /// The working directory; empty: not known.
  [[nodiscard]] std::string_view directory(Pid process) const;
  /// A path argument of a call made absolute, and without . and .. (links are not followed): by the
  /// directory descriptor in front of it, or the working directory. As it is where that is not
  /// known; empty where it is no path.
  [[nodiscard]] std::string absolute(const Call& call, std::string_view argument_name) const;

 private:
  /// A thread, as long as it lives.
  struct Thread {
    Pid process;
    ThreadFiles files;
    std::optional<Sharing> making = {};  ///< while it is in a call that makes another one
    Tid made = {};                       ///< the one that it has made in this call
    bool has_reported = true;            ///< else its maker alone has told of it
  };

  using Threads = std::unordered_map<Tid, Thread>;

  void apply_late();
  Thread& thread_at(const Trace::Step& step);
  void expect(Tid maker, Tid child);
  ThreadFiles inherited(Thread& maker, Tid child) const;
  [[nodiscard]] Thread* maker_of(Tid child, Pid process);
  void begin_making(Tid maker, Thread& thread, Sharing sharing);
  void end_making(Tid maker, Thread& thread);
  void become_another(const Trace::Step& step, Tid former);
  void forget(Tid thread);
  void take_call(Thread& thread, const Trace::Step& step);
  void ask_all(const ThreadFiles& files, Tid about) const;
  void ask_one(const ThreadFiles& files, Tid about, int descriptor) const;
  [[nodiscard]] Threads::const_iterator thread_of(Pid process) const;
  [[nodiscard]] const DescriptorTable::Entry* entry(Pid process, int descriptor) const;

  Threads threads_;
  std::vector<Tid> makers_;  ///< that are in a call that makes another one
  Tid last_{};               ///< whose step it was
  const proc::Source* source_ = nullptr;

  std::shared_ptr<const Call> late_call_;  ///< came back; its effect shows from the next step on
  const DescriptorEffect* late_effect_ = nullptr;
};

}  // namespace spyglass
