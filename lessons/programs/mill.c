// A mill that computes and nothing else: between its first and its last line it asks nothing of the
// kernel, so a tracer of calls sees nothing. Four functions share the work, and one has most of it.
//
// Usage: mill SACKS [tell], with MILL_PLAN="soak crack grind bolt" in millions of rounds for each
// sack. Who wants to be told is told at the end how many rounds there were.

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { soak_step, crack_step, grind_step, bolt_step, steps, million = 1000000 };

static uint64_t done[steps];  // rounds that were made

// Each takes the flour as it is, works on it for some rounds, and hands it on. They are not built
// into main (noinline), so that a sampler finds four functions and not one.
__attribute__((noinline)) uint64_t soak(uint64_t rounds, uint64_t flour) {
  done[soak_step] += rounds;
  for (uint64_t i = 0; i < rounds; ++i) flour = (flour << 7) ^ (flour >> 9) ^ i;
  return flour;
}

__attribute__((noinline)) uint64_t crack(uint64_t rounds, uint64_t flour) {
  done[crack_step] += rounds;
  for (uint64_t i = 0; i < rounds; ++i) flour = flour * 6364136223846793005u + i;
  return flour;
}

__attribute__((noinline)) uint64_t grind(uint64_t rounds, uint64_t flour) {
  done[grind_step] += rounds;
  for (uint64_t i = 0; i < rounds; ++i) flour = (flour + i) ^ (flour >> 13);
  return flour;
}

__attribute__((noinline)) uint64_t bolt(uint64_t rounds, uint64_t flour) {
  done[bolt_step] += rounds;
  for (uint64_t i = 0; i < rounds; ++i) flour = (flour ^ 0x9e3779b9u) * 31 + (flour >> 17);
  return flour;
}

static void say(const char* text) {
  size_t length = strlen(text);
  // A terminal takes so few bytes at once.
  if (write(STDOUT_FILENO, text, length) != (ssize_t)length) exit(1);
}

int main(int count, char** words) {
  const char* plan = getenv("MILL_PLAN");
  uint64_t rounds[steps] = {1, 1, 1, 1};
  uint64_t flour = 1;
  char line[128];
  int sacks = count > 1 ? atoi(words[1]) : 1;
  if (plan != NULL) {
    sscanf(plan, "%lu %lu %lu %lu", &rounds[0], &rounds[1], &rounds[2], &rounds[3]);
  }
  say("mill: at work\n");
  for (int sack = 0; sack < sacks; ++sack) {
    flour = soak(rounds[0] * million, flour);
    flour = crack(rounds[1] * million, flour);
    flour = grind(rounds[2] * million, flour);
    flour = bolt(rounds[3] * million, flour);
  }
  snprintf(line, sizeof line, "mill: flour of the kind %016lx\n", flour);
  say(line);
  if (count > 2) {
    snprintf(line, sizeof line, "mill: %lu %lu %lu %lu rounds\n", done[soak_step], done[crack_step],
             done[grind_step], done[bolt_step]);
    say(line);
  }
  return 0;
}
