#include <sys/wait.h>

#include "core/decode/constants/tables.hpp"

namespace spyglass::constants {

namespace {

constexpr Constant clone_rows[] = {
    {"CLONE_VM", 0x100, 0, "share the memory"},
    {"CLONE_FS", 0x200, 0, "share the current directory and the umask"},
    {"CLONE_FILES", 0x400, 0, "share the table of open files"},
    {"CLONE_SIGHAND", 0x800, 0, "share the signal handlers"},
    {"CLONE_PIDFD", 0x1000, 0, "give the parent a descriptor of the child"},
    {"CLONE_PTRACE", 0x2000, 0, "if the parent is traced, trace the child too"},
    {"CLONE_VFORK", 0x4000, 0, "the parent waits until the child executes a program or ends"},
    {"CLONE_PARENT", 0x8000, 0, "the child gets the parent's parent"},
    {"CLONE_THREAD", 0x10000, 0, "a thread of this process, not a process of its own"},
    {"CLONE_NEWNS", 0x20000, 0, "its own view of what is mounted where"},
    {"CLONE_SYSVSEM", 0x40000, 0, "share the undo list of System V semaphores"},
    {"CLONE_SETTLS", 0x80000, 0, "set where its thread-local storage is"},
    {"CLONE_PARENT_SETTID", 0x100000, 0, "write the child's id into the parent's memory"},
    {"CLONE_CHILD_CLEARTID", 0x200000, 0, "clear an id in memory when it ends, and wake who waits"},
    {"CLONE_UNTRACED", 0x800000, 0, "tracers may not force CLONE_PTRACE on it"},
    {"CLONE_CHILD_SETTID", 0x1000000, 0, "write the child's id into the child's memory"},
    {"CLONE_NEWCGROUP", 0x2000000, 0, "its own view of control groups"},
    {"CLONE_NEWUTS", 0x4000000, 0, "its own host name"},
    {"CLONE_NEWIPC", 0x8000000, 0, "its own System V and POSIX queues"},
    {"CLONE_NEWUSER", 0x10000000, 0, "its own users: root in here, nobody outside"},
    {"CLONE_NEWPID", 0x20000000, 0, "its own process ids, from 1 on"},
    {"CLONE_NEWNET", 0x40000000, 0, "its own network devices and ports"},
    {"CLONE_IO", 0x80000000, 0, "share the turns at the disk"},
    {"CLONE_CLEAR_SIGHAND", 0x100000000, 0, "all signal handlers back to the default"},
    {"CLONE_INTO_CGROUP", 0x200000000, 0, "into this control group from the start"},
};

constexpr Constant unshare_rows[] = {
    {"CLONE_NEWTIME", 0x80, 0, "its own offset of the clocks that count from the start"},
    {"CLONE_VM", 0x100, 0, "stop sharing the memory"},
    {"CLONE_FS", 0x200, 0, "stop sharing the current directory and the umask"},
    {"CLONE_FILES", 0x400, 0, "stop sharing the table of open files"},
    {"CLONE_SIGHAND", 0x800, 0, "stop sharing the signal handlers"},
    {"CLONE_THREAD", 0x10000, 0, "leave the threads of this process"},
    {"CLONE_NEWNS", 0x20000, 0, "its own view of what is mounted where"},
    {"CLONE_SYSVSEM", 0x40000, 0, "stop sharing the undo list of System V semaphores"},
    {"CLONE_NEWCGROUP", 0x2000000, 0, "its own view of control groups"},
    {"CLONE_NEWUTS", 0x4000000, 0, "its own host name"},
    {"CLONE_NEWIPC", 0x8000000, 0, "its own System V and POSIX queues"},
    {"CLONE_NEWUSER", 0x10000000, 0, "its own users: root in here, nobody outside"},
    {"CLONE_NEWPID", 0x20000000, 0, "its children get their own process ids, from 1 on"},
    {"CLONE_NEWNET", 0x40000000, 0, "its own network devices and ports"},
};

constexpr Constant namespace_rows[] = {
    {"CLONE_NEWTIME", 0x80, 0, "a namespace of clocks"},
    {"CLONE_NEWNS", 0x20000, 0, "a namespace of mounts"},
    {"CLONE_NEWCGROUP", 0x2000000, 0, "a namespace of control groups"},
    {"CLONE_NEWUTS", 0x4000000, 0, "a namespace of host names"},
    {"CLONE_NEWIPC", 0x8000000, 0, "a namespace of queues"},
    {"CLONE_NEWUSER", 0x10000000, 0, "a namespace of users"},
    {"CLONE_NEWPID", 0x20000000, 0, "a namespace of process ids"},
    {"CLONE_NEWNET", 0x40000000, 0, "a namespace of networks"},
};

constexpr Constant wait_rows[] = {
    {"WNOHANG", WNOHANG, 0, "do not wait: return 0 if nothing has happened"},
    {"WEXITED", WEXITED, 0, "tell of children that ended"},
    {"WSTOPPED", WSTOPPED, 0, "tell of children that a signal stopped"},
    {"WCONTINUED", WCONTINUED, 0, "tell of children that SIGCONT let go on"},
    {"WNOWAIT", WNOWAIT, 0, "leave the child to be waited for once more"},
    {"__WCLONE", 0x80000000, 0, "only children that do not send SIGCHLD"},
    {"__WALL", 0x40000000, 0, "all children, whatever signal they send"},
    {"__WNOTHREAD", 0x20000000, 0, "only children of this very thread"},
};

constexpr Constant waitid_rows[] = {
    {"P_ALL", 0, 0, "any child"},
    {"P_PID", 1, 0, "the child with this process id"},
    {"P_PGID", 2, 0, "any child of this process group"},
    {"P_PIDFD", 3, 0, "the child that this descriptor refers to"},
};

constexpr Constant ptrace_event_rows[] = {
    {"PTRACE_EVENT_FORK", 1},    {"PTRACE_EVENT_VFORK", 2},      {"PTRACE_EVENT_CLONE", 3},
    {"PTRACE_EVENT_EXEC", 4},    {"PTRACE_EVENT_VFORK_DONE", 5}, {"PTRACE_EVENT_EXIT", 6},
    {"PTRACE_EVENT_SECCOMP", 7}, {"PTRACE_EVENT_STOP", 128},
};

constexpr Constant ptrace_request_rows[] = {
    {"PTRACE_TRACEME", 0, 0, "ask the parent to trace this process"},
    {"PTRACE_PEEKTEXT", 1, 0, "read a word of the program"},
    {"PTRACE_PEEKDATA", 2, 0, "read a word of memory"},
    {"PTRACE_PEEKUSER", 3, 0, "read a word of the registers"},
    {"PTRACE_POKETEXT", 4, 0, "write a word of the program"},
    {"PTRACE_POKEDATA", 5, 0, "write a word of memory"},
    {"PTRACE_POKEUSER", 6, 0, "write a word of the registers"},
    {"PTRACE_CONT", 7, 0, "let it run"},
    {"PTRACE_KILL", 8, 0, "kill it"},
    {"PTRACE_SINGLESTEP", 9, 0, "let it execute one instruction"},
    {"PTRACE_GETREGS", 12, 0, "read all registers"},
    {"PTRACE_SETREGS", 13, 0, "write all registers"},
    {"PTRACE_GETFPREGS", 14, 0, "read the floating-point registers"},
    {"PTRACE_SETFPREGS", 15, 0, "write the floating-point registers"},
    {"PTRACE_ATTACH", 16, 0, "begin to trace it, and stop it"},
    {"PTRACE_DETACH", 17, 0, "end tracing and let it run"},
    {"PTRACE_GETFPXREGS", 18},
    {"PTRACE_SETFPXREGS", 19},
    {"PTRACE_OLDSETOPTIONS", 21},
    {"PTRACE_SYSCALL", 24, 0, "let it run up to the next edge of a call"},
    {"PTRACE_GET_THREAD_AREA", 25},
    {"PTRACE_SET_THREAD_AREA", 26},
    {"PTRACE_ARCH_PRCTL", 30},
    {"PTRACE_SYSEMU", 31, 0, "let it run up to the next call, which is not made"},
    {"PTRACE_SYSEMU_SINGLESTEP", 32},
    {"PTRACE_SINGLEBLOCK", 33, 0, "let it run up to the next jump"},
    {"PTRACE_SETOPTIONS", 0x4200, 0, "choose which events stop it"},
    {"PTRACE_GETEVENTMSG", 0x4201, 0, "ask for the number that came with an event"},
    {"PTRACE_GETSIGINFO", 0x4202, 0, "read what is known of the signal that stopped it"},
    {"PTRACE_SETSIGINFO", 0x4203, 0, "change what is known of the signal"},
    {"PTRACE_GETREGSET", 0x4204, 0, "read a set of registers"},
    {"PTRACE_SETREGSET", 0x4205, 0, "write a set of registers"},
    {"PTRACE_SEIZE", 0x4206, 0, "begin to trace it without stopping it"},
    {"PTRACE_INTERRUPT", 0x4207, 0, "stop it"},
    {"PTRACE_LISTEN", 0x4208, 0, "leave it stopped, but report what happens to it"},
    {"PTRACE_PEEKSIGINFO", 0x4209},
    {"PTRACE_GETSIGMASK", 0x420a},
    {"PTRACE_SETSIGMASK", 0x420b},
    {"PTRACE_SECCOMP_GET_FILTER", 0x420c},
    {"PTRACE_SECCOMP_GET_METADATA", 0x420d},
    {"PTRACE_GET_SYSCALL_INFO", 0x420e, 0, "ask which call it is in, and with what arguments"},
    {"PTRACE_GET_RSEQ_CONFIGURATION", 0x420f},
};

constexpr Constant ptrace_option_rows[] = {
    {"PTRACE_O_TRACESYSGOOD", 1, 0, "tell stops of calls from SIGTRAP"},
    {"PTRACE_O_TRACEFORK", 2, 0, "stop at fork, and trace the child"},
    {"PTRACE_O_TRACEVFORK", 4, 0, "stop at vfork, and trace the child"},
    {"PTRACE_O_TRACECLONE", 8, 0, "stop at clone, and trace the new thread"},
    {"PTRACE_O_TRACEEXEC", 0x10, 0, "stop when another program is executed"},
    {"PTRACE_O_TRACEVFORKDONE", 0x20, 0, "stop when the child has let go of the memory"},
    {"PTRACE_O_TRACEEXIT", 0x40, 0, "stop just before it ends"},
    {"PTRACE_O_TRACESECCOMP", 0x80, 0, "stop where a seccomp filter says so"},
    {"PTRACE_O_EXITKILL", 0x100000, 0, "kill it when the tracer ends"},
    {"PTRACE_O_SUSPEND_SECCOMP", 0x200000},
};

constexpr Constant regset_rows[] = {
    {"NT_PRSTATUS", 1, 0, "the general registers"},
    {"NT_FPREGSET", 2, 0, "the floating-point registers"},
    {"NT_386_TLS", 0x200},
    {"NT_386_IOPERM", 0x201},
    {"NT_X86_XSTATE", 0x202, 0, "all vector registers"},
};

constexpr Constant schedule_rows[] = {
    {"SCHED_OTHER", 0, 0, "the usual one: everybody gets a fair share"},
    {"SCHED_FIFO", 1, 0, "real time: runs until it waits or a more important one comes"},
    {"SCHED_RR", 2, 0, "real time, in turns"},
    {"SCHED_BATCH", 3, 0, "long computations that nobody waits for"},
    {"SCHED_ISO", 4},
    {"SCHED_IDLE", 5, 0, "only when nobody else wants to run"},
    {"SCHED_DEADLINE", 6, 0, "so much time before each deadline"},
};

constexpr Constant schedule_flag_rows[] = {
    {"SCHED_FLAG_RESET_ON_FORK", 1, 0, "children start with the usual one"},
    {"SCHED_FLAG_RECLAIM", 2, 0, "may also use the time that others leave"},
    {"SCHED_FLAG_DL_OVERRUN", 4, 0, "SIGXCPU when it needs more time than it said"},
    {"SCHED_FLAG_KEEP_POLICY", 8, 0, "do not change the policy"},
    {"SCHED_FLAG_KEEP_PARAMS", 0x10, 0, "do not change its numbers"},
    {"SCHED_FLAG_UTIL_CLAMP_MIN", 0x20, 0, "as busy as sched_util_min at least, for the governor"},
    {"SCHED_FLAG_UTIL_CLAMP_MAX", 0x40, 0, "as busy as sched_util_max at most"},
};

constexpr Constant exec_flag_rows[] = {
    {"AT_SYMLINK_NOFOLLOW", 0x100, 0, "fail if it is a symbolic link"},
    {"AT_EMPTY_PATH", 0x1000, 0, "with an empty path: the file that dirfd is open on"},
    {"AT_RECURSIVE", 0x8000, 0, "also what is below it"},
};

constexpr Constant pidfd_rows[] = {
    {"PIDFD_NONBLOCK", 04000, 0, "waitid on it fails with EAGAIN rather than wait"},
};

}  // namespace

constexpr ConstantTable clone_flags{"flags of clone(2)", "CLONE_???", clone_rows};
constexpr ConstantTable unshare_flags{"flags of unshare(2)", "CLONE_???", unshare_rows};
constexpr ConstantTable namespace_types{"types of setns(2)", "CLONE_NEW???", namespace_rows};
constexpr ConstantTable wait_options{"options of wait4(2)", "W???", wait_rows};
constexpr ConstantTable waitid_types{"types of waitid(2)", "P_???", waitid_rows};
constexpr ConstantTable ptrace_events{"events of ptrace(2)", "PTRACE_EVENT_???", ptrace_event_rows};
constexpr ConstantTable ptrace_requests{"requests of ptrace(2)", "PTRACE_???", ptrace_request_rows};
constexpr ConstantTable ptrace_options{"options of ptrace(2)", "PTRACE_O_???", ptrace_option_rows};
constexpr ConstantTable register_sets{"sets of registers", "NT_???", regset_rows};
constexpr ConstantTable schedulers{"policies of sched(7)", "SCHED_???", schedule_rows};
constexpr ConstantTable scheduler_flags{"flags of sched_setattr(2)", "SCHED_FLAG_???",
                                        schedule_flag_rows};
constexpr ConstantTable exec_flags{"flags of execveat(2)", "AT_???", exec_flag_rows};
constexpr ConstantTable pidfd_flags{"flags of pidfd_open(2)", "PIDFD_???", pidfd_rows};

}  // namespace spyglass::constants
