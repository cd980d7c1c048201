#include <sys/mman.h>

#include "core/syscalls/kinds.hpp"
#include "core/syscalls/rows/families.hpp"
#include "core/syscalls/rows/variants.hpp"

namespace spyglass::rows {

namespace {

constexpr Row mmap{
    .name = "mmap",
    .group = Group::memory,
    .does = "Puts a file, or fresh memory, at addresses of the program.",
    .when =
        "At the start of every dynamic program, for its libraries; in malloc, for large pieces.",
    .arguments = {{{"addr", &kinds::address, "where it would like it; NULL: anywhere"},
                   {"length", &kinds::size, "how many bytes"},
                   {"prot", &kinds::protection, "what may be done to it"},
                   {"flags", &kinds::map_flags, "shared or private, and how"},
                   {"fd", &kinds::fd, "the open file; -1 for fresh memory"},
                   {"offset", &kinds::hex, "from where in the file; whole pages"}}},
    .returns = Returns::address,
    .returned = "the address where it starts",
    .errors = {{{"ENOMEM", "there is not enough memory, or too many pieces"},
                {"EACCES", "the file was not opened for what is wanted"},
                {"EINVAL", "the length is 0, or the offset is not a whole page"}}}};

constexpr Row old_mmap() {
  Row row = variant(mmap, "mmap", {}, AbiId::i386);
  row.indirect = true;
  return row;
}

constexpr Row memory_rows[] = {
    {.name = "brk",
     .group = Group::memory,
     .does = "Moves the end of the heap.",
     .when = "In malloc; the first one in every program, with NULL, asks where the end is.",
     .arguments = {{{"addr", &kinds::address, "where the heap should end; NULL: just tell"}}},
     .returns = Returns::address,
     .returned = "where the heap ends now; the old end when it could not be moved"},
    mmap,
    old_mmap(),
    variant(mmap, "mmap2", {{5, &kinds::page_offset}}),
    {.name = "munmap",
     .group = Group::memory,
     .does = "Takes memory or a mapped file away from the program.",
     .when = "In free, for large pieces, and when a library has been looked through.",
     .arguments = {{{"addr", &kinds::address, "where it starts; a whole page"},
                    {"length", &kinds::size, "how many bytes"}}},
     .returns = Returns::zero,
     .returned = "0",
     .errors = {{{"EINVAL", "the address is not that of a page, or the length is 0"},
                 {"ENOMEM", "the memory would fall into too many pieces"},
                 {}}}},
    {.name = "mprotect",
     .group = Group::memory,
     .does = "Changes what may be done to memory: read, write, execute.",
     .when = "At a dynamic program's start: what was linked may only be read from then on.",
     .arguments = {{{"addr", &kinds::address, "where it starts; a whole page"},
                    {"len", &kinds::size, "how many bytes"},
                    {"prot", &kinds::protection, "what may be done to it from now on"}}},
     .returns = Returns::zero,
     .returned = "0",
     .errors = {{{"EACCES", "the file behind it was not opened for that"},
                 {"ENOMEM", "there is no memory at some of these addresses"},
                 {"EINVAL", "the address is not that of a page"}}}},
    {.name = "mremap",
     .group = Group::memory,
     .does = "Makes mapped memory longer or shorter, moving it if needed.",
     .when = "In realloc, for large pieces.",
     .arguments = {{{"old_address", &kinds::address, "where it is"},
                    {"old_size", &kinds::size, "how long it is"},
                    {"new_size", &kinds::size, "how long it is to be"},
                    {"flags", &kinds::remap_flags, "may it be moved?"},
                    {"new_address", &kinds::address, "where it is to be", -1, false,
                     [](auto arguments) {
                       constexpr std::uint64_t dont_unmap = 4;
                       return (arguments[3] & (MREMAP_FIXED | dont_unmap)) != 0;
                     }}}},
     .returns = Returns::address,
     .returned = "where it is now",
     .errors = {{{"ENOMEM", "it cannot grow where it is, and may not be moved"},
                 {"EFAULT", "there is no memory at some of these addresses"},
                 {"EINVAL", "an address is not that of a page, or a flag is unknown"}}}},
    {.name = "madvise",
     .group = Group::memory,
     .does = "Tells the kernel what will happen to memory.",
     .when = "In free and garbage collectors, to give pages back without unmapping them.",
     .arguments = {{{"addr", &kinds::address, "where it starts; a whole page"},
                    {"length", &kinds::size, "how many bytes"},
                    {"advice", &kinds::memory_advice, "what will happen to it"}}},
     .returns = Returns::zero,
     .returned = "0",
     .errors = {{{"EINVAL", "the address is not that of a page, or there is no such advice"},
                 {"ENOMEM", "there is no memory at some of these addresses"},
                 {"EAGAIN", "the kernel lacks something for the moment"}}}},
    {.name = "msync",
     .group = Group::memory,
     .does = "Writes what was changed in a mapped file to the disk.",
     .arguments = {{{"addr", &kinds::address, "where it starts; a whole page"},
                    {"length", &kinds::size, "how many bytes"},
                    {"flags", &kinds::sync_flags, "wait or don't"}}},
     .returns = Returns::zero},
    {.name = "mincore",
     .group = Group::memory,
     .does = "Tells which pages are in memory now.",
     .arguments = {{{"addr", &kinds::address, "where to start; a whole page"},
                    {"length", &kinds::size, "how many bytes"},
                    {"vec", &kinds::residency_out, "where a byte a page goes", 1}}},
     .returns = Returns::zero},
    {.name = "mlock",
     .group = Group::memory,
     .does = "Keeps memory from being swapped out.",
     .when = "In programs that hold passwords, and in real-time programs.",
     .arguments = {{{"addr", &kinds::address, "where it starts"},
                    {"len", &kinds::size, "how many bytes"}}},
     .returns = Returns::zero,
     .returned = "0",
     .errors = {{{"ENOMEM", "more than the limit allows, or no memory there"},
                 {"EPERM", "this program may not lock any memory"},
                 {"EAGAIN", "not all of it could be brought in"}}}},
    {.name = "mlock2",
     .group = Group::memory,
     .does = "Keeps memory from being swapped out, if asked only what has been touched.",
     .arguments = {{{"addr", &kinds::address, "where it starts"},
                    {"len", &kinds::size, "how many bytes"},
                    {"flags", &kinds::lock_flags, "at once or when touched"}}},
     .returns = Returns::zero},
    {.name = "munlock",
     .group = Group::memory,
     .does = "Lets memory be swapped out again.",
     .arguments = {{{"addr", &kinds::address, "where it starts"},
                    {"len", &kinds::size, "how many bytes"}}},
     .returns = Returns::zero},
    {.name = "mlockall",
     .group = Group::memory,
     .does = "Keeps all memory of the process from being swapped out.",
     .arguments = {{{"flags", &kinds::lock_all_flags, "which memory"}}},
     .returns = Returns::zero},
    {.name = "munlockall",
     .group = Group::memory,
     .does = "Lets all memory of the process be swapped out again.",
     .returns = Returns::zero},
};

}  // namespace

std::span<const Row> memory() { return memory_rows; }

}  // namespace spyglass::rows
