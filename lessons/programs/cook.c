// Cooks one dish after the other, of what is in the pantry: a file for each dish, read in small
// pieces. One of the dishes has to stand for a while. How a program waits is a matter of taste: by
// nanosleep, by poll without any descriptor, or by epoll that watches nothing.
//
// Usage: cook DISH…, with COOK_STAND="DISH WAY MILLISECONDS".

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

enum { piece = 48, word = 32 };

static void stand(const char* way, int milliseconds) {
  if (strcmp(way, "poll") == 0) {
    poll(NULL, 0, milliseconds);
  } else if (strcmp(way, "epoll") == 0) {
    struct epoll_event event;
    int nothing = epoll_create1(EPOLL_CLOEXEC);
    epoll_wait(nothing, &event, 1, milliseconds);
    close(nothing);
  } else {
    struct timespec left = {milliseconds / 1000, milliseconds % 1000 * 1000000L};
    while (nanosleep(&left, &left) < 0 && errno == EINTR) {
    }
  }
}

// How many bytes there are of it; -1 when there is none.
static int fetch(const char* dish) {
  char path[2 * word], bytes[piece];
  int sum = 0;
  ssize_t count = 0;
  snprintf(path, sizeof path, "pantry/%s", dish);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return -1;
  while ((count = read(fd, bytes, sizeof bytes)) > 0) sum += (int)count;
  close(fd);
  return sum;
}

int main(int count, char** words) {
  const char* plan = getenv("COOK_STAND");
  char slow[word] = "", way[word] = "";
  int milliseconds = 0;
  if (plan != NULL) sscanf(plan, "%31s %31s %d", slow, way, &milliseconds);
  for (int i = 1; i < count; ++i) {
    int grams = fetch(words[i]);
    if (grams < 0) {
      printf("%s: none left\n", words[i]);
      continue;
    }
    if (strcmp(words[i], slow) == 0) stand(way, milliseconds);
    printf("%s: %d grams, done\n", words[i], grams);
  }
  return 0;
}
