/* Prints what it finds: arguments, environment, directory, terminal, session, blocked signals. */
#define _GNU_SOURCE
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

extern char** environ;

int main(int count, char** words) {
  char directory[PATH_MAX];
  printf("argc %d\n", count);
  for (int i = 0; i < count; ++i) printf("argv %s.\n", words[i]);
  for (char** entry = environ; *entry != 0; ++entry) printf("environ %s\n", *entry);
  printf("directory %s\n", getcwd(directory, sizeof directory));
  printf("terminal %s\n", isatty(0) && isatty(1) && isatty(2) ? ttyname(0) : "none");
  printf("session %s\n", getsid(0) == getpid() ? "own" : "another's");
  sigset_t blocked;
  sigprocmask(SIG_BLOCK, 0, &blocked);
  for (int number = 1; number < 32; ++number) {
    if (sigismember(&blocked, number)) printf("blocked %d\n", number);
  }
  struct sigaction action;
  sigaction(SIGPIPE, 0, &action);
  printf("SIGPIPE %s\n", action.sa_handler == SIG_DFL ? "default" : "changed");
  return 0;
}
