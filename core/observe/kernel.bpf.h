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
  struct upid numbers[1];
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
struct pt_regs {
  unsigned long bp;
  unsigned long bx;
  unsigned long r10;
  unsigned long r9;
  unsigned long r8;
  unsigned long cx;
  unsigned long dx;
  unsigned long si;
  unsigned long di;
  unsigned long orig_ax;
  unsigned long sp;
};

#pragma clang attribute pop

enum {
  BPF_ANY = 0,
  BPF_LOCAL_STORAGE_GET_F_CREATE = 1,
  BPF_MAP_TYPE_HASH = 1,
  BPF_MAP_TYPE_ARRAY = 2,
  BPF_MAP_TYPE_RINGBUF = 27,
  BPF_MAP_TYPE_TASK_STORAGE = 29,
  BPF_F_NO_PREALLOC = 1,
  BPF_RB_NO_WAKEUP = 1,
  BPF_RB_FORCE_WAKEUP = 2,
  BPF_RB_AVAIL_DATA = 0,
};
