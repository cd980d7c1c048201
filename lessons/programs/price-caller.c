// Asks for a price over the network and doesn't say whom. It learns the place from a directory
// behind a Unix socket, tries the ports that it is told one after the other, and prints the price.
//
// Usage: price-caller GOODS

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { room = 128 };

// Reads until the other side closes; returns how many bytes came.
static size_t hear(int fd, char* text) {
  size_t length = 0;
  ssize_t count = 0;
  while (length < room - 1 && (count = recv(fd, text + length, room - 1 - length, 0)) > 0) {
    length += (size_t)count;
  }
  text[length] = '\0';
  return length;
}

static int ask_directory(char* text) {
  struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "directory.sock"};
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  int known = connect(fd, (struct sockaddr*)&address, sizeof address);
  if (known == 0) hear(fd, text);
  close(fd);
  return known;
}

static int ask_for_price(const char* place, unsigned port, char* text) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  inet_pton(AF_INET, place, &address.sin_addr);
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  int reached = connect(fd, (struct sockaddr*)&address, sizeof address);
  if (reached == 0) hear(fd, text);
  close(fd);
  return reached;
}

int main(int count, char** words) {
  char text[room], place[room];
  unsigned ports[2] = {0, 0};
  if (ask_directory(text) < 0 || sscanf(text, "%127s %u %u", place, &ports[0], &ports[1]) != 3) {
    fprintf(stderr, "price-caller: the directory cannot be reached\n");
    return 1;
  }
  for (int i = 0; i < 2; ++i) {
    if (ask_for_price(place, ports[i], text) < 0) continue;
    printf("%s costs %s", count > 1 ? words[1] : "it", text);
    return 0;
  }
  fprintf(stderr, "price-caller: nobody sells prices\n");
  return 1;
}
