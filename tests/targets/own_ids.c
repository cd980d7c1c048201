/* Makes calls that take and return ids of processes: its own, a child's, and its group's. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void nothing(int number) { (void)number; }

int main(void) {
  int ends[2];
  const int me = getpid();
  if (pipe(ends) != 0) return 1;
  signal(SIGUSR1, nothing);
  setpgid(0, 0);
  prctl(PR_SET_NAME, "own<ids>");
  getppid();
  getpgid(me);
  getsid(me);
  kill(me, SIGUSR1);
  syscall(SYS_tgkill, me, me, 0);
  kill(-me, 0);
  getpriority(PRIO_PROCESS, me);
  getpriority(PRIO_PGRP, me);
  fcntl(ends[0], F_SETOWN, me);
  fcntl(ends[0], F_SETOWN, -me);
  siginfo_t info;
  waitid(P_PID, me, &info, WEXITED);
  const pid_t child = fork();
  if (child == 0) _exit(0);
  waitid(P_PID, child, &info, WEXITED | WNOWAIT);
  wait4(child, 0, 0, 0);
  return 0;
}
