/* Says "ready"; at each line of input it writes to `written` and says so. Lets itself be traced by
 * anybody. */
#include <stdio.h>
#include <sys/prctl.h>

volatile unsigned long written;

int main(void) {
  char line[64];
  prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY);
  puts("ready");
  fflush(stdout);
  while (fgets(line, sizeof line, stdin) != 0) {
    ++written;
    puts("written");
    fflush(stdout);
  }
  return 0;
}
