#include "core/inside/checkpoints.hpp"

#include <sched.h>
#include <signal.h>

#include <algorithm>

#include "core/inside/rewind.hpp"
#include "core/inside/vector_registers.hpp"

namespace spyglass {

namespace {

void end(const Stopped& copy) { Tracer::end(copy.process()); }

}  // namespace

Result<void> Checkpoints::take(Tracer& tracer, Visit& visit, MomentInLife moment,
                               const Breakpoints& traps) {
  // The table of descriptors is the process's own: what it closes is closed. With a table of its
  // own a copy would hold pipes open whose readers then wait for their end for ever.
  constexpr std::uint64_t flags = CLONE_PARENT | CLONE_FILES | SIGCHLD;
  auto answer = visit.call("clone", {flags, 0, 0, 0, 0});
  if (!answer) return tl::make_unexpected(answer.error());
  if (!answer->made) {
    const auto error = error_of_result(answer->result);
    return fail_errno("no copy of the process could be made", error ? error->value() : EAGAIN);
  }
  tracer.leave_out(answer->made->thread());
  const auto place =
      std::ranges::find_if(all_, [&](const Checkpoint& one) { return one.moment() >= moment; });
  all_.insert(place, Checkpoint(moment, visit, traps, std::move(*answer->made)));
  thin_out();
  return {};
}

void Checkpoints::thin_out() {
  // From the newest on: the first hundred all stay, of the next ones every tenth, and so on.
  std::size_t step = 1, in_step = 0;
  for (std::size_t i = all_.size(); i-- > 1;) {  // the very first one stays
    if (all_[i].moment().call % step != 0) {
      end(all_[i].copy_);
      all_.erase(all_.begin() + static_cast<std::ptrdiff_t>(i));
      continue;
    }
    if (++in_step < kept) continue;
    in_step = 0;
    step *= 10;
  }
}

Result<std::vector<std::string>> Checkpoints::put_back(Visit& visit, const Checkpoint& to) {
  const Tid copy = to.copy_.thread();
  auto problems = rewind_memory(visit, copy);
  if (!problems) return problems;
  Breakpoints(to.traps_).remove_all(visit.memory());
  const Abi& abi = to.registers_.abi();
  set_vector_registers(abi, visit.thread(), vector_registers(abi, copy));
  visit.set_registers(to.registers_);
  visit.set_signal_mask(to.mask_);
  return problems;
}

Result<std::vector<std::string>> Checkpoints::go_back(Visit& visit, const Checkpoint& to) {
  auto problems = put_back(visit, to);
  if (problems) visit.end_at_entry(!to.moment().after);
  return problems;
}

const Checkpoint* Checkpoints::at(MomentInLife moment) const {
  const auto found =
      std::ranges::find_if(all_, [&](const Checkpoint& one) { return one.moment() == moment; });
  return found == all_.end() ? nullptr : &*found;
}

void Checkpoints::forget_after(MomentInLife moment) {
  while (!all_.empty() && all_.back().moment() > moment) {
    end(all_.back().copy_);
    all_.pop_back();
  }
}

void Checkpoints::forget_all() {
  for (const Checkpoint& one : all_) end(one.copy_);
  all_.clear();
}

}  // namespace spyglass
