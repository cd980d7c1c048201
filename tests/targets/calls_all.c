// Every number of the ABI's calls, with arguments that no call accepts: `bad` pointers in all of
// them, or a `small` number in all. What ends, stops, stains the process or reaches others is left
// out.
#include <string.h>

#include "calls.h"

static const int left_out[] = {
    SYS_exit,
    SYS_exit_group,
    SYS_pause,
    SYS_rt_sigreturn,
    SYS_rt_sigsuspend,
    SYS_fork,
    SYS_vfork,
    SYS_clone,
    SYS_vhangup,
    SYS_sync,
    SYS_setuid,
    SYS_setgid,
    SYS_setreuid,
    SYS_setregid,
    SYS_setresuid,
    SYS_setresgid,
    SYS_setfsuid,
    SYS_setfsgid,
    SYS_personality,
    SYS_brk,
    SYS_getrandom,
    SYS_sched_getaffinity,
    SYS_ptrace,
    SYS_alarm,
    SYS_reboot,
    SYS_acct,
    SYS_times,
    SYS_time,
    SYS_restart_syscall,
    SYS_kill,
    SYS_tkill,
    SYS_tgkill,
    SYS_set_robust_list,
#ifdef SYS_sigreturn
    SYS_sigreturn,
    SYS_sigsuspend,
    SYS_setuid32,
    SYS_setgid32,
    SYS_setreuid32,
    SYS_setregid32,
    SYS_setresuid32,
    SYS_setresgid32,
    SYS_setfsuid32,
    SYS_setfsgid32,
    SYS_nice,
    SYS_vm86,
    SYS_vm86old,
#endif
};

static int is_left_out(int number) {
  for (size_t i = 0; i < sizeof left_out / sizeof *left_out; ++i) {
    if (left_out[i] == number) return 1;
  }
  return 0;
}

int main(int count, char** words) {
  long value = count > 1 && strcmp(words[1], "small") == 0 ? NO_FD : (long)BAD;
  for (int number = 0; number < 450; ++number) {
    if (!is_left_out(number)) syscall(number, value, value, value, value, value, value);
  }
  return 0;
}
