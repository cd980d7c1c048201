#pragma once

#include <sched.h>

#include <optional>

#include "core/base/ids.hpp"

namespace spyglass {

/// We and one thread on the same processor, which then need not be woken for every stop: they take
/// turns anyhow. Both get back the processors that they had (sched_setaffinity(2)) at the end.
///
/// The thread must stand still whenever one of these is made or ends, and must not be let to make
/// a process or thread before, which would inherit this.
class SharedCpu {
 public:
  /// Nothing where there is no choice of processors, or it cannot be made.
  static std::optional<SharedCpu> with(Tid thread);
  SharedCpu(SharedCpu&& other) noexcept;
  SharedCpu& operator=(SharedCpu&& other) noexcept;
  ~SharedCpu();

 private:
  /// Which processors a thread may use.
  struct Choice {
    pid_t thread = 0;  ///< 0: the calling one
    cpu_set_t before{};
  };
  SharedCpu(const cpu_set_t& one, const Choice& ours, const Choice& its)
      : one_(one), ours_(ours), its_(its) {}
  void give_back(const Choice& choice) const;

  cpu_set_t one_;
  Choice ours_;
  std::optional<Choice> its_;  ///< nothing: this was moved away
};

}  // namespace spyglass
