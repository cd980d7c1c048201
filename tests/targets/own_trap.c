/* Has a trap instruction of its own and a handler for it; exits with how often that ran. */
#include <signal.h>

static volatile sig_atomic_t trapped;

static void handler(int number) {
  (void)number;
  ++trapped;
}

int main(void) {
  signal(SIGTRAP, handler);
#if defined(__x86_64__)
  __asm__ volatile("int3");
#elif defined(__aarch64__)
  raise(SIGTRAP);
#endif
  return trapped;
}
