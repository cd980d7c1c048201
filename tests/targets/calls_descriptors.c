// Descriptors: duplicating, fcntl, pipes, splicing, polling, event descriptors.
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/select.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <time.h>

#include "calls.h"

static void duplicating(void) {
  int ends[2];
  CALL(pipe2, ends, O_CLOEXEC | O_NONBLOCK);
  CALL(pipe2, ends, O_DIRECT);
  CALL(pipe2, BAD, 0);
  CALL(pipe2, ends, 0x1);
#ifdef SYS_pipe
  CALL(pipe, ends);
#endif
  CALL(dup, 0);
  CALL(dup, NO_FD);
#ifdef SYS_dup2
  CALL(dup2, 0, 20);
  CALL(dup2, 20, 20);
#endif
  CALL(dup3, 0, 21, O_CLOEXEC);
  CALL(dup3, 0, 0, 1);
  CALL(close_range, 20U, 21U, 0U);
  CALL(close_range, 30U, ~0U, 2U | 4U);
  CALL(close_range, 30U, 20U, 0x10U);
  CALL(close, -1);
}

static void fcntls(void) {
  struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 10};
  struct f_owner_ex owner = {F_OWNER_PID, 0};
  unsigned long long hint = 2;
  CALL(openat, AT_FDCWD, "made", O_RDWR | O_CREAT, 0600);
  CALL(fcntl, 3, F_GETFD);
  CALL(fcntl, 3, F_SETFD, FD_CLOEXEC);
  CALL(fcntl, 3, F_SETFD, 0);
  CALL(fcntl, 3, F_SETFD, 6);
  CALL(fcntl, 3, F_GETFL);
  CALL(fcntl, 3, F_SETFL, O_RDONLY | O_NONBLOCK | O_APPEND);
  CALL(fcntl, 0, F_DUPFD, 25);
  CALL(fcntl, 0, F_DUPFD_CLOEXEC, 25);
  CALL(fcntl, 9, F_GETLK, &lock);
  CALL(fcntl, 9, F_SETLK, &lock);
  CALL(fcntl, 9, F_SETLKW, BAD);
  CALL(fcntl, 9, F_OFD_SETLK, &lock);
  CALL(fcntl, 9, F_OFD_GETLK, &lock);
  CALL(fcntl, 3, F_SETOWN, 0);
  CALL(fcntl, 3, F_GETOWN);
  CALL(fcntl, 3, F_GETOWN_EX, &owner);
  CALL(fcntl, 3, F_SETOWN_EX, &owner);
  CALL(fcntl, 3, F_SETSIG, SIGUSR1);
  CALL(fcntl, 3, F_GETSIG);
  CALL(fcntl, 3, F_GETPIPE_SZ);
  CALL(fcntl, 3, F_SETPIPE_SZ, 8192);
  CALL(fcntl, 9, F_GETLEASE);
  CALL(fcntl, 9, F_SETLEASE, F_RDLCK);
  CALL(fcntl, 9, F_NOTIFY, DN_CREATE | DN_MULTISHOT);
  CALL(fcntl, 9, F_ADD_SEALS, 1 | 2 | 4);
  CALL(fcntl, 9, F_GET_SEALS);
  CALL(fcntl, 9, 1036, &hint);
  CALL(fcntl, 9, 1035, &hint);
  CALL(fcntl, 9, 12345, 67);
  CALL(fcntl, NO_FD, F_GETFD);
}

static void moving(void) {
  char text[] = "through a pipe";
  struct iovec part = {text, sizeof text};
  loff_t at = 0;
  loff_t other = 4;
  CALL(write, 9, text, sizeof text);
  CALL(splice, 9, &at, 4, NULL, (size_t)10, 1 | 2);
  CALL(splice, 9, BAD, 4, NULL, (size_t)10, 0);
  CALL(tee, 3, 6, (size_t)5, 2);
  CALL(vmsplice, 4, &part, 1L, 8);
  CALL(vmsplice, 4, BAD, 1L, 0);
  CALL(sendfile, 4, 9, NULL, (size_t)5);
#ifdef SYS_sendfile64
  CALL(sendfile64, 4, 9, &other, (size_t)5);
#endif
  CALL(copy_file_range, 9, &at, 9, &other, (size_t)3, 0);
  CALL(copy_file_range, 9, NULL, NO_FD, NULL, (size_t)3, 5);
  CALL(readahead, 9, 0L, 100L, 0L);
}

