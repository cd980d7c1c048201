// A shop that tells a price, for price-caller. It listens at two doors: a Unix socket, where it
// tells in which place prices are sold, and a TCP port of the loopback network, where it sells
// them. Both answer with one line and close the connection.
//
// Usage: price-server PLACE PORT CLOSED_PORT PRICE. Nobody listens at CLOSED_PORT: it is the place
// that callers are told first. Says "ready" when they may come; ends when its input does.

#define _GNU_SOURCE  // accept4(2)

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { queue = 16 };

static void give_up(const char* what) {
  perror(what);
  exit(1);
}

static int listen_at_path(const char* path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  strncpy(address.sun_path, path, sizeof address.sun_path - 1);
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0 || bind(fd, (struct sockaddr*)&address, sizeof address) < 0 || listen(fd, queue) < 0) {
    give_up(path);
  }
  return fd;
}

static int listen_at_port(const char* place, const char* port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port))};
  if (inet_pton(AF_INET, place, &address.sin_addr) != 1) give_up(place);
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int on = 1;
  // Two runs of one mystery may sell the same prices side by side.
  setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
  if (fd < 0 || bind(fd, (struct sockaddr*)&address, sizeof address) < 0 || listen(fd, queue) < 0) {
    give_up(port);
  }
  return fd;
}

static void answer(int door, const char* line) {
  int caller = accept4(door, NULL, NULL, SOCK_CLOEXEC);
  if (caller < 0) return;
  // A caller that has left already must not end the shop (SIGPIPE).
  send(caller, line, strlen(line), MSG_NOSIGNAL);
  close(caller);
}

int main(int count, char** words) {
  if (count != 5) {
    fprintf(stderr, "usage: price-server PLACE PORT CLOSED_PORT PRICE\n");
    return 2;
  }
  char where[64], price[64];
  snprintf(where, sizeof where, "%s %s %s\n", words[1], words[3], words[2]);
  snprintf(price, sizeof price, "%s\n", words[4]);
  enum { input, path, port };
  struct pollfd sources[] = {
      [input] = {STDIN_FILENO, POLLIN, 0},
      [path] = {listen_at_path("directory.sock"), POLLIN, 0},
      [port] = {listen_at_port(words[1], words[2]), POLLIN, 0},
  };
  puts("ready");
  fflush(stdout);
  while (poll(sources, 3, -1) >= 0) {
    if (sources[input].revents != 0) return 0;
    if (sources[path].revents != 0) answer(sources[path].fd, where);
    if (sources[port].revents != 0) answer(sources[port].fd, price);
  }
  return 1;
}
