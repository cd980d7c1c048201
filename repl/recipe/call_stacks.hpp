#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/elf/address_names.hpp"
#include "core/ptrace/stopped.hpp"

namespace spyglass {

/// Which functions of a stopped thread led to where it stands: see return_addresses() for which of
/// them are found.
class CallStacks {
 public:
  /// The innermost first. Empty where its registers cannot be read.
  std::vector<std::string> of(const Stopped& thread);
  /// Another program takes the process's place, or it is gone.
  void forget(Pid process) { names_.erase(process); }

 private:
  std::map<Pid, AddressNames> names_;
};

}  // namespace spyglass
