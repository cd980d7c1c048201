// Files and folders: valid calls, bad pointers, odd flags.
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <linux/stat.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/uio.h>

#include "calls.h"

static void opening(void) {
  CALL(openat, AT_FDCWD, "made", O_RDWR | O_CREAT | O_EXCL, 0640);
  CALL(openat, AT_FDCWD, "made", O_RDWR | O_CREAT | O_EXCL, 07777);
  CALL(openat, AT_FDCWD, BAD, O_RDONLY | O_CLOEXEC | O_DIRECTORY | O_NOFOLLOW);
  CALL(openat, NO_FD, "x", O_WRONLY | O_APPEND | O_NONBLOCK | O_SYNC | O_DIRECT | O_NOATIME);
  CALL(openat, AT_FDCWD, ".", O_RDWR | O_TMPFILE, 0600);
  CALL(openat, AT_FDCWD, "", O_PATH | 0x40000000);
  CALL(openat, AT_FDCWD, 0, 3);
  struct {
    unsigned long long flags, mode, resolve, more;
  } how = {O_RDONLY | O_CLOEXEC, 0, 8 | 4, 0};
  CALL(openat2, AT_FDCWD, "made", &how, (size_t)24);
  CALL(openat2, AT_FDCWD, "made", &how, (size_t)32);
  CALL(openat2, AT_FDCWD, "made", &how, (size_t)8);
  how.more = 5;
  how.resolve = 0x100;
  how.flags |= 1ULL << 40;
  CALL(openat2, NO_FD, "made", &how, (size_t)32);
  CALL(openat2, AT_FDCWD, "made", BAD, (size_t)24);
#ifdef SYS_oldstat
  char old[32];
  CALL(oldstat, "/dev/null", old);
  CALL(oldlstat, "none", old);
  CALL(oldfstat, 0, BAD);
#endif
#ifdef SYS_open
  CALL(open, "made", O_RDONLY);
  CALL(open, "new", O_CREAT | O_WRONLY | O_TRUNC, 0);
  CALL(creat, "newer", 0777);
#endif
}

static void reading(void) {
  char buffer[64] = "some text\n\t\x7f\xff with \"quotes\" and a long tail of words to cut";
  struct iovec parts[3] = {{buffer, 5}, {buffer + 5, 40}, {NULL, 0}};
  CALL(write, 3, buffer, sizeof buffer);
  CALL(write, 3, buffer, (size_t)0);
  CALL(write, 3, NULL, (size_t)0);
  CALL(write, 3, BAD, (size_t)10);
  CALL(write, NO_FD, buffer, (size_t)-1);
  CALL(pwrite64, 3, "abc", (size_t)3, 100L, 0L);
  CALL(pread64, 3, buffer, (size_t)10, 2L, 0L);
  CALL(pread64, 3, buffer, (size_t)10, -1L, -1L);
  CALL(lseek, 3, 0L, SEEK_SET);
  CALL(lseek, 3, -5L, SEEK_END);
  CALL(lseek, 3, 10L, SEEK_DATA);
  CALL(lseek, 3, 10L, SEEK_HOLE);
  CALL(lseek, 3, 1L, 17);
  CALL(read, 3, buffer, sizeof buffer);
  CALL(read, 3, BAD, sizeof buffer);
  CALL(read, 3, buffer, (size_t)0);
  CALL(read, NO_FD, NULL, (size_t)1);
  CALL(writev, 3, parts, 3L);
  CALL(readv, 3, parts, 2L);
  CALL(readv, 3, parts, 0L);
  CALL(readv, 3, BAD, 2L);
  CALL(writev, 3, NULL, 2L);
#if __SIZEOF_LONG__ == 8
  CALL(writev, 3, parts, -1L);  // with 32 bits, whatever is on the stack would be shown
#endif
  CALL(preadv, 3, parts, 2L, 4L, 0L);
  CALL(pwritev, 3, parts, 1L, 4L, 0L);
  CALL(preadv2, 3, parts, 2L, -1L, -1L, 1 | 8);
  CALL(pwritev2, 3, parts, 2L, 0L, 0L, 16 | 0x1000);
  parts[1].iov_base = BAD;
  CALL(writev, 3, parts, 2L);
}

static void facts(void) {
  struct stat status;
  struct statx more;
  struct statfs system;
  CALL(fstat, 3, &status);
  CALL(fstat, NO_FD, &status);
  CALL(fstat, 3, BAD);
  CALL(fstat, 0, &status);
#ifdef SYS_newfstatat
  CALL(newfstatat, AT_FDCWD, "made", &status, AT_SYMLINK_NOFOLLOW);
  CALL(newfstatat, AT_FDCWD, "/dev/null", &status, 0);
  CALL(newfstatat, 3, "", &status, AT_EMPTY_PATH | AT_NO_AUTOMOUNT | 0x4);
  CALL(newfstatat, AT_FDCWD, "none", BAD, 0);
#else
  CALL(fstatat64, AT_FDCWD, "made", &status, AT_SYMLINK_NOFOLLOW);
#endif
#ifdef SYS_stat
  CALL(stat, "made", &status);
  CALL(lstat, "/tmp", &status);
  CALL(stat, BAD, BAD);
#endif
  CALL(statx, AT_FDCWD, "made", AT_STATX_SYNC_AS_STAT, STATX_BASIC_STATS, &more);
  CALL(statx, AT_FDCWD, ".", AT_STATX_DONT_SYNC | AT_SYMLINK_NOFOLLOW, STATX_TYPE | STATX_MODE,
       &more);
  CALL(statx, 3, "", AT_EMPTY_PATH | AT_STATX_FORCE_SYNC, STATX_ALL | STATX_MNT_ID, &more);
  CALL(statx, AT_FDCWD, "made", 0x80, 0x80000000, &more);
  CALL(statx, NO_FD, "made", 0, 0, BAD);
  CALL(statfs, "/proc", &system);
  CALL(statfs, "none", &system);
  CALL(fstatfs, 3, BAD);
  CALL(access, "made", R_OK | W_OK);
  CALL(access, "made", F_OK);
  CALL(access, "made", 8 | X_OK);
  CALL(faccessat, AT_FDCWD, "made", X_OK);
#ifdef SYS_faccessat2
  CALL(faccessat2, AT_FDCWD, "made", R_OK, AT_EACCESS);
  CALL(faccessat2, AT_FDCWD, "made", 0, AT_EACCESS | AT_SYMLINK_NOFOLLOW | 0x8000);
#endif
}

