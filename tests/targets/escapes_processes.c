/* Attempts to reach other processes, and to be more than one is. */
#include "escapes.h"

#include <grp.h>
#include <linux/capability.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/uio.h>
#include <sys/wait.h>

static int ask(const char* word) { return error_of(kill(atoi(word), 0)); }
static int hit(const char* word) { return error_of(kill(atoi(word), SIGKILL)); }
static int hit_thread(const char* word) {
  return error_of(syscall(SYS_tgkill, atoi(word), atoi(word), SIGKILL));
}
static int queue(const char* word) {
  union sigval value = {0};
  return error_of(sigqueue(atoi(word), SIGTERM, value));
}
/* Whoever started it may be in its process group. */
static int hit_group(const char* word) {
  (void)word;
  signal(SIGTERM, SIG_IGN);
  kill(0, SIGTERM);
  return ESRCH;
}
static int attach(const char* word) { return error_of(ptrace(PTRACE_ATTACH, atoi(word), 0, 0)); }
static int seize(const char* word) { return error_of(ptrace(PTRACE_SEIZE, atoi(word), 0, 0)); }
static int seize_first(const char* word) {
  (void)word;
  return error_of(ptrace(PTRACE_SEIZE, 1, 0, 0));
}
static int read_memory(const char* word) {
  char byte;
  struct iovec here = {&byte, 1}, there = {(void*)0x400000, 1};
  return error_of(process_vm_readv(atoi(word), &here, 1, &there, 1, 0));
}
static int memory_file(const char* word) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%s/mem", word);
  FILE* file = fopen(path, "r");
  return file == NULL ? errno : 0;
}
static int handle(const char* word) { return error_of(syscall(SYS_pidfd_open, atoi(word), 0)); }
static int take_descriptor(const char* word) {
  (void)word;
  const int first = (int)syscall(SYS_pidfd_open, 1, 0);
  return first < 0 ? errno : error_of(syscall(SYS_pidfd_getfd, first, 0, 0));
}
static int see(const char* word) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%s/cmdline", word);
  return error_of(access(path, R_OK));
}
static int slow_down(const char* word) {
  return error_of(setpriority(PRIO_PROCESS, (id_t)atoi(word), 19));
}
static int limit_other(const char* word) {
  struct rlimit none = {0, 0};
  return error_of(prlimit(atoi(word), RLIMIT_CORE, &none, NULL));
}
static int pin(const char* word) {
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(0, &one);
  return error_of(sched_setaffinity(atoi(word), sizeof one, &one));
}
static int shared_memory(const char* word) {
  return error_of(shmget((key_t)strtol(word, NULL, 0), 0, 0));
}

/* --- new namespaces --- */

static int unshare_user(const char* word) {
  (void)word;
  return error_of(unshare(CLONE_NEWUSER));
}
static int unshare_mounts(const char* word) {
  (void)word;
  return error_of(unshare(CLONE_NEWNS));
}
static int clone_user(const char* word) {
  (void)word;
  const long child = syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0);
  if (child == 0) _exit(0);
  return error_of(child);
}
static int clone3_user(const char* word) {
  (void)word;
  struct clone_args how = {.flags = CLONE_NEWUSER, .exit_signal = SIGCHLD};
  const long child = syscall(SYS_clone3, &how, sizeof how);
  if (child == 0) _exit(0);
  return error_of(child);
}

/* --- more power --- */

static int become_other(const char* word) { return error_of(setuid((uid_t)atoi(word))); }
static int join_groups(const char* word) {
  (void)word;
  const gid_t group = 0;
  return error_of(setgroups(1, &group));
}
static int raise_capabilities(const char* word) {
  (void)word;
  struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct all[2] = {{~0U, ~0U, 0}, {0x1ff, 0x1ff, 0}};
  return error_of(syscall(SYS_capset, &head, all));
}
static int forget_no_new_privileges(const char* word) {
  (void)word;
  return prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0) != 0 ? errno : 0;
}
/* A program of root's that runs as root, whoever starts it: it says whom it runs as. */
static int set_uid_program(const char* word) {
  char* const words[] = {(char*)word, "who-am-i", NULL};
  const pid_t child = fork();
  if (child == 0) {
    execv(word, words);
    _exit(99);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : EPERM;
}
static int who_am_i(const char* word) {
  (void)word;
  return geteuid() != getuid() ? 0 : EPERM;
}
static int raise_limit(const char* word) {
  (void)word;
  struct rlimit all = {RLIM_INFINITY, RLIM_INFINITY};
  return error_of(setrlimit(RLIMIT_AS, &all));
}

/* --- the terminal --- */

static int type_for_us(const char* word) {
  (void)word;
  char byte = 'x';
  return error_of(ioctl(1, TIOCSTI, &byte));
}
static int paste_for_us(const char* word) {
  (void)word;
  char what = 3;
  return error_of(ioctl(1, 0x541C, &what));
}

/* Goes on when all others have ended, if it can. */
static int outlive(const char* word) {
  if (fork() == 0) {
    setsid();
    if (fork() == 0) {
      prctl(PR_SET_NAME, word, 0, 0, 0);
      for (int i = 0; i < 3; ++i) close(i);
      for (;;) pause();
    }
    _exit(0);
  }
  wait(NULL);
  return 0;
}

static const struct attempt all[] = {
    {"ask", ask},
    {"kill", hit},
    {"tgkill", hit_thread},
    {"sigqueue", queue},
    {"group", hit_group},
    {"attach", attach},
    {"seize", seize},
    {"seize-first", seize_first},
    {"vm-read", read_memory},
    {"mem-file", memory_file},
    {"pidfd", handle},
    {"pidfd-getfd", take_descriptor},
    {"see", see},
    {"setpriority", slow_down},
    {"prlimit", limit_other},
    {"affinity", pin},
    {"shm", shared_memory},
    {"unshare-user", unshare_user},
    {"unshare-mounts", unshare_mounts},
    {"clone-user", clone_user},
    {"clone3-user", clone3_user},
    {"setuid", become_other},
    {"setgroups", join_groups},
    {"capset", raise_capabilities},
    {"new-privileges", forget_no_new_privileges},
    {"set-uid-program", set_uid_program},
    {"who-am-i", who_am_i},
    {"raise-limit", raise_limit},
    {"type", type_for_us},
    {"paste", paste_for_us},
    {"outlive", outlive},
};
ATTEMPTS(all)
