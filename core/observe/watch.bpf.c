// What runs in the kernel: it writes down the calls of watched threads, with the memory that
// decoding needs, and never stops anybody. Which memory that is, plans say (plans.hpp).
//
// A record a call, made at its exit. The entry is told by itself, at once, of calls that may not
// come back or during which others are to be seen (plans say which), of a call that makes its
// thread wait (at the moment when the scheduler takes the processor away from it), and of a call in
// which its thread ends.

// clang-format off
#include "core/observe/captures.bpf.h"
// clang-format on

// --- calls ---

inlined struct pt_regs* registers_of(struct task_struct* task) {
  return (struct pt_regs*)bpf_task_pt_regs(task);
}

inlined __u32 abi_of_call(struct task_struct* task) {
  const __u32 in_compat_call = 2;  // TS_COMPAT, asm/thread_info.h
  const __u32 status = *(const __u32*)((const char*)task + status_in_task);
  return (status & in_compat_call) != 0 ? OBSERVED_COMPAT : OBSERVED_NATIVE;
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

inlined struct capture_plan* plan_of(__u32 abi, __u32 number) {
  const __u32 last = OBSERVED_CALLS - 1;  // of numbers that are none
  const __u32 index = abi * OBSERVED_CALLS + (number < last ? number : last);
  return bpf_map_lookup_elem(&plans, &index);
}

/// Whether it does not matter whose call this is: most are such ones where few are wanted. Of
/// those of other ABIs, and all after them, it is to be known who has changed it; and while
/// somebody is expected, who it is.
inlined _Bool is_unwanted(struct task_struct* task, __s32 number) {
  if (!picks || number < 0 || waiting || unborn || mixed) return 0;
  if (abi_of_call(task) != OBSERVED_NATIVE) return 0;
  struct capture_plan* plan = plan_of(OBSERVED_NATIVE, number);
  return plan && !plan->wanted;
}

/// Writes the entry down, but for memory. Null: nobody wants this call.
inlined struct capture_plan* enter(struct thread_state* state, struct task_struct* task,
                                   struct pt_regs* regs, __s64 number) {
  struct observed_record* head = &state->head;
  const __u8 abi = abi_of_call(task);
  head->new_abi = state->called ? abi != head->abi : abi != OBSERVED_NATIVE;
  if (abi != OBSERVED_NATIVE) mixed = 1;
  head->abi = abi;
  head->number = number;
  state->called = 1;
  state->newborn = 0;
  struct capture_plan* plan = plan_of(head->abi, head->number);
  if (!plan || (!plan->wanted && !head->new_abi)) return 0;
  head->entered = now();
  head->left = 0;
  head->result = 0;
  note_registers(head, regs);
  state->used = 0;
  state->again = 0;
  state->aside = 0;
  state->aside_since = 0;
  state->told = 0;
  state->in_call = 1;
  return plan;
}

inlined void tell_entry(struct thread_state* state) {
  if (!state->in_call || state->told) return;
  send(state, OBSERVED_ENTRY);
  state->told = 1;
}

/// What is not in memory yet will be, when the kernel has looked at it.
inlined void entered(struct thread_state* state, struct capture_plan* plan) {
  if (plan->at_once && (!state->again || state->moment == EXEC_PREPARED)) tell_entry(state);
}

inlined void left(struct thread_state* state) {
  send(state, state->told ? OBSERVED_EXIT : OBSERVED_CALL);
}

int capture_memory(void* context);

/// The programs that read memory are one: to look through it takes the verifier longer than through
/// all others, and it would do so for each of them.
struct {
  __uint(type, BPF_MAP_TYPE_PROG_ARRAY);
  __uint(max_entries, 1);
  __uint(key_size, sizeof(__u32));
  __array(values, int(void*));
} memory_reader SEC(".maps") = {.values = {[0] = &capture_memory}};

/// Does not come back.
inlined void then_capture(void* context, struct thread_state* state, __u8 moment) {
  state->moment = moment;
  bpf_tail_call_static(context, &memory_reader, 0);
}

SEC("raw_tp")
int capture_memory(void* context) {
  struct thread_state* state = bpf_task_storage_get(&threads, bpf_get_current_task_btf(), 0, 0);
  if (!state) return 0;
  struct capture_plan* plan = plan_of(state->head.abi, state->head.number);
  if (!plan) return 0;
  const _Bool at_exit = state->moment == CALL_LEFT;
  capture_all(state, plan, at_exit ? CAPTURE_AT_EXIT : CAPTURE_AT_ENTRY);
  if (at_exit) {
    left(state);
  } else {
    entered(state, plan);
  }
  return 0;
}

SEC("raw_tp/sys_enter")
int on_entry(struct bpf_raw_tracepoint_args* context) {
  struct task_struct* task = bpf_get_current_task_btf();
  if (is_unwanted(task, context->args[1])) return 0;
  struct thread_state* state = state_of_current(task);
  if (!state || paused) return 0;
  struct capture_plan* plan = enter(state, task, registers_of(task), context->args[1]);
  if (!plan) return 0;
  if (plan->at_entry != NO_CAPTURE && !capture_single(state, plan, plan->at_entry, 0)) {
    then_capture(context, state, CALL_ENTERED);
  }
  state->moment = CALL_ENTERED;
  entered(state, plan);
  return 0;
}

SEC("raw_tp/sys_exit")
int on_exit(struct bpf_raw_tracepoint_args* context) {
  struct task_struct* task = bpf_get_current_task_btf();
  if (picks && is_unwanted(task, registers_of(task)->orig_ax)) return 0;
  struct thread_state* state = state_of(task);
  if (!state && unborn) state = be_born(task);
  if (!state || paused) return 0;
  struct observed_record* head = &state->head;
  if (state->newborn) {
    state->newborn = 0;
    return 0;
  }
  // A call that a filter of seccomp(2) refuses is never entered, and comes back nevertheless.
  const _Bool refused = !state->in_call;
  if (refused) {
    struct pt_regs* regs = registers_of(task);
    if (!state->called || !enter(state, task, regs, (__s32)regs->orig_ax)) return 0;
  }
  struct capture_plan* plan = plan_of(head->abi, head->number);
  state->in_call = 0;
  if (!plan) return 0;
  head->left = now();
  end_aside(state);
  head->on_processor = head->left - head->entered - state->aside;
  head->result = result_of(head, context->args[1]);
  if (plan->at_once) note_ids(state, task);  // execve(2) of a thread that now is the leader
  // Of a refused call, what is there at its exit is what was there at its entry.
  if (refused) state->again = ~0u;
  if (state->again) then_capture(context, state, CALL_LEFT);
  if (plan->at_exit != NO_CAPTURE &&
      !capture_single(state, plan, plan->at_exit, OBSERVED_AT_EXIT)) {
    then_capture(context, state, CALL_LEFT);
  }
  left(state);
  return 0;
}

// --- what else happens to threads ---

// Each of these happens to the thread that is running, and what the tracepoint tells of it would be
// but an address.

SEC("raw_tp/sched_switch")
int on_switch(struct bpf_raw_tracepoint_args* context) {
  const _Bool preempted = context->args[0];
  struct task_struct* from = bpf_get_current_task_btf();
  const __u64 when = now();
  struct thread_state* state = paused ? 0 : state_of(from);
  if (state && state->in_call) {
    end_aside(state);
    state->aside_since = when;
    const __u32 runs = 0;  // TASK_RUNNING, linux/sched.h
    if (!preempted && *(const __u32*)((const char*)from + state_in_task) != runs) {
      tell_entry(state);
    }
  }
  __u64* since = timed ? last_switch() : 0;
  if (since) *since = when;
  return 0;
}

SEC("raw_tp/sched_process_fork")
int on_fork(struct bpf_raw_tracepoint_args* context) {
  struct thread_state* maker = state_of(bpf_get_current_task_btf());
  if (!maker || paused) return 0;
  tell_entry(maker);
  if (follows) expect(context->args[1], maker);
  return 0;
}

/// The kernel has read what execve(2) was given, so it is in memory now. Not in kernels
/// before 6.10.
SEC("raw_tp/sched_prepare_exec")
int on_exec_prepared(void* context) {
  struct thread_state* state = state_of(bpf_get_current_task_btf());
  if (!state || paused || !state->in_call || state->told || !state->again) return 0;
  state->used = 0;
  then_capture(context, state, EXEC_PREPARED);
  return 0;
}

/// Behind this point the old program's memory is gone.
SEC("raw_tp/sched_process_exec")
int on_exec(void* context) {
  struct thread_state* state = state_of(bpf_get_current_task_btf());
  if (state && !paused) tell_entry(state);
  return 0;
}

SEC("raw_tp/sched_process_exit")
int on_end(void* context) {
  struct task_struct* task = bpf_get_current_task_btf();
  expect_no_longer((__u64)task);
  struct thread_state* state = state_of(task);
  if (state && !paused) tell_entry(state);
  return 0;
}

/// Run once, by the reader.
SEC("syscall")
int find_level(void* unused) {
  const char* id = pointer_at(bpf_get_current_task_btf(), id_in_task);
  if (id) level = number_at(id, level_in_id);
  return 0;
}

/// The helpers that read memory are for programs under a license that goes with the kernel's.
const char terms[] SEC("license") = "Dual MIT/GPL";
