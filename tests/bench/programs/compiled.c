/* What the compiler is given to do: ordinary headers, and a little code. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int count, char** words) {
  for (int i = 1; i < count; ++i) {
    struct stat about;
    if (stat(words[i], &about) != 0) {
      fprintf(stderr, "%s: %s\n", words[i], strerror(errno));
      return EXIT_FAILURE;
    }
    printf("%-40s %10lld\n", words[i], (long long)about.st_size);
  }
  return EXIT_SUCCESS;
}
