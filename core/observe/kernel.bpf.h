// The few kernel types that watch.bpf.c looks into. libbpf finds out where their members are in the
// kernel that is running (preserve_access_index), so they need not be whole, and this builds where
// the kernel tells nothing of its types.
#pragma once

typedef unsigned char __u8;
typedef unsigned short __u16;
typedef int __s32;
typedef unsigned int __u32;
typedef long long __s64;
typedef unsigned long long __u64;
// The declarations of helpers name these as well.
typedef __u16 __be16;
typedef __u32 __be32;
typedef __u32 __wsum;

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct upid {
  int nr;
};
struct pid {
  unsigned int level;
  struct upid numbers[2];  // a flexible array
};
struct thread_info {
  __u32 status;
};
struct task_struct {
  struct thread_info thread_info;
  unsigned int __state;
  struct pid *thread_pid;
  struct task_struct *group_leader;
};

#pragma clang attribute pop

// These two are as they are, in every kernel: asm/ptrace.h, linux/bpf.h. To find out where a
// member is, libbpf goes through all types of the kernel, for each struct.
struct pt_regs {
  unsigned long r15, r14, r13, r12, bp, bx, r11, r10, r9, r8, ax, cx, dx, si, di, orig_ax, ip, cs,
      flags, sp, ss;
};
struct bpf_raw_tracepoint_args {
  __u64 args[2];  ///< of the tracepoint; there may be more or fewer
};

enum {
  BPF_ANY = 0,
  BPF_LOCAL_STORAGE_GET_F_CREATE = 1,
  BPF_MAP_TYPE_HASH = 1,
  BPF_MAP_TYPE_ARRAY = 2,
  BPF_MAP_TYPE_PROG_ARRAY = 3,
  BPF_MAP_TYPE_RINGBUF = 27,
  BPF_MAP_TYPE_TASK_STORAGE = 29,
  BPF_F_NO_PREALLOC = 1,
  BPF_RB_NO_WAKEUP = 1,
  BPF_RB_FORCE_WAKEUP = 2,
  BPF_RB_AVAIL_DATA = 0,
};
