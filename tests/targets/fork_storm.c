/* Forks as fast as it can, as often as its argument says. Every other child makes one of its own;
 * all of them stay until their first ancestor is done, or gone, and not longer than a minute.
 * Prints how many it made itself.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void stay(const int ends[2]) {
  char byte;
  alarm(60);
  close(ends[1]);
  _exit(read(ends[0], &byte, 1) < 0);
}

int main(int count, char** words) {
  const int wanted = count > 1 ? atoi(words[1]) : 100;
  int ends[2], made = 0;
  if (pipe(ends) != 0) return 1;
  signal(SIGCHLD, SIG_IGN);
  for (int i = 0; i < wanted; ++i) {
    const pid_t child = fork();
    if (child == 0) {
      if (i % 2 == 0) (void)!fork();
      stay(ends);
    }
    made += child > 0;
  }
  printf("%d\n", made);
  return 0;
}
