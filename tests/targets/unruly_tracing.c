/* Traces, filters and watches processes of its own, whoever traces it: unruly_tracing WHAT. See the
 * table at the end. */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int end_of(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* Wants to trace itself, its parent, and whoever traces it. All of that is refused, or harmless. */
static int traces_others(void) {
  char line[128];
  int tracer = 0;
  FILE* file = fopen("/proc/self/status", "r");
  while (file && fgets(line, sizeof line, file)) {
    if (sscanf(line, "TracerPid: %d", &tracer) == 1) break;
  }
  if (file) fclose(file);
  if (ptrace(PTRACE_SEIZE, getpid(), 0, 0) == 0) return 1;
  if (tracer == 0) return 42; /* nobody there to play with */
  /* Who traces us waits for us: stopping it would stop us both. Only asking does no harm. */
  if (ptrace(PTRACE_TRACEME, 0, 0, 0) == 0) return 2;
  if (ptrace(PTRACE_CONT, tracer, 0, 0) == 0) return 3;
  if (ptrace(PTRACE_DETACH, getpid(), 0, 0) == 0) return 4;
  return 42;
}

/* Is a tracer itself: of a child that stops, and is let go. Traced with -f, it may not. */
static int is_tracer(void) {
  const pid_t child = fork();
  if (child == 0) {
    const long traced = ptrace(PTRACE_TRACEME, 0, 0, 0);
    if (traced == 0) raise(SIGSTOP);
    _exit(traced == 0 || errno == EPERM ? 42 : 1);
  }
  int status = 0;
  while (waitpid(child, &status, 0) == child && WIFSTOPPED(status)) {
    ptrace(PTRACE_CONT, child, 0, 0);
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 2;
}

/* A filter that answers getppid in one way, and lets all else through. */
static int filter_getppid(unsigned answer, unsigned flags) {
  struct sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getppid, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, answer),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = {sizeof code / sizeof *code, code};
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
}

static volatile sig_atomic_t caught;
static void note(int number, siginfo_t* info, void* context) {
  (void)context;
  if (number == SIGSYS && info->si_syscall == SYS_getppid) ++caught;
}

static int filter_errno(void) {
  if (filter_getppid(SECCOMP_RET_ERRNO | 77, 0) != 0) return 1;
  return syscall(SYS_getppid) == -1 && errno == 77 ? 42 : 2;
}
static int filter_trap(void) {
  struct sigaction action = {0};
  action.sa_sigaction = note;
  action.sa_flags = SA_SIGINFO;
  sigaction(SIGSYS, &action, 0);
  if (filter_getppid(SECCOMP_RET_TRAP, 0) != 0) return 1;
  for (int i = 0; i < 5; ++i) (void)syscall(SYS_getppid);
  return caught == 5 ? 42 : 2;
}
static int filter_kill(void) {
  if (filter_getppid(SECCOMP_RET_KILL_PROCESS, 0) != 0) return 1;
  (void)syscall(SYS_getppid);
  return 2;
}
/* No tracer of ours answers for this: the call fails, or the tracer lets it through. */
static int filter_trace(void) {
  if (filter_getppid(SECCOMP_RET_TRACE | 5, 0) != 0) return 1;
  const long parent = syscall(SYS_getppid);
  return parent > 0 || errno == ENOSYS ? 42 : 2;
}
static int filter_notifies(void) {
  const int listener = filter_getppid(SECCOMP_RET_USER_NOTIF, SECCOMP_FILTER_FLAG_NEW_LISTENER);
  if (listener < 0) return 1;
  const pid_t child = fork();
  if (child == 0) _exit(syscall(SYS_getppid) == 4711 ? 42 : 2);
  struct seccomp_notif asked;
  memset(&asked, 0, sizeof asked);
  struct pollfd source = {listener, POLLIN, 0};
  poll(&source, 1, 60000);
  if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &asked) != 0) return 3;
  struct seccomp_notif_resp answer = {.id = asked.id, .val = 4711};
  if (ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer) != 0) return 4;
  return end_of(child);
}

/* Only read, write, exit and sigreturn are left: the strict mode of old. */
static int filter_strict(void) {
  prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT, 0, 0, 0);
  syscall(SYS_exit, 42);
  return 1;
}

static const struct {
  const char* name;
  int (*act)(void);
} deeds[] = {
    {"traces_others", traces_others},     {"is_tracer", is_tracer},
    {"filter_errno", filter_errno},       {"filter_trap", filter_trap},
    {"filter_kill", filter_kill},         {"filter_trace", filter_trace},
    {"filter_notifies", filter_notifies}, {"filter_strict", filter_strict},
};

int main(int count, char** word) {
  const struct rlimit no_core = {0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  for (unsigned i = 0; count > 1 && i < sizeof deeds / sizeof *deeds; ++i) {
    if (strcmp(deeds[i].name, word[1]) == 0) return deeds[i].act();
  }
  return 78;
}
