/* A process with something on every side: descriptors of several kinds, a second thread, a child, a
 * heap, shared memory, a deep stack. It stands so when it calls sched_yield, from inside `inner`.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static int ends[2];
static pthread_barrier_t together;

static void* second(void* none) {
  char byte;
  pthread_barrier_wait(&together);
  return read(ends[0], &byte, 1) < 0 ? none : 0;
}

static void open_some(void) {
  int local[2], connected;
  const int file = open("/dev/shm/spyglass sides\n", O_CREAT | O_RDWR | O_APPEND | O_CLOEXEC, 0600);
  unlink("/dev/shm/spyglass sides\n");
  if (write(file, "12345", 5) != 5) _exit(1);
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, local) != 0) _exit(1);
  const int list = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event event = {.events = EPOLLIN};
  epoll_ctl(list, EPOLL_CTL_ADD, local[0], &event);
  eventfd(5, EFD_NONBLOCK);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (bind(listener, (struct sockaddr*)&address, length) != 0) _exit(1);
  listen(listener, 1);
  getsockname(listener, (struct sockaddr*)&address, &length);
  connected = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(connected, (struct sockaddr*)&address, length) != 0) _exit(1);
}

__attribute__((noinline)) void inner(const char* text, void* heap) {
  char* volatile on_stack[2] = {(char*)text, heap};
  sched_yield();
  (void)on_stack[0];
}

__attribute__((noinline)) void outer(void* heap) {
  inner("a text in the program", heap);
  __asm__ volatile("" ::: "memory");
}

int main(void) {
  pthread_t thread;
  if (pipe(ends) != 0) return 1;
  pthread_barrier_init(&together, 0, 2);
  mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  mmap(0, 8192, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  open_some();
  const pid_t child = fork();
  if (child == 0) {
    char byte;
    close(ends[1]);
    _exit(read(ends[0], &byte, 1) == 0 ? 0 : 1);
  }
  pthread_create(&thread, 0, second, 0);
  pthread_barrier_wait(&together);
  outer(malloc(100));
  if (write(ends[1], "x", 1) != 1) return 1;
  close(ends[1]);
  pthread_join(thread, 0);
  waitpid(child, 0, 0);
  return 0;
}
