/* Opens a descriptor of each kind and shows it to a tracer that names descriptors: fstat(2) asks
 * about it, and close(2) gives it back. Works in the folder that the argument names. What the
 * machine does not have (IPv6, a terminal) is left out. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <unistd.h>

static void look(int fd) {
  struct stat about;
  if (fd >= 0) fstat(fd, &about);
}
static void look_and_close(int fd) {
  look(fd);
  if (fd >= 0) close(fd);
}
/* Without naming them: strace remembers what a socket was connected to, and goes on saying so when
 * the other end is closed. */
static void close_both(int first, int second) {
  syscall(SYS_close_range, first, first, 0);
  syscall(SYS_close_range, second, second, 0);
}

static void files(void) {
  int fd = open("plain", O_CREAT | O_RDWR, 0600);
  look(fd);
  mmap(0, 4096, PROT_READ, MAP_PRIVATE, fd, 0);
  const int copy = dup2(dup(fd), 40);
  close(fcntl(copy, F_DUPFD, 50));
  unlink("plain");
  look_and_close(fd);
  fd = open("an <odd> \"name\"\n\303\244", O_CREAT | O_RDWR, 0600);
  unlink("an <odd> \"name\"\n\303\244");
  look_and_close(fd);
  fd = open("not really (deleted)", O_CREAT | O_RDWR, 0600);
  look(fd);
  unlink("not really (deleted)");
  look_and_close(fd);
  fd = open(".", O_RDONLY | O_DIRECTORY);
  openat(fd, "nothing", O_RDONLY);
  openat(AT_FDCWD, "nothing", O_RDONLY);
  look_and_close(fd);
  look_and_close(open("/dev/null", O_RDWR));
  look_and_close(open("/dev/ptmx", O_RDWR | O_NOCTTY));
  mkfifo("pipe", 0600);
  fd = open("pipe", O_RDWR);
  unlink("pipe");
  look_and_close(fd);
  look_and_close((int)syscall(SYS_memfd_create, "a<b", 0));
  look(77);
  close(-1);
}

static void anonymous_ones(void) {
  int ends[2];
  if (pipe(ends) != 0) return;
  struct pollfd polled[2] = {{ends[0], POLLIN, 0}, {ends[1], POLLOUT, 0}};
  poll(polled, 2, 0);
  fd_set readable, writable;
  FD_ZERO(&readable);
  FD_SET(ends[0], &readable);
  FD_ZERO(&writable);
  FD_SET(ends[1], &writable);
  select(ends[1] + 1, &readable, &writable, 0, 0);
  const int list = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN};
  epoll_ctl(list, EPOLL_CTL_ADD, ends[0], &event);
  look_and_close(list);
  look_and_close(ends[0]);
  look_and_close(ends[1]);
  look_and_close(eventfd(0, 0));
  look_and_close(timerfd_create(CLOCK_MONOTONIC, 0));
  look_and_close(inotify_init());
  sigset_t none;
  sigemptyset(&none);
  look_and_close(signalfd(-1, &none, 0));
  look_and_close((int)syscall(SYS_pidfd_open, getpid(), 0));
}

static void internet(struct sockaddr* address, socklen_t length) {
  const int family = address->sa_family;
  const int listener = socket(family, SOCK_STREAM, 0);
  look(listener);
  if (bind(listener, address, length) == 0) {
    look(listener);
    listen(listener, 1);
    getsockname(listener, address, &length);
    const int client = socket(family, SOCK_STREAM, 0);
    connect(client, address, length);
    const int server = accept(listener, 0, 0);
    look(client);
    look(server);
    close_both(client, server);
    const int datagrams = socket(family, SOCK_DGRAM, 0);
    look(datagrams);
    connect(datagrams, address, length);
    look_and_close(datagrams);
  }
  look_and_close(listener);
}

static void local(int type, const char* name, size_t size) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  memcpy(address.sun_path, name, size);
  const socklen_t length = (socklen_t)(sizeof address.sun_family + size);
  const int listener = socket(AF_UNIX, type, 0);
  look(listener);
  bind(listener, (struct sockaddr*)&address, length);
  look(listener);
  listen(listener, 1);
  const int client = socket(AF_UNIX, type, 0);
  connect(client, (struct sockaddr*)&address, length);
  look(client);
  if (type == SOCK_DGRAM) {
    close_both(client, listener);
    return;
  }
  const int server = accept(listener, 0, 0);
  look(server);
  close_both(client, server);
  look_and_close(listener);
  unlink(name);
}

/* Sends a descriptor to ourselves: it arrives with another number. */
static void pass(int to, int from, int fd) {
  char byte = 'x';
  struct iovec part = {&byte, 1};
  union {
    struct cmsghdr header;
    char room[CMSG_SPACE(sizeof(int))];
  } control = {0};
  struct msghdr message = {.msg_iov = &part,
                           .msg_iovlen = 1,
                           .msg_control = &control,
                           .msg_controllen = sizeof control.room};
  control.header.cmsg_len = CMSG_LEN(sizeof(int));
  control.header.cmsg_level = SOL_SOCKET;
  control.header.cmsg_type = SCM_RIGHTS;
  memcpy(CMSG_DATA(&control.header), &fd, sizeof fd);
  if (sendmsg(to, &message, 0) != 1 || recvmsg(from, &message, 0) != 1) return;
  memcpy(&fd, CMSG_DATA(&control.header), sizeof fd);
  look_and_close(fd);
}

static void sockets(void) {
  struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
  internet((struct sockaddr*)&v4, sizeof v4);
  struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
  internet((struct sockaddr*)&v6, sizeof v6);
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0) return;
  pass(pair[0], pair[1], 0);
  look(pair[0]);
  look(pair[1]);
  close_both(pair[0], pair[1]);
  local(SOCK_STREAM, "named<socket>", sizeof "named<socket>" - 1);
  local(SOCK_DGRAM, "\0abstract\"\001", sizeof "\0abstract\"\001" - 1);
  local(SOCK_SEQPACKET, "packets", sizeof "packets" - 1);
  const int netlink = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
  look(netlink);
  struct sockaddr_nl any = {.nl_family = AF_NETLINK};
  bind(netlink, (struct sockaddr*)&any, sizeof any);
  look_and_close(netlink);
  look_and_close(socket(AF_PACKET, SOCK_RAW, 0));
}

int main(int count, char** words) {
  if (count < 2 || chdir(words[1]) != 0) return 1;
  files();
  anonymous_ones();
  sockets();
  return 0;
}
