/* Opens, copies, shares and closes descriptors, in itself, a thread, children and other programs,
 * and says of each what the kernel thinks that it is open on. Behind every line that it prints it
 * asks for the flags of that descriptor (-1: of the working directory), for a tracer to know when.
 * Works in the folder that the argument names; waits for the end of its input before it ends. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { most = 32 };

static void show_one(int fd) {
  char link[64] = "/proc/self/cwd", target[4096] = "nothing";
  if (fd >= 0) snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  const ssize_t length = readlink(link, target, sizeof target - 1);
  if (length >= 0) target[length] = 0;
  dprintf(1, "%d %d %s\n", getpid(), fd, target);
  fcntl(fd, F_GETFD);
}
static void show(void) {
  for (int fd = -1; fd < most; ++fd) show_one(fd);
}

static void* in_thread(void* first) {
  open("by-thread", O_CREAT | O_RDWR, 0600);
  close(*(int*)first);
  return 0;
}
static void* alone(void* fd) {
  unshare(CLONE_FILES);
  close(*(int*)fd);
  return 0;
}
static void run(void* (*work)(void*), int fd) {
  pthread_t thread;
  if (pthread_create(&thread, 0, work, &fd) == 0) pthread_join(thread, 0);
}

/* To ourselves: it arrives with another number. */
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
  if (sendmsg(to, &message, 0) == 1) recvmsg(from, &message, 0);
}

static void connect_to_self(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
  socklen_t length = sizeof address;
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (bind(listener, (struct sockaddr*)&address, length) != 0) return;
  listen(listener, 1);
  getsockname(listener, (struct sockaddr*)&address, &length);
  const int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  connect(client, (struct sockaddr*)&address, length);
  accept(listener, (struct sockaddr*)&address, &length);
}

static void execute(char* program) {
  execl(program, program, "again", (char*)0);
  _exit(1);
}

int main(int count, char** words) {
  if (count < 2) return 1;
  if (strcmp(words[1], "again") == 0) {
    show();
    return 0;
  }
  if (chdir(words[1]) != 0) return 1;
  show();
  const int first = open("first", O_CREAT | O_RDWR, 0600);
  mkdir("below", 0700);
  const int closes = open("./below/../closes", O_CREAT | O_RDWR | O_CLOEXEC, 0600);
  const int below = open("below", O_RDONLY | O_DIRECTORY);
  openat(below, "inner", O_CREAT | O_RDWR | O_CLOEXEC, 0600);
  dup2(first, 20);
  dup3(first, 21, O_CLOEXEC);
  fcntl(first, F_DUPFD, 22);
  dup2(below, 20);
  fcntl(20, F_SETFD, FD_CLOEXEC);
  int ends[2], pair[2];
  if (pipe(ends) != 0 || socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0) return 1;
  eventfd(0, 0);
  epoll_create1(EPOLL_CLOEXEC);
  show();

  run(in_thread, first);
  run(alone, below);
  show();

  if (fork() == 0) {
    close(closes);
    if (chdir("below") != 0) return 1;
    open("of-child", O_CREAT | O_RDWR, 0600);
    show();
    execute(words[0]);
  }
  wait(0);
  if (vfork() == 0) execute(words[0]);
  wait(0);
  connect_to_self();
  pass(pair[0], pair[1], 22);
  if (fchdir(below) != 0) return 1;
  show();
  syscall(SYS_close_range, 21, 22, 0);
  close(closes);
  show();
  char byte;
  return read(0, &byte, 1) == 0 ? 0 : 1;
}
