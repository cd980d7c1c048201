/* Attempts to read what is private and to change what is everybody's. */
#include "escapes.h"

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/time.h>
#include <sys/xattr.h>

#define VICTIM "/etc/hostname"
#define NEW "/etc/spyglass-was-here"

static int can_open(const char* path, int flags) {
  const int fd = open(path, flags, 0600);
  if (fd < 0) return errno;
  close(fd);
  return 0;
}

static int can_read(const char* path) {
  char byte;
  const int fd = open(path, O_RDONLY);
  if (fd < 0) return errno;
  const ssize_t count = read(fd, &byte, 1);
  close(fd);
  return count == 1 ? 0 : count == 0 ? ENODATA : errno;
}

static int has_entries(const char* path) {
  DIR* all = opendir(path);
  if (all == NULL) return errno;
  int found = 0;
  for (const struct dirent* one; (one = readdir(all)) != NULL;) found += one->d_name[0] != '.';
  closedir(all);
  return found > 0 ? 0 : ENODATA;
}

static int read_given(const char* word) { return can_read(word); }
static int list_given(const char* word) { return has_entries(word); }
static int write_given(const char* word) { return can_open(word, O_WRONLY | O_APPEND); }
static int list_homes(const char* word) {
  (void)word;
  return has_entries("/home");
}
static int read_shadow(const char* word) {
  (void)word;
  return can_read("/etc/shadow");
}
static int create(const char* word) {
  (void)word;
  return can_open(NEW, O_WRONLY | O_CREAT);
}
static int overwrite(const char* word) {
  (void)word;
  return can_open(VICTIM, O_WRONLY);
}
static int append(const char* word) {
  (void)word;
  return can_open(VICTIM, O_RDWR | O_APPEND);
}
static int cut(const char* word) {
  (void)word;
  return error_of(truncate(VICTIM, 0));
}
static int delete (const char* word) {
  (void)word;
  return error_of(unlink(VICTIM));
}
static int move(const char* word) {
  (void)word;
  return error_of(rename(VICTIM, NEW));
}
static int move_in(const char* word) {
  (void)word;
  const int made = can_open("mine", O_WRONLY | O_CREAT);
  return made != 0 ? made : error_of(rename("mine", NEW));
}
static int hard_link_out(const char* word) {
  (void)word;
  return error_of(link(VICTIM, NEW));
}
static int hard_link_in(const char* word) {
  (void)word;
  return error_of(link(VICTIM, "mine"));
}
static int symbolic_link(const char* word) {
  (void)word;
  return error_of(symlink(VICTIM, NEW));
}
static int folder(const char* word) {
  (void)word;
  return error_of(mkdir(NEW, 0700));
}
static int pipe_file(const char* word) {
  (void)word;
  return error_of(mkfifo(NEW, 0600));
}
static int mode(const char* word) {
  (void)word;
  return error_of(chmod(VICTIM, 0666));
}
static int owner(const char* word) {
  (void)word;
  return error_of(chown(VICTIM, 1, 1));
}
static int times(const char* word) {
  (void)word;
  return error_of(utimes(VICTIM, NULL));
}
static int attribute(const char* word) {
  (void)word;
  return error_of(setxattr(VICTIM, "user.x", "x", 1, 0));
}
static int disk(const char* word) {
  (void)word;
  const int made = error_of(mknod("disk", S_IFBLK | 0600, 8 << 8));
  return made != 0 ? made : can_open("disk", O_RDONLY);
}
static int memory_device(const char* word) {
  (void)word;
  return can_open("/dev/mem", O_RDONLY);
}
static int kernel_log(const char* word) {
  (void)word;
  return can_open("/dev/kmsg", O_RDONLY);
}

static int link_to_the_outside(const char* word) {
  (void)word;
  return symlink(NEW, "away") != 0 ? errno : can_open("away", O_WRONLY | O_CREAT);
}

static volatile int over;
static void* swap(void* nothing) {
  while (!over) {
    unlink("race");
    if (symlink("inside", "race") != 0) continue;
    unlink("race");
    if (symlink(NEW, "race") != 0) continue;
  }
  return nothing;
}
/* The link leads to a harmless place when it is looked at, and elsewhere when it is opened. */
static int link_race(const char* word) {
  (void)word;
  pthread_t other;
  if (pthread_create(&other, NULL, swap, NULL) != 0) return EAGAIN;
  struct stat about;
  for (int i = 0; i < 300; ++i) {
    if (lstat("race", &about) == 0) (void)can_open("race", O_WRONLY | O_CREAT);
  }
  over = 1;
  pthread_join(other, NULL);
  return stat(NEW, &about) == 0 ? 0 : can_open(NEW, O_WRONLY | O_CREAT);
}

