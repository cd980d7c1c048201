/* A thread that isn't the leader executes the program's argument, while the leader waits for it and
 * another thread sits in a read. */
#define _GNU_SOURCE
#include <pthread.h>
#include <unistd.h>

static char** words;
static int never[2];

static void* block(void* unused) {
  char byte;
  if (read(never[0], &byte, 1) < 0) _exit(3);
  return unused;
}

static void* execute(void* unused) {
  execve(words[1], words + 1, 0);
  _exit(2);
  return unused;
}

int main(int count, char** arguments) {
  pthread_t blocked, other;
  words = arguments;
  if (count < 2 || pipe(never) != 0) return 1;
  if (pthread_create(&blocked, 0, block, 0) != 0) return 1;
  if (pthread_create(&other, 0, execute, 0) != 0) return 1;
  pthread_join(other, 0);
  return 1;
}
