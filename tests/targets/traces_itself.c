/* Asks to be traced by its parent, and prints what came of it. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>

int main(void) {
  const long result = ptrace(PTRACE_TRACEME, 0, 0, 0);
  printf("%ld %s\n", result, result == 0 ? "traced" : strerror(errno));
  return 0;
}
