#include "core/ptrace/door.hpp"

#include <elf.h>
#include <fmt/format.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace spyglass::door {

static_assert(event_fork == PTRACE_EVENT_FORK && event_vfork == PTRACE_EVENT_VFORK &&
              event_clone == PTRACE_EVENT_CLONE && event_exec == PTRACE_EVENT_EXEC &&
              event_exit == PTRACE_EVENT_EXIT && event_seccomp == PTRACE_EVENT_SECCOMP &&
              event_stop == PTRACE_EVENT_STOP);

namespace {

// A null pointer or a small number goes through the same parameter: ptrace(2)'s data is a word.
Result<long> request(const char* what, __ptrace_request number, Tid thread, std::uintptr_t address,
                     std::uintptr_t data) {
  const auto ask = [&] {
    errno = 0;
    return ptrace(number, thread.value(), reinterpret_cast<void*>(address),
                  reinterpret_cast<void*>(data));
  };
  long result = ask();
  // Nobody waits for a thread that is gone; but one that was not set going stands still for ever,
  // and we with it. Whatever came between us and the kernel may not do so again.
  if (result == -1 && errno != 0 && errno != ESRCH) result = ask();
  if (result == -1 && errno != 0) {
    return fail_errno(fmt::format("{} thread {}", what, thread.value()), errno);
  }
  return result;
}

std::uintptr_t pointer(void* to) { return reinterpret_cast<std::uintptr_t>(to); }

template <class... Args>
Result<void> command(Args... args) {
  const auto result = request(args...);
  if (!result) return tl::make_unexpected(result.error());
  return {};
}

/// Where a thread's segments begin that hold what is its own. A 64-bit program that is in code of
/// 32 bits for a while has the registers of that, and setting them sets selectors, with which the
/// kernel takes the bases away; back in its own code the thread would find nothing there.
class SegmentBases {
 public:
#if defined(__x86_64__)
  SegmentBases(Tid thread, std::size_t size) : thread_(thread) {
    if (size == sizeof(user_regs_struct)) return;
    for (std::size_t i = 0; i < places.size(); ++i) {
      const auto value = request("cannot read a segment of", PTRACE_PEEKUSER, thread, places[i], 0);
      if (value) bases_[i] = static_cast<std::uintptr_t>(*value);
    }
  }
  void keep() const {
    for (std::size_t i = 0; i < places.size(); ++i) {
      if (bases_[i] == 0) continue;
      (void)request("cannot set a segment of", PTRACE_POKEUSER, thread_, places[i], bases_[i]);
    }
  }

 private:
  static constexpr std::array places = {offsetof(user, regs.fs_base), offsetof(user, regs.gs_base)};
  Tid thread_;
  std::array<std::uintptr_t, places.size()> bases_{};
#else
  SegmentBases(Tid, std::size_t) {}
  void keep() const {}
#endif
};

}  // namespace

Result<void> seize(Tid thread, const SeizeOptions& wanted) {
  std::uintptr_t options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXEC | PTRACE_O_TRACEEXIT;
  if (wanted.follow) options |= PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE;
  if (wanted.stop_at_filter) options |= PTRACE_O_TRACESECCOMP;
  if (wanted.kill_with_us) options |= PTRACE_O_EXITKILL;
  return command("cannot attach to", PTRACE_SEIZE, thread, 0u, options);
}

Result<void> interrupt(Tid thread) {
  return command("cannot interrupt", PTRACE_INTERRUPT, thread, 0u, 0u);
}

Result<void> resume(Tid thread, Resume how, Signal signal) {
  const auto number = how == Resume::run       ? PTRACE_CONT
                      : how == Resume::to_call ? PTRACE_SYSCALL
                                               : PTRACE_SINGLESTEP;
  return command("cannot resume", number, thread, 0u, static_cast<std::uintptr_t>(signal.value()));
}

Result<void> listen(Tid thread) {
  auto done = command("cannot wait with", PTRACE_LISTEN, thread, 0u, 0u);
  // EIO: this is no group stop (any more). SIGKILL alone ends one whose tracer does nothing; the
  // thread stands at PTRACE_EVENT_EXIT by now, and its report is on the way.
  if (!done && done.error().number == Errno(EIO)) return {};
  return done;
}

Result<void> detach(Tid thread, Signal signal) {
  return command("cannot detach from", PTRACE_DETACH, thread, 0u,
                 static_cast<std::uintptr_t>(signal.value()));
}

Result<std::size_t> get_registers(Tid thread, std::span<std::byte> into) {
  return get_register_set(thread, NT_PRSTATUS, into);
}

Result<std::size_t> get_register_set(Tid thread, std::uint32_t which, std::span<std::byte> into) {
  iovec area{into.data(), into.size()};
  const auto done =
      command("cannot read the registers of", PTRACE_GETREGSET, thread, which, pointer(&area));
  if (!done) return tl::make_unexpected(done.error());
  return area.iov_len;
}

Result<void> set_registers(Tid thread, std::span<const std::byte> from) {
  const SegmentBases before(thread, from.size());
  auto done = set_register_set(thread, NT_PRSTATUS, from);
  before.keep();
  return done;
}

