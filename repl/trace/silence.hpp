#pragma once

#include "core/base/number_set.hpp"

namespace spyglass {

/// Which events are left out, beside calls, which are left out before they come here.
struct Silence {
  bool exits = false;                    ///< +++ exited with 0 +++
  bool thread_execve = false;            ///< +++ superseded by execve in pid 12 +++
  bool personality = false;              ///< [ Process PID=12 runs in 32 bit mode. ]
  NumberSet signals = NumberSet::all();  ///< the others are not shown
};

}  // namespace spyglass
