// Offices that answer letters, for clerk: each listens at a Unix socket of its own, NAME.sock. A
// letter says how many things it asks about; an office may need some time for each of them.
//
// Usage: offices NAME:MILLISECONDS_PER_THING… Says "ready" when letters may come; ends when its
// input does.

#define _GNU_SOURCE  // accept4(2)

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { queue = 16, most_offices = 8, room = 32 };

static void give_up(const char* what) {
  perror(what);
  exit(1);
}

static int listen_as(const char* name) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  snprintf(address.sun_path, sizeof address.sun_path, "%s.sock", name);
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0 || bind(fd, (struct sockaddr*)&address, sizeof address) < 0 || listen(fd, queue) < 0) {
    give_up(address.sun_path);
  }
  return fd;
}

static void answer(int caller, long milliseconds) {
  char letter[room] = "";
  if (recv(caller, letter, sizeof letter - 1, 0) <= 0) return;
  long needed = milliseconds * atol(letter);
  struct timespec time = {needed / 1000, needed % 1000 * 1000000};
  nanosleep(&time, NULL);
  // Whoever asked may have left: that must be no signal (SIGPIPE).
  send(caller, "all is well\n", strlen("all is well\n"), MSG_NOSIGNAL);
}

// Each letter gets a process of its own, so that one slow answer holds up nobody else.
static void serve(int door, long milliseconds) {
  int caller = accept4(door, NULL, NULL, SOCK_CLOEXEC);
  if (caller < 0) return;
  if (fork() == 0) {
    answer(caller, milliseconds);
    _exit(0);
  }
  close(caller);
}

int main(int count, char** words) {
  int offices = count - 1;
  if (offices < 1 || offices > most_offices) {
    fprintf(stderr, "usage: offices NAME:MILLISECONDS_PER_THING…, up to %d\n", most_offices);
    return 2;
  }
  // Nobody asks how the children ended: the kernel need not keep them.
  signal(SIGCHLD, SIG_IGN);
  struct pollfd sources[most_offices + 1] = {{STDIN_FILENO, POLLIN, 0}};
  long milliseconds[most_offices + 1] = {0};
  for (int i = 1; i <= offices; ++i) {
    char* colon = strchr(words[i], ':');
    if (colon == NULL) give_up(words[i]);
    *colon = '\0';
    milliseconds[i] = atol(colon + 1);
    sources[i] = (struct pollfd){listen_as(words[i]), POLLIN, 0};
  }
  puts("ready");
  fflush(stdout);
  while (poll(sources, (nfds_t)offices + 1, -1) >= 0) {
    if (sources[0].revents != 0) return 0;
    for (int i = 1; i <= offices; ++i) {
      if (sources[i].revents != 0) serve(sources[i].fd, milliseconds[i]);
    }
  }
  return 1;
}
