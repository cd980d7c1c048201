/* Stops itself by the signal that its argument numbers, and exits with 5 when it is continued. */
#include <signal.h>
#include <stdlib.h>

int main(int count, char** words) {
  raise(count > 1 ? atoi(words[1]) : SIGSTOP);
  return 5;
}
