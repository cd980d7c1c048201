// What the programs in the kernel (watch.bpf.c) and the tool say to each other. Plain C: both sides
// include it.
#pragma once

#ifndef __bpf__
#include <linux/types.h>
#endif

/// Arguments of a call, by the kernel's own limit.
#define OBSERVED_ARGUMENTS 6
/// Calls have numbers below this one, in every ABI.
#define OBSERVED_CALLS 1024
/// Bytes of memory in one record; what a call needs beyond goes before it, in records of its own.
#define OBSERVED_ROOM 11264
/// Of one piece of memory at most: a path as long as the kernel takes it (PATH_MAX).
#define OBSERVED_PIECE 4096
/// Captures that one call may ask for.
#define OBSERVED_CAPTURES 16

enum observed_what {
  OBSERVED_CALL = 1,   ///< a call that came back: both halves
  OBSERVED_ENTRY = 2,  ///< a call that was made, and whose other half comes later or never
  OBSERVED_EXIT = 3,   ///< that other half
  OBSERVED_MEMORY = 4, ///< memory of the thread's next record
};

/// How a call was made; the index of its table of numbers.
enum observed_abi { OBSERVED_NATIVE = 0, OBSERVED_COMPAT = 1, OBSERVED_ABIS = 2 };

/// What the reader does.
enum observed_reader {
  READER_AT_WORK = 0,  ///< it will see whatever comes
  READER_NAPS = 1,     ///< it looks again soon; wake it if much comes
  READER_SLEEPS = 2,   ///< wake it
};

/// The head of a record. Pieces follow it: struct observed_piece, then its bytes, up to a multiple
/// of 8.
struct observed_record {
  __u8 what;
  __u8 abi;
  __u8 new_abi;         ///< the thread's call before this one was of another ABI
  __u8 reserved;
  __u32 pieces_size;    ///< in bytes, of all that follows
  __s32 thread;         ///< in the pid namespace of whoever reads
  __s32 process;
  __u64 sequence;       ///< counts the records of this thread, lost ones too
  __u64 entered;        ///< nanoseconds of CLOCK_MONOTONIC; 0: nobody asked for times
  __u64 left;
  __u64 on_processor;   ///< nanoseconds that the thread did not stand aside for others, or wait
  __s64 number;
  __s64 result;
  __u64 arguments[OBSERVED_ARGUMENTS];
  __u64 stack_pointer;
};

enum observed_piece_flags {
  OBSERVED_AT_EXIT = 1,
  OBSERVED_FAULT = 2,  ///< nothing could be read there: not mapped, or not in memory then
};

struct observed_piece {
  __u64 address;
  __u32 size;
  __u32 flags;
};

/// What a capture reads.
enum capture_shape {
  CAPTURE_NOTHING = 0,
  CAPTURE_BYTES,    ///< `unit` × the count that `size_from` says, or `unit` if it says none
  CAPTURE_TEXT,     ///< up to a NUL
  CAPTURE_WORDS,    ///< words up to a null one, and the text that each of `follow` first leads to
  CAPTURE_VECTOR,   ///< struct iovec, as many as the count says, and the bytes behind each
  CAPTURE_AROUND,   ///< `unit` bytes of an unknown struct, and some behind each pointer in it
};

/// Where a number of a capture comes from: an argument, the result, or a place in what an earlier
/// capture of the same call has read.
enum capture_source {
  FROM_NOWHERE = 0xff,
  FROM_RESULT = 0xfe,
  FROM_STACK = 0xfd,  ///< the stack pointer
  FROM_CAPTURE = 0x40,  ///< + its index; below: an argument
};

enum capture_when { CAPTURE_AT_ENTRY = 1, CAPTURE_AT_EXIT = 2 };

struct observed_capture {
  __u8 shape;
  __u8 when;
  __u8 from;          ///< the address: capture_source
  __u8 size_from;     ///< the count: capture_source
  __u16 from_offset;  ///< with FROM_CAPTURE
  __u16 size_offset;
  __u8 size_width;    ///< bytes of the count, with FROM_CAPTURE
  __u8 word;          ///< bytes of a pointer
  __u16 follow;       ///< CAPTURE_WORDS: texts, CAPTURE_VECTOR: pieces, CAPTURE_AROUND: words
  __u32 unit;
  __u32 most;         ///< bytes of one piece of text or bytes
};

/// Which captures of a plan are for a moment.
enum plan_captures {
  NO_CAPTURE = 0,
  SINGLE_CAPTURE = 1,  ///< + its index: bytes or text, behind an argument, as many as one says
  MANY_CAPTURES = 0xff,
};

/// Of one call in one ABI.
struct capture_plan {
  __u8 wanted;   ///< somebody asked for this call
  __u8 at_once;  ///< its entry is told as it is made: it may not come back, or others come before
  __u8 count;
  __u8 at_entry; ///< plan_captures: of the entry
  __u8 at_exit;  ///< plan_captures: of the exit
  struct observed_capture captures[OBSERVED_CAPTURES];
};
