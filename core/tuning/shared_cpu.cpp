#include "core/tuning/shared_cpu.hpp"

#include <utility>

namespace spyglass {

std::optional<SharedCpu> SharedCpu::with(Tid thread) {
  Choice ours;
  Choice its{.thread = thread.value()};
  const int here = sched_getcpu();
  for (Choice* one : {&ours, &its}) {
    if (sched_getaffinity(one->thread, sizeof one->before, &one->before) != 0) return std::nullopt;
  }
  const bool may_be_here = here >= 0 && CPU_ISSET(here, &its.before);
  if (!may_be_here || CPU_COUNT(&its.before) < 2) return std::nullopt;
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(here, &one);
  if (sched_setaffinity(its.thread, sizeof one, &one) != 0) return std::nullopt;
  SharedCpu shared(one, ours, its);
  if (sched_setaffinity(0, sizeof one, &one) != 0) return std::nullopt;
  return shared;
}

SharedCpu::SharedCpu(SharedCpu&& other) noexcept
    : one_(other.one_), ours_(other.ours_), its_(std::exchange(other.its_, std::nullopt)) {}

SharedCpu& SharedCpu::operator=(SharedCpu&& other) noexcept {
  std::swap(one_, other.one_);
  std::swap(ours_, other.ours_);
  std::swap(its_, other.its_);
  return *this;
}

/// Unless somebody else has chosen in between: then that stays.
void SharedCpu::give_back(const Choice& choice) const {
  cpu_set_t now;
  if (sched_getaffinity(choice.thread, sizeof now, &now) != 0 || !CPU_EQUAL(&now, &one_)) return;
  (void)sched_setaffinity(choice.thread, sizeof choice.before, &choice.before);
}

SharedCpu::~SharedCpu() {
  if (!its_) return;
  give_back(*its_);
  give_back(ours_);
}

}  // namespace spyglass
