// Asks one office after the other about some things, and prints what they say. Before that it looks
// through a catalogue in small pieces: many calls, and all of them quick.
//
// Usage: clerk THINGS OFFICE…, where an office is a Unix socket called OFFICE.sock.

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { piece = 16, room = 64 };

static int count_lines(const char* path) {
  char text[piece];
  int lines = 0;
  ssize_t count = 0;
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return 0;
  while ((count = read(fd, text, sizeof text)) > 0) {
    for (ssize_t i = 0; i < count; ++i) lines += text[i] == '\n';
  }
  close(fd);
  return lines;
}

static int reach(const char* office) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  snprintf(address.sun_path, sizeof address.sun_path, "%s.sock", office);
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  if (connect(fd, (struct sockaddr*)&address, sizeof address) == 0) return fd;
  close(fd);
  return -1;
}

// 0 when there was an answer. It may come in several parts: only the end of the line ends it.
static int ask(const char* office, const char* things) {
  char text[room] = "";
  size_t length = 0;
  ssize_t count = 0;
  int fd = reach(office);
  if (fd < 0) return -1;
  send(fd, things, strlen(things), MSG_NOSIGNAL);
  while (strchr(text, '\n') == NULL && length < room - 1 &&
         (count = recv(fd, text + length, room - 1 - length, 0)) > 0) {
    length += (size_t)count;
    text[length] = '\0';
  }
  close(fd);
  if (length == 0) return -1;
  printf("%s: %s", office, text);
  return 0;
}

int main(int count, char** words) {
  int failures = 0;
  if (count < 3) {
    fprintf(stderr, "usage: clerk THINGS OFFICE…\n");
    return 2;
  }
  int lines = count_lines("catalogue");
  if (lines > 0) printf("catalogue: %d things\n", lines);
  for (int i = 2; i < count; ++i) {
    // What is known by now is shown, however long the next office takes.
    fflush(stdout);
    if (ask(words[i], words[1]) == 0) continue;
    printf("%s: no answer\n", words[i]);
    ++failures;
  }
  return failures > 0;
}
