#include <linux/mman.h>
#include <sys/mman.h>

#include "core/decode/constants/tables.hpp"

namespace spyglass::constants {

namespace {

constexpr Constant protection_rows[] = {
    {"PROT_NONE", PROT_NONE, 0, "may not be touched at all"},
    {"PROT_READ", PROT_READ, 0, "may be read"},
    {"PROT_WRITE", PROT_WRITE, 0, "may be written"},
    {"PROT_EXEC", PROT_EXEC, 0, "instructions in it may run"},
    {"PROT_SEM", 8, 0, "may hold locks shared with others; has no effect here"},
    {"PROT_GROWSDOWN", PROT_GROWSDOWN, 0, "from there down to the start of the mapping"},
    {"PROT_GROWSUP", PROT_GROWSUP, 0, "from there up to the end of the mapping"},
};

constexpr std::uint64_t map_type = 0xf;
// log2 of the page's size stands in these bits.
constexpr std::uint64_t huge_bits = 0x3fULL << 26;

constexpr Constant map_rows[] = {
    {"MAP_FILE", 0, map_type, "neither shared nor private: always an error"},
    {"MAP_SHARED", MAP_SHARED, map_type, "others see what is written, and so does the file"},
    {"MAP_PRIVATE", MAP_PRIVATE, map_type, "what is written stays in this process"},
    {"MAP_SHARED_VALIDATE", MAP_SHARED_VALIDATE, map_type, "MAP_SHARED, refusing unknown flags"},
    {"MAP_FIXED", MAP_FIXED, 0, "at this very address, replacing what is there"},
    {"MAP_ANONYMOUS", MAP_ANONYMOUS, 0, "no file: memory full of zeros"},
    {"MAP_32BIT", 0x40, 0, "below 2 GiB"},
    {"MAP_NORESERVE", MAP_NORESERVE, 0, "do not promise that there is room for all of it"},
    {"MAP_POPULATE", MAP_POPULATE, 0, "bring the pages in now, not when they are touched"},
    {"MAP_NONBLOCK", MAP_NONBLOCK, 0, "with MAP_POPULATE: do not read from the disk"},
    {"MAP_GROWSDOWN", MAP_GROWSDOWN, 0, "grows by itself, as a stack does"},
    {"MAP_DENYWRITE", MAP_DENYWRITE, 0, "once kept others from writing the file; ignored"},
    {"MAP_EXECUTABLE", MAP_EXECUTABLE, 0, "once marked programs; ignored"},
    {"MAP_LOCKED", MAP_LOCKED, 0, "keep it in memory, as mlock does"},
    {"MAP_STACK", MAP_STACK, 0, "is meant for a thread's stack; no effect"},
    {"MAP_HUGETLB", MAP_HUGETLB, 0, "made of huge pages"},
    {"MAP_SYNC", MAP_SYNC, 0, "writes are as good as on the (persistent memory) disk"},
    {"MAP_FIXED_NOREPLACE", MAP_FIXED_NOREPLACE, 0, "at this very address, or fail"},
    {"16<<MAP_HUGE_SHIFT", 16ULL << 26, huge_bits, "pages of 64 KiB"},
    {"21<<MAP_HUGE_SHIFT", 21ULL << 26, huge_bits, "pages of 2 MiB"},
    {"30<<MAP_HUGE_SHIFT", 30ULL << 26, huge_bits, "pages of 1 GiB"},
    {"1<<MAP_HUGE_SHIFT", 1ULL << 26, huge_bits, "MAP_UNINITIALIZED, which means nothing here"},
};

constexpr Constant remap_rows[] = {
    {"MREMAP_MAYMOVE", MREMAP_MAYMOVE, 0, "may be moved if it cannot grow where it is"},
    {"MREMAP_FIXED", MREMAP_FIXED, 0, "move it to the address given"},
    {"MREMAP_DONTUNMAP", 4, 0, "leave empty memory at the old place"},
};

constexpr Constant advice_rows[] = {
    {"MADV_NORMAL", 0, 0, "nothing special"},
    {"MADV_RANDOM", 1, 0, "will be touched in any order"},
    {"MADV_SEQUENTIAL", 2, 0, "will be touched from front to back"},
    {"MADV_WILLNEED", 3, 0, "will be needed soon: bring it in"},
    {"MADV_DONTNEED", 4, 0, "not needed now: the contents may go, zeros come back"},
    {"MADV_FREE", 8, 0, "not needed: the kernel takes it when memory is short"},
    {"MADV_REMOVE", 9, 0, "free it, and the file's room too"},
    {"MADV_DONTFORK", 10, 0, "a forked child does not get it"},
    {"MADV_DOFORK", 11, 0, "undo MADV_DONTFORK"},
    {"MADV_MERGEABLE", 12, 0, "pages equal to others may be shared with them"},
    {"MADV_UNMERGEABLE", 13, 0, "undo MADV_MERGEABLE"},
    {"MADV_HUGEPAGE", 14, 0, "use huge pages for it"},
    {"MADV_NOHUGEPAGE", 15, 0, "never use huge pages for it"},
    {"MADV_DONTDUMP", 16, 0, "leave it out of core dumps"},
    {"MADV_DODUMP", 17, 0, "undo MADV_DONTDUMP"},
    {"MADV_WIPEONFORK", 18, 0, "a forked child gets zeros"},
    {"MADV_KEEPONFORK", 19, 0, "undo MADV_WIPEONFORK"},
    {"MADV_COLD", 20, 0, "won't be touched for a while"},
    {"MADV_PAGEOUT", 21, 0, "swap it out now"},
    {"MADV_POPULATE_READ", 22, 0, "bring the pages in for reading"},
    {"MADV_POPULATE_WRITE", 23, 0, "bring the pages in for writing"},
    {"MADV_DONTNEED_LOCKED", 24, 0, "MADV_DONTNEED, locked pages too"},
    {"MADV_COLLAPSE", 25, 0, "make huge pages of it now"},
    {"MADV_HWPOISON", 100, 0, "pretend that the memory is broken (for tests)"},
    {"MADV_SOFT_OFFLINE", 101, 0, "take the memory out of use (for tests)"},
};

constexpr Constant sync_rows[] = {
    {"MS_SYNC", MS_SYNC, 0, "wait until it is written"},
    {"MS_ASYNC", MS_ASYNC, 0, "write it some time"},
    {"MS_INVALIDATE", MS_INVALIDATE, 0, "let other mappings see it"},
};

constexpr Constant lock_all_rows[] = {
    {"MCL_CURRENT", MCL_CURRENT, 0, "all memory that there is now"},
    {"MCL_FUTURE", MCL_FUTURE, 0, "all memory to come"},
    {"MCL_ONFAULT", MCL_ONFAULT, 0, "each page once it has been touched"},
};

constexpr Constant lock_rows[] = {
    {"MLOCK_ONFAULT", 1, 0, "each page once it has been touched"},
};

}  // namespace

constexpr ConstantTable protections{"prot of mmap(2)", "PROT_???", protection_rows};
constexpr ConstantTable map_flags{"flags of mmap(2)", "MAP_???", map_rows};
constexpr ConstantTable remap_flags{"flags of mremap(2)", "MREMAP_???", remap_rows};
constexpr ConstantTable memory_advice{"advice of madvise(2)", "MADV_???", advice_rows};
constexpr ConstantTable sync_flags{"flags of msync(2)", "MS_???", sync_rows};
constexpr ConstantTable lock_all_flags{"flags of mlockall(2)", "MCL_???", lock_all_rows};
constexpr ConstantTable lock_flags{"flags of mlock2(2)", "MLOCK_???", lock_rows};

}  // namespace spyglass::constants
