/* write_loop [COUNT]: so many times write(1, buf, 13), and nothing else. */
#include <stdlib.h>
#include <unistd.h>

int main(int count, char** words) {
  const long times = count > 1 ? atol(words[1]) : 100000;
  for (long i = 0; i < times; ++i) {
    if (write(1, "Hello, world\n", 13) != 13) return 1;
  }
  return 0;
}
