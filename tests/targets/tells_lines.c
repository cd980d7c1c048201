/* Makes calls of one family, between two marks, and then prints the very lines that a trace of them
 * must have: tells_lines FAMILY. The marks are writes to a descriptor that is not open. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char lines[16384];
static size_t length;

__attribute__((format(printf, 1, 2))) static void line(const char* form, ...) {
  va_list values;
  va_start(values, form);
  length += (size_t)vsnprintf(lines + length, sizeof lines - length, form, values);
  va_end(values);
  lines[length++] = '\n';
}

/* "3", "-1 ENOENT (No such file or directory)" */
static const char* result(long value) {
  static char text[128];
  if (value < 0) {
    snprintf(text, sizeof text, "-1 %s (%s)", strerrorname_np(errno), strerror(errno));
  } else {
    snprintf(text, sizeof text, "%ld", value);
  }
  return text;
}

static void files(void) {
  const char* path = "tells-lines.tmp";
  long fd = syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CREAT | O_CLOEXEC, 0640);
  line("openat(AT_FDCWD, \"%s\", O_RDWR|O_CREAT|O_CLOEXEC, 0640) = %s", path, result(fd));
  long done = syscall(SYS_openat, AT_FDCWD, "/no/such\n", O_WRONLY | O_DIRECTORY);
  line("openat(AT_FDCWD, \"/no/such\\n\", O_WRONLY|O_DIRECTORY) = %s", result(done));
  done = syscall(SYS_ftruncate, fd, 10L);
  line("ftruncate(%ld, 10) = %s", fd, result(done));
  done = syscall(SYS_fchmod, fd, 04711);
  line("fchmod(%ld, 04711) = %s", fd, result(done));
  done = syscall(SYS_faccessat, AT_FDCWD, path, R_OK | W_OK);
  line("faccessat(AT_FDCWD, \"%s\", R_OK|W_OK) = %s", path, result(done));
  done = syscall(SYS_unlinkat, AT_FDCWD, path, 0);
  line("unlinkat(AT_FDCWD, \"%s\", 0) = %s", path, result(done));
  done = syscall(SYS_close, fd);
  line("close(%ld) = %s", fd, result(done));
}

static void descriptors(void) {
  int ends[2];
  long done = syscall(SYS_pipe2, ends, O_NONBLOCK);
  line("pipe2([%d, %d], O_NONBLOCK) = %s", ends[0], ends[1], result(done));
  char buffer[40];
  done = syscall(SYS_read, ends[0], buffer, sizeof buffer);
  line("read(%d, %p, %zu) = %s", ends[0], (void*)buffer, sizeof buffer, result(done));
  done = syscall(SYS_write, ends[1], "a\0b\"\\\t\377", 7);
  line("write(%d, \"a\\0b\\\"\\\\\\t\\377\", 7) = %s", ends[1], result(done));
  done = syscall(SYS_read, ends[0], buffer, sizeof buffer);
  line("read(%d, \"a\\0b\\\"\\\\\\t\\377\", %zu) = %s", ends[0], sizeof buffer, result(done));
  struct iovec vectors[] = {{(void*)"one", 3}, {(void*)"", 0}, {(void*)"two", 3}};
  done = syscall(SYS_writev, ends[1], vectors, 3);
  line(
      "writev(%d, [{iov_base=\"one\", iov_len=3}, {iov_base=\"\", iov_len=0}, {iov_base=\"two\", "
      "iov_len=3}], 3) = %s",
      ends[1], result(done));
  struct pollfd polled[] = {{ends[0], POLLIN | POLLPRI, 0}, {ends[1], POLLOUT, 0}};
  done = syscall(SYS_poll, polled, 2L, 0L);
  line(
      "poll([{fd=%d, events=POLLIN|POLLPRI}, {fd=%d, events=POLLOUT}], 2, 0) = 2 ([{fd=%d, "
      "revents=POLLIN}, {fd=%d, revents=POLLOUT}])",
      ends[0], ends[1], ends[0], ends[1]);
  const long epoll = syscall(SYS_epoll_create1, EPOLL_CLOEXEC);
  line("epoll_create1(EPOLL_CLOEXEC) = %s", result(epoll));
  struct epoll_event event = {EPOLLIN | EPOLLET, {.u64 = 7}};
  done = syscall(SYS_epoll_ctl, epoll, EPOLL_CTL_ADD, ends[0], &event);
  line("epoll_ctl(%ld, EPOLL_CTL_ADD, %d, {events=EPOLLIN|EPOLLET, data={u32=7, u64=7}}) = %s",
       epoll, ends[0], result(done));
}

