// What watch.bpf.c knows of the kernel. Of structs that differ between kernels it is told where their
// members are (kernel_layout.hpp), so this builds where the kernel tells nothing of its types.
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

struct task_struct;

// These two are as they are, in every kernel: asm/ptrace.h, linux/bpf.h.
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
  BPF_MAP_TYPE_PERCPU_ARRAY = 6,
  BPF_MAP_TYPE_RINGBUF = 27,
  BPF_MAP_TYPE_TASK_STORAGE = 29,
  BPF_F_NO_PREALLOC = 1,
  BPF_RB_NO_WAKEUP = 1,
  BPF_RB_FORCE_WAKEUP = 2,
  BPF_RB_AVAIL_DATA = 0,
};
