// Makes random calls with random arguments, by both doors of a 64-bit program, while a second
// thread writes over the memory that the arguments point to. Prints a sum of all results, which
// depends on the seed alone: hostile CALLS [SEED].
//
// A seccomp filter of its own keeps it from doing harm: only a few calls that tell something and
// change nothing are let through, and all others come back at once, some as if they had succeeded.
#define _GNU_SOURCE
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#if !defined(__x86_64__)
int main(void) { return 77; }
#else

/// uretprobe and uprobe are the kernel's own: no filter is asked, and a program that calls them
/// is killed by SIGILL.
enum { arena_size = 64 * 4096, highest_call = 480, first_own = 335, last_own = 336 };
static unsigned char* const arena = (unsigned char*)0x10000000;
/// The real ones carry it as their sixth argument.
static const uint32_t meant = 0x5eed5eed;

static uint64_t state;
static uint64_t draw(void) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return state;
}

/// Writes over everything, until the program ends.
static void* scribble(void* unused) {
  (void)unused;
  uint64_t own = 88172645463325252u;
  for (;;) {
    own ^= own << 13;
    own ^= own >> 7;
    own ^= own << 17;
    volatile uint64_t* word = (volatile uint64_t*)(arena + own % (arena_size / 8) * 8);
    // Half of it points back into the arena, so that what points to pointers goes on.
    *word = own & 1 ? own : (uintptr_t)arena + own % arena_size;
  }
  return NULL;
}

static uint64_t argument(void) {
  const uint64_t value = draw();
  switch (value % 12) {
    case 0: return 0;
    case 1: return (uint64_t)-1 - (value >> 8) % 64;
    case 2: return (uint64_t)1 << 63;
    case 3: return 100 + (value >> 8) % 1000;  // a descriptor that is not open
    case 4: return (value >> 8) % 64;
    case 5: return (uint64_t)arena + arena_size - (value >> 8) % 64;  // right before the edge
    case 6: return 0xffffffff80000000u + (value >> 8) % 4096;         // the kernel's
    case 7: return value;
    case 8: return 1u << (value >> 8) % 31;
    default: return (uint64_t)arena + (value >> 8) % arena_size;
  }
}

static long call_wide(long number, const uint64_t* a, uint64_t sixth) {
  register uint64_t r10 __asm__("r10") = a[3];
  register uint64_t r8 __asm__("r8") = a[4];
  register uint64_t r9 __asm__("r9") = sixth;
  long result;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(a[0]), "S"(a[1]), "d"(a[2]), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  return result;
}

static long call_narrow(long number, const uint64_t* a) {
  long result;
  __asm__ volatile("int $0x80"
                   : "=a"(result)
                   : "a"(number), "b"(a[0]), "c"(a[1]), "d"(a[2]), "S"(a[3]), "D"(a[4])
                   : "memory");
  return result;
}

/// Calls that tell something and change nothing, and whose results are the same in every run.
static const int harmless[] = {SYS_lseek,     SYS_fstat,     SYS_pread64,   SYS_uname,
                               SYS_sysinfo,   SYS_getcwd,    SYS_getrlimit, SYS_getrusage,
                               SYS_getgroups, SYS_getitimer, SYS_mincore};
enum { harmless_count = sizeof harmless / sizeof harmless[0] };

static int stay_harmless(void) {
  struct sock_filter filter[64];
  unsigned short n = 0;
  const struct sock_filter load_sixth = BPF_STMT(
      BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args) + 5 * sizeof(uint64_t));
  const struct sock_filter load_arch =
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
  const struct sock_filter load_number =
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
  const struct sock_filter load_first =
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args));
  const struct sock_filter allow = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  // What is meant is let through.
  filter[n++] = load_sixth;
  filter[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, meant, 0, 1);
  filter[n++] = allow;
  // By the wide door the harmless ones; nothing by the other.
  filter[n++] = load_arch;
  filter[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 0,
                                             2 * harmless_count + 1);
  filter[n++] = load_number;
  for (int i = 0; i < harmless_count; ++i) {
    filter[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, harmless[i], 0, 1);
    filter[n++] = allow;
  }
  // All else: success, 0, for an even first argument, and an error for an odd one.
  filter[n++] = load_first;
  filter[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 1, 1, 0);
  filter[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO);
  filter[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 22);
  struct sock_fprog program = {n, filter};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -1;
  return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program);
}

int main(int count, char** words) {
  const long calls = count > 1 ? atol(words[1]) : 1000;
  state = count > 2 ? strtoull(words[2], NULL, 0) : 1;
  state = state * 0x9e3779b97f4a7c15u + 1;
  void* place = mmap(arena, arena_size, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
  if (place != arena) return 1;
  // Whatever we were started with, the same descriptors are open: standard output alone.
  close(0);
  close_range(2, ~0u, 0);
  pthread_t thread;
  if (pthread_create(&thread, NULL, scribble, NULL) != 0) return 2;
  if (stay_harmless() != 0) return 3;
  uint64_t sum = 0;
  for (long i = 0; i < calls; ++i) {
    uint64_t a[5];
    for (int k = 0; k < 5; ++k) a[k] = argument();
    long number = (long)(draw() % highest_call);
    if (number >= first_own && number <= last_own) number = SYS_lseek;
    const uint64_t sixth = argument();
    const long result = draw() % 8 == 0 ? call_narrow(number, a) : call_wide(number, a, sixth);
    sum = sum * 31 + (uint64_t)result;
  }
  char line[64];
  const int length = snprintf(line, sizeof line, "%016llx\n", (unsigned long long)sum);
  const uint64_t text[5] = {1, (uintptr_t)line, (uint64_t)length, 0, 0};
  call_wide(SYS_write, text, meant);
  const uint64_t end[5] = {0, 0, 0, 0, 0};
  call_wide(SYS_exit_group, end, meant);
  return 4;
}
#endif
