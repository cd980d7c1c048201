/* Makes processes and threads, becomes other programs, and gives up what it has:
 * unruly_processes WHAT. All that it makes is bounded, and gone when it ends. See the table at the
 * end. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static char self[4096];

static void become(const char* deed) {
  char* words[] = {self, (char*)deed, 0};
  char* none[] = {0};
  execve(self, words, none);
  _exit(90);
}

static int end_of(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int done(void) { return 42; }

/* Children of children, as many as four at once. */
static int forks(void) {
  for (int i = 0; i < 30; ++i) {
    pid_t children[4];
    for (int k = 0; k < 4; ++k) {
      children[k] = fork();
      if (children[k] == 0) {
        const pid_t child = fork();
        if (child == 0) _exit(k);
        _exit(end_of(child));
      }
    }
    for (int k = 0; k < 4; ++k) {
      if (end_of(children[k]) != k) return 1;
    }
  }
  return 42;
}

/* A vfork in a vfork in a vfork. Who is killed in there leaves two that go on at once in the same
 * memory, on the same stack: only what all of them count together keeps them from never ending. */
static volatile int vforks_made;
static int vfork_deep(volatile int depth) {
  if (depth == 0) become("done");
  if (++vforks_made > 40) _exit(91);
  const pid_t child = vfork();
  if (child == 0) _exit(vfork_deep(depth - 1));
  return end_of(child);
}
static int vforks(void) {
  for (int i = 0; i < 10; ++i) {
    if (vfork_deep(4) != 42) return 1;
  }
  return 42;
}

static void* nothing(void* unused) { return unused; }
static void* execute(void* unused) {
  become("done");
  return unused;
}
static void* wait_for_ever(void* unused) {
  for (;;) pause();
  return unused;
}

/* Many threads come and go, some stay, and one of them becomes another program. */
static int threads(void) {
  pthread_t thread;
  for (int i = 0; i < 100; ++i) {
    if (pthread_create(&thread, 0, nothing, 0) != 0) return 1;
    pthread_join(thread, 0);
  }
  for (int i = 0; i < 20; ++i) {
    if (pthread_create(&thread, 0, wait_for_ever, 0) != 0) return 2;
  }
  if (pthread_create(&thread, 0, execute, 0) != 0) return 3;
  for (;;) pause();
}

/* All threads at once want to become another program; one gets it. */
static int races(void) {
  pthread_t thread;
  for (int i = 0; i < 8; ++i) {
    const int error = pthread_create(&thread, 0, execute, 0);
    if (error == EAGAIN) break; /* one of them becomes a program already */
    if (error != 0) return 1;
  }
  become("done");
  return 2;
}

/* The first thread ends, and another one becomes a program under its number. */
static void* execute_later(void* leader) {
  pthread_join(*(pthread_t*)leader, 0);
  become("done");
  return 0;
}
static int leaderless(void) {
  static pthread_t leader;
  pthread_t thread;
  leader = pthread_self();
  if (pthread_create(&thread, 0, execute_later, &leader) != 0) return 1;
  pthread_exit(0);
}

/* Becomes itself, a hundred times. */
static int again(void) {
  const char* so_far = getenv("TIMES");
  const int times = so_far ? atoi(so_far) : 0;
  char text[32];
  if (times == 100) return 42;
  snprintf(text, sizeof text, "TIMES=%d", times + 1);
  char* words[] = {self, "again", 0};
  char* environment[] = {text, 0};
  execve(self, words, environment);
  return 1;
}

/* Wants to become what is not there, what is a folder, what is no program. */
static int nowhere(void) {
  char* words[] = {"x", 0};
  char path[] = "/tmp/unruly-XXXXXX";
  if (execve("/nonexistent/program", words, words + 1) != -1 || errno != ENOENT) return 1;
  if (execve("/", words, words + 1) != -1 || errno != EACCES) return 2;
  char* volatile nobody = (char*)8;
  if (execve(nobody, words, words + 1) != -1 || errno != EFAULT) return 3;
  const int file = mkstemp(path);
  if (file < 0 || fchmod(file, 0700) != 0 || write(file, "\177ELF nonsense", 13) != 13) return 4;
  close(file);
  if (execve(path, words, words + 1) != -1) return 5;
  unlink(path);
  if (execve(path, words, words + 1) != -1 || errno != ENOENT) return 6;
  return 42;
}

