#include "core/ptrace/guardian.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/close_range.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cassert>
#include <cerrno>
#include <set>

#include "core/memory/process_memory.hpp"
#include "core/proc/files.hpp"
#include "core/proc/processes.hpp"
#include "core/proc/status.hpp"
#include "core/proc/usage.hpp"
#include "core/ptrace/door.hpp"
#include "core/ptrace/watchpoints.hpp"

namespace spyglass {

namespace {

/// As many as the trap instruction of any ABI has.
constexpr std::size_t longest_trap = 4;

/// A process's number may be given to another one; the number and the time never are.
std::uint64_t start_time(Pid process) {
  const auto text = proc::read_file(leader_of(process), "stat");
  const auto times = text ? proc::parse_stat_times(*text) : std::nullopt;
  return times ? times->started : 0;
}

/// Every microsecond counts, and a busy machine lets others wait for milliseconds. Only root may
/// have what is asked for here; for everybody else it stays as it was.
void hurry(bool on) {
  const sched_param first{.sched_priority = on ? 1 : 0};
  (void)sched_setscheduler(0, on ? SCHED_FIFO : SCHED_OTHER, &first);
  setpriority(PRIO_PROCESS, 0, on ? -20 : 0);
}

/// Seizes a thread as soon as the dying tracer has let go of it; false when it is gone, or somebody
/// else's.
bool take_over(Tid thread, Pid tool) {
  while (!door::seize(thread, {.follow = false})) {
    const auto now = proc::status(thread);
    const bool waits_for_us =
        now && now->state != 'Z' && (now->tracer == tool || now->tracer == Pid());
    if (!waits_for_us) return false;
    sched_yield();
  }
  return true;
}

void clear_watchpoints(Tid thread, Pid tool) {
  if (!take_over(thread, tool) || !door::interrupt(thread)) return;
  int status = 0;
  if (waitpid(thread.value(), &status, __WALL) != thread.value() || !WIFSTOPPED(status)) return;
  Watchpoints::clear(thread);
  // Any other signal goes where it was going; ours, which nobody else knows of, does not.
  const bool event = status >> 16 != 0;
  Signal signal = event ? no_signal : Signal(WSTOPSIG(status));
  if (signal == Signal(SIGTRAP)) {
    const auto info = door::signal_info(thread);
    if (info && info->si_code == TRAP_HWBKPT) signal = no_signal;
  }
  (void)door::detach(thread, signal);
}

}  // namespace

enum class Guardian::Use : std::uint8_t { free, trap, watched };

/// What is to be given back. The use is written last, since we may be killed at any moment.
struct Guardian::Row {
  Use use = Use::free;
  pid_t process = 0;
  std::uint64_t at = 0;
  std::size_t size = 0;
  std::array<std::byte, longest_trap> original{};
  std::array<std::byte, longest_trap> trap{};
  std::uint64_t started = 0;

  [[nodiscard]] bool is_same_process() const {
    const std::uint64_t now = start_time(Pid(process));
    return now != 0 && now == started;
  }
  void give_back() const;
};

void Guardian::Row::give_back() const {
  const ProcessMemory memory{Tid(process)};
  std::array<std::byte, longest_trap> there{};
  const auto found = std::span(there).first(size);
  if (memory.read(Addr(at), found) != size) return;
  if (!std::ranges::equal(found, std::span(trap).first(size))) return;
  (void)memory.write(Addr(at), std::span(original).first(size));
}

/// Plain data, since it lies in memory that two processes share.
struct Guardian::VisitRow {
  bool used = false;
  pid_t process = 0, thread = 0;
  std::uint64_t started = 0;
  AbiId abi{};
  std::size_t size = 0;
  std::array<std::byte, RegisterValues::capacity> registers{};
  std::uint64_t mask = 0;
  int signal = 0;
  bool at_call = false;
  std::uint64_t call = 0;

