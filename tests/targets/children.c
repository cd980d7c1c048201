/* A child by fork, one by vfork that executes the argument, one by clone without an exit signal.
 * They exit with 11, with what the argument does, and with 13; it exits with 0 when that is so. */
#define _GNU_SOURCE
#include <sched.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int end_of(pid_t child) {
  int status = 0;
  if (waitpid(child, &status, __WALL) != child || !WIFEXITED(status)) return -1;
  return WEXITSTATUS(status);
}

int main(int count, char** words) {
  if (count < 2) return 1;
  const pid_t forked = (pid_t)syscall(SYS_fork);
  if (forked == 0) _exit(11);
  if (end_of(forked) != 11) return 2;

  const pid_t vforked = vfork();
  if (vforked == 0) {
    execv(words[1], words + 1);
    _exit(1);
  }
  if (end_of(vforked) != 42) return 3;

  const pid_t cloned = (pid_t)syscall(SYS_clone, 0, 0, 0, 0, 0);
  if (cloned == 0) _exit(13);
  if (end_of(cloned) != 13) return 4;
  return 0;
}
