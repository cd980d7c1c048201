// Visits a page of a website again and again, as somebody does who waits for news. What it gets, or
// that it gets nothing, it keeps to itself.
//
// Usage: visitor ADDRESS PLACE PORT PATH MILLISECONDS, where ADDRESS is the visitor's own. Says
// "ready" after its first visit; ends when its input does.

#include "wire.h"

static void visit(struct sockaddr_in own, struct sockaddr_in site, const char* path) {
  char request[512], page[2048];
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) give_up("socket");
  snprintf(request, sizeof request,
           "GET %s HTTP/1.1\r\nHost: the.site\r\nUser-Agent: visitor/1.0\r\n"
           "Accept: */*\r\nConnection: close\r\n\r\n",
           path);
  if (bind(fd, (struct sockaddr*)&own, sizeof own) == 0 &&
      connect(fd, (struct sockaddr*)&site, sizeof site) == 0 &&
      send_all(fd, request, strlen(request), "visitor") == 0) {
    while (receive(fd, page, sizeof page) > 0) {
    }
  }
  close(fd);
}

int main(int count, char** words) {
  if (count != 6) {
    fprintf(stderr, "usage: visitor ADDRESS PLACE PORT PATH MILLISECONDS\n");
    return 2;
  }
  struct sockaddr_in own = address_of(words[1], "0"), site = address_of(words[2], words[3]);
  struct pollfd input = {STDIN_FILENO, POLLIN, 0};
  visit(own, site, words[4]);
  puts("ready");
  fflush(stdout);
  // The time until the next visit is the time in which the input may end.
  for (;;) {
    int heard = poll(&input, 1, atoi(words[5]));
    if (heard > 0) return 0;
    if (heard == 0) visit(own, site, words[4]);
  }
}