static int own_root(const char* word) {
  (void)word;
  return can_open("/proc/self/root" NEW, O_WRONLY | O_CREAT);
}
static int first_root(const char* word) {
  char path[4096];
  snprintf(path, sizeof path, "/proc/1/root%s", word);
  return can_read(path);
}
static int root_of_given(const char* word) {
  char path[256];
  snprintf(path, sizeof path, "/proc/%s/root/etc/hostname", word);
  return can_read(path);
}
static int upwards(const char* word) {
  char path[4096] = "";
  for (int i = 0; i < 60; ++i) strcat(path, "../");
  strcat(path, word[0] == '/' ? word + 1 : word);
  return can_read(path);
}
static int leave_root(const char* word) {
  (void)word;
  if (mkdir("cell", 0700) != 0 || chroot("cell") != 0) return errno;
  for (int i = 0; i < 60; ++i) (void)!chdir("..");
  return error_of(chroot("."));
}
static int passed_descriptor(const char* word) {
  return error_of(openat(atoi(word), "etc/hostname", O_RDONLY));
}
static int handle(const char* word) {
  (void)word;
  struct file_handle* about = calloc(1, sizeof *about + 128);
  int mount = 0;
  about->handle_bytes = 128;
  if (name_to_handle_at(AT_FDCWD, "/", about, &mount, 0) != 0) about->handle_bytes = 8;
  return error_of(open_by_handle_at(AT_FDCWD, about, O_RDONLY));
}

static int core_pattern(const char* word) {
  (void)word;
  return can_open("/proc/sys/kernel/core_pattern", O_WRONLY);
}
static int system_request(const char* word) {
  (void)word;
  return can_open("/proc/sysrq-trigger", O_WRONLY);
}
static int kernel_settings(const char* word) {
  (void)word;
  return can_open("/sys/kernel/uevent_helper", O_WRONLY) == 0
             ? 0
             : can_open("/sys/kernel/mm/ksm/run", O_WRONLY);
}

/* --- mounting --- */

static int mount_new(const char* word) {
  (void)word;
  return error_of(mount("tmpfs", "/mnt", "tmpfs", 0, NULL));
}
static int mount_writable(const char* word) {
  (void)word;
  return error_of(mount(NULL, "/", NULL, MS_REMOUNT | MS_BIND, NULL));
}
static int unmount(const char* word) {
  (void)word;
  return error_of(umount2("/proc", MNT_DETACH));
}
static int unmount_tmp(const char* word) {
  (void)word;
  return error_of(umount2("/tmp", MNT_DETACH));
}
static int pivot(const char* word) {
  (void)word;
  return error_of(syscall(SYS_pivot_root, ".", "."));
}
static int tree(const char* word) {
  (void)word;
  return error_of(syscall(SYS_open_tree, AT_FDCWD, "/", 1));
}
static int file_system(const char* word) {
  (void)word;
  return error_of(syscall(SYS_fsopen, "tmpfs", 0));
}
static int mount_attributes(const char* word) {
  (void)word;
  unsigned long long change[4] = {0, 1, 0, 0};
  return error_of(syscall(SYS_mount_setattr, AT_FDCWD, "/", 0, change, sizeof change));
}
static int namespace_of_first(const char* word) {
  (void)word;
  const int fd = open("/proc/1/ns/mnt", O_RDONLY);
  return fd < 0 ? errno : error_of(setns(fd, 0));
}

static const struct attempt all[] = {
    {"read", read_given},
    {"list", list_given},
    {"write", write_given},
    {"list-homes", list_homes},
    {"read-shadow", read_shadow},
    {"create", create},
    {"overwrite", overwrite},
    {"append", append},
    {"truncate", cut},
    {"unlink", delete},
    {"rename", move},
    {"rename-out", move_in},
    {"link-out", hard_link_out},
    {"link-in", hard_link_in},
    {"symlink", symbolic_link},
    {"mkdir", folder},
    {"mkfifo", pipe_file},
    {"chmod", mode},
    {"chown", owner},
    {"utimes", times},
    {"setxattr", attribute},
    {"mknod", disk},
    {"dev-mem", memory_device},
    {"dev-kmsg", kernel_log},
    {"symlink-out", link_to_the_outside},
    {"symlink-race", link_race},
    {"own-root", own_root},
    {"first-root", first_root},
    {"root-of", root_of_given},
    {"upwards", upwards},
    {"chroot", leave_root},
    {"passed-descriptor", passed_descriptor},
    {"file-handle", handle},
    {"core-pattern", core_pattern},
    {"sysrq", system_request},
    {"sysfs", kernel_settings},
    {"mount", mount_new},
    {"remount", mount_writable},
    {"unmount-proc", unmount},
    {"unmount-tmp", unmount_tmp},
    {"pivot-root", pivot},
    {"open-tree", tree},
    {"fsopen", file_system},
    {"mount-setattr", mount_attributes},
    {"setns", namespace_of_first},
};
ATTEMPTS(all)
