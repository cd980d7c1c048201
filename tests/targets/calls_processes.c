// Processes, identity, limits, scheduling, prctl, capabilities, the system.
#define _GNU_SOURCE
#include <linux/capability.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <sys/wait.h>

#include "calls.h"

static void children(void) {
  int status;
  siginfo_t info;
  struct rusage usage;
  for (int i = 0; i < 4; ++i) {
    long child = syscall(SYS_fork);
    if (child == 0) {
      if (i == 1) CALL(kill, syscall(SYS_getpid), SIGKILL);
      CALL(exit_group, i + 10);
    }
    if (i < 2) CALL(wait4, child, &status, 0, i == 0 ? NULL : &usage);
#ifdef SYS_waitpid
    if (i == 2) CALL(waitpid, child, &status, 0);
#endif
    CALL(waitid, P_PID, child, &info, WEXITED, &usage);
  }
  CALL(wait4, -1, &status, WNOHANG | WUNTRACED, NULL);
  CALL(wait4, -1, BAD, WCONTINUED | 0x100 | __WALL, BAD);
  CALL(waitid, P_ALL, 0, NULL, WEXITED | WNOHANG | WNOWAIT, NULL);
  CALL(waitid, 9, 5, BAD, WSTOPPED, NULL);
  CALL(execve, "none", BAD, NULL);
  CALL(execve, NULL, NULL, NULL);
  char* words[] = {"one", "two", NULL};
  CALL(execve, "/no/such", words, words);
  CALL(execveat, NO_FD, "x", words, NULL, 0x1000 | 0x100 | 1);
  struct clone_args args = {.flags = CLONE_VM | CLONE_THREAD, .exit_signal = SIGCHLD};
  CALL(clone3, &args, sizeof args);
  CALL(clone3, &args, (size_t)8);
  CALL(clone3, BAD, sizeof args);
  CALL(pidfd_open, 1 << 22, 0);
  CALL(pidfd_open, syscall(SYS_getpid), 0x800 | 1);
  CALL(pidfd_send_signal, 3, 0, NULL, 0);
  CALL(pidfd_getfd, 3, 77, 0);
}

static void identity(void) {
  unsigned groups[4] = {1, 2, 3, 4};
  unsigned id[3];
  CALL(getuid);
  CALL(getresuid, &id[0], &id[1], &id[2]);
  CALL(getresgid, &id[0], BAD, NULL);
  CALL(setresuid, -1, -1, -1);
  CALL(setreuid, -1, -1);
  CALL(setregid, -1, -1);
  CALL(getgroups, 0, NULL);
  CALL(getgroups, 4, groups);
  CALL(setgroups, -1, groups);
  CALL(setgroups, 2, BAD);
  CALL(getpgid, 0);
  CALL(getsid, 1 << 22);
  CALL(setpgid, 0, -5);
  CALL(setsid);
  CALL(getpriority, PRIO_PROCESS, 0);
  CALL(getpriority, 7, 0);
  CALL(setpriority, PRIO_USER, -1, 30);
  CALL(ioprio_get, 1, 0);
  CALL(ioprio_set, 1, 1 << 22, (2 << 13) | 4);
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct data[2] = {{0, 0, 0}, {0, 0, 0}};
  CALL(capget, &header, data);
  CALL(capset, &header, BAD);
  header.version = 5;
  CALL(capget, &header, data);
  CALL(capget, BAD, NULL);
}

static void limits(void) {
  struct rlimit64 limit = {1024, 4096};
  struct rlimit64 old;
  struct rusage usage;
  CALL(prlimit64, 0, RLIMIT_CORE, NULL, &old);
  CALL(prlimit64, 0, RLIMIT_NOFILE, &limit, &old);
  limit.rlim_max = limit.rlim_cur = RLIM64_INFINITY;
  CALL(prlimit64, 1 << 22, RLIMIT_STACK, &limit, NULL);
  CALL(prlimit64, 0, 99, BAD, BAD);
  CALL(getrlimit, RLIMIT_NOFILE, &old);
#ifdef SYS_ugetrlimit
  CALL(ugetrlimit, RLIMIT_NOFILE, &old);
#endif
  CALL(setrlimit, RLIMIT_CPU, BAD);
  CALL(getrusage, RUSAGE_SELF, &usage);
  CALL(getrusage, RUSAGE_THREAD, BAD);
  CALL(getrusage, 5, &usage);
}

/// As the kernel declares it: its header and libc's cannot be included together.
struct sched_attr {
  unsigned size, sched_policy;
  unsigned long long sched_flags;
  int sched_nice;
  unsigned sched_priority;
  unsigned long long sched_runtime, sched_deadline, sched_period;
  unsigned sched_util_min, sched_util_max;
};

static void scheduling(void) {
  struct sched_param parameter = {5};
  struct sched_attr attributes = {
      .size = sizeof attributes, .sched_policy = SCHED_BATCH, .sched_nice = 3};
  struct timespec interval;
  unsigned long mask[2] = {1, 0};
  unsigned cpu, node;
  CALL(sched_yield);
  CALL(sched_getscheduler, 0);
  CALL(sched_setscheduler, 0, SCHED_FIFO | SCHED_RESET_ON_FORK, BAD);
  CALL(sched_setscheduler, 0, SCHED_OTHER, &parameter);
  CALL(sched_getparam, 0, &parameter);
  CALL(sched_setparam, 0, &parameter);
  CALL(sched_get_priority_max, SCHED_RR);
  CALL(sched_get_priority_min, 99);
  CALL(sched_rr_get_interval, 1 << 22, &interval);
  CALL(sched_setattr, 0, &attributes, 0);
  CALL(sched_getattr, 0, &attributes, sizeof attributes, 0);
  CALL(sched_getattr, 0, &attributes, 48, 1);
  CALL(sched_setattr, 0, BAD, 1);
  CALL(sched_setaffinity, 1 << 22, sizeof mask, mask);
  CALL(sched_getaffinity, 0, (size_t)1, mask);
  CALL(getcpu, &cpu, &node, NULL);
}