  [[nodiscard]] bool is_same_process() const { return start_time(Pid(process)) == started; }
  [[nodiscard]] bool is_untouched(std::span<const std::byte> now) const;
  void stop() const { (void)::kill(process, SIGSTOP); }
  void give_back(Pid tool) const;
  void go_on() const { (void)::kill(process, SIGCONT); }
};

bool Guardian::VisitRow::is_untouched(std::span<const std::byte> now) const {
  const Abi& its = spyglass::abi(abi);
  return at_call && RegisterValues(its, now).get(its.convention.number_inside) == call;
}

/// The thread has executed nothing since the tool died: it is stopped, or about to be.
void Guardian::VisitRow::give_back(Pid tool) const {
  const Tid id(thread);
  if (!take_over(id, tool) || !door::interrupt(id)) return;
  int status = 0;
  if (waitpid(thread, &status, __WALL) != thread || !WIFSTOPPED(status)) return;
  std::array<std::byte, RegisterValues::capacity> now{};
  const auto length = door::get_registers(id, now);
  if (length && *length == size && !is_untouched(std::span(now).first(size))) {
    (void)door::set_registers(id, std::span(registers).first(size));
  }
  (void)door::set_signal_mask(id, mask);
  (void)door::detach(id, no_signal);
  if (signal != 0) (void)syscall(SYS_tgkill, process, thread, signal);
}

struct Guardian::Shared {
  pthread_mutex_t owned_by_tool;
  bool goodbye = false;
  std::array<Row, most> rows;
  std::array<VisitRow, most_visits> visits;
};

Result<std::unique_ptr<Guardian>> Guardian::start() {
  void* memory =
      mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return fail_errno("cannot share memory with a guardian", errno);
  auto* shared = new (memory) Shared;
  pthread_mutexattr_t robust;
  pthread_mutexattr_init(&robust);
  pthread_mutexattr_setpshared(&robust, PTHREAD_PROCESS_SHARED);
  pthread_mutexattr_setrobust(&robust, PTHREAD_MUTEX_ROBUST);
  pthread_mutex_init(&shared->owned_by_tool, &robust);
  pthread_mutexattr_destroy(&robust);
  pthread_mutex_lock(&shared->owned_by_tool);
  std::unique_ptr<Guardian> guardian(new Guardian(shared));

  std::array<int, 2> ready{};
  if (pipe2(ready.data(), O_CLOEXEC) != 0) return fail_errno("cannot make a pipe", errno);
  const UniqueFd until_ready(ready[0]);
  UniqueFd as_guardian(ready[1]);
  const Pid tool(getpid());
  const pid_t child = fork();
  if (child < 0) return fail_errno("cannot start a guardian for the process", errno);
  if (child == 0) stand_guard(*shared, tool);
  guardian->process_ = Pid(child);
  guardian->handle_ = UniqueFd(static_cast<int>(syscall(SYS_pidfd_open, child, 0)));
  // It closes its descriptors when it stands there. On a busy machine a new process may get no
  // processor for longer than we live.
  as_guardian.reset();
  std::byte nothing{};
  while (read(until_ready.get(), &nothing, 1) < 0 && errno == EINTR) {
  }
  return guardian;
}

void Guardian::stand_guard(Shared& shared, Pid tool) {
  setsid();
  prctl(PR_SET_NAME, proc::guardian_name.data());
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, nullptr);
  hurry(true);
  (void)start_time(tool);  // what is needed then has been brought into memory by now
  close_range(0, ~0U, 0);
  if (pthread_mutex_lock(&shared.owned_by_tool) != EOWNERDEAD || shared.goodbye) _exit(0);
  // Who is let go with a pending SIGSTOP obeys that before anything else.
  for (const VisitRow& visit : shared.visits) {
    if (visit.used && visit.is_same_process()) visit.stop();
  }
  for (const Row& row : shared.rows) {
    if (row.use == Use::trap && row.is_same_process()) row.give_back();
  }
  hurry(false);  // from here on the tool has to come first
  for (const VisitRow& visit : shared.visits) {
    if (visit.used && visit.is_same_process()) visit.give_back(tool);
  }
  for (const VisitRow& visit : shared.visits) {
    if (visit.used && visit.is_same_process()) visit.go_on();
  }
  for (const Row& row : shared.rows) {
    if (row.use != Use::watched || !row.is_same_process()) continue;
    std::set<Tid> done;
    for (bool more = true; more;) {
      more = false;
      for (const Tid thread : proc::threads_of(Pid(row.process))) {
        if (!done.insert(thread).second) continue;
        clear_watchpoints(thread, tool);
        more = true;
      }
    }
  }
  _exit(0);
}

