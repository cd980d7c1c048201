// Goes to one shop after the other and orders something by HTTP. At some of them the order is put
// together slowly: its lines are sent one by one, each in a packet of its own, with a pause behind
// it.
//
// Usage: errands PLACE PORT…, with ERRANDS_PAUSES="MILLISECONDS…", the pause behind each line at
// each of the shops; 0 or nothing: the order is sent as a whole.

#include "wire.h"

#include <netinet/tcp.h>

static int reach(const char* place, const char* port) {
  struct sockaddr_in address = address_of(place, port);
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) give_up("socket");
  if (connect(fd, (struct sockaddr*)&address, sizeof address) < 0) give_up(port);
  return fd;
}

// Line by line, if there is a pause between them; else as a whole.
static int send_order(int fd, const char* order, long pause) {
  int on = 1;
  if (pause == 0) return send_all(fd, order, strlen(order), "errands");
  // The kernel shall not wait for more before it sends a line (Nagle's algorithm).
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  while (*order != '\0') {
    size_t length = (size_t)(strchr(order, '\n') + 1 - order);
    if (send_all(fd, order, length, "errands") < 0) return -1;
    order += length;
    if (*order != '\0') pause_for(pause);
  }
  return 0;
}

static void go_to(const char* place, const char* port, long pause) {
  char order[512], answer[1024];
  snprintf(order, sizeof order,
           "GET /order HTTP/1.1\r\nHost: %s:%s\r\nUser-Agent: errands/1.0\r\n"
           "Accept: */*\r\nConnection: close\r\n\r\n",
           place, port);
  int fd = reach(place, port);
  if (send_order(fd, order, pause) < 0) give_up("errands");
  receive_until(fd, answer, sizeof answer, "way\n", "errands");
  close(fd);
  const char* body = strstr(answer, "\r\n\r\n");
  printf("port %s: %s", port, body == NULL ? "no answer\n" : body + 4);
}

int main(int count, char** words) {
  const char* pauses = getenv("ERRANDS_PAUSES");
  if (count < 3) {
    fprintf(stderr, "usage: errands PLACE PORT…\n");
    return 2;
  }
  for (int i = 2; i < count; ++i) {
    char* end = NULL;
    long pause = pauses == NULL ? 0 : strtol(pauses, &end, 10);
    if (pauses != NULL) pauses = end;
    // What is known by now is shown, however long the next shop takes.
    fflush(stdout);
    go_to(words[1], words[i], pause);
  }
  return 0;
}
