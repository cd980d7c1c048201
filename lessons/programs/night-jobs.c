// Two jobs that somebody has started and left alone. One walks through the files of a folder, over
// and over, and holds each open for a while; the other computes and never asks the kernel anything.
// Each is known by a name of its own, as threads and workers of servers are.
//
// Usage: night-jobs WALKER FOLDER SPINNER. Says "ready" when both are at work; ends when its input
// does, and both of them with it.

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

static void give_up(const char* what) {
  perror(what);
  exit(1);
}

static void look_at(const char* path) {
  char text[64];
  const struct timespec while_open = {0, 400 * 1000 * 1000};
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return;
  while (read(fd, text, sizeof text) > 0) {
  }
  nanosleep(&while_open, NULL);
  close(fd);
}

static void walk(const char* folder) {
  DIR* list = opendir(folder);
  if (list == NULL) give_up(folder);
  for (;;) {
    const struct dirent* entry = readdir(list);
    char path[512];
    if (entry == NULL) {
      rewinddir(list);
      continue;
    }
    if (entry->d_name[0] == '.') continue;
    snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
    look_at(path);
  }
}

static void spin(const char* unused) {
  volatile unsigned long rounds = 0;
  (void)unused;
  // Whoever else wants the processor may have it first.
  if (nice(19) < 0) _exit(1);
  for (;;) ++rounds;
}

// The job tells by one byte that it has its name.
static void start(const char* name, void (*job)(const char*), const char* about,
                  const int told[2]) {
  pid_t launcher = getpid();
  pid_t child = fork();
  if (child < 0) give_up("fork");
  if (child > 0) return;
  prctl(PR_SET_NAME, name);
  // Jobs end with the one that started them, even if that happened just now.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != launcher || write(told[1], "", 1) != 1) _exit(1);
  close(told[0]);
  close(told[1]);
  job(about);
}

int main(int count, char** words) {
  int told[2];
  char byte;
  if (count != 4) {
    fprintf(stderr, "usage: night-jobs WALKER FOLDER SPINNER\n");
    return 2;
  }
  if (pipe(told) < 0) give_up("pipe");
  start(words[1], walk, words[2], told);
  start(words[3], spin, NULL, told);
  for (int i = 0; i < 2; ++i) {
    if (read(told[0], &byte, 1) != 1) give_up("a job has not started");
  }
  puts("ready");
  fflush(stdout);
  while (read(STDIN_FILENO, &byte, 1) > 0) {
  }
  return 0;
}
