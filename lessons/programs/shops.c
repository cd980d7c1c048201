// Shops that take orders by HTTP, for errands: each listens at a port of its own, and may need some
// time before it answers. A shop can only begin when it has the whole order: its last line is
// empty.
//
// Usage: shops PLACE PORT:MILLISECONDS…  Says "ready" when orders may come; ends when its input
// does.

#include "wire.h"

#include <signal.h>

static long delays[wire_most_doors];

static void take_order(int caller, int door) {
  static const char page[] =
      "HTTP/1.1 200 OK\r\nContent-Length: 17\r\nConnection: close\r\n\r\nit is on its way\n";
  char order[4096];
  receive_until(caller, order, sizeof order, "\r\n\r\n", "shop");
  if (strstr(order, "\r\n\r\n") == NULL) return;
  pause_for(delays[door]);
  send_all(caller, page, strlen(page), "shop");
}

// Each order gets a process of its own, so that one that takes long holds up nobody else.
static void answer(int caller, int door) {
  pid_t helper = fork();
  if (helper < 0) perror("shops");
  if (helper != 0) return;
  take_order(caller, door);
  _exit(0);
}

int main(int count, char** words) {
  int doors[wire_most_doors];
  int shops = count - 2;
  if (shops < 1 || shops > wire_most_doors) {
    fprintf(stderr, "usage: shops PLACE PORT:MILLISECONDS…, up to %d\n", wire_most_doors);
    return 2;
  }
  // Nobody asks how the helpers ended: the kernel need not keep them.
  signal(SIGCHLD, SIG_IGN);
  for (int i = 0; i < shops; ++i) {
    char* colon = strchr(words[i + 2], ':');
    if (colon == NULL) give_up(words[i + 2]);
    *colon = '\0';
    delays[i] = atol(colon + 1);
    doors[i] = listen_at_port(words[1], words[i + 2]);
  }
  return serve(doors, shops, answer);
}
