// What runs in the kernel: it writes down the calls of watched threads, with the memory that
// decoding needs, and never stops anybody. Which memory that is, plans say (plans.hpp).
//
// A record a call, made at its exit. The entry is told by itself, at once, of calls that may not
// come back or during which others are to be seen (plans say which), of a call that makes its
// thread wait (at the moment when the scheduler takes the processor away from it), and of a call in
// which its thread ends.

// clang-format off
#include "core/observe/captures.bpf.h"
#include <bpf/bpf_tracing.h>
// clang-format on

// --- calls ---

inlined __u32 abi_of_call(struct task_struct* task) {
  const __u32 in_compat_call = 2;  // TS_COMPAT, asm/thread_info.h
  return (task->thread_info.status & in_compat_call) != 0 ? OBSERVED_COMPAT : OBSERVED_NATIVE;
}

inlined void note_registers(struct observed_record* head, struct pt_regs* regs) {
  if (head->abi == OBSERVED_COMPAT) {
    head->arguments[0] = regs->bx;
    head->arguments[1] = regs->cx;
    head->arguments[2] = regs->dx;
    head->arguments[3] = regs->si;
    head->arguments[4] = regs->di;
    head->arguments[5] = regs->bp;
  } else {
    head->arguments[0] = regs->di;
    head->arguments[1] = regs->si;
    head->arguments[2] = regs->dx;
    head->arguments[3] = regs->r10;
    head->arguments[4] = regs->r8;
    head->arguments[5] = regs->r9;
  }
  head->stack_pointer = regs->sp;
}

/// Of 32 bits, errors are below zero, and addresses are not.
inlined __s64 result_of(const struct observed_record* head, long result) {
  const __s32 lowest_error = -4095;
  if (head->abi == OBSERVED_NATIVE) return result;
  const __s32 narrow = (__s32)result;
  if (narrow < 0 && narrow >= lowest_error) return narrow;
  return (__u32)result;
}

inlined struct capture_plan* plan_of(const struct observed_record* head) {
  const __u32 number = head->number;
  const __u32 last = OBSERVED_CALLS - 1;  // of numbers that are none
  const __u32 index = head->abi * OBSERVED_CALLS + (number < last ? number : last);
  return bpf_map_lookup_elem(&plans, &index);
}

/// Writes the entry down. Null: nobody wants this call.
inlined struct capture_plan* enter(struct thread_state* state, struct task_struct* task,
                                   struct pt_regs* regs, __s64 number) {
  struct observed_record* head = &state->head;
  const __u8 abi = abi_of_call(task);
  head->new_abi = state->called ? abi != head->abi : abi != OBSERVED_NATIVE;
  head->abi = abi;
  head->number = number;
  state->called = 1;
  struct capture_plan* plan = plan_of(head);
  if (!plan || (!plan->wanted && !head->new_abi)) return 0;
  head->entered = bpf_ktime_get_ns();
  head->left = 0;
  head->result = 0;
  note_registers(head, regs);
  state->used = 0;
  state->again = 0;
  state->aside = 0;
  state->aside_since = 0;
  state->told = 0;
  state->in_call = 1;
  capture_all(state, plan, CAPTURE_AT_ENTRY);
  return plan;
}

inlined void tell_entry(struct thread_state* state) {
  if (!state->in_call || state->told) return;
  send(state, OBSERVED_ENTRY);
  state->told = 1;
}

SEC("tp_btf/sys_enter")
int BPF_PROG(on_entry, struct pt_regs* regs, long number) {
  struct task_struct* task = bpf_get_current_task_btf();
  struct thread_state* state = state_of_current(task);
  if (!state || paused) return 0;
  struct capture_plan* plan = enter(state, task, regs, number);
  // What is not in memory yet will be, when the kernel has looked at it.
  if (plan && plan->at_once && !state->again) tell_entry(state);
  return 0;
}

SEC("tp_btf/sys_exit")
int BPF_PROG(on_exit, struct pt_regs* regs, long result) {
  struct task_struct* task = bpf_get_current_task_btf();
  struct thread_state* state = state_of(task);
  if (!state || paused) return 0;
  struct observed_record* head = &state->head;
  if (state->newborn) {
    state->newborn = 0;
    return 0;
  }
  // A call that a filter of seccomp(2) refuses is never entered, and comes back nevertheless.
  if (!state->in_call && (!state->called || !enter(state, task, regs, (__s32)regs->orig_ax)))
    return 0;
  struct capture_plan* plan = plan_of(head);
  state->in_call = 0;
  if (!plan) return 0;
  head->left = bpf_ktime_get_ns();
  head->on_processor = head->left - head->entered - state->aside;
  head->result = result_of(head, result);
  if (plan->at_once) note_ids(state, task);  // execve(2) of a thread that now is the leader
  if (plan->at_exit || state->again) capture_all(state, plan, CAPTURE_AT_EXIT);
  send(state, state->told ? OBSERVED_EXIT : OBSERVED_CALL);
  return 0;
}

// --- what else happens to threads ---

SEC("tp_btf/sched_switch")
int BPF_PROG(on_switch, _Bool preempted, struct task_struct* from, struct task_struct* to) {
  if (paused) return 0;
  struct thread_state* state = state_of(from);
  if (state && state->in_call) {
    state->aside_since = bpf_ktime_get_ns();
    if (!preempted && from->__state != 0) tell_entry(state);
  }
  state = state_of(to);
  if (state && state->aside_since != 0) {
    state->aside += bpf_ktime_get_ns() - state->aside_since;
    state->aside_since = 0;
  }
  return 0;
}

SEC("tp_btf/sched_process_fork")
int BPF_PROG(on_fork, struct task_struct* parent, struct task_struct* child) {
  struct thread_state* maker = state_of(parent);
  if (!maker || paused) return 0;
  tell_entry(maker);
  if (!follows) return 0;
  struct thread_state* state = begin_watching(child);
  if (!state) return 0;
  state->head.abi = maker->head.abi;
  state->called = 1;
  state->newborn = 1;
  return 0;
}

/// The kernel has read what execve(2) was given, so it is in memory now. Not in kernels
/// before 6.10.
SEC("?tp_btf/sched_prepare_exec")
int BPF_PROG(on_exec_prepared, struct task_struct* task) {
  struct thread_state* state = state_of(task);
  if (!state || paused || !state->in_call || state->told || !state->again) return 0;
  struct capture_plan* plan = plan_of(&state->head);
  state->used = 0;
  if (plan) capture_all(state, plan, CAPTURE_AT_ENTRY);
  tell_entry(state);
  return 0;
}

/// Behind this point the old program's memory is gone.
SEC("tp_btf/sched_process_exec")
int BPF_PROG(on_exec, struct task_struct* task) {
  struct thread_state* state = state_of(task);
  if (state && !paused) tell_entry(state);
  return 0;
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(on_end, struct task_struct* task) {
  struct thread_state* state = state_of(task);
  if (state && !paused) tell_entry(state);
  return 0;
}

/// Run once, by the reader.
SEC("syscall")
int find_level(void* unused) {
  struct task_struct* task = bpf_get_current_task_btf();
  level = BPF_CORE_READ(task, thread_pid, level);
  return 0;
}

/// The helpers that read memory are for programs under a license that goes with the kernel's.
const char terms[] SEC("license") = "Dual MIT/GPL";
