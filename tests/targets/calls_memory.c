// Memory: maps, advice, locks, protection keys, other processes' memory.
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/mempolicy.h>
#include <sys/mman.h>
#include <sys/uio.h>

#include "calls.h"

#ifdef SYS_mmap2
#define MAP(...) syscall(SYS_mmap2, __VA_ARGS__)
#else
#define MAP(...) syscall(SYS_mmap, __VA_ARGS__)
#endif

int main(void) {
  long page = MAP(NULL, (size_t)8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0L);
  long file = syscall(SYS_openat, AT_FDCWD, "/etc/passwd", O_RDONLY);
  MAP(NULL, (size_t)4096, PROT_READ | PROT_EXEC, MAP_SHARED, file, 0L);
  MAP(NULL, (size_t)4096, PROT_NONE, MAP_PRIVATE | MAP_POPULATE, file, 1L);
  MAP(NULL, (size_t)0, PROT_NONE, 0, NO_FD, 0L);
  MAP(page, (size_t)4096, 0xff, MAP_FIXED | MAP_SHARED_VALIDATE | MAP_ANONYMOUS | 0x8000000, -1,
      0L);
  MAP(NULL, (size_t)4096, PROT_READ,
      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK | MAP_HUGETLB | (21 << 26), -1, 0L);
  MAP(BAD, (size_t)4096, PROT_READ, MAP_SHARED | MAP_FIXED | (28 << 26), NO_FD, 0L);
  MAP(NULL, (size_t)4096, PROT_READ | PROT_GROWSDOWN,
      MAP_PRIVATE | MAP_ANONYMOUS | MAP_GROWSDOWN | MAP_LOCKED | MAP_FIXED_NOREPLACE, -1, 0L);
  CALL(mprotect, page, (size_t)4096, PROT_NONE);
  CALL(mprotect, page, (size_t)4096, PROT_READ | PROT_WRITE | 0x8);
  CALL(mprotect, BAD, (size_t)1, PROT_READ);
  CALL(pkey_mprotect, page, (size_t)4096, PROT_READ, -1);
  CALL(pkey_alloc, 0L, 1L | 2L);
  CALL(pkey_alloc, 4L, 8L);
  CALL(pkey_free, 99);
  CALL(mremap, page, (size_t)8192, (size_t)4096, 0);
  CALL(mremap, page, (size_t)4096, (size_t)4096, MREMAP_MAYMOVE | 4 | 8);
  CALL(mremap, BAD, (size_t)1, (size_t)2, MREMAP_MAYMOVE | MREMAP_FIXED, BAD);
  CALL(madvise, page, (size_t)4096, MADV_DONTNEED);
  CALL(madvise, page, (size_t)4096, MADV_HUGEPAGE);
  CALL(madvise, page, (size_t)4096, 99);
  CALL(mlock, page, (size_t)4096);
  CALL(mlock2, page, (size_t)4096, 1);
  CALL(mlock2, page, (size_t)4096, 6);
  CALL(munlock, page, (size_t)4096);
  CALL(mlockall, MCL_CURRENT | MCL_ONFAULT | 8);
  CALL(munlockall);
  CALL(msync, page, (size_t)4096, MS_SYNC | MS_INVALIDATE);
  CALL(msync, page, (size_t)4096, MS_ASYNC | 8);
  unsigned char resident[2];
  CALL(mincore, page, (size_t)4096, resident);
  CALL(mincore, page, (size_t)4096, BAD);
  CALL(munmap, page + 4096, (size_t)4096);
  CALL(munmap, page + 1, (size_t)4096);
  CALL(brk, 1L);
  CALL(remap_file_pages, page, (size_t)4096, 0L, 0L, MAP_NONBLOCK);
  unsigned long nodes[2] = {1, 0};
  int mode = 0;
  CALL(get_mempolicy, &mode, nodes, 64L, NULL, 0L);
  CALL(get_mempolicy, NULL, BAD, 64L, page, MPOL_F_NODE | MPOL_F_ADDR);
  CALL(set_mempolicy, MPOL_BIND, nodes, 64L);
  CALL(set_mempolicy, MPOL_DEFAULT, NULL, 0L);
  CALL(set_mempolicy, MPOL_INTERLEAVE | MPOL_F_STATIC_NODES, BAD, 64L);
  CALL(mbind, page, (size_t)4096, MPOL_PREFERRED, nodes, 64L, MPOL_MF_STRICT | MPOL_MF_MOVE);
  CALL(mbind, page, (size_t)4096, 77, NULL, 0L, 0x10);
  CALL(migrate_pages, 0, 64L, nodes, BAD);
  void* pages[2] = {(void*)page, BAD};
  int status[2] = {0, 0};
  CALL(move_pages, 0, 2L, pages, NULL, status, MPOL_MF_MOVE);
  CALL(move_pages, 0, 2L, BAD, BAD, BAD, 0x10);
  char from[10] = "from here", to[10];
  struct iovec local = {to, 10}, remote = {from, 10};
  CALL(process_vm_readv, syscall(SYS_getpid), &local, 1L, &remote, 1L, 0L);
  CALL(process_vm_writev, 1 << 22, &local, 1L, BAD, 1L, 1L);
  CALL(process_madvise, NO_FD, &remote, 1L, MADV_COLD, 0);
  CALL(process_mrelease, NO_FD, 1);
  CALL(membarrier, 0, 0, 0);
  CALL(membarrier, 8, 0, 0);
  CALL(membarrier, 0x1000, 1, 5);
  return 0;
}
