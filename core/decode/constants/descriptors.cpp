#include <fcntl.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>

#include "core/decode/constants/tables.hpp"

namespace spyglass::constants {

namespace {

// Where <fcntl.h> has one name for two numbers (F_GETLK64 on 64-bit machines), the kernel's number.
constexpr Constant fcntl_rows[] = {
    {"F_DUPFD", 0, 0, "a copy with the lowest free number from there on"},
    {"F_GETFD", 1, 0, "what is to happen to it on exec?"},
    {"F_SETFD", 2, 0, "say what is to happen to it on exec"},
    {"F_GETFL", 3, 0, "how was it opened?"},
    {"F_SETFL", 4, 0, "change how it works: O_APPEND, O_NONBLOCK …"},
    {"F_GETLK", 5, 0, "who would keep me from this lock?"},
    {"F_SETLK", 6, 0, "lock or unlock a part, or fail"},
    {"F_SETLKW", 7, 0, "lock a part, waiting for it"},
    {"F_SETOWN", 8, 0, "who gets SIGIO"},
    {"F_GETOWN", 9, 0, "who gets SIGIO?"},
    {"F_SETSIG", 10, 0, "another signal instead of SIGIO"},
    {"F_GETSIG", 11, 0, "which signal instead of SIGIO?"},
    {"F_GETLK64", 12, 0, "F_GETLK of 32-bit programs with large files"},
    {"F_SETLK64", 13, 0, "F_SETLK of 32-bit programs with large files"},
    {"F_SETLKW64", 14, 0, "F_SETLKW of 32-bit programs with large files"},
    {"F_SETOWN_EX", 15, 0, "who gets SIGIO, a thread perhaps"},
    {"F_GETOWN_EX", 16, 0, "who gets SIGIO, a thread perhaps?"},
    {"F_OFD_GETLK", 36, 0, "F_GETLK for a lock that belongs to the open file"},
    {"F_OFD_SETLK", 37, 0, "F_SETLK for a lock that belongs to the open file"},
    {"F_OFD_SETLKW", 38, 0, "F_SETLKW for a lock that belongs to the open file"},
    {"F_SETLEASE", 1024, 0, "ask to be told before others open the file"},
    {"F_GETLEASE", 1025, 0, "which lease is held?"},
    {"F_NOTIFY", 1026, 0, "ask for a signal when the directory changes"},
    {"F_DUPFD_CLOEXEC", 1030, 0, "F_DUPFD, and close the copy on exec"},
    {"F_SETPIPE_SZ", 1031, 0, "how much a pipe can hold"},
    {"F_GETPIPE_SZ", 1032, 0, "how much can the pipe hold?"},
    {"F_ADD_SEALS", 1033, 0, "forbid kinds of changes for good"},
    {"F_GET_SEALS", 1034, 0, "which changes are forbidden?"},
    {"F_GET_RW_HINT", 1035, 0, "how long is the data expected to live?"},
    {"F_SET_RW_HINT", 1036, 0, "how long the data is expected to live"},
};

constexpr Constant close_on_exec_rows[] = {
    {"FD_CLOEXEC", FD_CLOEXEC, 0, "close it when the program executes another one"},
};

constexpr Constant lock_type_rows[] = {
    {"F_RDLCK", F_RDLCK, 0, "others may read but not write"},
    {"F_WRLCK", F_WRLCK, 0, "nobody else"},
    {"F_UNLCK", F_UNLCK, 0, "no lock"},
};

constexpr Constant lock_operation_rows[] = {
    {"LOCK_SH", LOCK_SH, 0, "together with others who only read"},
    {"LOCK_EX", LOCK_EX, 0, "alone"},
    {"LOCK_NB", LOCK_NB, 0, "fail rather than wait"},
    {"LOCK_UN", LOCK_UN, 0, "give the lock back"},
    {"LOCK_MAND", 32, 0, "once a lock that binds everybody; ignored"},
    {"LOCK_READ", 64, 0, "with LOCK_MAND: others may read"},
    {"LOCK_WRITE", 128, 0, "with LOCK_MAND: others may write"},
};

constexpr Constant owner_type_rows[] = {
    {"F_OWNER_TID", 0, 0, "a thread"},
    {"F_OWNER_PID", 1, 0, "a process"},
    {"F_OWNER_PGRP", 2, 0, "a process group"},
};

constexpr Constant seal_rows[] = {
    {"F_SEAL_SEAL", 0x01, 0, "no further seals"},
    {"F_SEAL_SHRINK", 0x02, 0, "it cannot get shorter"},
    {"F_SEAL_GROW", 0x04, 0, "it cannot get longer"},
    {"F_SEAL_WRITE", 0x08, 0, "it cannot be written"},
    {"F_SEAL_FUTURE_WRITE", 0x10, 0, "it cannot be written by others"},
};

constexpr Constant notify_rows[] = {
    {"DN_ACCESS", 0x1, 0, "a file was read"},
    {"DN_MODIFY", 0x2, 0, "a file was written"},
    {"DN_CREATE", 0x4, 0, "a file was made"},
    {"DN_DELETE", 0x8, 0, "a file was removed"},
    {"DN_RENAME", 0x10, 0, "a file was renamed"},
    {"DN_ATTRIB", 0x20, 0, "owner, permissions or times changed"},
    {"DN_MULTISHOT", 0x80000000, 0, "tell about each change, not only the first"},
};

constexpr Constant poll_rows[] = {
    {"POLLIN", 0x001, 0, "there is something to read"},
    {"POLLPRI", 0x002, 0, "there is something urgent"},
    {"POLLOUT", 0x004, 0, "writing would not wait"},
    {"POLLERR", 0x008, 0, "an error, or a pipe that nobody reads"},
    {"POLLHUP", 0x010, 0, "the other side has hung up"},
    {"POLLNVAL", 0x020, 0, "the descriptor is not open"},
    {"POLLRDNORM", 0x040, 0, "the same as POLLIN"},
    {"POLLRDBAND", 0x080, 0, "there is priority data to read"},
    {"POLLWRNORM", 0x100, 0, "the same as POLLOUT"},
    {"POLLWRBAND", 0x200, 0, "priority data can be written"},
    {"POLLMSG", 0x400, 0, "unused"},
    {"POLLREMOVE", 0x1000, 0, "unused"},
    {"POLLRDHUP", 0x2000, 0, "the other side will send no more"},
};

constexpr Constant epoll_rows[] = {
    {"EPOLLIN", 0x001, 0, "there is something to read"},
    {"EPOLLPRI", 0x002, 0, "there is something urgent"},
    {"EPOLLOUT", 0x004, 0, "writing would not wait"},
    {"EPOLLERR", 0x008, 0, "an error, or a pipe that nobody reads"},
    {"EPOLLHUP", 0x010, 0, "the other side has hung up"},
    {"EPOLLRDNORM", 0x040, 0, "the same as EPOLLIN"},
    {"EPOLLRDBAND", 0x080, 0, "there is priority data to read"},
    {"EPOLLWRNORM", 0x100, 0, "the same as EPOLLOUT"},
    {"EPOLLWRBAND", 0x200, 0, "priority data can be written"},
    {"EPOLLMSG", 0x400, 0, "unused"},
    {"EPOLLRDHUP", 0x2000, 0, "the other side will send no more"},
    {"EPOLLEXCLUSIVE", 1U << 28, 0, "wake one waiter only"},
    {"EPOLLWAKEUP", 1U << 29, 0, "keep the machine awake while it is handled"},
    {"EPOLLONESHOT", 1U << 30, 0, "tell once, then wait for EPOLL_CTL_MOD"},
    {"EPOLLET", 1U << 31, 0, "tell when it becomes ready, not while it is"},
};

constexpr Constant epoll_operation_rows[] = {
    {"EPOLL_CTL_ADD", EPOLL_CTL_ADD, 0, "watch this descriptor"},
    {"EPOLL_CTL_DEL", EPOLL_CTL_DEL, 0, "stop watching it"},
    {"EPOLL_CTL_MOD", EPOLL_CTL_MOD, 0, "watch it for something else"},
};

constexpr Constant epoll_flag_rows[] = {
    {"EPOLL_CLOEXEC", EPOLL_CLOEXEC, 0, "close it when the program executes another one"},
};

constexpr Constant eventfd_rows[] = {
    {"EFD_SEMAPHORE", EFD_SEMAPHORE, 0, "each read takes one, not all"},
    {"EFD_CLOEXEC", EFD_CLOEXEC, 0, "close it when the program executes another one"},
    {"EFD_NONBLOCK", EFD_NONBLOCK, 0, "fail with EAGAIN rather than wait"},
};

constexpr Constant close_range_rows[] = {
    {"CLOSE_RANGE_UNSHARE", 2, 0, "first stop sharing descriptors with other threads"},
    {"CLOSE_RANGE_CLOEXEC", 4, 0, "do not close now, but on exec"},
};

constexpr std::uint64_t huge_bits = 0x3fULL << 26;
constexpr Constant memfd_rows[] = {
    {"MFD_CLOEXEC", 1, 0, "close it when the program executes another one"},
    {"MFD_ALLOW_SEALING", 2, 0, "seals may be added"},
    {"MFD_HUGETLB", 4, 0, "made of huge pages"},
    {"16<<MFD_HUGE_SHIFT", 16ULL << 26, huge_bits, "pages of 64 KiB"},
    {"21<<MFD_HUGE_SHIFT", 21ULL << 26, huge_bits, "pages of 2 MiB"},
    {"30<<MFD_HUGE_SHIFT", 30ULL << 26, huge_bits, "pages of 1 GiB"},
};

}  // namespace

constexpr ConstantTable fcntl_commands{"commands of fcntl(2)", "F_???", fcntl_rows};
constexpr ConstantTable close_on_exec{"F_SETFD of fcntl(2)", "FD_???", close_on_exec_rows};
constexpr ConstantTable lock_types{"l_type of fcntl(2)", "F_???", lock_type_rows};
constexpr ConstantTable lock_operations{"operation of flock(2)", "LOCK_???", lock_operation_rows};
constexpr ConstantTable owner_types{"F_SETOWN_EX of fcntl(2)", "F_OWNER_???", owner_type_rows};
constexpr ConstantTable seals{"F_ADD_SEALS of fcntl(2)", "F_SEAL_???", seal_rows};
constexpr ConstantTable notify_events{"F_NOTIFY of fcntl(2)", "DN_???", notify_rows};
constexpr ConstantTable poll_events{"events of poll(2)", "POLL???", poll_rows};
constexpr ConstantTable epoll_events{"events of epoll_ctl(2)", "EPOLL???", epoll_rows};
constexpr ConstantTable epoll_operations{"op of epoll_ctl(2)", "EPOLL_CTL_???",
                                         epoll_operation_rows};
constexpr ConstantTable epoll_flags{"flags of epoll_create1(2)", "EPOLL_???", epoll_flag_rows};
constexpr ConstantTable eventfd_flags{"flags of eventfd2(2)", "EFD_???", eventfd_rows};
constexpr ConstantTable close_range_flags{"flags of close_range(2)", "CLOSE_RANGE_???",
                                          close_range_rows};
constexpr ConstantTable memfd_flags{"flags of memfd_create(2)", "MFD_???", memfd_rows};

}  // namespace spyglass::constants