static void memory(void) {
  const long page = sysconf(_SC_PAGESIZE);
  const long done = syscall(SYS_mprotect, -1L - page + 1, page, PROT_READ | PROT_WRITE);
  line("mprotect(%p, %ld, PROT_READ|PROT_WRITE) = %s", (void*)(-1L - page + 1), page, result(done));
  void* at = mmap(0, (size_t)page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
#ifdef __LP64__
  line("mmap(NULL, %ld, PROT_NONE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = %p", page, at);
#else
  line("mmap2(NULL, %ld, PROT_NONE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = %p", page, at);
#endif
  long freed = syscall(SYS_madvise, at, page, MADV_DONTNEED);
  line("madvise(%p, %ld, MADV_DONTNEED) = %s", at, page, result(freed));
  freed = syscall(SYS_munmap, at, page);
  line("munmap(%p, %ld) = %s", at, page, result(freed));
}

static void processes(void) {
  long done = syscall(SYS_wait4, -1L, 0L, WNOHANG, 0L);
  line("wait4(-1, NULL, WNOHANG, NULL) = %s", result(done));
  done = syscall(SYS_execve, "/no/such", 0L, 0L);
  line("execve(\"/no/such\", NULL, NULL) = %s", result(done));
  struct rlimit limit = {100, 200};
  done = syscall(SYS_setrlimit, RLIMIT_NOFILE, &limit);
  line("setrlimit(RLIMIT_NOFILE, {rlim_cur=100, rlim_max=200}) = %s", result(done));
  done = syscall(SYS_getpriority, PRIO_PROCESS, 0);
  line("getpriority(PRIO_PROCESS, 0) = %s", result(done));
}

static void signals(void) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigaddset(&set, SIGTERM);
  long done = syscall(SYS_rt_sigprocmask, SIG_BLOCK, &set, 0L, 8L);
  line("rt_sigprocmask(SIG_BLOCK, [USR1 TERM], NULL, 8) = %s", result(done));
  const int self = getpid();
  line("getpid() = %d", self);
  done = syscall(SYS_kill, self, SIGUSR1);
  line("kill(%d, SIGUSR1) = %s", self, result(done));
  stack_t stack;
  done = syscall(SYS_sigaltstack, 0L, &stack);
  line("sigaltstack(NULL, {ss_sp=NULL, ss_flags=SS_DISABLE, ss_size=0}) = %s", result(done));
}

static void sockets(void) {
  const long fd = syscall(SYS_socket, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  line("socket(AF_UNIX, SOCK_STREAM|SOCK_CLOEXEC, 0) = %s", result(fd));
  struct sockaddr_un address = {AF_UNIX, "/no/such/socket"};
  long done = syscall(SYS_connect, fd, &address, sizeof address);
  line("connect(%ld, {sa_family=AF_UNIX, sun_path=\"/no/such/socket\"}, %zu) = %s", fd,
       sizeof address, result(done));
  const int on = 1;
  done = syscall(SYS_setsockopt, fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  line("setsockopt(%ld, SOL_SOCKET, SO_REUSEADDR, [1], 4) = %s", fd, result(done));
  done = syscall(SYS_shutdown, fd, SHUT_WR);
  line("shutdown(%ld, SHUT_WR) = %s", fd, result(done));
}

static void times(void) {
  struct timespec moment = {0, 1000};
#ifdef __LP64__
  long done = syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, &moment, 0L);
  line("clock_nanosleep(CLOCK_MONOTONIC, 0, {tv_sec=0, tv_nsec=1000}, NULL) = %s", result(done));
#else
  long done = syscall(SYS_nanosleep, &moment, 0L);
  line("nanosleep({tv_sec=0, tv_nsec=1000}, NULL) = %s", result(done));
#endif
  done = syscall(SYS_clock_getres, 77, &moment);
  line("clock_getres(0x4d /* CLOCK_??? */, %p) = %s", (void*)&moment, result(done));
  done = syscall(SYS_timer_delete, 12345);
  line("timer_delete(12345) = %s", result(done));
}

static void between_processes(void) {
  int word = 5;
  long done = syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, 1);
  line("futex(%p, FUTEX_WAKE_PRIVATE, 1) = %s", (void*)&word, result(done));
  done = syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, 6, 0L);
  line("futex(%p, FUTEX_WAIT_PRIVATE, 6, NULL) = %s", (void*)&word, result(done));
}

static void identity(void) {
  long done = syscall(SYS_getppid);
  line("getppid() = %s", result(done));
  done = syscall(SYS_getpgid, -5);
  line("getpgid(-5) = %s", result(done));
  done = syscall(SYS_setpgid, -5, 0);
  line("setpgid(-5, 0) = %s", result(done));
}

static void whole_system(void) {
  struct utsname name;
  const long done = syscall(SYS_uname, &name);
  line("uname({sysname=\"%s\", nodename=\"%.32s\", ...}) = %s", name.sysname, name.nodename,
       result(done));
  const long other = syscall(SYS_sched_yield);
  line("sched_yield() = %s", result(other));
}

static const struct {
  const char* name;
  void (*make)(void);
} families[] = {{"files", files},         {"descriptors", descriptors}, {"memory", memory},
                {"processes", processes}, {"signals", signals},         {"sockets", sockets},
                {"time", times},          {"ipc", between_processes},   {"identity", identity},
                {"system", whole_system}};

int main(int count, char** words) {
  for (size_t i = 0; i < sizeof families / sizeof *families; ++i) {
    if (count < 2 || strcmp(words[1], families[i].name) != 0) continue;
    (void)!write(-1, "begin", 5);
    families[i].make();
    (void)!write(-1, "end", 3);
    return fwrite(lines, 1, length, stdout) == length ? 0 : 1;
  }
  return 2;
}
