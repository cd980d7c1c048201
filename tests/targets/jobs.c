/* What a shell does with a job: a child in a process group of its own is stopped by each of the
 * four stopping signals in turn, and continued each time. Exits with the number of stops and of
 * continuations that it was told of, 8. */
#define _GNU_SOURCE
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static const int stopping[] = {SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU};
enum { stops = sizeof stopping / sizeof *stopping };

int main(void) {
  const pid_t child = fork();
  if (child == 0) {
    setpgid(0, 0);
    for (int i = 0; i < stops; ++i) kill(getpid(), stopping[i]);
    _exit(3);
  }
  int told = 0;
  for (int i = 0; i < stops; ++i) {
    int status = 0;
    if (waitpid(child, &status, WUNTRACED) != child) return 1;
    if (WIFSTOPPED(status) && WSTOPSIG(status) == stopping[i]) ++told;
    kill(child, SIGCONT);
    if (waitpid(child, &status, WCONTINUED) != child) return 2;
    if (WIFCONTINUED(status)) ++told;
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 3 ? told : 0;
}
