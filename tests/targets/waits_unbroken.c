/* Waits on an epoll descriptor over and over, after a little work each time; says "ready" first.
 * Nobody sends it signals, so a wait that is broken off by one (EINTR) is a disturbance from
 * outside: it ends with 9 then, and with 0 at the end of its rounds. Lets itself be traced by
 * anybody. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/prctl.h>

int main(int count, char** words) {
  const unsigned long rounds = count > 1 ? strtoul(words[1], 0, 10) : 0;
  const int watched = epoll_create1(0);
  struct epoll_event event;
  prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY);
  puts("ready");
  fflush(stdout);
  for (unsigned long i = 0; rounds == 0 || i < rounds; ++i) {
    for (volatile int work = 0; work < 20000; ++work) {
    }
    if (epoll_wait(watched, &event, 1, 1) < 0) return errno == EINTR ? 9 : 8;
  }
  return 0;
}
