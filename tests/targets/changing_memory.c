/* Changes its data, its heap, its stack and what it has mapped, round by round, and writes after
 * each the sum of all of it: whoever goes back sees the same sums again. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { rounds = 6, size = 20000 };
static unsigned data[size / sizeof(unsigned)] = {1};

static unsigned sum(const void* memory, size_t length) {
  unsigned total = 0;
  for (size_t i = 0; i < length; ++i) total = total * 31 + ((const unsigned char*)memory)[i];
  return total;
}

int main(void) {
  unsigned char on_stack[size];
  unsigned char* heap = calloc(1, size);
  unsigned char* mapped = 0;
  memset(on_stack, 7, size);
  for (int round = 0; round < rounds; ++round) {
    unsigned total = 0;
    data[round * 100] += (unsigned)round + 5;
    on_stack[round * 3000] ^= 0x55;
    heap[round * 2900 + 1] += 9;
    /* The heap grows, memory comes, changes, may not be written any more, and goes. */
    if (round == 2) heap = realloc(heap, size + 90000);
    if (round == 1) {
      mapped = mmap(0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
      memset(mapped, 3, size);
    }
    if (round == 3) mapped[4097] = 200;
    if (round == 3) mprotect(mapped, size, PROT_READ);
    if (mapped) total += sum(mapped, size);
    if (round == 4) {
      munmap(mapped, size);
      mapped = 0;
    }
    total += sum(data, sizeof data) + sum(on_stack, size) + sum(heap, size);
    char line[64];
    const int length = snprintf(line, sizeof line, "round %d: %u\n", round, total);
    write(1, line, (size_t)length);
  }
  return 0;
}
