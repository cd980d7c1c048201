#include "core/inside/checkpoints.hpp"

#include <sched.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>

#include "core/inside/rewind.hpp"
#include "core/inside/vector_registers.hpp"
#include "core/proc/files.hpp"
#include "core/proc/status.hpp"

namespace spyglass {

namespace {

void end(const Stopped& copy) { Tracer::end(copy.process()); }

}  // namespace

Result<void> may_be_copied(Tid thread) {
  // What it was born with we have as well, and are alive.
  static const auto ours = proc::status(leader_of(Pid(getpid()))).value_or(proc::Status{});
  const auto now = proc::status(thread);
  if (now && (now->seccomp != ours.seccomp || now->filters != ours.filters)) {
    return bad_input(
        "the program has told the kernel which calls it may make (seccomp), and a copy takes one "
        "that may not be among them: there is no way back from here");
  }
  // The link leads nowhere as long as there is no first child.
  const auto own = proc::read_link(thread, "ns/pid");
  const auto of_children = proc::read_link(thread, "ns/pid_for_children");
  if (own && own != of_children) {
    return bad_input(
        "the program has made a pid namespace for its children, where a copy would take the place "
        "of the first: there is no way back from here");
  }
  return {};
}

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
  // The youngest first: where one is the first process of a pid namespace, its end waits for those
  // of all others in there (pid_namespaces(7)), and theirs wait for us.
  while (!all_.empty()) {
    end(all_.back().copy_);
    all_.pop_back();
  }
}

}  // namespace spyglass
