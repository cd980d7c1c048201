#include <sys/personality.h>
#include <sys/resource.h>

#include "core/decode/constants/tables.hpp"

namespace spyglass::constants {

namespace {

constexpr Constant random_rows[] = {
    {"GRND_NONBLOCK", 1, 0, "fail rather than wait for the generator to get ready"},
    {"GRND_RANDOM", 2, 0, "from the source of /dev/random"},
    {"GRND_INSECURE", 4, 0, "even if the generator is not ready yet"},
};

constexpr Constant arch_rows[] = {
    {"ARCH_SET_GS", 0x1001, 0, "set the base of gs"},
    {"ARCH_SET_FS", 0x1002, 0, "set the base of fs, where a thread's own data is found"},
    {"ARCH_GET_FS", 0x1003, 0, "what is the base of fs?"},
    {"ARCH_GET_GS", 0x1004, 0, "what is the base of gs?"},
    {"ARCH_GET_CPUID", 0x1011, 0, "may the cpuid instruction be used?"},
    {"ARCH_SET_CPUID", 0x1012, 0, "allow or forbid the cpuid instruction"},
    {"ARCH_GET_XCOMP_SUPP", 0x1021, 0, "which register sets does the processor have?"},
    {"ARCH_GET_XCOMP_PERM", 0x1022, 0, "which register sets may be used?"},
    {"ARCH_REQ_XCOMP_PERM", 0x1023, 0, "ask to use a large register set"},
    {"ARCH_GET_XCOMP_GUEST_PERM", 0x1024, 0, "the same for a virtual machine"},
    {"ARCH_REQ_XCOMP_GUEST_PERM", 0x1025, 0, "the same for a virtual machine"},
    {"ARCH_MAP_VDSO_X32", 0x2001, 0, "map the x32 vDSO"},
    {"ARCH_MAP_VDSO_32", 0x2002, 0, "map the 32-bit vDSO"},
    {"ARCH_MAP_VDSO_64", 0x2003, 0, "map the 64-bit vDSO"},
};

constexpr Constant resource_rows[] = {
    {"RLIMIT_CPU", 0, 0, "seconds of processor time"},
    {"RLIMIT_FSIZE", 1, 0, "length of a file that it writes"},
    {"RLIMIT_DATA", 2, 0, "memory for data"},
    {"RLIMIT_STACK", 3, 0, "length of the stack"},
    {"RLIMIT_CORE", 4, 0, "length of a core dump"},
    {"RLIMIT_RSS", 5, 0, "memory in use; has no effect"},
    {"RLIMIT_NPROC", 6, 0, "processes and threads of the user"},
    {"RLIMIT_NOFILE", 7, 0, "the highest descriptor, plus one"},
    {"RLIMIT_MEMLOCK", 8, 0, "memory locked by mlock"},
    {"RLIMIT_AS", 9, 0, "all memory that is mapped"},
    {"RLIMIT_LOCKS", 10, 0, "locks on files; has no effect"},
    {"RLIMIT_SIGPENDING", 11, 0, "signals waiting for the user's processes"},
    {"RLIMIT_MSGQUEUE", 12, 0, "bytes in message queues"},
    {"RLIMIT_NICE", 13, 0, "how far priority may be raised"},
    {"RLIMIT_RTPRIO", 14, 0, "real-time priority"},
    {"RLIMIT_RTTIME", 15, 0, "real-time processor time without a pause"},
};

constexpr Constant usage_rows[] = {
    {"RUSAGE_SELF", 0, 0, "this process"},
    {"RUSAGE_CHILDREN", 0xffffffff, 0, "children that have ended and were waited for"},
    {"RUSAGE_BOTH", 0xfffffffe, 0, "both together"},
    {"RUSAGE_THREAD", 1, 0, "this thread alone"},
};

constexpr std::uint64_t personality_type = 0xff;

constexpr Constant personality_rows[] = {
    {"PER_LINUX", 0, personality_type, "Linux"},
    {"PER_LINUX32", 0x08, personality_type, "Linux that says it is a 32-bit machine"},
    {"PER_BSD", 0x06, personality_type, "BSD"},
    {"ADDR_NO_RANDOMIZE", 0x0040000, 0, "no random addresses (debuggers like it)"},
    {"MMAP_PAGE_ZERO", 0x0100000, 0, "address 0 can be read"},
    {"ADDR_COMPAT_LAYOUT", 0x0200000, 0, "the old order of memory"},
    {"READ_IMPLIES_EXEC", 0x0400000, 0, "what can be read can be executed"},
    {"ADDR_LIMIT_32BIT", 0x0800000, 0, "addresses of 32 bits"},
    {"SHORT_INODE", 0x1000000, 0, "short inode numbers"},
    {"WHOLE_SECONDS", 0x2000000, 0, "times in whole seconds"},
    {"STICKY_TIMEOUTS", 0x4000000, 0, "select does not change its timeout"},
    {"ADDR_LIMIT_3GB", 0x8000000, 0, "addresses below 3 GiB"},
    {"UNAME26", 0x0020000, 0, "says it is Linux 2.6"},
};

constexpr Constant log_action_rows[] = {
    {"SYSLOG_ACTION_CLOSE", 0, 0, "nothing"},
    {"SYSLOG_ACTION_OPEN", 1, 0, "nothing"},
    {"SYSLOG_ACTION_READ", 2, 0, "wait for new messages and take them"},
    {"SYSLOG_ACTION_READ_ALL", 3, 0, "read the last messages, as dmesg does"},
    {"SYSLOG_ACTION_READ_CLEAR", 4, 0, "read the last messages, then forget them"},
    {"SYSLOG_ACTION_CLEAR", 5, 0, "forget the messages"},
    {"SYSLOG_ACTION_CONSOLE_OFF", 6, 0, "no messages on the console"},
    {"SYSLOG_ACTION_CONSOLE_ON", 7, 0, "messages on the console again"},
    {"SYSLOG_ACTION_CONSOLE_LEVEL", 8, 0, "which messages go to the console"},
    {"SYSLOG_ACTION_SIZE_UNREAD", 9, 0, "how much is unread?"},
    {"SYSLOG_ACTION_SIZE_BUFFER", 10, 0, "how much is kept?"},
};

constexpr Constant membarrier_flag_rows[] = {
    {"MEMBARRIER_CMD_FLAG_CPU", 1, 0, "the threads of one processor only"},
};

constexpr Constant membarrier_rows[] = {
    {"MEMBARRIER_CMD_QUERY", 0, 0, "which commands are there?"},
    {"MEMBARRIER_CMD_GLOBAL", 1, 0, "all threads of the machine, slowly"},
    {"MEMBARRIER_CMD_GLOBAL_EXPEDITED", 2, 0, "all threads that have registered"},
    {"MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED", 4, 0, "register for that"},
    {"MEMBARRIER_CMD_PRIVATE_EXPEDITED", 8, 0, "all threads of this process"},
    {"MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED", 16, 0, "register for that"},
    {"MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE", 32, 0, "the same after code was changed"},
    {"MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE", 64, 0, "register for that"},
    {"MEMBARRIER_CMD_PRIVATE_EXPEDITED_RSEQ", 128, 0, "the same for restartable sequences"},
    {"MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_RSEQ", 256, 0, "register for that"},
};

constexpr Constant priority_rows[] = {
    {"PRIO_PROCESS", 0, 0, "one process"},
    {"PRIO_PGRP", 1, 0, "a process group"},
    {"PRIO_USER", 2, 0, "all processes of a user"},
};

}  // namespace

constexpr ConstantTable random_flags{"flags of getrandom(2)", "GRND_???", random_rows};
constexpr ConstantTable arch_prctl_codes{"code of arch_prctl(2)", "ARCH_???", arch_rows};
constexpr ConstantTable resources{"resource of getrlimit(2)", "RLIMIT_???", resource_rows};
constexpr ConstantTable usage_targets{"who of getrusage(2)", "RUSAGE_???", usage_rows};
constexpr ConstantTable personalities{.title = "persona of personality(2)",
                                      .unknown = "PER_???",
                                      .rows = personality_rows,
                                      .fields_apart = true};
constexpr ConstantTable kernel_log_actions{"type of syslog(2)", "SYSLOG_ACTION_???",
                                           log_action_rows};
constexpr ConstantTable membarrier_flags{"flags of membarrier(2)", "MEMBARRIER_CMD_FLAG_???",
                                         membarrier_flag_rows};
constexpr ConstantTable membarrier_commands{"command of membarrier(2)", "MEMBARRIER_CMD_???",
                                            membarrier_rows};
constexpr ConstantTable priority_targets{"which of getpriority(2)", "PRIO_???", priority_rows};

}  // namespace spyglass::constants
