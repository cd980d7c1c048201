/* Wants to hear of no signal: `blocked` blocks every one, `ignored` ignores every one, `handled`
 * has handlers and blocks them all. Reads a byte first if there is a second word. Then it writes to
 * `filled` in `mark`, and prints, five times; says at the end whether all signals are still treated
 * so, and exits with how many are not.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

volatile int filled __attribute__((aligned(8)));

__attribute__((noinline)) void mark(int number) { filled = number; }

static void handler(int number) { (void)number; }

int main(int count, char** words) {
  const char* how = count > 1 ? words[1] : "blocked";
  const int blocks = strcmp(how, "ignored") != 0;
  struct sigaction wanted = {0}, found;
  sigset_t all, now;
  int lost = 0;
  char byte;
  if (strcmp(how, "ignored") == 0) wanted.sa_handler = SIG_IGN;
  if (strcmp(how, "handled") == 0) wanted.sa_handler = handler;
  if (wanted.sa_handler != SIG_DFL) wanted.sa_flags = SA_RESTART;
  sigemptyset(&wanted.sa_mask);
  if (wanted.sa_handler != SIG_DFL) sigaddset(&wanted.sa_mask, SIGUSR2);
  for (int number = 1; number < NSIG; ++number) {
    sigaction(number, &wanted, 0);  // also by default: whoever started it may ignore some
  }
  sigfillset(&all);
  if (blocks) sigprocmask(SIG_SETMASK, &all, 0);
  sigprocmask(SIG_SETMASK, 0, &all);  // without those that cannot be blocked
  if (count > 2 && read(0, &byte, 1) < 0) return 100;
  for (int round = 1; round <= 5; ++round) {
    mark(round);
    dprintf(1, "round %d\n", round);
  }
  sigprocmask(SIG_SETMASK, 0, &now);
  for (int number = 1; number < NSIG; ++number) {
    if (number == SIGKILL || number == SIGSTOP || sigaction(number, 0, &found) != 0) continue;
    const int same = found.sa_handler == wanted.sa_handler &&
                     (found.sa_flags & SA_RESTART) == wanted.sa_flags &&
                     sigismember(&found.sa_mask, SIGUSR2) == sigismember(&wanted.sa_mask, SIGUSR2);
    if (!same) dprintf(1, "%d is treated otherwise\n", number);
    if (sigismember(&now, number) != sigismember(&all, number)) {
      dprintf(1, "%d is blocked no more, or now is\n", number);
      ++lost;
    } else if (!same) {
      ++lost;
    }
  }
  if (lost == 0) dprintf(1, "all as it was\n");
  return lost;
}
