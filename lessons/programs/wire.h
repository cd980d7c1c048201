// What the servers and clients of the lessons about the wire have in common: doors to listen at,
// and bytes that are sent and received whole.
//
// Where the environment variable WIRE_LOG names a file, a line is added to it for all that a server
// gets and sends: nanoseconds since 1970, who, "got" or "sent", how many bytes, and the other end.

#ifndef WIRE_H
#define WIRE_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE  // accept4(2), memmem(3)
#endif

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { wire_queue = 16, wire_most_doors = 8, wire_patience_s = 3, nanoseconds_in_ms = 1000000 };

static inline void give_up(const char* what) {
  perror(what);
  exit(1);
}

static inline struct sockaddr_in address_of(const char* place, const char* port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port))};
  if (inet_pton(AF_INET, place, &address.sin_addr) != 1) {
    fprintf(stderr, "%s is no address, such as 127.0.0.1\n", place);
    exit(2);
  }
  return address;
}

// Whoever calls and never says a word shall not keep others away for ever. Connections inherit it
// from the TCP door through which they come.
static inline void be_patient(int fd) {
  struct timeval patience = {.tv_sec = wire_patience_s};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}

static inline int listen_at_port(const char* place, const char* port) {
  struct sockaddr_in address = address_of(place, port);
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int on = 1;
  // A door that was closed a moment ago may be opened again, and two runs of one mystery may be
  // played side by side.
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
  be_patient(fd);
  if (fd < 0 || bind(fd, (struct sockaddr*)&address, sizeof address) < 0 ||
      listen(fd, wire_queue) < 0) {
    give_up(port);
  }
  return fd;
}

static inline struct sockaddr_un address_of_path(const char* path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
  return address;
}

static inline int listen_at_path(const char* path) {
  struct sockaddr_un address = address_of_path(path);
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0 || bind(fd, (struct sockaddr*)&address, sizeof address) < 0 ||
      listen(fd, wire_queue) < 0) {
    give_up(path);
  }
  return fd;
}

static inline void pause_for(long milliseconds) {
  struct timespec left = {milliseconds / 1000, milliseconds % 1000 * nanoseconds_in_ms};
  while (nanosleep(&left, &left) < 0 && errno == EINTR) {
  }
}

static inline void note(int fd, const char* who, const char* what, ssize_t bytes) {
  const char* path = getenv("WIRE_LOG");
  char line[160], place[INET_ADDRSTRLEN] = "unix";
  struct timespec now;
  struct sockaddr_in peer = {.sin_family = AF_UNSPEC};
  socklen_t size = sizeof peer;
  if (path == NULL || bytes <= 0) return;
  clock_gettime(CLOCK_REALTIME, &now);
  getpeername(fd, (struct sockaddr*)&peer, &size);
  if (peer.sin_family == AF_INET) inet_ntop(AF_INET, &peer.sin_addr, place, sizeof place);
  int length = snprintf(line, sizeof line, "%lld%09ld %s %s %zd %s:%u\n", (long long)now.tv_sec,
                        now.tv_nsec, who, what, bytes, place,
                        peer.sin_family == AF_INET ? ntohs(peer.sin_port) : 0);
  int log = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (log < 0) return;
  // One line, one write: several servers may share a log.
  if (write(log, line, (size_t)length) != length) perror(path);
  close(log);
}

// What has arrived, however little it is; 0 when the other side is done, or has gone.
static inline size_t receive(int fd, char* into, size_t room) {
  ssize_t count = 0;
  do {
    count = recv(fd, into, room, 0);
  } while (count < 0 && errno == EINTR);
  return count > 0 ? (size_t)count : 0;
}

// Receives until `end` has arrived, the other side is done, or `text` is full. Ends it with a zero.
static inline size_t receive_until(int fd, char* text, size_t room, const char* end,
                                   const char* who) {
  size_t length = 0, count = 0;
  text[0] = '\0';
  while (strstr(text, end) == NULL && length + 1 < room &&
         (count = receive(fd, text + length, room - 1 - length)) > 0) {
    note(fd, who, "got", (ssize_t)count);
    length += count;
    text[length] = '\0';
  }
  return length;
}

// send(2) may take less than it was given. A reader that has gone must be no signal (SIGPIPE).
static inline int send_all(int fd, const char* bytes, size_t left, const char* who) {
  while (left > 0) {
    ssize_t count = send(fd, bytes, left, MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return -1;
    note(fd, who, "sent", count);
    bytes += count;
    left -= (size_t)count;
  }
  return 0;
}

// Says that callers may come, and lets `answer` talk with them, one after the other, until the
// standard input ends: then whoever has started the server is gone.
static inline int serve(const int* doors, int count, void (*answer)(int caller, int door)) {
  struct pollfd sources[wire_most_doors + 1] = {{STDIN_FILENO, POLLIN, 0}};
  for (int i = 0; i < count; ++i) sources[i + 1] = (struct pollfd){doors[i], POLLIN, 0};
  puts("ready");
  fflush(stdout);
  while (poll(sources, (nfds_t)count + 1, -1) >= 0 || errno == EINTR) {
    if (sources[0].revents != 0) return 0;
    for (int i = 0; i < count; ++i) {
      if (sources[i + 1].revents == 0) continue;
      int caller = accept4(doors[i], NULL, NULL, SOCK_CLOEXEC);
      if (caller < 0) continue;
      answer(caller, i);
      close(caller);
    }
  }
  return 1;
}

#endif
