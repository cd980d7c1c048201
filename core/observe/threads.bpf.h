// What watch.bpf.c knows of watched threads, and how it hands over what it writes down of them.
#pragma once

// clang-format off
#include "core/observe/kernel.bpf.h"
#include "core/observe/record.h"
#include <bpf/bpf_helpers.h>
// clang-format on

#define inlined static __always_inline
/// The verifier goes through a global function once, and through others at each of their calls.
#define verified_once __attribute__((noinline))

/// The compiler may not assume anything of a number here: the verifier is to see the very
/// comparison that comes next, and the register that it bounds.
#define seen_by_verifier(number) __asm__ volatile("" : "+r"(number))

// Room for one piece more behind the place where a record is full.
#define PIECE_HEAD sizeof(struct observed_piece)
#define ROOM_SIZE (OBSERVED_ROOM + OBSERVED_PIECE + 2 * PIECE_HEAD)

/// When memory is read.
enum moment { CALL_ENTERED, CALL_LEFT, EXEC_PREPARED };

/// What is known of a watched thread.
struct thread_state {
  __u64 aside;        ///< nanoseconds of its call in which it had no processor
  __u64 aside_since;  ///< when it last gave one away; 0: not in this call, or that is counted
  __u32 used;         ///< bytes of room
  __u32 again;        ///< captures that found no memory at the entry, a bit each
  __u32 epoch;        ///< in which the rest of this was noted
  __u8 in_call;
  __u8 told;     ///< the entry is known already
  __u8 called;   ///< it has made a call before, or its maker has
  __u8 newborn;  ///< it is yet to come back from the call that made it, which is its maker's
  __u8 moment;
  struct observed_record head;
  __u8 room[ROOM_SIZE];
};

struct {
  __uint(type, BPF_MAP_TYPE_TASK_STORAGE);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __type(key, int);
  __type(value, struct thread_state);
} threads SEC(".maps");

/// Threads that are to be watched and have not made a call since that was said; by their ids.
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 32768);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __type(key, __s32);
  __type(value, __u8);
} asked SEC(".maps");

/// Threads that a watched one has made, up to their first moment: by the addresses of their tasks.
struct unborn {
  __u32 epoch;  ///< in which they were made
  __u8 abi;     ///< of the call that made them
};
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 4096);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __type(key, __u64);
  __type(value, struct unborn);
} to_be_born SEC(".maps");

/// When each processor was last given to another thread: to the one that has it now.
struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, __u64);
} switched_at SEC(".maps");

/// The reader says how large it is.
struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 8 << 20);
} records SEC(".maps");

/// Of threads that records were lost of, by their ids: the number of the newest. Where no other
/// record of the thread comes, nobody else tells of it.
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 8192);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __type(key, __s32);
  __type(value, __u64);
} last_lost SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, OBSERVED_ABIS* OBSERVED_CALLS);
  __type(key, __u32);
  __type(value, struct capture_plan);
} plans SEC(".maps");

const volatile __u32 wake_at = 0;  ///< bytes that wait to be read
const volatile __u8 follows = 0;   ///< whatever a watched thread makes is watched too
const volatile __u8 picks = 0;     ///< there are calls that nobody wants
const volatile __u8 timed = 0;     ///< somebody asks when calls were made, or how long they took

// Where members are in the kernel that runs: KernelLayout. Small numbers that never change are as
// good to the verifier as a type.
const volatile __u32 status_in_task = 0;
const volatile __u32 state_in_task = 0;
const volatile __u32 id_in_task = 0;
const volatile __u32 leader_in_task = 0;
const volatile __u32 level_in_id = 0;
const volatile __u32 number_in_id = 0;  ///< of the outermost pid namespace
const volatile __u32 number_stride = 0;

