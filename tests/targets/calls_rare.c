// Calls that few programs make: attributes, mounts, keys, bpf, perf events, io_uring, Landlock,
// aio.
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/aio_abi.h>
#include <linux/bpf.h>
#include <linux/fs.h>
#include <linux/io_uring.h>
#include <linux/landlock.h>
#include <linux/perf_event.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <termios.h>

#include "calls.h"

static void attributes(void) {
  char value[32];
  CALL(openat, AT_FDCWD, "made", O_RDWR | O_CREAT, 0600);
  CALL(setxattr, "made", "user.name", "value", (size_t)5, 1);
  CALL(setxattr, "made", "user.name", BAD, (size_t)5, 7);
  CALL(getxattr, "made", "user.name", value, sizeof value);
  CALL(getxattr, "made", "user.none", NULL, (size_t)0);
  CALL(fgetxattr, 3, BAD, value, (size_t)1);
  CALL(lsetxattr, "none", "security.x", "\0\1\2", (size_t)3, 2);
  CALL(listxattr, "made", value, sizeof value);
  CALL(flistxattr, 3, NULL, (size_t)0);
  CALL(removexattr, "made", "user.name");
  CALL(fremovexattr, NO_FD, "x");
}

static void mounts(void) {
  CALL(mount, "none", "/no/such", "tmpfs", MS_NOSUID | MS_RDONLY, "size=1");
  CALL(mount, NULL, "/no/such", NULL, MS_REMOUNT | MS_BIND, NULL);
  CALL(mount, BAD, BAD, BAD, 0xc0ed0000 | MS_PRIVATE | MS_REC, BAD);
  CALL(umount2, "/no/such", MNT_DETACH | UMOUNT_NOFOLLOW);
  CALL(umount2, BAD, 0x100);
  CALL(pivot_root, "/no/such", BAD);
  CALL(fsopen, "none", 1);
  CALL(fsconfig, NO_FD, 1, "key", "value", 0);
  CALL(fsconfig, NO_FD, 0, "key", NULL, 0);
  CALL(fsconfig, NO_FD, 99, BAD, BAD, 5);
  CALL(fsmount, NO_FD, 1, 1 | 2);
  CALL(fspick, NO_FD, "x", 2);
  CALL(open_tree, AT_FDCWD, "/no/such", 1 | 0x80000 | 0x8000);
  CALL(move_mount, NO_FD, "", NO_FD, "x", 4);
  CALL(mount_setattr, NO_FD, "x", 0x8000, BAD, (size_t)32);
}

static void keys(void) {
  char text[40];
  CALL(add_key, "user", "name", "payload", (size_t)7, -1);
  CALL(add_key, BAD, BAD, BAD, (size_t)7, 99);
  CALL(request_key, "user", "none", NULL, -3);
  CALL(keyctl, 0, -3, 0);
  CALL(keyctl, 6, -1, text, (size_t)40);
  CALL(keyctl, 3, 12345);
  CALL(keyctl, 5, 12345, 0x3f3f0000);
  CALL(keyctl, 10, -1, "user", "name", 0);
  CALL(keyctl, 11, 12345, BAD, (size_t)5);
  CALL(keyctl, 99, 1, 2, 3, 4);
}

