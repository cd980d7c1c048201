#pragma once

#include <map>

#include "core/ptrace/stopped.hpp"

namespace spyglass {

/// Tells the calls of the dynamic loader (ld.so(8)) from those of the program that it brings
/// together: those that it makes itself, by where the call instruction stands, and all that are made
/// before it hands over to the program (libraries make some when they are set up).
class LoaderCalls {
 public:
  /// Of a thread that is at the entry of a call.
  bool is_one(const Stopped& stopped);
  /// Another program took the place of the process's own, or the process has ended.
  void forget(Pid process) { loaders_.erase(process); }
  void forget_all() { loaders_.clear(); }

 private:
  struct Loader {
    Addr start, end;     ///< equal for a static program
    Addr initial_stack;  ///< where argc stands
    bool handed_over = false;

    [[nodiscard]] bool contains(Addr at) const { return start <= at && at < end; }
  };
  static Loader find(const Stopped& stopped);
  /// Whether it has handed over to the program.
  static bool has_handed_over(const Loader& loader, const Stopped& stopped, const Abi& abi);

  std::map<Pid, Loader> loaders_;
};

}  // namespace spyglass
