/* Takes room: greedy WHAT COUNT SIZE. "files": that many files of that many bytes, in its folder;
 * "folders": folders, each in the one before; "null": the same amount into /dev/null; "reserved":
 * files whose room is reserved only (fallocate(2)); "stubborn": files, and ignores SIGXFSZ. Ends
 * with 0 when it got all of it, else with the errno of the first failure. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { chunk = 1 << 14 };
static char bytes[chunk];

static void fill(int fd, long size) {
  while (size > 0) {
    const ssize_t count = write(fd, bytes, size < chunk ? (size_t)size : chunk);
    if (count < 0) exit(errno);
    size -= count;
  }
}

static int make(long number) {
  char name[32];
  snprintf(name, sizeof name, "file-%ld", number);
  const int fd = open(name, O_CREAT | O_WRONLY | O_TRUNC, 0600);
  if (fd < 0) exit(errno);
  return fd;
}

static void go_deeper(void) {
  if (mkdir("folder", 0700) != 0 || chdir("folder") != 0) exit(errno);
}

int main(int words, char** word) {
  if (words < 4) return 1;
  const char* what = word[1];
  const long count = atol(word[2]), size = atol(word[3]);
  if (strcmp(what, "stubborn") == 0) signal(SIGXFSZ, SIG_IGN);
  const int null = open("/dev/null", O_WRONLY);
  for (long i = 0; i < count; ++i) {
    if (strcmp(what, "null") == 0) {
      fill(null, size);
    } else if (strcmp(what, "folders") == 0) {
      go_deeper();
    } else if (strcmp(what, "reserved") == 0) {
      const int fd = make(i);
      if (fallocate(fd, 0, 0, size) != 0) exit(errno);
      close(fd);
    } else {
      const int fd = make(i);
      fill(fd, size);
      close(fd);
    }
  }
  return 0;
}
