// Starts several programs that belong together, one after the other: the next one when the one
// before has said its first line ("ready"). Says "ready" itself when all of them run.
//
// Usage: side-by-side PROGRAM ARGUMENT… + PROGRAM ARGUMENT… + …  Ends when its input does; the
// programs have the same input, and whoever does not heed it ends with the one that started it.

#define _GNU_SOURCE  // pipe2(2)

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

static void give_up(const char* what) {
  perror(what);
  exit(1);
}

static void start(char** words) {
  int told[2];
  char byte = 0;
  pid_t launcher = getpid();
  if (pipe2(told, O_CLOEXEC) < 0) give_up("pipe");
  pid_t child = fork();
  if (child < 0) give_up("fork");
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != launcher || dup2(told[1], STDOUT_FILENO) < 0) _exit(1);
    execv(words[0], words);
    give_up(words[0]);
  }
  close(told[1]);
  while (read(told[0], &byte, 1) == 1 && byte != '\n') {
  }
  if (byte != '\n') {
    fprintf(stderr, "side-by-side: %s has not started\n", words[0]);
    exit(1);
  }
  // The other end stays open, so that nobody who says more is ended by it (SIGPIPE).
}

int main(int count, char** words) {
  char byte = 0;
  int first = 1;
  for (int i = 1; i <= count; ++i) {
    if (i < count && strcmp(words[i], "+") != 0) continue;
    words[i] = NULL;
    if (i > first) start(words + first);
    first = i + 1;
  }
  puts("ready");
  fflush(stdout);
  while (read(STDIN_FILENO, &byte, 1) > 0) {
  }
  return 0;
}
