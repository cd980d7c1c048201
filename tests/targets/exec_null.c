/* Executes its argument without giving it an argv or an environment. */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

int main(int count, char** words) {
  if (count < 2) return 1;
  syscall(SYS_execve, words[1], 0, 0);
  return 2;
}