/* As many words as the kernel takes: 6 MiB at the most, each 128 KiB at the most. */
static int words(void) {
  enum { length = 100 * 1024 };
  struct rlimit stack = {256 << 20, 256 << 20};
  static char* many[70];
  setrlimit(RLIMIT_STACK, &stack);
  char* text = malloc(length + 1);
  if (!text) return 1;
  memset(text, 'w', length);
  text[length] = 0;
  for (int most = 60; most > 0; --most) {
    for (int i = 2; i < most; ++i) many[i] = text;
    many[0] = self;
    many[1] = "done";
    many[most] = 0;
    char* environment[] = {text, text, 0};
    execve(self, many, environment);
    if (errno != E2BIG) return 2;
  }
  return 3;
}

/* A list of a gigabyte of words, and one that is 64 MiB long itself: 2 MiB of pointers, mapped
 * again and again. The kernel counts both and takes neither; whoever shows the call has to read of
 * them what it shows. */
static int gigabyte(void) {
  enum { length = 128 * 1024 - 1, many = 8192 };
  const size_t part = 2 << 20, whole = 64 << 20;
  static char* list[many + 1];
  char* text = malloc(length + 1);
  if (!text) return 1;
  memset(text, 'w', length);
  text[length] = 0;
  for (int i = 0; i < many; ++i) list[i] = text;
  char* none[] = {0};
  if (execve(self, list, none) != -1 || errno != E2BIG) return 2;
  if (execve(self, none, list) != -1 || errno != E2BIG) return 3;

  const int file = memfd_create("pointers", 0);
  if (file < 0 || ftruncate(file, (off_t)part) != 0) return 4;
  /* Room for the end of the list, too. */
  char* const room =
      mmap(0, whole + part, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  char** first = mmap(0, part, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (room == MAP_FAILED || first == MAP_FAILED) return 5;
  for (size_t i = 0; i < part / sizeof *first; ++i) first[i] = "w";
  for (size_t at = 0; at < whole; at += part) {
    if (mmap(room + at, part, PROT_READ, MAP_SHARED | MAP_FIXED, file, 0) == MAP_FAILED) return 6;
  }
  char** const longest = (char**)room;
  if (execve(self, longest, longest) != -1 || errno != E2BIG) return 7;
  return 42;
}

static int closes(void) {
  close_range(0, ~0u, 0);
  if (write(1, "x", 1) != -1 || errno != EBADF) return 1;
  return open("/", O_RDONLY) == 0 ? 42 : 2;
}

/* May do nothing any more, and does some of it. */
static int limits(void) {
  const struct rlimit none = {0, 0};
  for (int which = 0; which < RLIM_NLIMITS; ++which) {
    if (which != RLIMIT_CPU) setrlimit((__rlimit_resource_t)which, &none);
  }
  if (open("/", O_RDONLY) != -1 || errno != EMFILE) return 1;
  if (mmap(0, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED) return 2;
  return 42;
}

static int hides(void) {
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  const pid_t child = fork();
  if (child == 0) _exit(getppid() > 1 ? 42 : 1);
  return end_of(child);
}

/* Another user, if it may be one. */
static int other_user(void) {
  if (geteuid() != 0) return 42;
  if (setresgid(65534, 65534, 65534) != 0 || setresuid(65534, 65534, 65534) != 0) return 1;
  const pid_t child = fork();
  if (child == 0) _exit(getuid() == 65534 ? 42 : 1);
  return end_of(child);
}

/* Numbers of processes that mean something else in here, if it may have its own. */
static int namespaces(void) {
  if (unshare(CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS) != 0) return 42;
  const pid_t child = fork();
  if (child == 0) {
    const pid_t first = fork();
    if (first == 0) _exit(getppid() == 1 ? 42 : 1);
    _exit(getpid() == 1 ? end_of(first) : 2);
  }
  return end_of(child);
}

/* A child that outlives it ends with the pipe that it holds. */
static int leaves_one(void) {
  int ends[2];
  char byte;
  if (pipe(ends) != 0) return 1;
  if (fork() == 0) {
    close(ends[1]);
    alarm(60);
    _exit((int)read(ends[0], &byte, 1));
  }
  return 42;
}

static const struct {
  const char* name;
  int (*act)(void);
} deeds[] = {
    {"done", done},
    {"forks", forks},
    {"vforks", vforks},
    {"threads", threads},
    {"races", races},
    {"leaderless", leaderless},
    {"again", again},
    {"nowhere", nowhere},
    {"words", words},
    {"gigabyte", gigabyte},
    {"closes", closes},
    {"limits", limits},
    {"hides", hides},
    {"other_user", other_user},
    {"namespaces", namespaces},
    {"leaves_one", leaves_one},
};

int main(int count, char** word) {
  if (readlink("/proc/self/exe", self, sizeof self - 1) < 0) return 79;
  for (unsigned i = 0; count > 1 && i < sizeof deeds / sizeof *deeds; ++i) {
    if (strcmp(deeds[i].name, word[1]) == 0) return deeds[i].act();
  }
  return 78;
}
