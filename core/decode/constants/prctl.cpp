#include "core/decode/constants/tables.hpp"

namespace spyglass::constants {

namespace {

constexpr Constant option_rows[] = {
    {"PR_SET_PDEATHSIG", 1, 0, "a signal for when the parent dies"},
    {"PR_GET_PDEATHSIG", 2, 0, "which signal when the parent dies?"},
    {"PR_GET_DUMPABLE", 3, 0, "may others trace it and dump core?"},
    {"PR_SET_DUMPABLE", 4, 0, "say whether others may trace it and dump core"},
    {"PR_GET_UNALIGN", 5, 0, "what happens on unaligned reads and writes?"},
    {"PR_SET_UNALIGN", 6, 0, "what to do on unaligned reads and writes"},
    {"PR_GET_KEEPCAPS", 7, 0, "does it keep its capabilities when it changes its user?"},
    {"PR_SET_KEEPCAPS", 8, 0, "keep the capabilities when it changes its user"},
    {"PR_GET_FPEMU", 9, 0, "is floating point emulated?"},
    {"PR_SET_FPEMU", 10, 0, "how to emulate floating point"},
    {"PR_GET_FPEXC", 11, 0, "which floating point exceptions are on?"},
    {"PR_SET_FPEXC", 12, 0, "which floating point exceptions to have"},
    {"PR_GET_TIMING", 13, 0, "how is processor time counted?"},
    {"PR_SET_TIMING", 14, 0, "how to count processor time"},
    {"PR_SET_NAME", 15, 0, "name this thread"},
    {"PR_GET_NAME", 16, 0, "what is this thread's name?"},
    {"PR_GET_ENDIAN", 19, 0, "which byte order?"},
    {"PR_SET_ENDIAN", 20, 0, "use a byte order"},
    {"PR_GET_SECCOMP", 21, 0, "is there a seccomp filter?"},
    {"PR_SET_SECCOMP", 22, 0, "forbid system calls for good"},
    {"PR_CAPBSET_READ", 23, 0, "could this capability be gained by exec?"},
    {"PR_CAPBSET_DROP", 24, 0, "never gain this capability by exec"},
    {"PR_GET_TSC", 25, 0, "may the processor's time stamp counter be read?"},
    {"PR_SET_TSC", 26, 0, "allow or forbid reading the time stamp counter"},
    {"PR_GET_SECUREBITS", 27, 0, "how is root treated?"},
    {"PR_SET_SECUREBITS", 28, 0, "how to treat root"},
    {"PR_SET_TIMERSLACK", 29, 0, "how late timers may be, in nanoseconds"},
    {"PR_GET_TIMERSLACK", 30, 0, "how late may timers be?"},
    {"PR_TASK_PERF_EVENTS_DISABLE", 31, 0, "stop the performance counters"},
    {"PR_TASK_PERF_EVENTS_ENABLE", 32, 0, "start the performance counters"},
    {"PR_MCE_KILL", 33, 0, "when to be killed for broken memory"},
    {"PR_MCE_KILL_GET", 34, 0, "when will it be killed for broken memory?"},
    {"PR_SET_MM", 35, 0, "change what the kernel knows of the process's memory"},
    {"PR_SET_CHILD_SUBREAPER", 36, 0, "orphans among its descendants become its children"},
    {"PR_GET_CHILD_SUBREAPER", 37, 0, "does it adopt orphans?"},
    {"PR_SET_NO_NEW_PRIVS", 38, 0, "exec gives no privileges from now on (set-user-id)"},
    {"PR_GET_NO_NEW_PRIVS", 39, 0, "can exec give privileges?"},
    {"PR_GET_TID_ADDRESS", 40, 0, "the address that set_tid_address set"},
    {"PR_SET_THP_DISABLE", 41, 0, "no huge pages"},
    {"PR_GET_THP_DISABLE", 42, 0, "are huge pages off?"},
    {"PR_MPX_ENABLE_MANAGEMENT", 43, 0, "bounds checking, which is gone"},
    {"PR_MPX_DISABLE_MANAGEMENT", 44, 0, "bounds checking, which is gone"},
    {"PR_SET_FP_MODE", 45, 0, "how to compute with floating point"},
    {"PR_GET_FP_MODE", 46, 0, "how does it compute with floating point?"},
    {"PR_CAP_AMBIENT", 47, 0, "capabilities that survive exec"},
    {"PR_SVE_SET_VL", 50, 0, "how long vectors are"},
    {"PR_SVE_GET_VL", 51, 0, "how long are vectors?"},
    {"PR_GET_SPECULATION_CTRL", 52, 0, "is the processor's speculation limited?"},
    {"PR_SET_SPECULATION_CTRL", 53, 0, "limit the processor's speculation"},
    {"PR_PAC_RESET_KEYS", 54, 0, "new keys for signed pointers"},
    {"PR_SET_TAGGED_ADDR_CTRL", 55, 0, "whether pointers may carry tags"},
    {"PR_GET_TAGGED_ADDR_CTRL", 56, 0, "may pointers carry tags?"},
    {"PR_SET_IO_FLUSHER", 57, 0, "it serves a disk: the kernel must not wait for it"},
    {"PR_GET_IO_FLUSHER", 58, 0, "does it serve a disk?"},
    {"PR_SET_SYSCALL_USER_DISPATCH", 59, 0, "have some calls sent back as signals"},
    {"PR_PAC_SET_ENABLED_KEYS", 60, 0, "which keys sign pointers"},
    {"PR_PAC_GET_ENABLED_KEYS", 61, 0, "which keys sign pointers?"},
    {"PR_SCHED_CORE", 62, 0, "with whom it shares a processor core"},
    {"PR_SME_SET_VL", 63, 0, "how long vectors are, in streaming mode"},
    {"PR_SME_GET_VL", 64, 0, "how long are vectors in streaming mode?"},
    {"PR_SET_VMA", 0x53564d41, 0, "name a piece of memory"},
    {"PR_SET_PTRACER", 0x59616d61, 0, "who may trace this process"},
};

constexpr Constant dump_rows[] = {
    {"SUID_DUMP_DISABLE", 0, 0, "no"},
    {"SUID_DUMP_USER", 1, 0, "yes"},
    {"SUID_DUMP_ROOT", 2, 0, "only root may read the core dump"},
};

constexpr Constant capability_rows[] = {
    {"CAP_CHOWN", 0, 0, "give files to anybody"},
    {"CAP_DAC_OVERRIDE", 1, 0, "permissions of files do not matter"},
    {"CAP_DAC_READ_SEARCH", 2, 0, "read any file and directory"},
    {"CAP_FOWNER", 3, 0, "treat any file as its owner would"},
    {"CAP_FSETID", 4, 0, "keep set-user-id bits of files that it writes"},
    {"CAP_KILL", 5, 0, "send signals to anybody"},
    {"CAP_SETGID", 6, 0, "become any group"},
    {"CAP_SETUID", 7, 0, "become any user"},
    {"CAP_SETPCAP", 8, 0, "hand capabilities on"},
    {"CAP_LINUX_IMMUTABLE", 9, 0, "make files that nobody may change"},
    {"CAP_NET_BIND_SERVICE", 10, 0, "use ports below 1024"},
    {"CAP_NET_BROADCAST", 11, 0, "unused"},
    {"CAP_NET_ADMIN", 12, 0, "configure the network"},
    {"CAP_NET_RAW", 13, 0, "make packets by hand, as ping does"},
    {"CAP_IPC_LOCK", 14, 0, "lock memory"},
    {"CAP_IPC_OWNER", 15, 0, "use any System V object"},
    {"CAP_SYS_MODULE", 16, 0, "load kernel modules"},
    {"CAP_SYS_RAWIO", 17, 0, "use I/O ports"},
    {"CAP_SYS_CHROOT", 18, 0, "change the root directory"},
    {"CAP_SYS_PTRACE", 19, 0, "trace any process"},
    {"CAP_SYS_PACCT", 20, 0, "keep accounts of processes"},
    {"CAP_SYS_ADMIN", 21, 0, "mount, and much else"},
    {"CAP_SYS_BOOT", 22, 0, "restart the machine"},
    {"CAP_SYS_NICE", 23, 0, "raise priorities"},
    {"CAP_SYS_RESOURCE", 24, 0, "go over limits"},
    {"CAP_SYS_TIME", 25, 0, "set the clock"},
    {"CAP_SYS_TTY_CONFIG", 26, 0, "configure terminals"},
    {"CAP_MKNOD", 27, 0, "make device files"},
    {"CAP_LEASE", 28, 0, "take leases on any file"},
    {"CAP_AUDIT_WRITE", 29, 0, "write to the audit log"},
    {"CAP_AUDIT_CONTROL", 30, 0, "configure auditing"},
    {"CAP_SETFCAP", 31, 0, "give capabilities to files"},
    {"CAP_MAC_OVERRIDE", 32, 0, "ignore a security module's rules"},
    {"CAP_MAC_ADMIN", 33, 0, "configure a security module"},
    {"CAP_SYSLOG", 34, 0, "read the kernel's messages"},
    {"CAP_WAKE_ALARM", 35, 0, "wake the machine at a set time"},
    {"CAP_BLOCK_SUSPEND", 36, 0, "keep the machine awake"},
    {"CAP_AUDIT_READ", 37, 0, "read the audit log"},
    {"CAP_PERFMON", 38, 0, "watch performance"},
    {"CAP_BPF", 39, 0, "load BPF programs"},
    {"CAP_CHECKPOINT_RESTORE", 40, 0, "save and restore processes"},
};

constexpr Constant ambient_rows[] = {
    {"PR_CAP_AMBIENT_IS_SET", 1, 0, "is it there?"},
    {"PR_CAP_AMBIENT_RAISE", 2, 0, "add it"},
    {"PR_CAP_AMBIENT_LOWER", 3, 0, "take it away"},
    {"PR_CAP_AMBIENT_CLEAR_ALL", 4, 0, "take all away"},
};

constexpr Constant secure_rows[] = {
    {"SECBIT_NOROOT", 0x01, 0, "root is an ordinary user"},
    {"SECBIT_NOROOT_LOCKED", 0x02, 0, "for good"},
    {"SECBIT_NO_SETUID_FIXUP", 0x04, 0, "changing the user leaves capabilities alone"},
    {"SECBIT_NO_SETUID_FIXUP_LOCKED", 0x08, 0, "for good"},
    {"SECBIT_KEEP_CAPS", 0x10, 0, "keep capabilities when leaving root"},
    {"SECBIT_KEEP_CAPS_LOCKED", 0x20, 0, "for good"},
    {"SECBIT_NO_CAP_AMBIENT_RAISE", 0x40, 0, "no ambient capabilities"},
    {"SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED", 0x80, 0, "for good"},
};

constexpr Constant counter_rows[] = {
    {"PR_TSC_ENABLE", 1, 0, "allowed"},
    {"PR_TSC_SIGSEGV", 2, 0, "reading it is a SIGSEGV"},
};

constexpr Constant memory_name_rows[] = {
    {"PR_SET_VMA_ANON_NAME", 0, 0, "as /proc/PID/maps will show it"},
};

constexpr Constant seccomp_rows[] = {
    {"SECCOMP_MODE_DISABLED", 0, 0, "none"},
    {"SECCOMP_MODE_STRICT", 1, 0, "read, write and exit only"},
    {"SECCOMP_MODE_FILTER", 2, 0, "a program decides on each call"},
};

}  // namespace

constexpr ConstantTable prctl_options{"option of prctl(2)", "PR_???", option_rows};
constexpr ConstantTable dump_permissions{"PR_SET_DUMPABLE of prctl(2)", "SUID_DUMP_???", dump_rows};
constexpr ConstantTable capabilities{"capabilities(7)", "CAP_???", capability_rows};
constexpr ConstantTable ambient_operations{"PR_CAP_AMBIENT of prctl(2)", "PR_CAP_AMBIENT_???",
                                           ambient_rows};
constexpr ConstantTable secure_bits{"PR_SET_SECUREBITS of prctl(2)", "SECBIT_???", secure_rows};
constexpr ConstantTable timestamp_counter_modes{"PR_SET_TSC of prctl(2)", "PR_TSC_???",
                                                counter_rows};
constexpr ConstantTable memory_name_operations{"PR_SET_VMA of prctl(2)", "PR_SET_VMA_???",
                                               memory_name_rows};
constexpr ConstantTable seccomp_modes{"PR_SET_SECCOMP of prctl(2)", "SECCOMP_MODE_???",
                                      seccomp_rows};

}  // namespace spyglass::constants