Guardian::~Guardian() {
  shared_->goodbye = true;
  pthread_mutex_unlock(&shared_->owned_by_tool);
  // It ends by itself, unless somebody has stopped it. The number may be another's by now: whoever
  // waits for all of our children has perhaps heard of its end.
  if (handle_) (void)syscall(SYS_pidfd_send_signal, handle_.get(), SIGKILL, nullptr, 0);
  while (process_ != Pid() && waitpid(process_.value(), nullptr, 0) < 0 && errno == EINTR) {
  }
  munmap(shared_, sizeof(Shared));
}

std::span<Guardian::Row> Guardian::rows() const { return std::span(shared_->rows).first(used_); }

Guardian::Row* Guardian::find(const Row& wanted) const {
  const auto found = std::ranges::find_if(rows(), [&](const Row& row) {
    return row.use == wanted.use && row.process == wanted.process && row.at == wanted.at;
  });
  return found == rows().end() ? nullptr : &*found;
}

Result<void> Guardian::add(const Row& row) {
  if (find(row) != nullptr) return {};
  auto place = std::ranges::find(rows(), Use::free, &Row::use);
  if (place == rows().end()) {
    if (used_ == most) {
      return bad_input(
          fmt::format("there can be no more than {} breakpoints in processes that were "
                      "attached to: `delete` removes one",
                      most));
    }
    place = rows().begin() + static_cast<std::ptrdiff_t>(used_++);
  }
  Row& into = *place;
  into = row;
  into.use = Use::free;
  into.started = start_time(Pid(row.process));
  std::atomic_signal_fence(std::memory_order_seq_cst);
  into.use = row.use;
  return {};
}

Result<void> Guardian::note_trap(Pid process, Addr at, std::span<const std::byte> original,
                                 std::span<const std::byte> trap) {
  assert(trap.size() <= longest_trap && original.size() == trap.size());
  Row row{.use = Use::trap, .process = process.value(), .at = at.value(), .size = trap.size()};
  std::ranges::copy(original, row.original.begin());
  std::ranges::copy(trap, row.trap.begin());
  return add(row);
}

Result<void> Guardian::note_watched(Pid process) {
  return add({.use = Use::watched, .process = process.value()});
}

Result<void> Guardian::note_visit(const Visited& visited) {
  const auto place = std::ranges::find(shared_->visits, false, &VisitRow::used);
  if (place == shared_->visits.end()) {
    return bad_input("too many threads are made to do something at the same time");
  }
  VisitRow row{.process = visited.process.value(),
               .thread = visited.thread.value(),
               .started = start_time(visited.process),
               .abi = visited.registers.abi().id,
               .size = visited.registers.bytes().size(),
               .mask = visited.mask,
               .signal = visited.signal.value(),
               .at_call = visited.call.has_value(),
               .call = visited.call.value_or(0)};
  std::ranges::copy(visited.registers.bytes(), row.registers.begin());
  *place = row;
  std::atomic_signal_fence(std::memory_order_seq_cst);
  place->used = true;
  return {};
}

void Guardian::forget_visit(Tid thread) {
  for (VisitRow& visit : shared_->visits) {
    if (visit.thread == thread.value()) visit.used = false;
  }
}

Result<void> Guardian::inherit(Pid parent, Pid child) {
  // The child's own come behind, or where there was a gap.
  for (std::size_t i = 0; i < used_; ++i) {
    Row row = shared_->rows[i];
    if (row.process != parent.value() || row.use == Use::free) continue;
    row.process = child.value();
    if (auto added = add(row); !added) return added;
  }
  return {};
}

void Guardian::forget(Pid process) {
  for (VisitRow& visit : shared_->visits) {
    if (visit.process == process.value()) visit.used = false;
  }
  for (Row& row : rows()) {
    if (row.process == process.value()) row.use = Use::free;
  }
}

}  // namespace spyglass
