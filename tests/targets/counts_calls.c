/* For each line that it reads, makes as many calls as its argument says, and prints "done". Each is
 * a close(2) of a descriptor that nobody has: the first of 1000, the next of 1001, and so on.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int count, char** words) {
  const long at_once = count > 1 ? atol(words[1]) : 1;
  char line[80];
  int next = 1000;
  while (fgets(line, sizeof line, stdin) != NULL) {
    for (long i = 0; i < at_once; ++i) close(next++);
    puts("done");
    fflush(stdout);
  }
  return 0;
}