Result<void> set_register_set(Tid thread, std::uint32_t which, std::span<const std::byte> from) {
  iovec area{const_cast<std::byte*>(from.data()), from.size()};  // only read, says ptrace(2)
  return command("cannot set the registers of", PTRACE_SETREGSET, thread, which, pointer(&area));
}

Result<siginfo_t> signal_info(Tid thread) {
  siginfo_t info{};
  const auto done =
      command("cannot read the signal of", PTRACE_GETSIGINFO, thread, 0u, pointer(&info));
  if (!done) return tl::make_unexpected(done.error());
  return info;
}

Result<void> set_signal_info(Tid thread, const siginfo_t& info) {
  siginfo_t copy = info;
  return command("cannot set the signal of", PTRACE_SETSIGINFO, thread, 0u, pointer(&copy));
}

Result<std::vector<siginfo_t>> pending_signals(Tid thread) {
  constexpr std::int32_t at_a_time = 32;
  std::vector<siginfo_t> infos;
  for (;;) {
    std::array<siginfo_t, at_a_time> some{};
    __ptrace_peeksiginfo_args wanted{infos.size(), 0, at_a_time};
    const auto count = request("cannot read the signals of", PTRACE_PEEKSIGINFO, thread,
                               pointer(&wanted), pointer(some.data()));
    if (!count) return tl::make_unexpected(count.error());
    infos.insert(infos.end(), some.begin(), some.begin() + *count);
    if (*count < at_a_time) return infos;
  }
}

Result<std::uint64_t> signal_mask(Tid thread) {
  std::uint64_t mask = 0;
  const auto done = command("cannot read the signal mask of", PTRACE_GETSIGMASK, thread,
                            sizeof mask, pointer(&mask));
  if (!done) return tl::make_unexpected(done.error());
  return mask;
}

Result<void> set_signal_mask(Tid thread, std::uint64_t mask) {
  return command("cannot set the signal mask of", PTRACE_SETSIGMASK, thread, sizeof mask,
                 pointer(&mask));
}

Result<Rseq> rseq(Tid thread) {
  __ptrace_rseq_configuration told{};
  const auto done = command("cannot read the rseq area of", PTRACE_GET_RSEQ_CONFIGURATION, thread,
                            sizeof told, pointer(&told));
  if (!done) return tl::make_unexpected(done.error());
  return Rseq{told.rseq_abi_pointer, told.rseq_abi_size, told.signature};
}

#if defined(__x86_64__)
namespace {
std::uintptr_t place_of_debug_register(unsigned number) {
  return offsetof(struct user, u_debugreg) + number * sizeof(user::u_debugreg[0]);
}
}  // namespace

Result<std::uint64_t> debug_register(Tid thread, unsigned number) {
  const auto value = request("cannot read a debug register of", PTRACE_PEEKUSER, thread,
                             place_of_debug_register(number), 0);
  if (!value) return tl::make_unexpected(value.error());
  return static_cast<std::uint64_t>(*value);
}

Result<void> set_debug_register(Tid thread, unsigned number, std::uint64_t value) {
  return command("cannot set a debug register of", PTRACE_POKEUSER, thread,
                 place_of_debug_register(number), static_cast<std::uintptr_t>(value));
}
#else
Result<std::uint64_t> debug_register(Tid thread, unsigned) {
  return fail_errno("cannot read a debug register of thread " + std::to_string(thread.value()),
                    ENOTSUP);
}

Result<void> set_debug_register(Tid thread, unsigned, std::uint64_t) {
  return fail_errno("cannot set a debug register of thread " + std::to_string(thread.value()),
                    ENOTSUP);
}
#endif

Result<unsigned long> event_message(Tid thread) {
  unsigned long message = 0;
  const auto done =
      command("cannot read the event of", PTRACE_GETEVENTMSG, thread, 0u, pointer(&message));
  if (!done) return tl::make_unexpected(done.error());
  return message;
}

Result<std::variant<std::monostate, event::CallEntry, event::CallExit>> call_info(Tid thread) {
  __ptrace_syscall_info info{};
  const auto done = command("cannot read the call of", PTRACE_GET_SYSCALL_INFO, thread, sizeof info,
                            pointer(&info));
  if (!done) return tl::make_unexpected(done.error());
  if (info.op == PTRACE_SYSCALL_INFO_EXIT) return event::CallExit{info.exit.rval};
  const Abi* abi = abi_of_audit_arch(info.arch);
  const bool entering =
      info.op == PTRACE_SYSCALL_INFO_ENTRY || info.op == PTRACE_SYSCALL_INFO_SECCOMP;
  if (!entering || abi == nullptr) return std::monostate{};
  // What a filter stopped is told in the same words (struct __ptrace_syscall_info).
  static_assert(
      offsetof(__ptrace_syscall_info, entry.nr) == offsetof(__ptrace_syscall_info, seccomp.nr) &&
      offsetof(__ptrace_syscall_info, entry.args) == offsetof(__ptrace_syscall_info, seccomp.args));
  event::CallEntry entry{{.abi = abi->id,
                          .number = info.entry.nr,
                          .arguments = {},
                          .stack_pointer = Addr(info.stack_pointer)}};
  std::copy_n(info.entry.args, entry.call.arguments.size(), entry.call.arguments.begin());
  return entry;
}

}  // namespace spyglass::door
