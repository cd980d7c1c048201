/*
 * Talks with itself over sockets, in one of several ways, and says on its standard output what an
 * observer must have seen: a line for each conversation, in no order,
 *     PROTOCOL ORIGIN sent BYTES received BYTES turns TURNS
 * Ports are the kernel's choice. Usage: wire_talks WAY. Exit status: 0 when all went as it says.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define NEED(condition)   \
  do {                    \
    if (!(condition)) {   \
      perror(#condition); \
      _exit(1);           \
    }                     \
  } while (0)

static struct sockaddr_in here = {.sin_family = AF_INET};
static socklen_t here_size = sizeof here;
static char room[1 << 20];

static void tell(const char* who, size_t sent, size_t received, int turns) {
  printf("%s sent %zu received %zu turns %d\n", who, sent, received, turns);
}

/* A door at a port of the kernel's choice, whose address is in `here` then. */
static int open_door(void) {
  const int door = socket(AF_INET, SOCK_STREAM, 0);
  here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  here.sin_port = 0;
  NEED(bind(door, (struct sockaddr*)&here, sizeof here) == 0 && listen(door, 8) == 0);
  NEED(getsockname(door, (struct sockaddr*)&here, &here_size) == 0);
  return door;
}

static int call(void) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  NEED(connect(fd, (struct sockaddr*)&here, sizeof here) == 0);
  return fd;
}

/* Both ends of a connection. */
static void connect_both(int* client, int* server) {
  const int door = open_door();
  *client = call();
  *server = accept(door, NULL, NULL);
  NEED(*server >= 0);
  close(door);
}

static void say(int fd, const void* bytes, size_t size) {
  NEED(send(fd, bytes, size, MSG_NOSIGNAL) == (ssize_t)size);
}
static void say_text(int fd, const char* text) { say(fd, text, strlen(text)); }

/* So many bytes, in whatever pieces they come. */
static void hear(int fd, size_t size) {
  while (size > 0) {
    const ssize_t got = recv(fd, room, size < sizeof room ? size : sizeof room, 0);
    NEED(got > 0);
    size -= (size_t)got;
  }
}

/* One end sends so much in pieces of a size, the other one, a process of its own, hears it. */
static void stream(size_t size, size_t piece) {
  int client, server;
  connect_both(&client, &server);
  const pid_t child = fork();
  NEED(child >= 0);
  if (child == 0) {
    close(client);
    hear(server, size);
    say_text(server, "all");
    _exit(0);
  }
  close(server);
  memset(room, 'x', sizeof room);
  for (size_t left = size; left > 0;) {
    const ssize_t sent = write(client, room, left < piece ? left : piece);
    NEED(sent > 0);
    left -= (size_t)sent;
  }
  hear(client, 3);
  NEED(waitpid(child, NULL, 0) == child);
  tell("TCP called", size, 3, 2);
  tell("TCP taken", 3, size, 2);
}

static void talk_large(void) { stream(5 << 20, sizeof room); }
static void talk_endless(void) { stream(100 << 20, sizeof room); }
static void talk_bytes(void) { stream(100000, 1); }

static void talk_kept_alive(void) {
  static const char question[] = "GET /one HTTP/1.1\r\nHost: here\r\n\r\n";
  static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nyes";
  const size_t asked = sizeof question - 1, told = sizeof answer - 1;
  int client, server;
  connect_both(&client, &server);
  for (int i = 0; i < 3; ++i) {
    say(client, question, asked);
    hear(server, asked);
    say(server, answer, told);
    hear(client, told);
  }
  tell("TCP called", 3 * asked, 3 * told, 6);
  tell("TCP taken", 3 * told, 3 * asked, 6);
}

/* One way is over, and the other one goes on. */
static void talk_half_open(void) {
  int client, server;
  connect_both(&client, &server);
  say_text(client, "all I have");
  shutdown(client, SHUT_WR);
  hear(server, 10);
  NEED(recv(server, room, 1, 0) == 0);
  say_text(server, "one");
  say_text(server, "two");
  hear(client, 6);
  tell("TCP called", 10, 6, 2);
  tell("TCP taken", 6, 10, 2);
}

static void talk_refused(void) {
  close(open_door());
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  NEED(connect(fd, (struct sockaddr*)&here, sizeof here) != 0 && errno == ECONNREFUSED);
  tell("TCP called", 0, 0, 0);
}

/* The parent is done with it, and a child goes on. */
static void talk_by_child(void) {
  int client, server;
  connect_both(&client, &server);
  say_text(client, "from the parent");
  const pid_t child = fork();
  NEED(child >= 0);
  if (child == 0) {
    say_text(client, ", from the child");
    hear(client, 2);
    _exit(0);
  }
  close(client);
  hear(server, 31);
  say_text(server, "ok");
  NEED(waitpid(child, NULL, 0) == child);
  tell("TCP called", 31, 2, 2);
  tell("TCP taken", 2, 31, 2);
}