static void changing(void) {
  char target[100];
  CALL(mkdir, "folder", 0755);
  CALL(mkdir, "folder", 01777);
  CALL(mkdirat, AT_FDCWD, "folder/sub", 0);
  CALL(rename, "newer", "renamed");
  CALL(renameat, AT_FDCWD, "renamed", AT_FDCWD, "folder/renamed");
  CALL(renameat2, AT_FDCWD, "none", AT_FDCWD, "x", 1);
  CALL(renameat2, AT_FDCWD, "none", AT_FDCWD, "x", 2 | 4 | 8);
  CALL(link, "made", "linked");
  CALL(linkat, AT_FDCWD, "made", AT_FDCWD, "linked2", AT_SYMLINK_FOLLOW | AT_EMPTY_PATH);
  CALL(symlink, "made", "symbolic");
  CALL(symlinkat, "made", AT_FDCWD, "symbolic2");
  CALL(readlink, "symbolic", target, sizeof target);
  CALL(readlinkat, AT_FDCWD, "symbolic2", target, (size_t)2);
  CALL(readlink, "made", target, sizeof target);
  CALL(readlinkat, AT_FDCWD, "symbolic2", BAD, (size_t)2);
  CALL(chmod, "made", 04755);
  CALL(fchmod, 3, 0);
  CALL(fchmodat, AT_FDCWD, "made", 0600);
  CALL(chown, "made", -1, -1);
  CALL(fchown, 3, -1, 0);
  CALL(lchown, "none", 1000, -1);
  CALL(fchownat, AT_FDCWD, "none", 0, 0, AT_SYMLINK_NOFOLLOW);
  CALL(truncate, "made", 1000L, 0L);
  CALL(ftruncate, 3, 10L, 0L);
  CALL(fallocate, 3, 1, 0L, 4096L, 0L, 0L);
  CALL(fallocate, 3, 2 | 1, 0L, 4096L, 0L, 0L);
  CALL(mknod, "fifo", S_IFIFO | 0600, 0L);
  CALL(mknod, "device", S_IFCHR | 0600, 0x0103L);
  CALL(mknodat, AT_FDCWD, "file", S_IFREG | 0644, 0L);
  CALL(mknodat, AT_FDCWD, "odd", 0170000 | 0644, 5L);
  CALL(umask, 077);
  CALL(umask, 022);
  CALL(fsync, 3);
  CALL(fdatasync, NO_FD);
  CALL(sync_file_range, 3, 0L, 100L, 1 | 2 | 4);
  CALL(syncfs, 3);
  CALL(flock, 3, 2 | 4);
  CALL(flock, 3, 8);
  CALL(flock, 3, 99);
}

static void times(void) {
  struct timespec two[2] = {{1000000000, 5}, {0, UTIME_OMIT}};
  CALL(utimensat, AT_FDCWD, "made", two, 0);
  two[0].tv_nsec = UTIME_NOW;
  CALL(utimensat, AT_FDCWD, "made", two, AT_SYMLINK_NOFOLLOW);
  CALL(utimensat, 3, NULL, NULL, 0);
  CALL(utimensat, 3, BAD, BAD, 0x1);
  two[0].tv_nsec = 2000000000;
  CALL(utimensat, AT_FDCWD, "made", two, 0);
#ifdef SYS_utime
  long times[2] = {1000000000, 1000000001};
  CALL(utime, "made", times);
  CALL(utime, "made", NULL);
  CALL(utimes, "made", two);
  CALL(futimesat, AT_FDCWD, "made", BAD);
#endif
}

static void folders(void) {
  char buffer[2000];
  long folder = syscall(SYS_openat, AT_FDCWD, "folder", O_RDONLY | O_DIRECTORY);
  CALL(getdents64, folder, buffer, sizeof buffer);
  CALL(getdents64, folder, buffer, sizeof buffer);
  CALL(getdents64, folder, BAD, sizeof buffer);
  CALL(getdents64, NO_FD, buffer, sizeof buffer);
#ifdef SYS_getdents
  CALL(lseek, folder, 0L, SEEK_SET);
  CALL(getdents, folder, buffer, sizeof buffer);
#endif
  CALL(getcwd, buffer, sizeof buffer);
  CALL(getcwd, buffer, (size_t)1);
  CALL(getcwd, BAD, sizeof buffer);
  CALL(chdir, "folder");
  CALL(fchdir, folder);
  CALL(chdir, "..");
  CALL(chdir, BAD);
  CALL(close, folder);
  CALL(unlinkat, AT_FDCWD, "folder/sub", AT_REMOVEDIR);
  CALL(unlinkat, AT_FDCWD, "folder/sub", AT_REMOVEDIR | 0x40);
  CALL(unlink, "symbolic");
  CALL(rmdir, "folder");
  CALL(chroot, "/no/such");
  CALL(swapon, "none", 0x8000 | 5);
  CALL(swapoff, BAD);
}

int main(void) {
  opening();
  reading();
  facts();
  changing();
  times();
  folders();
  return 0;
}