static void programs(void) {
  union bpf_attr attr;
  struct perf_event_attr event;
  memset(&attr, 0, sizeof attr);
  attr.map_type = BPF_MAP_TYPE_HASH;
  attr.key_size = 4;
  CALL(bpf, BPF_MAP_CREATE, &attr, 16);
  CALL(bpf, BPF_MAP_LOOKUP_ELEM, BAD, 32);
  memset(&attr, 0, sizeof attr);
  attr.map_fd = NO_FD;
  CALL(bpf, BPF_MAP_LOOKUP_ELEM, &attr, 32);
  CALL(bpf, 99, &attr, 16);
  memset(&event, 0, sizeof event);
  event.type = PERF_TYPE_SOFTWARE;
  event.size = 64;
  event.config = PERF_COUNT_SW_CPU_CLOCK;
  CALL(perf_event_open, &event, 1 << 22, -1, NO_FD, PERF_FLAG_FD_CLOEXEC);
  CALL(perf_event_open, BAD, 0, 0, -1, 0x100L);
  struct io_uring_params parameters;
  memset(&parameters, 0, sizeof parameters);
  parameters.flags = IORING_SETUP_CLAMP | IORING_SETUP_CQSIZE;
  CALL(io_uring_setup, 0, &parameters);
  CALL(io_uring_setup, 4, BAD);
  CALL(io_uring_enter, NO_FD, 1, 2, 1 | 8, NULL, (size_t)8);
  CALL(io_uring_register, NO_FD, 0, BAD, 1);
  CALL(io_uring_register, NO_FD, 1, NULL, 0);
  struct landlock_ruleset_attr rules = {.handled_access_fs = 7};
  struct landlock_path_beneath_attr beneath = {.allowed_access = 1, .parent_fd = NO_FD};
  CALL(landlock_create_ruleset, NULL, (size_t)0, 1);
  CALL(landlock_create_ruleset, &rules, (size_t)8, 4);
  CALL(landlock_create_ruleset, BAD, (size_t)8, 0);
  CALL(landlock_add_rule, NO_FD, 1, &beneath, 0);
  CALL(landlock_add_rule, NO_FD, 9, BAD, 1);
  CALL(landlock_restrict_self, NO_FD, 0);
}

static void requests(void) {
  struct iocb request = {.aio_lio_opcode = IOCB_CMD_PREAD, .aio_fildes = NO_FD, .aio_nbytes = 5};
  struct iocb* list[2] = {&request, BAD};
  struct io_event events[2];
  struct timespec soon = {0, 5};
  aio_context_t context = 0;
  CALL(io_setup, -1, BAD);
  CALL(io_submit, context, 1L, list);
  CALL(io_submit, context, 2L, list);
  CALL(io_submit, context, 1L, BAD);
  CALL(io_getevents, context, 1L, 2L, events, &soon);
  CALL(io_cancel, context, &request, events);
  CALL(io_destroy, context);
}

static void controls(void) {
  struct winsize window = {24, 80, 0, 0};
  struct termios terminal;
  int number = 0;
  char name[16];
  long side = syscall(SYS_openat, AT_FDCWD, "/dev/ptmx", O_RDWR | O_NOCTTY);
  memset(&terminal, 0, sizeof terminal);
  CALL(ioctl, side, TIOCSPTLCK, &number);
  CALL(ioctl, side, TIOCSWINSZ, &window);
  CALL(ioctl, side, TIOCGWINSZ, &window);
  CALL(ioctl, side, TCGETS, &terminal);
  CALL(ioctl, side, TCSETSW, &terminal);
  CALL(ioctl, side, TIOCGPGRP, &number);
  CALL(ioctl, side, FIONREAD, &number);
  CALL(ioctl, side, FIONBIO, &number);
  CALL(ioctl, side, FIOCLEX);
  CALL(ioctl, side, TCFLSH, TCIOFLUSH);
  CALL(ioctl, side, TIOCSCTTY, 0);
  CALL(ioctl, 3, FS_IOC_GETFLAGS, BAD);
  CALL(ioctl, 3, FICLONE, NO_FD);
  CALL(ioctl, 3, BLKGETSIZE64, BAD);
  CALL(ioctl, 3, BLKROGET, BAD);
  CALL(ioctl, NO_FD, TCGETS, BAD);
  CALL(ioctl, NO_FD, 0x12345678, BAD);
  CALL(ioctl, NO_FD, 0x8905, name);
}

int main(void) {
  attributes();
  mounts();
  keys();
  programs();
  requests();
  controls();
  return 0;
}