__u32 level;               ///< of the reader's pid namespace
volatile __u64 lost;       ///< records for which there was no room
volatile __u64 unwatched;  ///< threads that there was no memory to watch
volatile __u32 waiting;    ///< some are asked for (asked)
volatile __u32 unborn;     ///< some are expected (to_be_born)
volatile __u32 mixed;      ///< somebody has made a call of another than the native ABI
volatile __u32 epoch;      ///< counts the pauses that are over
volatile __u32 paused;     ///< nobody is watched for now
/// observed_reader: whether a record is to wake it, which costs more than the record.
volatile __u32 reader;

// --- who is who ---

inlined const char* pointer_at(const void* place, __u32 offset) {
  const char* pointer = 0;
  bpf_probe_read_kernel(&pointer, sizeof pointer, (const char*)place + offset);
  return pointer;
}

inlined __u32 number_at(const char* place, __u32 offset) {
  __u32 number = 0;
  bpf_probe_read_kernel(&number, sizeof number, place + offset);
  return number;
}

inlined __s32 id_of(const void* task) {
  const char* id = pointer_at(task, id_in_task);
  return id ? number_at(id, number_in_id + level * number_stride) : 0;
}

inlined void note_ids(struct thread_state* state, struct task_struct* task) {
  state->head.thread = id_of(task);
  state->head.process = id_of(pointer_at(task, leader_in_task));
}

inlined struct thread_state* begin_watching(struct task_struct* task) {
  struct thread_state* state =
      bpf_task_storage_get(&threads, task, 0, BPF_LOCAL_STORAGE_GET_F_CREATE);
  if (state) {
    state->epoch = epoch;
    note_ids(state, task);
  } else {
    __sync_fetch_and_add(&unwatched, 1);
  }
  return state;
}

/// What was noted before a pause holds no longer: the thread may have been anywhere since.
inlined struct thread_state* state_of(struct task_struct* task) {
  struct thread_state* state = bpf_task_storage_get(&threads, task, 0, 0);
  if (state && state->epoch != epoch) {
    state->epoch = epoch;
    state->in_call = 0;
    state->newborn = 0;
    state->told = 0;
    state->used = 0;
    state->aside_since = 0;
  }
  return state;
}

inlined void expect(__u64 child, const struct thread_state* maker) {
  const struct unborn of_maker = {.epoch = epoch, .abi = maker->head.abi};
  if (bpf_map_update_elem(&to_be_born, &child, &of_maker, BPF_ANY) == 0) {
    __sync_fetch_and_add(&unborn, 1);
  } else {
    __sync_fetch_and_add(&unwatched, 1);
  }
}

inlined void expect_no_longer(__u64 task) {
  if (unborn && bpf_map_delete_elem(&to_be_born, &task) == 0) __sync_fetch_and_add(&unborn, -1);
}

/// The first moment of a thread that a watched one has made. Null: it is none.
inlined struct thread_state* be_born(struct task_struct* task) {
  const __u64 key = (__u64)task;
  struct unborn* found = bpf_map_lookup_elem(&to_be_born, &key);
  if (!found) return 0;
  const struct unborn of_maker = *found;
  expect_no_longer(key);
  struct thread_state* state = begin_watching(task);
  if (!state) return 0;
  state->head.abi = of_maker.abi;
  state->called = 1;
  state->newborn = of_maker.epoch == epoch;
  return state;
}

inlined struct thread_state* state_of_current(struct task_struct* task) {
  struct thread_state* state = bpf_task_storage_get(&threads, task, 0, 0);
  if (!state && unborn) state = be_born(task);
  if (waiting && (!state || state->epoch != epoch)) {
    __s32 id = id_of(task);
    if (bpf_map_delete_elem(&asked, &id) == 0) {
      __sync_fetch_and_add(&waiting, -1);
      if (!state) return begin_watching(task);
    }
  }
  return state ? state_of(task) : 0;
}

// --- the clock ---

/// To read it may take as long as all the rest that is done for a call.
inlined __u64 now(void) { return timed ? bpf_ktime_get_ns() : 0; }

