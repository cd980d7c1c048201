/* Attempts to get out of a sandbox: NAME [WORD]. Each says what came of it, "escaped" or "stopped"
 * and an errno, and the status is 0 when it escaped. What it needs of the world outside it is told
 * as a word. */
#ifndef ESCAPES_H
#define ESCAPES_H

#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

struct attempt {
  const char* name;
  int (*make)(const char* word); /* 0: escaped; else an errno */
};

/* Of calls that return -1. */
static inline int error_of(long result) { return result < 0 ? errno : 0; }

static inline int choose_attempt(int words, char** word, const struct attempt* all, int count) {
  /* Its home is what it may write to. */
  if (getenv("HOME") != NULL) (void)!chdir(getenv("HOME"));
  for (int i = 0; i < count && words > 1; ++i) {
    if (strcmp(all[i].name, word[1]) != 0) continue;
    const int error = all[i].make(words > 2 ? word[2] : "");
    printf("%s %s: %s\n", all[i].name, error == 0 ? "escaped" : "stopped", strerror(error));
    return error != 0;
  }
  for (int i = 0; i < count; ++i) puts(all[i].name);
  return 2;
}

#define ATTEMPTS(list)                                                             \
  int main(int words, char** word) {                                               \
    return choose_attempt(words, word, list, (int)(sizeof list / sizeof list[0])); \
  }

#endif