static void waiting(void) {
  struct pollfd fds[3] = {{3, POLLIN, 0}, {4, POLLOUT | POLLERR, 0}, {-1, POLLPRI, 0}};
  struct timespec soon = {0, 1000};
  struct timeval soon_too = {0, 10};
  sigset_t set;
  fd_set readable, writable;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
#ifdef SYS_poll
  CALL(poll, fds, 3, 0);
  CALL(poll, fds, 0, 0);
  CALL(poll, NULL, 0, 1);
  CALL(poll, BAD, 2, 0);
  fds[0].fd = NO_FD;
  CALL(poll, fds, 3, 0);
#endif
  CALL(ppoll, fds, 2, &soon, &set, (size_t)8);
  CALL(ppoll, fds, 2, BAD, NULL, (size_t)8);
  FD_ZERO(&readable);
  FD_ZERO(&writable);
  FD_SET(0, &readable);
  FD_SET(4, &writable);
#ifdef SYS_select
  CALL(select, 5, &readable, &writable, NULL, &soon_too);
  CALL(select, 0, NULL, NULL, NULL, &soon_too);
  CALL(select, 2, BAD, NULL, NULL, NULL);
  CALL(select, -1, &readable, NULL, NULL, NULL);
#endif
  struct {
    sigset_t* set;
    size_t size;
  } mask = {&set, 8};
  CALL(pselect6, 5, &readable, &writable, NULL, &soon, &mask);
  CALL(pselect6, 0, NULL, NULL, NULL, &soon, NULL);
}

static void events(void) {
  struct epoll_event event = {EPOLLIN | EPOLLET | EPOLLONESHOT, {.u64 = 0x123456789abcdef}};
  struct epoll_event found[4];
  struct timespec none = {0, 0};
  long epoll = syscall(SYS_epoll_create1, EPOLL_CLOEXEC);
  CALL(epoll_create1, 5);
#ifdef SYS_epoll_create
  CALL(epoll_create, 3);
#endif
  CALL(epoll_ctl, epoll, EPOLL_CTL_ADD, 3, &event);
  event.events = EPOLLOUT | EPOLLRDHUP | 0x100;
  CALL(epoll_ctl, epoll, EPOLL_CTL_ADD, 4, &event);
  CALL(epoll_ctl, epoll, EPOLL_CTL_MOD, 4, &event);
  CALL(epoll_ctl, epoll, 9, 4, &event);
  CALL(epoll_ctl, epoll, EPOLL_CTL_ADD, 6, BAD);
  CALL(epoll_ctl, epoll, EPOLL_CTL_DEL, 6, NULL);
#ifdef SYS_epoll_wait
  CALL(epoll_wait, epoll, found, 4, 0);
  CALL(epoll_wait, epoll, BAD, -1, 0);
#endif
  CALL(epoll_pwait, epoll, found, 4, 0, NULL, (size_t)8);
#ifdef SYS_epoll_pwait2
  CALL(epoll_pwait2, epoll, found, 4, &none, NULL, (size_t)8);
#endif
  unsigned long long count = 5;
  long eventfd = syscall(SYS_eventfd2, 3, EFD_CLOEXEC | EFD_NONBLOCK);
#ifdef SYS_eventfd
  CALL(eventfd, 0);
#endif
  CALL(eventfd2, 1, EFD_SEMAPHORE | 0x10);
  CALL(write, eventfd, &count, (size_t)8);
  CALL(read, eventfd, &count, (size_t)8);
  sigset_t set;
  sigfillset(&set);
  CALL(signalfd4, -1, &set, (size_t)8, SFD_CLOEXEC | SFD_NONBLOCK);
  CALL(signalfd4, -1, BAD, (size_t)8, 1);
#ifdef SYS_signalfd
  CALL(signalfd, -1, &set, (size_t)8);
#endif
  struct itimerspec when = {{0, 0}, {100, 5}};
  long timer = syscall(SYS_timerfd_create, CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
  CALL(timerfd_create, 77, 1);
  CALL(timerfd_settime, timer, 0, &when, &when);
  CALL(timerfd_settime, timer, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &when, NULL);
  CALL(timerfd_settime, timer, 4, BAD, BAD);
  CALL(timerfd_gettime, NO_FD, &when);
  long inotify = syscall(SYS_inotify_init1, IN_CLOEXEC | IN_NONBLOCK);
#ifdef SYS_inotify_init
  CALL(inotify_init);
#endif
  CALL(inotify_add_watch, inotify, ".", IN_CREATE | IN_DELETE | IN_ONLYDIR);
  CALL(inotify_add_watch, inotify, BAD, IN_ALL_EVENTS | 0x100000);
  CALL(inotify_rm_watch, inotify, 1);
  CALL(inotify_rm_watch, inotify, 9);
  CALL(memfd_create, "name", 1 | 2);
  CALL(memfd_create, BAD, 4 | (21 << 26));
  CALL(memfd_create, "a name that is longer than thirty-two bytes are", 0x100);
  CALL(userfaultfd, O_CLOEXEC | O_NONBLOCK | 1);
  CALL(fanotify_init, 0 | 1, O_RDONLY);
  CALL(fanotify_init, 0x200 | 4 | 8, O_RDWR | O_CLOEXEC);
  CALL(fanotify_mark, NO_FD, 1 | 8, 0x3bULL, 0L, AT_FDCWD, "x");
}

int main(void) {
  duplicating();
  fcntls();
  moving();
  waiting();
  events();
  return 0;
}
