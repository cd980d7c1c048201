// How watch.bpf.c reads the memory that a plan asks for. See enum capture_shape.
#pragma once

#include "core/observe/threads.bpf.h"

#define WORDS_AT_ONCE 64
#define WORDS_BLOCKS 64
#define MOST_COUNTED 0xffffff
#define LOWEST_ADDRESS 4096
#define LOWEST_POINTER 0x10000
#define HIGHEST_POINTER 0x7fffffffffffULL

struct run {
  struct thread_state* state;
  struct capture_plan* plan;
  __u32 when;
  __u32 flags;
  __u64 read[OBSERVED_CAPTURES];  ///< the address from which each has read; 0: from none
};

inlined __u64 number_from(struct run* run, __u32 source, __u32 offset, __u32 width) {
  struct thread_state* state = run->state;
  if (source < OBSERVED_ARGUMENTS) return state->head.arguments[source];
  if (source == FROM_STACK) return state->head.stack_pointer;
  if (source == FROM_RESULT) return state->head.result < 0 ? 0 : state->head.result;
  if (source < FROM_CAPTURE || source >= FROM_CAPTURE + OBSERVED_CAPTURES) return 0;
  const __u64 address = run->read[source & (OBSERVED_CAPTURES - 1)];
  return address == 0 ? 0 : word_at(address + offset, width);
}

/// Several pieces that belong together.
struct pieces {
  struct thread_state* state;
  __u64 words;    ///< where the pointers to further pieces stand
  __u64 address;  ///< of what comes next
  __u64 left;     ///< bytes
  __u32 flags;
  __u32 word;
  __u32 follow;
  __u32 most;
  __u32 found;
};

static long next_chunk(__u32 index, struct pieces* pieces) {
  const __u32 size = pieces->left > OBSERVED_PIECE ? OBSERVED_PIECE : pieces->left;
  if (!add_piece(pieces->state, pieces->address, size, pieces->flags, READ_BYTES)) return 1;
  pieces->found = 1;
  pieces->address += size;
  pieces->left -= size;
  return pieces->left == 0;
}

static long next_text(__u32 index, struct pieces* pieces) {
  const __u64 at = word_at(pieces->words + index * pieces->word, pieces->word);
  if (at == 0) {
    pieces->left = 0;
    return 1;
  }
  if (pieces->follow == 0) return 0;
  --pieces->follow;
  add_piece(pieces->state, at, pieces->most, pieces->flags, READ_TEXT);
  return 0;
}

static long next_words(__u32 index, struct pieces* pieces) {
  const __u32 size = WORDS_AT_ONCE * pieces->word;
  pieces->words = pieces->address;
  if (!add_piece(pieces->state, pieces->address, size, pieces->flags, READ_BYTES)) return 1;
  pieces->found = 1;
  pieces->address += size;
  bpf_loop(WORDS_AT_ONCE, next_text, pieces, 0);
  return pieces->left == 0;
}

static long next_vector(__u32 index, struct pieces* pieces) {
  const __u32 word = pieces->word;
  const __u64 place = pieces->words + index * 2 * word;
  const __u64 at = word_at(place, word);
  __u64 size = word_at(place + word, word);
  if (size > pieces->most) size = pieces->most;
  if (at != 0 && size != 0) add_piece(pieces->state, at, size, pieces->flags, READ_BYTES);
  return 0;
}

static long next_pointer(__u32 index, struct pieces* pieces) {
  const __u64 at = word_at(pieces->words + index * pieces->word, pieces->word);
  if (at < LOWEST_POINTER || at > HIGHEST_POINTER) return 0;
  add_piece(pieces->state, at, pieces->most, pieces->flags, READ_IF_THERE);
  return 0;
}

/// Whether anything was there.
inlined _Bool run_capture(struct run* run, struct observed_capture* capture, __u64 address) {
  struct thread_state* state = run->state;
  struct pieces pieces = {.state = state,
                          .words = address,
                          .address = address,
                          .left = 1,
                          .flags = run->flags,
                          .word = capture->word,
                          .follow = capture->follow,
                          .most = capture->most};
  __u64 count = 1;
  if (capture->shape == CAPTURE_TEXT) {
    return add_piece(state, address, capture->most, run->flags, READ_TEXT);
  }
  if (capture->shape == CAPTURE_WORDS) {
    bpf_loop(WORDS_BLOCKS, next_words, &pieces, 0);
    return pieces.found != 0;
  }
  if (capture->size_from != FROM_NOWHERE) {
    count = number_from(run, capture->size_from, capture->size_offset, capture->size_width);
  }
  const __u64 most = capture->shape == CAPTURE_VECTOR ? OBSERVED_PIECE : capture->most;
  pieces.left = count * capture->unit;
  if (count > MOST_COUNTED || pieces.left > most) pieces.left = most;
  if (capture->shape == CAPTURE_AROUND) pieces.left = capture->unit;
  if (pieces.left == 0) return 1;
  bpf_loop((pieces.left + OBSERVED_PIECE - 1) / OBSERVED_PIECE, next_chunk, &pieces, 0);
  if (pieces.found == 0) return 0;
  if (capture->shape == CAPTURE_VECTOR) {
    bpf_loop(count < capture->follow ? count : capture->follow, next_vector, &pieces, 0);
  } else if (capture->shape == CAPTURE_AROUND) {
    bpf_loop(capture->follow, next_pointer, &pieces, 0);
  }
  return 1;
}

static long next_capture(__u32 index, struct run* run) {
  if (index >= OBSERVED_CAPTURES) return 1;
  struct observed_capture* capture = &run->plan->captures[index];
  const __u32 bit = 1u << index;
  const _Bool again = run->when == CAPTURE_AT_EXIT && (run->state->again & bit) != 0;
  if ((capture->when & run->when) == 0 && !again) return 0;
  const __u64 address = number_from(run, capture->from, capture->from_offset, capture->word);
  if (address < LOWEST_ADDRESS) return 0;
  if (run_capture(run, capture, address)) {
    run->read[index] = address;
  } else if (run->when == CAPTURE_AT_ENTRY) {
    run->state->again |= bit;
  }
  return 0;
}

verified_once int capture_all(struct thread_state* state, struct capture_plan* plan, __u32 when) {
  if (!state || !plan) return 0;
  struct run run = {.state = state,
                    .plan = plan,
                    .when = when,
                    .flags = when == CAPTURE_AT_EXIT ? OBSERVED_AT_EXIT : 0};
  if (plan->count == 0) return 0;
  bpf_loop(plan->count, next_capture, &run, 0);
  return 0;
}
