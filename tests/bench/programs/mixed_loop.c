/* mixed_loop [COUNT]: so many calls, of a dozen kinds that programs make all day, by turns; and an
   openat(2) after each thousand of them. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { kinds = 12, page_size = 4096, between = 1000 };

/* One call of each kind; whether all did as they should. */
static int all_kinds(int file, const int ends[2]) {
  static char page[page_size];
  struct stat about;
  struct pollfd ready = {.fd = ends[0], .events = POLLIN};
  int good = fstat(file, &about) == 0;
  good &= stat("/usr/bin", &about) == 0;
  good &= access("/usr/lib", R_OK) == 0;
  good &= pread(file, page, sizeof page, 0) > 0;
  good &= lseek(file, 0, SEEK_SET) == 0;
  good &= send(ends[1], page, 64, 0) == 64;
  good &= poll(&ready, 1, 0) == 1;
  good &= recv(ends[0], page, sizeof page, 0) == 64;
  good &= fcntl(file, F_GETFL) >= 0;
  good &= syscall(SYS_getppid) >= 0;
  void* memory = mmap(0, page_size, PROT_READ, MAP_PRIVATE, file, 0);
  good &= memory != MAP_FAILED && munmap(memory, page_size) == 0;
  return good;
}

int main(int count, char** words) {
  const long times = count > 1 ? atol(words[1]) : 1000000;
  const int file = open(words[0], O_RDONLY);
  int ends[2];
  if (file < 0 || socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) return 1;
  long until_rare = 0;
  for (long made = 0; made < times; made += kinds, until_rare -= kinds) {
    if (!all_kinds(file, ends)) return 1;
    if (until_rare > 0) continue;
    until_rare = between;
    const int rare = open("/dev/null", O_RDONLY);
    if (rare < 0) return 1;
    close(rare);
  }
  return 0;
}
