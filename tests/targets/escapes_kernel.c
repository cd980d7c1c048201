/* Attempts to have the kernel do what concerns the whole machine. */
#include "escapes.h"

#include <fcntl.h>
#include <stdint.h>
#include <sys/swap.h>
#include <sys/time.h>
#include <sys/timex.h>
#include <time.h>

static int init_module(const char* word) {
  (void)word;
  return error_of(syscall(SYS_init_module, "x", 1, ""));
}
static int finit_module(const char* word) {
  (void)word;
  return error_of(syscall(SYS_finit_module, open("/proc/self/exe", O_RDONLY), "", 0));
}
static int delete_module(const char* word) {
  (void)word;
  return error_of(syscall(SYS_delete_module, "no-such-module", O_NONBLOCK));
}
static int kexec(const char* word) {
  (void)word;
  return error_of(syscall(SYS_kexec_load, 0, 0, 0, 0));
}
static int kexec_file(const char* word) {
  (void)word;
  return error_of(syscall(SYS_kexec_file_load, -1, -1, 0, "", 4));
}
static int restart(const char* word) {
  (void)word;
  return error_of(syscall(SYS_reboot, 0xfee1dead, 672274793, 0x89abcdef, 0)); /* CAD off */
}
static int swap(const char* word) {
  (void)word;
  return error_of(swapon("swap", 0));
}
static int day(const char* word) {
  (void)word;
  struct timeval now;
  gettimeofday(&now, NULL);
  return error_of(syscall(SYS_settimeofday, &now, NULL));
}
static int clock_of_all(const char* word) {
  (void)word;
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return error_of(clock_settime(CLOCK_REALTIME, &now));
}
static int adjust(const char* word) {
  (void)word;
  struct timex change = {.modes = ADJ_FREQUENCY};
  return error_of(adjtimex(&change));
}
static int bpf(const char* word) {
  (void)word;
  uint32_t map[16] = {2, 4, 4, 1};
  return error_of(syscall(SYS_bpf, 0, map, sizeof map));
}
static int perf(const char* word) {
  (void)word;
  uint64_t what[16] = {(uint64_t)sizeof what << 32 | 1};
  return error_of(syscall(SYS_perf_event_open, what, 0, -1, -1, 0));
}
static int add_key(const char* word) {
  (void)word;
  return error_of(syscall(SYS_add_key, "user", "x", "x", 1, -4));
}
static int keyctl(const char* word) {
  (void)word;
  return error_of(syscall(SYS_keyctl, 0, -4, 1));
}
static int request_key(const char* word) {
  (void)word;
  return error_of(syscall(SYS_request_key, "user", "x", NULL, 0));
}
static int account(const char* word) {
  (void)word;
  return error_of(acct("accounts"));
}
static int kernel_log(const char* word) {
  (void)word;
  char text[64];
  return error_of(syscall(SYS_syslog, 3, text, sizeof text));
}
static int ports(const char* word) {
  (void)word;
  return error_of(syscall(SYS_iopl, 3));
}
static int ring(const char* word) {
  (void)word;
  uint32_t how[30] = {0};
  return error_of(syscall(SYS_io_uring_setup, 4, how));
}
static int faults(const char* word) {
  (void)word;
  return error_of(syscall(SYS_userfaultfd, 0));
}
static int host_name(const char* word) {
  (void)word;
  return error_of(sethostname("x", 1));
}
static int quota(const char* word) {
  (void)word;
  return error_of(syscall(SYS_quotactl, 0x800001 << 8, "/", 0, NULL)); /* Q_SYNC */
}
#ifdef __x86_64__
/* By the doors of other tables of numbers: a mount as i386 and as x32 call it. */
static int mount_by_interrupt(const char* word) {
  (void)word;
  int result = 21;
  __asm__ volatile("int $0x80" : "+a"(result) : "b"(0), "c"(0), "d"(0), "S"(0), "D"(0) : "memory");
  return result < 0 ? -result : 0;
}
static int mount_by_x32(const char* word) {
  (void)word;
  return error_of(syscall(0x40000000 | SYS_mount, "x", "/mnt", "tmpfs", 0, 0));
}
#endif

static const struct attempt all[] = {
    {"init-module", init_module},
    {"finit-module", finit_module},
    {"delete-module", delete_module},
    {"kexec", kexec},
    {"kexec-file", kexec_file},
    {"reboot", restart},
    {"swapon", swap},
    {"settimeofday", day},
    {"clock-settime", clock_of_all},
    {"adjtimex", adjust},
    {"bpf", bpf},
    {"perf", perf},
    {"add-key", add_key},
    {"keyctl", keyctl},
    {"request-key", request_key},
    {"acct", account},
    {"syslog", kernel_log},
    {"iopl", ports},
    {"io-uring", ring},
    {"userfaultfd", faults},
    {"sethostname", host_name},
    {"quotactl", quota},
#ifdef __x86_64__
    {"mount-int80", mount_by_interrupt},
    {"mount-x32", mount_by_x32},
#endif
};
ATTEMPTS(all)
