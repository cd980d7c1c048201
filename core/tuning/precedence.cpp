#include "core/tuning/precedence.hpp"

#include <sched.h>
#include <sys/resource.h>

#include <cerrno>

namespace spyglass {

namespace {

constexpr int first_of_all = -20;
constexpr int usual = 0;
constexpr sched_param no_priority{};

bool is_as_usual() {
  errno = 0;
  return getpriority(PRIO_PROCESS, 0) == usual && errno == 0 &&
         sched_getscheduler(0) == SCHED_OTHER;
}

}  // namespace

std::optional<Precedence> Precedence::take() {
  if (!is_as_usual() || setpriority(PRIO_PROCESS, 0, first_of_all) != 0) return std::nullopt;
  Precedence precedence;
  if (sched_setscheduler(0, SCHED_OTHER | SCHED_RESET_ON_FORK, &no_priority) != 0) {
    return std::nullopt;
  }
  return precedence;
}

Precedence::~Precedence() {
  if (!taken_) return;
  setpriority(PRIO_PROCESS, 0, usual);
  sched_setscheduler(0, SCHED_OTHER, &no_priority);
}

}  // namespace spyglass
