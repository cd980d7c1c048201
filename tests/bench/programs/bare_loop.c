/* bare_loop [--awake] PROGRAM [WORD]...: the least that a tracer can do. Stops the program twice a
 * call, and looks at nothing. --awake: as spyglass keeps processors awake, where it may.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int count, char** words) {
  int first = 1;
  if (count > 1 && strcmp(words[1], "--awake") == 0) {
    const int32_t none = 0;
    const int device = open("/dev/cpu_dma_latency", O_WRONLY);
    if (device >= 0 && write(device, &none, sizeof none) != sizeof none) close(device);
    first = 2;
  }
  if (first >= count) return 2;
  const pid_t child = fork();
  if (child == 0) {
    ptrace(PTRACE_TRACEME, 0, 0, 0);
    raise(SIGSTOP);
    execvp(words[first], words + first);
    _exit(127);
  }
  int status = 0;
  waitpid(child, &status, 0);
  ptrace(PTRACE_SETOPTIONS, child, 0,
         PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
             PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL);
  pid_t stopped = child;
  int end = 0;
  for (;;) {
    /* New threads and processes begin with SIGSTOP, which is not theirs. */
    const int signal = WIFSTOPPED(status) ? WSTOPSIG(status) : 0;
    const int ours = signal == (SIGTRAP | 0x80) || signal == SIGTRAP || signal == SIGSTOP;
    ptrace(PTRACE_SYSCALL, stopped, 0, (long)(ours ? 0 : signal));
    do {
      stopped = waitpid(-1, &status, __WALL);
      if (stopped < 0 && errno == ECHILD) return end;
      if (stopped == child && !WIFSTOPPED(status))
        end = WIFEXITED(status) ? WEXITSTATUS(status) : 1;
    } while (stopped < 0 || !WIFSTOPPED(status));
  }
}
