// Writes one byte again and again, to where nobody keeps it: hardly any work of its own, and as
// many calls as somebody wants.
//
// Usage: writes COUNT

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int count, char** words) {
  long left = count > 1 ? atol(words[1]) : 1;
  int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nowhere < 0) {
    perror("writes");
    return 1;
  }
  for (; left > 0; --left) {
    if (write(nowhere, ".", 1) != 1) return 1;
  }
  return 0;
}
