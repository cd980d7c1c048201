/* Calls for a tracer to tamper with. Prints what the program saw of them, as raw results. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

static volatile sig_atomic_t caught;

static void handler(int number) {
  (void)number;
  ++caught;
}

static long raw(long result) { return result == -1 ? -errno : result; }

int main(void) {
  char path[] = "/dev/null";
  char buffer[] = "........";
  signal(SIGUSR1, handler);
  printf("getuid");
  for (int i = 0; i < 6; ++i) printf(" %ld", raw(syscall(SYS_getuid)));
  printf("\ngetgid %ld\n", raw(syscall(SYS_getgid)));
  const long opened = raw(syscall(SYS_openat, AT_FDCWD, path, O_RDWR));
  printf("%s %s\n", opened >= 0 ? "opened" : "not opened", path);
  const long count = raw(syscall(SYS_read, opened, buffer, sizeof buffer - 1));
  printf("read %ld %s\ncaught %d\n", count, buffer, caught);
  return 0;
}
