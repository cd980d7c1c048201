/* Does to its own memory what makes it hard to keep breakpoints in it: unruly_memory WHAT. The code
 * that it plays with is a page of its own, `own_page`, which `mark` calls into; it adds numbers up,
 * and the sum is the exit status. See the table at the end. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#if !defined(__x86_64__)
int main(void) { return 77; }
#else

enum { page = 4096, rounds = 20 };

/* A page of code that a breakpoint can be set in by name: mov $7, %eax; ret. */
__asm__(
    ".pushsection .text.own_page,\"ax\",@progbits\n"
    ".balign 4096\n"
    ".globl own_page\n.type own_page,@function\n"
    "own_page: movl $7, %eax\n ret\n"
    ".balign 4096\n"
    ".popsection\n");
int own_page(void);

/* Somebody may have a breakpoint here. */
__attribute__((noinline)) void mark(int round) { __asm__ volatile("" : : "r"(round) : "memory"); }

static void write_answer(unsigned char answer) {
  unsigned char* code = (unsigned char*)(uintptr_t)own_page;
  code[0] = 0xb8;
  memset(code + 1, 0, 4);
  code[1] = answer;
  code[5] = 0xc3;
}

static int protect(int how) { return mprotect((void*)(uintptr_t)own_page, page, how); }

/* Writes its code over, and runs it, again and again. */
static int rewrites(void) {
  int sum = 0;
  if (protect(PROT_READ | PROT_WRITE | PROT_EXEC) != 0) return 1;
  for (int i = 1; i <= rounds; ++i) {
    write_answer((unsigned char)i);
    mark(i);
    sum += own_page();
  }
  return sum == rounds * (rounds + 1) / 2 ? 42 : 2;
}

/* Takes the page away, and comes back with another one at the same place. */
static int replaces(void) {
  int sum = 0;
  for (int i = 1; i <= rounds; ++i) {
    void* at = (void*)(uintptr_t)own_page;
    if (munmap(at, page) != 0) return 1;
    mark(i);
    void* got = mmap(at, page, PROT_READ | PROT_WRITE | PROT_EXEC,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    if (got != at) return 2;
    write_answer((unsigned char)i);
    sum += own_page();
  }
  return sum == rounds * (rounds + 1) / 2 ? 42 : 2;
}

/* The page is gone for good. */
static int removes(void) {
  if (own_page() != 7) return 1;
  if (munmap((void*)(uintptr_t)own_page, page) != 0) return 2;
  mark(1);
  return 42;
}

/* Nobody may read the page, then it may be run again. */
static int hides(void) {
  if (protect(PROT_NONE) != 0) return 1;
  mark(1);
  if (protect(PROT_READ | PROT_EXEC) != 0) return 2;
  return own_page() == 7 ? 42 : 3;
}

/* Jumps to where nothing is. */
static int jumps_away(void) {
  mark(1);
  ((void (*)(void))(uintptr_t)0x10)();
  return 1;
}

/* Goes on without a stack, makes a call, and touches the stack. */
static int no_stack(void) {
  mark(1);
  __asm__ volatile(
      "xorl %%esp, %%esp\n"
      "movl %0, %%eax\n"
      "syscall\n"
      "pushq %%rax\n"
      :
      : "i"(SYS_getpid)
      : "rax", "rcx", "r11", "memory");
  return 1;
}

/* Ends by a call that it makes without a stack. */
static int ends_without_stack(void) {
  mark(1);
  __asm__ volatile(
      "xorl %%esp, %%esp\n"
      "movl $42, %%edi\n"
      "movl %0, %%eax\n"
      "syscall\n"
      :
      : "i"(SYS_exit_group)
      : "rax", "rdi", "rcx", "r11", "memory");
  return 1;
}

static int moves_vdso(void) {
  const uintptr_t vdso = getauxval(AT_SYSINFO_EHDR);
  mark(1);
  if (vdso == 0) return 42;
  void* place = mmap(0, 4 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  /* A kernel may refuse; that is as well. */
  (void)mremap((void*)vdso, page, page, MREMAP_MAYMOVE | MREMAP_FIXED, place);
  (void)munmap((void*)vdso, 2 * page);
  mark(2);
  return (int)(syscall(SYS_getppid) > 0 ? 42 : 1);
}

static int changes_its_map(void) {
  mark(1);
  (void)prctl(PR_SET_MM, PR_SET_MM_ARG_START, 0x10000, 0, 0);
  (void)prctl(PR_SET_MM, PR_SET_MM_START_CODE, 0x10000, 0, 0);
  (void)prctl(PR_SET_NAME, "a) b (\n", 0, 0, 0);
  (void)personality(PER_LINUX32 | ADDR_NO_RANDOMIZE | READ_IMPLIES_EXEC);
  mark(2);
  return 42;
}

/* Makes calls of the other width, by both ways. */
static int both_widths(void) {
  long result;
  mark(1);
  __asm__ volatile("int $0x80" : "=a"(result) : "a"(20) : "memory", "r8", "r9", "r10", "r11");
  if (result != getpid()) return 1;
  /* To code of 32 bits and back: what it runs lies where 32 bits reach. */
  static const unsigned char narrow[] = {
      0xb8, 20,   0, 0, 0, /* movl $20, %eax */
      0xcd, 0x80,          /* int $0x80 */
      0xcb,                /* lret */
  };
  unsigned char* code = mmap(0, page, PROT_READ | PROT_WRITE | PROT_EXEC,
                             MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
  unsigned char* stack =
      mmap(0, 4 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
  if (code == MAP_FAILED || stack == MAP_FAILED) return 2;
  memcpy(code, narrow, sizeof narrow);
  /* The way back lies within reach of 32 bits as well, and keeps nothing in registers: their upper
   * halves are nobody's promise. jmpq *58(%rip): to where code + 128 says. */
  static const unsigned char back[] = {0xff, 0x25, 58, 0, 0, 0};
  memcpy(code + 64, back, sizeof back);
  static uintptr_t own_stack;
  for (int i = 0; i < rounds; ++i) {
    __asm__ volatile(
        "movq %%rsp, %4\n"
        "leaq 1f(%%rip), %%rax\n"
        "movq %%rax, 128(%1)\n"
        "movq %2, %%rsp\n"
        "subq $16, %%rsp\n"
        "movl %k3, (%%rsp)\n" /* for lret: where, and in which width */
        "movl $0x33, 4(%%rsp)\n"
        "subq $8, %%rsp\n"
        "movl %k1, (%%rsp)\n"
        "movl $0x23, 4(%%rsp)\n"
        "lretl\n"
        "1: movq %4, %%rsp\n"
        : "=&a"(result)
        : "r"(code), "r"(stack + 2 * page), "r"(code + 64), "m"(own_stack)
        : "rbx", "r8", "r9", "r10", "r11", "memory");
    if ((int)result != getpid()) return 3;
    mark(i);
  }
  return 42;
}

static const struct {
  const char* name;
  int (*act)(void);
} deeds[] = {
    {"rewrites", rewrites},
    {"replaces", replaces},
    {"removes", removes},
    {"hides", hides},
    {"jumps_away", jumps_away},
    {"no_stack", no_stack},
    {"ends_without_stack", ends_without_stack},
    {"moves_vdso", moves_vdso},
    {"changes_its_map", changes_its_map},
    {"both_widths", both_widths},
};

int main(int count, char** words) {
  const struct rlimit no_core = {0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  for (unsigned i = 0; count > 1 && i < sizeof deeds / sizeof *deeds; ++i) {
    if (strcmp(deeds[i].name, words[1]) == 0) return deeds[i].act();
  }
  return 78;
}
#endif
