#include "core/decode/constants/rare_tables.hpp"

// seccomp(2), landlock(7), security modules.

namespace spyglass::constants {

namespace {

constexpr Constant seccomp_rows[] = {
    {"SECCOMP_SET_MODE_STRICT", 0, 0, "from now on only read, write and exit"},
    {"SECCOMP_SET_MODE_FILTER", 1, 0, "a program decides on each call from now on"},
    {"SECCOMP_GET_ACTION_AVAIL", 2, 0, "does the kernel know this answer of a filter?"},
    {"SECCOMP_GET_NOTIF_SIZES", 3, 0, "how large are the structs of a supervisor?"},
};

constexpr Constant filter_rows[] = {
    {"SECCOMP_FILTER_FLAG_TSYNC", 1, 0, "for all threads of the process"},
    {"SECCOMP_FILTER_FLAG_LOG", 2, 0, "write refusals to the log"},
    {"SECCOMP_FILTER_FLAG_SPEC_ALLOW", 4, 0, "without a slow guard of the processor"},
    {"SECCOMP_FILTER_FLAG_NEW_LISTENER", 8, 0, "give a descriptor for a supervisor that decides"},
    {"SECCOMP_FILTER_FLAG_TSYNC_ESRCH", 0x10, 0, "ESRCH when a thread cannot follow"},
    {"SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV", 0x20, 0,
     "only deadly signals disturb a call that waits for the supervisor"},
};

constexpr Constant action_rows[] = {
    {"SECCOMP_RET_KILL_PROCESS", 0x80000000, 0, "end the whole program"},
    {"SECCOMP_RET_KILL_THREAD", 0, 0, "end the thread"},
    {"SECCOMP_RET_TRAP", 0x30000, 0, "send it SIGSYS"},
    {"SECCOMP_RET_ERRNO", 0x50000, 0, "let the call fail"},
    {"SECCOMP_RET_USER_NOTIF", 0x7fc00000, 0, "ask the supervisor"},
    {"SECCOMP_RET_TRACE", 0x7ff00000, 0, "stop for the tracer"},
    {"SECCOMP_RET_LOG", 0x7ffc0000, 0, "allow it, and log it"},
    {"SECCOMP_RET_ALLOW", 0x7fff0000, 0, "allow it"},
};

constexpr Constant create_rows[] = {
    {"LANDLOCK_CREATE_RULESET_VERSION", 1, 0, "only ask how much of Landlock the kernel knows"},
    {"LANDLOCK_CREATE_RULESET_ERRATA", 2, 0, "only ask which mistakes were mended"},
};

constexpr Constant rule_rows[] = {
    {"LANDLOCK_RULE_PATH_BENEATH", 1, 0, "files below a directory"},
    {"LANDLOCK_RULE_NET_PORT", 2, 0, "a network port"},
};

constexpr Constant file_access_rows[] = {
    {"LANDLOCK_ACCESS_FS_EXECUTE", 0x1, 0, "execute a file"},
    {"LANDLOCK_ACCESS_FS_WRITE_FILE", 0x2, 0, "open a file for writing"},
    {"LANDLOCK_ACCESS_FS_READ_FILE", 0x4, 0, "open a file for reading"},
    {"LANDLOCK_ACCESS_FS_READ_DIR", 0x8, 0, "list a directory"},
    {"LANDLOCK_ACCESS_FS_REMOVE_DIR", 0x10, 0, "remove or rename directories"},
    {"LANDLOCK_ACCESS_FS_REMOVE_FILE", 0x20, 0, "remove or rename files"},
    {"LANDLOCK_ACCESS_FS_MAKE_CHAR", 0x40, 0, "make character devices"},
    {"LANDLOCK_ACCESS_FS_MAKE_DIR", 0x80, 0, "make directories"},
    {"LANDLOCK_ACCESS_FS_MAKE_REG", 0x100, 0, "make files"},
    {"LANDLOCK_ACCESS_FS_MAKE_SOCK", 0x200, 0, "make sockets"},
    {"LANDLOCK_ACCESS_FS_MAKE_FIFO", 0x400, 0, "make named pipes"},
    {"LANDLOCK_ACCESS_FS_MAKE_BLOCK", 0x800, 0, "make block devices"},
    {"LANDLOCK_ACCESS_FS_MAKE_SYM", 0x1000, 0, "make symbolic links"},
    {"LANDLOCK_ACCESS_FS_REFER", 0x2000, 0, "link or move files between directories"},
    {"LANDLOCK_ACCESS_FS_TRUNCATE", 0x4000, 0, "cut files short"},
    {"LANDLOCK_ACCESS_FS_IOCTL_DEV", 0x8000, 0, "send ioctl commands to devices"},
};

constexpr Constant net_access_rows[] = {
    {"LANDLOCK_ACCESS_NET_BIND_TCP", 1, 0, "listen on a TCP port"},
    {"LANDLOCK_ACCESS_NET_CONNECT_TCP", 2, 0, "connect to a TCP port"},
};

constexpr Constant scope_rows[] = {
    {"LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET", 1, 0, "no abstract sockets of programs outside"},
    {"LANDLOCK_SCOPE_SIGNAL", 2, 0, "no signals to programs outside"},
};

constexpr Constant restrict_rows[] = {
    {"LANDLOCK_RESTRICT_SELF_LOG_SAME_EXEC_OFF", 1, 0, "do not log this program's refusals"},
    {"LANDLOCK_RESTRICT_SELF_LOG_NEW_EXEC_ON", 2, 0, "log those of programs that it executes"},
    {"LANDLOCK_RESTRICT_SELF_LOG_SUBDOMAINS_OFF", 4, 0, "do not log those of later rules"},
};

// Sets of capabilities have a bit for each.
constexpr Constant capability_bit_rows[] = {
    {"1<<CAP_CHOWN", 1ULL << 0, 0, "give files to anybody"},
    {"1<<CAP_DAC_OVERRIDE", 1ULL << 1, 0, "permissions of files do not matter"},
    {"1<<CAP_DAC_READ_SEARCH", 1ULL << 2, 0, "read any file and directory"},
    {"1<<CAP_FOWNER", 1ULL << 3, 0, "treat any file as its owner would"},
    {"1<<CAP_FSETID", 1ULL << 4, 0, "keep set-user-id bits of files that it writes"},
    {"1<<CAP_KILL", 1ULL << 5, 0, "send signals to anybody"},
    {"1<<CAP_SETGID", 1ULL << 6, 0, "become any group"},
    {"1<<CAP_SETUID", 1ULL << 7, 0, "become any user"},
    {"1<<CAP_SETPCAP", 1ULL << 8, 0, "hand capabilities on"},
    {"1<<CAP_LINUX_IMMUTABLE", 1ULL << 9, 0, "make files that nobody may change"},
    {"1<<CAP_NET_BIND_SERVICE", 1ULL << 10, 0, "use ports below 1024"},
    {"1<<CAP_NET_BROADCAST", 1ULL << 11, 0, "unused"},
    {"1<<CAP_NET_ADMIN", 1ULL << 12, 0, "configure the network"},
    {"1<<CAP_NET_RAW", 1ULL << 13, 0, "make packets by hand, as ping does"},
    {"1<<CAP_IPC_LOCK", 1ULL << 14, 0, "lock memory"},
    {"1<<CAP_IPC_OWNER", 1ULL << 15, 0, "use any System V object"},
    {"1<<CAP_SYS_MODULE", 1ULL << 16, 0, "load kernel modules"},
    {"1<<CAP_SYS_RAWIO", 1ULL << 17, 0, "use I/O ports"},
    {"1<<CAP_SYS_CHROOT", 1ULL << 18, 0, "change the root directory"},
    {"1<<CAP_SYS_PTRACE", 1ULL << 19, 0, "trace any process"},
    {"1<<CAP_SYS_PACCT", 1ULL << 20, 0, "keep accounts of processes"},
    {"1<<CAP_SYS_ADMIN", 1ULL << 21, 0, "mount, and much else"},
    {"1<<CAP_SYS_BOOT", 1ULL << 22, 0, "restart the machine"},
    {"1<<CAP_SYS_NICE", 1ULL << 23, 0, "raise priorities"},
    {"1<<CAP_SYS_RESOURCE", 1ULL << 24, 0, "go over limits"},
    {"1<<CAP_SYS_TIME", 1ULL << 25, 0, "set the clock"},
    {"1<<CAP_SYS_TTY_CONFIG", 1ULL << 26, 0, "configure terminals"},
    {"1<<CAP_MKNOD", 1ULL << 27, 0, "make device files"},
    {"1<<CAP_LEASE", 1ULL << 28, 0, "take leases on any file"},
    {"1<<CAP_AUDIT_WRITE", 1ULL << 29, 0, "write to the audit log"},
    {"1<<CAP_AUDIT_CONTROL", 1ULL << 30, 0, "configure auditing"},
    {"1<<CAP_SETFCAP", 1ULL << 31, 0, "give capabilities to files"},
    {"1<<CAP_MAC_OVERRIDE", 1ULL << 32, 0, "ignore a security module's rules"},
    {"1<<CAP_MAC_ADMIN", 1ULL << 33, 0, "configure a security module"},
    {"1<<CAP_SYSLOG", 1ULL << 34, 0, "read the kernel's messages"},
    {"1<<CAP_WAKE_ALARM", 1ULL << 35, 0, "wake the machine at a set time"},
    {"1<<CAP_BLOCK_SUSPEND", 1ULL << 36, 0, "keep the machine awake"},
    {"1<<CAP_AUDIT_READ", 1ULL << 37, 0, "read the audit log"},
    {"1<<CAP_PERFMON", 1ULL << 38, 0, "watch performance"},
    {"1<<CAP_BPF", 1ULL << 39, 0, "load BPF programs"},
    {"1<<CAP_CHECKPOINT_RESTORE", 1ULL << 40, 0, "save and restore processes"},
};

constexpr Constant version_rows[] = {
    {"_LINUX_CAPABILITY_VERSION_1", 0x19980330, 0, "32 capabilities"},
    {"_LINUX_CAPABILITY_VERSION_2", 0x20071026, 0, "64, not to be used"},
    {"_LINUX_CAPABILITY_VERSION_3", 0x20080522, 0, "64 capabilities"},
};

constexpr Constant lsm_attribute_rows[] = {
    {"LSM_ATTR_CURRENT", 100, 0, "the label that it has"},
    {"LSM_ATTR_EXEC", 101, 0, "the label of the next program"},
    {"LSM_ATTR_FSCREATE", 102, 0, "the label of files that it makes"},
    {"LSM_ATTR_KEYCREATE", 103, 0, "the label of keys that it makes"},
    {"LSM_ATTR_PREV", 104, 0, "the label that it had before"},
    {"LSM_ATTR_SOCKCREATE", 105, 0, "the label of sockets that it makes"},
};

constexpr Constant lsm_flag_rows[] = {
    {"LSM_FLAG_SINGLE", 1, 0, "of one module only"},
};

constexpr Constant lsm_id_rows[] = {
    {"LSM_ID_CAPABILITY", 100, 0, "capabilities(7)"},
    {"LSM_ID_SELINUX", 101, 0, "SELinux"},
    {"LSM_ID_SMACK", 102, 0, "Smack"},
    {"LSM_ID_TOMOYO", 103, 0, "TOMOYO"},
    {"LSM_ID_APPARMOR", 104, 0, "AppArmor"},
    {"LSM_ID_YAMA", 105, 0, "Yama: who may trace whom"},
    {"LSM_ID_LOADPIN", 106, 0, "where modules may come from"},
    {"LSM_ID_SAFESETID", 107, 0, "who may become whom"},
    {"LSM_ID_LOCKDOWN", 108, 0, "keeps root from changing the kernel"},
    {"LSM_ID_BPF", 109, 0, "rules written in BPF"},
    {"LSM_ID_LANDLOCK", 110, 0, "rules that programs give themselves"},
    {"LSM_ID_IMA", 111, 0, "measures files"},
    {"LSM_ID_EVM", 112, 0, "guards the attributes of files"},
    {"LSM_ID_IPE", 113, 0, "lets only trusted programs run"},
};

}  // namespace

constexpr ConstantTable seccomp_operations{"op of seccomp(2)", "SECCOMP_SET_MODE_???",
                                           seccomp_rows};
constexpr ConstantTable seccomp_flags{"flags of seccomp(2)", "SECCOMP_FILTER_FLAG_???",
                                      filter_rows};
constexpr ConstantTable seccomp_actions{"what a seccomp(2) filter answers", "SECCOMP_RET_???",
                                        action_rows};
constexpr ConstantTable landlock_create_flags{"flags of landlock_create_ruleset(2)",
                                              "LANDLOCK_CREATE_RULESET_???", create_rows};
constexpr ConstantTable landlock_rules{"rule_type of landlock_add_rule(2)", "LANDLOCK_RULE_???",
                                       rule_rows};
constexpr ConstantTable landlock_file_access{"landlock(7), files", "LANDLOCK_ACCESS_FS_???",
                                             file_access_rows};
constexpr ConstantTable landlock_net_access{"landlock(7), network", "LANDLOCK_ACCESS_NET_???",
                                            net_access_rows};
constexpr ConstantTable landlock_scopes{"landlock(7), scopes", "LANDLOCK_SCOPE_???", scope_rows};
constexpr ConstantTable landlock_restrict_flags{"flags of landlock_restrict_self(2)",
                                                "LANDLOCK_RESTRICT_SELF_???", restrict_rows};
constexpr ConstantTable capability_bits{"sets of capabilities(7)", "CAP_???", capability_bit_rows};
constexpr ConstantTable capability_versions{"version of capget(2)", "_LINUX_CAPABILITY_VERSION_???",
                                            version_rows};
constexpr ConstantTable lsm_attributes{"attr of lsm_get_self_attr(2)", "LSM_ATTR_???",
                                       lsm_attribute_rows};
constexpr ConstantTable lsm_flags{"flags of lsm_get_self_attr(2)", "LSM_FLAG_???", lsm_flag_rows};
constexpr ConstantTable lsm_ids{"security modules", "LSM_ID_???", lsm_id_rows};

}  // namespace spyglass::constants
