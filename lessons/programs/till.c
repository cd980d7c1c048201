// A till that closes at night: it counts, and when the sum is wrong it says so in its log alone.
// On the terminal it says nothing of use.
//
// Usage: till, with TILL_LOG=path, TILL_CENTS=what is missing, TILL_DRAWER=where.

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { drawers = 6 };

// write(2) may take less than it was given.
static int write_all(int fd, const char* text) {
  size_t left = strlen(text);
  while (left > 0) {
    ssize_t count = write(fd, text, left);
    if (count < 0) return -1;
    text += count;
    left -= (size_t)count;
  }
  return 0;
}

static int open_to_append(const char* path) {
  return open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static const char* setting(const char* name, const char* otherwise) {
  const char* value = getenv(name);
  return value == NULL ? otherwise : value;
}

int main(void) {
  char line[160];
  const char* missing = setting("TILL_CENTS", "0");
  int bad_drawer = atoi(setting("TILL_DRAWER", "0"));
  int lock = open_to_append("till.lock");
  int sums = open_to_append("sums.dat");
  int log = open_to_append(setting("TILL_LOG", "till.log"));
  if (lock < 0 || sums < 0 || log < 0) {
    perror("till");
    return 2;
  }
  snprintf(line, sizeof line, "%d\n", (int)getpid());
  write_all(lock, line);
  for (int drawer = 1; drawer <= drawers; ++drawer) {
    // The sums look as if something might be wrong with them, and are only numbers.
    snprintf(line, sizeof line, "drawer %d: %d.%02d\n", drawer, drawer * 137 % 90,
             drawer * 31 % 100);
    write_all(sums, line);
    if (drawer == bad_drawer) {
      snprintf(line, sizeof line,
               "evening count by the machine itself: drawer %d is %s cents short\n", drawer,
               missing);
    } else {
      snprintf(line, sizeof line, "evening count by the machine itself: drawer %d is all right\n",
               drawer);
    }
    write_all(log, line);
  }
  write_all(STDOUT_FILENO, "till: not closed\n");
  return 1;
}
