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

/// Of so many units.
inlined __u64 bytes_of(struct observed_capture* capture, __u64 count, __u64 most) {
  if (count > MOST_COUNTED) return most;
  const __u64 size = count * capture->unit;
  return size < most ? size : most;
}

/// At most moments of most calls there is but one piece to be read, at an argument: no loop, and no
/// program of its own. False: this is not such a moment.
inlined _Bool capture_single(struct thread_state* state, struct capture_plan* plan, __u32 which,
                             __u32 flags) {
  const __u32 index = which - SINGLE_CAPTURE;
  if (index >= OBSERVED_CAPTURES) return 0;
  struct observed_capture* capture = &plan->captures[index];
  const __u32 from = capture->from, counted = capture->size_from;
  if (from >= OBSERVED_ARGUMENTS) return 0;
  const __u64 address = state->head.arguments[from];
  if (address < LOWEST_ADDRESS) return 1;
  const __s64 result = state->head.result;
  __u64 count = 1;
  if (counted < OBSERVED_ARGUMENTS) count = state->head.arguments[counted];
  if (counted == FROM_RESULT) count = result < 0 ? 0 : result;
  const _Bool is_text = capture->shape == CAPTURE_TEXT;
  const __u64 size = is_text ? capture->most : bytes_of(capture, count, capture->most);
  if (size > OBSERVED_PIECE) return 0;
  if (size != 0 && !add_piece(state, address, size, flags, is_text ? READ_TEXT : READ_BYTES)) {
    state->again |= 1u << index;
  }
  return 1;
}

// The verifier follows each of these loops through every state in which it may be entered: functions
// that it goes through by themselves keep those few.

/// Bytes, one piece behind the other.
struct chunks {
  struct thread_state* state;
  __u64 address;  ///< of the next
  __u64 left;     ///< bytes
  __u32 flags;
  __u32 found;
};

static long next_chunk(__u32 index, struct chunks* chunks) {
  const __u32 size = chunks->left > OBSERVED_PIECE ? OBSERVED_PIECE : chunks->left;
  if (!add_piece(chunks->state, chunks->address, size, chunks->flags, READ_BYTES)) return 1;
  chunks->found = 1;
  chunks->address += size;
  chunks->left -= size;
  return chunks->left == 0;
}

verified_once int read_bytes(struct thread_state* state, __u64 address, __u64 size, __u32 flags) {
  struct chunks chunks = {.state = state, .address = address, .left = size, .flags = flags};
  if (!state) return 0;
  bpf_loop((size + OBSERVED_PIECE - 1) / OBSERVED_PIECE, next_chunk, &chunks, 0);
  return chunks.found;
}

/// What words lead to.
struct words {
  struct thread_state* state;
  __u64 address;
  __u32 flags;
  __u32 word;
  __u32 follow;
  __u32 most;
  __u32 found;
  __u32 ended;  ///< by a null word
};

static long next_text(__u32 index, struct words* words) {
  const __u64 at = word_at(words->address + index * words->word, words->word);
  if (at == 0) {
    words->ended = 1;
    return 1;
  }
  if (words->follow == 0) return 0;
  --words->follow;
  add_piece(words->state, at, words->most, words->flags, READ_TEXT);
  return 0;
}

static long next_words(__u32 index, struct words* words) {
  const __u32 size = WORDS_AT_ONCE * words->word;
  if (!add_piece(words->state, words->address, size, words->flags, READ_BYTES)) return 1;
  words->found = 1;
  bpf_loop(WORDS_AT_ONCE, next_text, words, 0);
  words->address += size;
  return words->ended != 0;
}

static long next_vector(__u32 index, struct words* words) {
  const __u32 word = words->word;
  const __u64 place = words->address + index * 2 * word;
  const __u64 at = word_at(place, word);
  __u64 size = word_at(place + word, word);
  if (size > words->most) size = words->most;
  if (at != 0 && size != 0) add_piece(words->state, at, size, words->flags, READ_BYTES);
  return 0;
}

static long next_pointer(__u32 index, struct words* words) {
  const __u64 at = word_at(words->address + index * words->word, words->word);
  if (at < LOWEST_POINTER || at > HIGHEST_POINTER) return 0;
  add_piece(words->state, at, words->most, words->flags, READ_IF_THERE);
  return 0;
}

/// With `count` words, or pairs of them, that were read; for CAPTURE_WORDS it reads them itself.
verified_once int follow_words(struct thread_state* state, struct observed_capture* capture,
                               __u64 address, __u64 count, __u32 flags) {
  if (!state || !capture) return 0;
  struct words words = {.state = state,
                        .address = address,
                        .flags = flags,
                        .word = capture->word,
                        .follow = capture->follow,
                        .most = capture->most};
  if (capture->shape == CAPTURE_WORDS) {
    bpf_loop(WORDS_BLOCKS, next_words, &words, 0);
  } else if (capture->shape == CAPTURE_VECTOR) {
    bpf_loop(count < capture->follow ? count : capture->follow, next_vector, &words, 0);
  } else {
    bpf_loop(capture->follow, next_pointer, &words, 0);
  }
  return words.found;
}

/// Whether anything was there. `count`: of units.
inlined _Bool run_capture(struct thread_state* state, struct observed_capture* capture,
                          __u64 address, __u64 count, __u32 flags) {
  const __u32 shape = capture->shape;
  if (shape == CAPTURE_TEXT) return add_piece(state, address, capture->most, flags, READ_TEXT);
  if (shape == CAPTURE_WORDS) return follow_words(state, capture, address, 0, flags);
  const __u64 most = shape == CAPTURE_VECTOR ? OBSERVED_PIECE : capture->most;
  const __u64 size = shape == CAPTURE_AROUND ? capture->unit : bytes_of(capture, count, most);
  if (size == 0) return 1;
  if (!read_bytes(state, address, size, flags)) return 0;
  if (shape != CAPTURE_BYTES) follow_words(state, capture, address, count, flags);
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
  __u64 count = 1;
  if (capture->size_from != FROM_NOWHERE) {
    count = number_from(run, capture->size_from, capture->size_offset, capture->size_width);
  }
  if (run_capture(run->state, capture, address, count, run->flags)) {
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
