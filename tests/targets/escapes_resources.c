/* Attempts to take more of the machine than one may. */
#include "escapes.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>

static int address_space(const char* word) {
  (void)word;
  void* area = mmap(NULL, 8UL << 30, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return area == MAP_FAILED ? errno : 0;
}
/* To be tried with small limits. */
static int fill(const char* path, long mebibytes) {
  static char block[1 << 20];
  signal(SIGXFSZ, SIG_IGN);
  const int fd = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0600);
  if (fd < 0) return errno;
  for (long i = 0; i < mebibytes; ++i) {
    if (write(fd, block, sizeof block) < 0) return errno;
  }
  close(fd);
  return 0;
}
static int large_file(const char* word) {
  (void)word;
  return fill("large", 64);
}
static int full_disk(const char* word) {
  (void)word;
  for (int i = 0; i < 20; ++i) {
    char name[32];
    snprintf(name, sizeof name, "/tmp/part-%d", i);
    const int error = fill(name, 4);
    if (error != 0) return error;
  }
  return 0;
}
static int descriptors(const char* word) {
  (void)word;
  for (int i = 0; i < 5000; ++i) {
    if (dup(0) < 0) return errno;
  }
  return 0;
}
static int processes(const char* word) {
  (void)word;
  int error = 0, made = 0;
  while (made < 1000 && error == 0) {
    const pid_t child = fork();
    if (child == 0) {
      for (;;) pause();
    }
    if (child < 0) error = errno;
    ++made;
  }
  signal(SIGTERM, SIG_IGN);
  kill(0, SIGTERM);
  return error;
}
static int processor(const char* word) {
  (void)word;
  for (volatile long i = 0; i < 4000000000000L; ++i) {
  }
  return 0;
}
static int patience(const char* word) {
  (void)word;
  pause();
  return 0;
}

static const struct attempt all[] = {
    {"address-space", address_space}, {"large-file", large_file}, {"full-disk", full_disk},
    {"descriptors", descriptors},     {"processes", processes},   {"processor", processor},
    {"patience", patience},
};
ATTEMPTS(all)
