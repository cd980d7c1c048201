/* Fifty children that end at once, with 0 to 49; it doesn't wait for the last one. */
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  for (int i = 0; i < 50; ++i) {
    const pid_t child = fork();
    if (child < 0) return 1;
    if (child == 0) _exit(i);
    if (i < 49) waitpid(child, 0, 0);
  }
  return 50;
}