static void talk_passed(void) {
  int client, server, pair[2];
  union {
    struct cmsghdr head;
    char bytes[CMSG_SPACE(sizeof(int))];
  } control = {0};
  char byte = 'x';
  struct iovec text = {&byte, 1};
  struct msghdr message = {
      .msg_iov = &text, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
  NEED(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
  const pid_t child = fork();
  NEED(child >= 0);
  if (child == 0) {
    close(pair[0]);
    NEED(recvmsg(pair[1], &message, 0) == 1);
    int passed;
    memcpy(&passed, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof passed);
    say_text(passed, "by the child");
    close(passed);
    _exit(0);
  }
  close(pair[1]);
  connect_both(&client, &server);
  control.head = (struct cmsghdr){CMSG_LEN(sizeof server), SOL_SOCKET, SCM_RIGHTS};
  memcpy(CMSG_DATA(&control.head), &server, sizeof server);
  NEED(sendmsg(pair[0], &message, 0) == 1);
  close(server);
  hear(client, 12);
  NEED(recv(client, room, 1, 0) == 0);
  NEED(waitpid(child, NULL, 0) == child);
  tell("unix found", 1, 0, 1);
  tell("unix found", 0, 1, 1);
  tell("TCP called", 0, 12, 1);
  tell("TCP taken", 12, 0, 1);
}

/* A hello of TLS 1.2 to example.org, rfc 8446 4.1.2 and rfc 6066 3, and records that mean nothing.
 */
static void talk_tls(void) {
  static const char hello[] =
      "\x16\x03\x01\x00\x45\x01\x00\x00\x41\x03\x03"
      "0123456789abcdef0123456789abcdef"
      "\x00\x00\x02\x13\x01\x01\x00\x00\x16\x00\x00\x00\x12\x00\x10\x00\x00\x0dwww."
      "example.x";
  static const char back[] = "\x16\x03\x03\x00\x04\x02\x00\x00\x00";
  static const char data[] = "\x17\x03\x03\x00\x05\x80\x81\x82\x83\x84";
  int client, server;
  connect_both(&client, &server);
  say(client, hello, sizeof hello - 1);
  hear(server, sizeof hello - 1);
  say(server, back, sizeof back - 1);
  hear(client, sizeof back - 1);
  say(client, data, sizeof data - 1);
  hear(server, sizeof data - 1);
  say(server, data, sizeof data - 1);
  hear(client, sizeof data - 1);
  const size_t asked = sizeof hello + sizeof data - 2, told = sizeof back + sizeof data - 2;
  tell("TCP called", asked, told, 4);
  tell("TCP taken", told, asked, 4);
}

static void talk_sendfile(void) {
  int client, server;
  const int file = memfd_create("page", MFD_CLOEXEC);
  NEED(ftruncate(file, 5000) == 0);
  connect_both(&client, &server);
  say_text(client, "head ");
  NEED(sendfile(client, file, NULL, 5000) == 5000);
  hear(server, 5005);
  tell("TCP called", 5005, 0, 1);
  tell("TCP taken", 0, 5005, 1);
}

static int datagram_socket(int family, void* address, socklen_t size) {
  const int fd = socket(family, SOCK_DGRAM, 0);
  NEED(bind(fd, address, size) == 0 && getsockname(fd, address, &size) == 0);
  return fd;
}

/* One socket, and three that ask it. Each message is a turn. */
static void talk_datagrams(void) {
  struct sockaddr_in server = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  const int served = datagram_socket(AF_INET, &server, sizeof server);
  for (int i = 0; i < 3; ++i) {
    struct sockaddr_in own = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct sockaddr_in from;
    socklen_t size = sizeof from;
    const int asking = datagram_socket(AF_INET, &own, sizeof own);
    NEED(sendto(asking, "what?", 5, 0, (struct sockaddr*)&server, sizeof server) == 5);
    NEED(recvfrom(served, room, sizeof room, 0, (struct sockaddr*)&from, &size) == 5);
    NEED(sendto(served, "this", 4, 0, (struct sockaddr*)&from, size) == 4);
    NEED(recvfrom(asking, room, sizeof room, 0, NULL, NULL) == 4);
    tell("UDP found", 5, 4, 2);
    tell("UDP found", 4, 5, 2);
  }
}

/* To a name server that is none; and over IPv6, where there is that. */
static void talk_dns(void) {
  static const char question[] =
      "\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x07"
      "example\x03"
      "com\x00\x00\x01\x00\x01";
  struct sockaddr_in server = {.sin_family = AF_INET, .sin_port = htons(53)};
  inet_pton(AF_INET, "127.200.53.53", &server.sin_addr);
  const int asking = socket(AF_INET, SOCK_DGRAM, 0);
  NEED(sendto(asking, question, sizeof question - 1, 0, (struct sockaddr*)&server, sizeof server) ==
       sizeof question - 1);
  tell("UDP found", sizeof question - 1, 0, 1);
}

static void talk_six(void) {
  struct sockaddr_in6 place = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
  socklen_t size = sizeof place;
  const int door = socket(AF_INET6, SOCK_STREAM, 0);
  if (door < 0 || bind(door, (struct sockaddr*)&place, size) != 0) {
    puts("no IPv6 here");
    return;
  }
  NEED(listen(door, 1) == 0 && getsockname(door, (struct sockaddr*)&place, &size) == 0);
  const int client = socket(AF_INET6, SOCK_STREAM, 0);
  NEED(connect(client, (struct sockaddr*)&place, size) == 0);
  const int server = accept(door, NULL, NULL);
  say_text(client, "GET / HTTP/1.0\r\n\r\n");
  hear(server, 18);
  say_text(server, "HTTP/1.0 200 OK\r\n\r\nsix");
  hear(client, 22);
  tell("TCP called", 18, 22, 2);
  tell("TCP taken", 22, 18, 2);
}

static void talk_socketpair(void) {
  int pair[2];
  NEED(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
  say_text(pair[0], "question");
  hear(pair[1], 8);
  say_text(pair[1], "answer");
  hear(pair[0], 6);
  tell("unix found", 8, 6, 2);
  tell("unix found", 6, 8, 2);
}

static int begin_call(void) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  struct pollfd ready = {fd, POLLOUT, 0};
  const int begun = connect(fd, (struct sockaddr*)&here, sizeof here);
  int error = 0;
  socklen_t size = sizeof error;
  NEED(begun == 0 || errno == EINPROGRESS || errno == ECONNREFUSED);
  if (begun != 0 && errno == ECONNREFUSED) return -1;
  NEED(poll(&ready, 1, -1) == 1);
  NEED(getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0);
  return error == 0 ? fd : -1;
}

static void talk_without_waiting(void) {
  const int door = open_door();
  const int client = begin_call();
  const int server = accept(door, NULL, NULL);
  NEED(client >= 0 && server >= 0);
  say_text(client, "quick");
  hear(server, 5);
  close(door);
  NEED(begin_call() < 0);
  tell("TCP called", 5, 0, 1);
  tell("TCP taken", 0, 5, 1);
  tell("TCP called", 0, 0, 0);
}

static void* answer(void* end) {
  const int fd = *(int*)end;
  hear(fd, 3);
  say_text(fd, "four");
  return NULL;
}

static void talk_in_threads(void) {
  enum { talks = 4 };
  int clients[talks], servers[talks];
  pthread_t threads[talks];
  for (int i = 0; i < talks; ++i) {
    connect_both(&clients[i], &servers[i]);
    NEED(pthread_create(&threads[i], NULL, answer, &servers[i]) == 0);
    tell("TCP called", 3, 4, 2);
    tell("TCP taken", 4, 3, 2);
  }
  for (int i = 0; i < talks; ++i) say_text(clients[i], "ask");
  for (int i = 0; i < talks; ++i) hear(clients[i], 4);
  for (int i = 0; i < talks; ++i) pthread_join(threads[i], NULL);
}

/* There before anybody looks: says that it is, and goes on when it is told to. */
static void talk_later(void) {
  int client, server;
  connect_both(&client, &server);
  say_text(client, "before");
  hear(server, 6);
  tell("TCP found", 5, 4, 2);
  tell("TCP found", 4, 5, 2);
  puts("ready");
  fflush(stdout);
  NEED(read(STDIN_FILENO, room, 1) == 1);
  say_text(client, "later");
  hear(server, 5);
  say_text(server, "four");
  hear(client, 4);
}

static const struct {
  const char* name;
  void (*talk)(void);
} ways[] = {
    {"large", talk_large},
    {"endless", talk_endless},
    {"bytes", talk_bytes},
    {"kept-alive", talk_kept_alive},
    {"half-open", talk_half_open},
    {"refused", talk_refused},
    {"by-child", talk_by_child},
    {"passed", talk_passed},
    {"tls", talk_tls},
    {"sendfile", talk_sendfile},
    {"datagrams", talk_datagrams},
    {"dns", talk_dns},
    {"six", talk_six},
    {"socketpair", talk_socketpair},
    {"threads", talk_in_threads},
    {"without-waiting", talk_without_waiting},
    {"later", talk_later},
};

int main(int count, char** words) {
  /* Forked children must not say it again. */
  setvbuf(stdout, NULL, _IOLBF, 0);
  for (size_t i = 0; i < sizeof ways / sizeof ways[0]; ++i) {
    if (count != 2 || strcmp(words[1], ways[i].name) != 0) continue;
    ways[i].talk();
    return 0;
  }
  return 2;
}
