#pragma once

#include <map>
#include <string>

#include "core/trace.hpp"

namespace spyglass {

/// What traced processes are called: the name of the file that each executed last, or what the
/// kernel calls it where nobody saw that.
class ProgramNames {
 public:
  /// What a step says of names. To be shown every step.
  void take(const Trace::Step& step);
  /// Empty: unknown. Any bytes.
  [[nodiscard]] const std::string& of(Pid process) const;
  /// It is gone, and its number may come again.
  void forget(Pid process) { names_.erase(process); }

 private:
  void inherit(Pid parent, Pid child);

  std::map<Pid, std::string> names_;
};

}  // namespace spyglass