static void prctls(void) {
  char name[17] = "renamed";
  int number;
  CALL(prctl, PR_SET_NAME, name);
  CALL(prctl, PR_GET_NAME, name);
  CALL(prctl, PR_SET_NAME, BAD);
  CALL(prctl, PR_GET_DUMPABLE);
  CALL(prctl, PR_SET_DUMPABLE, 1L);
  CALL(prctl, PR_SET_PDEATHSIG, (long)SIGTERM);
  CALL(prctl, PR_GET_PDEATHSIG, &number);
  CALL(prctl, PR_SET_PDEATHSIG, 0L);
  CALL(prctl, PR_CAPBSET_READ, 3L);
  CALL(prctl, PR_CAPBSET_DROP, 99L);
  CALL(prctl, PR_GET_SECUREBITS);
  CALL(prctl, PR_SET_SECUREBITS, 0x1000L);
  CALL(prctl, PR_GET_KEEPCAPS);
  CALL(prctl, PR_SET_KEEPCAPS, 7L);
  CALL(prctl, PR_SET_NO_NEW_PRIVS, 2L, 0L, 0L, 0L);
  CALL(prctl, PR_GET_NO_NEW_PRIVS, 0L, 0L, 0L, 0L);
  CALL(prctl, PR_GET_SECCOMP);
  CALL(prctl, PR_SET_SECCOMP, 5L, BAD);
  CALL(prctl, PR_GET_TIMERSLACK);
  CALL(prctl, PR_SET_TIMERSLACK, 50000L);
  CALL(prctl, PR_SET_CHILD_SUBREAPER, 1L);
  CALL(prctl, PR_GET_CHILD_SUBREAPER, &number);
  CALL(prctl, PR_GET_TSC, &number);
  CALL(prctl, PR_MCE_KILL, 9L, 0L, 0L, 0L);
  CALL(prctl, PR_MCE_KILL_GET, 0L, 0L, 0L, 0L);
  CALL(prctl, PR_MCE_KILL, 1L, 2L, 0L, 0L);
  CALL(prctl, PR_SET_MM, 99L, 0L, 0L, 0L);
  CALL(prctl, PR_SET_MM, PR_SET_MM_BRK, BAD, 0L, 0L);
  CALL(prctl, PR_SET_SPECULATION_CTRL, PR_SPEC_STORE_BYPASS, 9L);
  CALL(prctl, PR_SET_SPECULATION_CTRL, 77L, PR_SPEC_ENABLE);
  CALL(prctl, PR_CAP_AMBIENT, 9L, 3L, 0L, 0L);
  CALL(prctl, 59, 7L, 1L, 2L, BAD);
  CALL(prctl, 62, 1L, 77L, 2L, BAD);
  CALL(prctl, PR_GET_THP_DISABLE, 0L, 0L, 0L, 0L);
  CALL(prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, 1L, 0L, 0L);
  CALL(prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0L, 0L, 0L);
  CALL(prctl, PR_GET_SPECULATION_CTRL, 0L, 0L, 0L, 0L);
  CALL(prctl, PR_SET_PTRACER, -1L);
  CALL(prctl, 0x1234, 1L, 2L, 3L, 4L);
}

static void system_facts(void) {
  struct utsname names;
  struct sysinfo info;
  char text[20];
  CALL(uname, &names);
  CALL(uname, BAD);
  CALL(sysinfo, &info);
  CALL(sysinfo, BAD);
  CALL(syslog, 10, NULL, 0);
  CALL(syslog, 99, text, 5);
  CALL(getrandom, text, (size_t)8, 1 | 2);
  CALL(getrandom, BAD, (size_t)8, 8);
  CALL(sethostname, BAD, 5);
  CALL(setdomainname, "x", -1);
  CALL(personality, -1);
  CALL(ptrace, PTRACE_PEEKDATA, 1 << 22, BAD, BAD);
  CALL(ptrace, 0x4206, 1 << 22, 0, 0x51L);
  CALL(ptrace, 12345, 1 << 22, 0, 0);
#if defined __x86_64__ || defined __i386__
  long registers[27];
  for (int i = 0; i < 27; ++i) registers[i] = i * 1000;
  CALL(ptrace, PTRACE_SETREGS, 1 << 22, 0, registers);
  CALL(ptrace, PTRACE_SETREGS, 1 << 22, 0, BAD);
  CALL(ptrace, PTRACE_GETREGS, 1 << 22, 0, registers);
#endif
  CALL(kcmp, 1 << 22, 1 << 22, 0, 1L, 2L);
  CALL(unshare, 0x10000000 | 5);
  CALL(setns, NO_FD, CLONE_NEWNET);
  CALL(seccomp, 0, 1, NULL);
  CALL(seccomp, 9, 0x20, BAD);
  CALL(quotactl, 0x800002, "/dev/none", 0, BAD);
  CALL(reboot, 1, 2, 3, NULL);
  CALL(delete_module, "none", 0x800);
  CALL(init_module, BAD, (size_t)5, "args");
  CALL(finit_module, NO_FD, "args", 1 | 8);
}

int main(void) {
  children();
  identity();
  limits();
  scheduling();
  prctls();
  system_facts();
  return 0;
}