inlined __u64* last_switch(void) {
  const __u32 here = 0;
  return bpf_map_lookup_elem(&switched_at, &here);
}

/// Whoever runs has its processor since that was last given away.
inlined void end_aside(struct thread_state* state) {
  if (state->aside_since == 0) return;
  const __u64* since = last_switch();
  if (since) state->aside += *since - state->aside_since;
  state->aside_since = 0;
}

// --- records ---

/// Sends what is written down. Every record counts, so that whoever reads sees where one is
/// missing.
verified_once int send(struct thread_state* state, __u8 what) {
  if (!state) return 0;
  __u64 flags = BPF_RB_NO_WAKEUP;
  __u64 used = state->used;
  seen_by_verifier(used);
  if (used > ROOM_SIZE) return 0;
  state->head.what = what;
  state->head.pieces_size = used;
  ++state->head.sequence;
  if (reader != READER_AT_WORK &&
      (reader == READER_SLEEPS || bpf_ringbuf_query(&records, BPF_RB_AVAIL_DATA) > wake_at)) {
    reader = READER_AT_WORK;
    flags = BPF_RB_FORCE_WAKEUP;
  }
  if (bpf_ringbuf_output(&records, &state->head, sizeof state->head + used, flags) != 0) {
    __s32 id = state->head.thread;
    __u64 number = state->head.sequence;
    __sync_fetch_and_add(&lost, 1);
    bpf_map_update_elem(&last_lost, &id, &number, BPF_ANY);
  }
  state->used = 0;
  return 0;
}

enum reading {
  READ_BYTES,
  READ_TEXT,      ///< up to a NUL
  READ_IF_THERE,  ///< bytes, of which nobody is told if there are none
};

/// Adds a piece; 0: nothing is there. Of what is not all there, the part up to the end of the page
/// is taken.
verified_once __u32 add_piece(struct thread_state* state, __u64 address, __u64 size, __u32 flags,
                              __u32 how) {
  if (!state) return 0;
  if (state->used > OBSERVED_ROOM) send(state, OBSERVED_MEMORY);
  __u64 used = state->used;
  seen_by_verifier(used);
  if (used > OBSERVED_ROOM) return 0;
  struct observed_piece* piece = (struct observed_piece*)(state->room + used);
  __u8* bytes = state->room + used + PIECE_HEAD;
  seen_by_verifier(size);
  if (size > OBSERVED_PIECE) size = OBSERVED_PIECE;
  const void* place = (const void*)address;
  long got = -1;
  if (how == READ_TEXT) {
    got = bpf_probe_read_user_str(bytes, size, place);
  } else if (bpf_probe_read_user(bytes, size, place) == 0) {
    got = size;
  }
  if (got < 0) {
    __u64 here = 4096 - (address & 4095);
    seen_by_verifier(here);
    if (here <= OBSERVED_PIECE && here < size && bpf_probe_read_user(bytes, here, place) == 0) {
      got = here;
    }
  }
  if (got < 0 && how == READ_IF_THERE) return 0;
  const _Bool is_there = got >= 0;
  if (!is_there) got = 0;
  if (got > OBSERVED_PIECE) got = OBSERVED_PIECE;
  piece->address = address;
  piece->size = got;
  piece->flags = is_there ? flags : flags | OBSERVED_FAULT;
  state->used = used + PIECE_HEAD + ((got + 7) & ~7);
  return is_there;
}

/// Of the watched program: what a record holds may have been sent already.
inlined __u64 word_at(__u64 address, __u32 width) {
  __u64 word = 0;
  if (width == sizeof(__u16)) {
    bpf_probe_read_user(&word, sizeof(__u16), (const void*)address);
  } else if (width == sizeof(__u32)) {
    bpf_probe_read_user(&word, sizeof(__u32), (const void*)address);
  } else {
    bpf_probe_read_user(&word, sizeof(__u64), (const void*)address);
  }
  return word;
}
