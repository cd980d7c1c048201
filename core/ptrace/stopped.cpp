#include "core/ptrace/stopped.hpp"

#include <fmt/format.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>

#include "core/ptrace/held_back.hpp"

namespace spyglass {

Result<RegisterValues> Stopped::registers() const {
  if (!registers_) {
    std::array<std::byte, RegisterValues::capacity> area;
    const auto size = door::get_registers(thread(), area);
    if (!size) return tl::make_unexpected(size.error());
    const Abi* abi = native_abi_of_register_set(*size);
    if (abi == nullptr) {
      return fail(
          fmt::format("thread {} has a register set of {} bytes, which belongs to no "
                      "instruction set that spyglass knows",
                      thread().value(), *size));
    }
    registers_.emplace(*abi, std::span(area).first(*size));
  }
  return *registers_;
}

Result<void> Stopped::set_registers(const RegisterValues& values) {
  auto done = door::set_registers(thread(), values.bytes());
  // The kernel keeps some bits to itself (reserved flags, segments): ask again rather than assume.
  registers_.reset();
  return done;
}

Result<void> Stopped::set_call_number(std::int32_t number) {
  auto values = registers();
  if (!values) return tl::make_unexpected(values.error());
  const Abi& abi = values->abi();
  if (abi.call_number_set != 0) {
    return door::set_register_set(thread(), abi.call_number_set,
                                  std::as_bytes(std::span(&number, 1)));
  }
  values->set(abi.convention.number_inside, static_cast<std::uint64_t>(number));
  return set_registers(*values);
}

bool Stopped::trap_is_pending() const {
  constexpr auto trap = std::uint64_t{1} << (SIGTRAP - 1);
  const auto mask = door::signal_mask(thread());
  // What an instruction brings about cannot be blocked; one that is was sent by somebody.
  if (!mask || (*mask & trap) != 0) return false;
  const auto signals = door::pending_signals(thread());
  return signals && std::ranges::any_of(*signals, [](const siginfo_t& info) {
           return info.si_signo == SIGTRAP &&
                  (info.si_code == SI_KERNEL || info.si_code == TRAP_HWBKPT);
         });
}

bool Stopped::blocks(Signal signal) const {
  const auto mask = door::signal_mask(thread());
  return mask && (*mask >> (signal.value() - 1) & 1) != 0;
}

void Stopped::block(Signal signal) {
  // One that is gone blocks nothing any more.
  if (const auto mask = door::signal_mask(thread())) {
    (void)door::set_signal_mask(thread(), *mask | std::uint64_t{1} << (signal.value() - 1));
  }
}

Result<Running> Stopped::resume(Resume how) && {
  return std::move(*this).resume_with(how, signal_);
}

void Stopped::send(Signal signal) {
  // Where a filter has stopped it, the signal that a restart brings along is dropped (ptrace(2),
  // PTRACE_EVENT stops).
  if (record_->filtered && record_->in_call) {
    (void)syscall(SYS_tgkill, process().value(), thread().value(), signal.value());
  } else {
    signal_ = signal;
  }
}

Result<Running> Stopped::resume_with(Resume how, Signal signal) && {
  record_->stopped = false;
  record_->resumed_for = how;
  // The exit of a call is reported only when it was asked for inside the call.
  const bool filter_stops = how == Resume::to_call && record_->filtered && !record_->in_call;
  if (filter_stops) how = Resume::run;
  if (held_until_ && *held_until_ > ResumeClock::now()) {
    held_back_->add(thread(), {*held_until_, how, signal});
    return Running(thread());
  }
  const auto done =
      rule_ == RestartRule::listen ? door::listen(thread()) : door::resume(thread(), how, signal);
  if (!done) return tl::make_unexpected(done.error());
  return Running(thread());
}

Result<Running> Stopped::resume_past_group_stop() && {
  if (rule_ == RestartRule::listen) {
    rule_ = RestartRule::plain;
    signal_ = no_signal;
  }
  return std::move(*this).resume(Resume::run);
}

Result<void> Stopped::detach() && {
  record_->stopped = false;
  // A group stop survives a detach only when its signal is sent along (ptrace(2), PTRACE_DETACH).
  return door::detach(thread(), signal_);
}

}  // namespace spyglass
