#include "core/decode/constants/rare_tables.hpp"

// Watching files (fanotify(7)), page faults (userfaultfd(2)), the machine (perf_event_open(2)),
// processes (kcmp(2)).

namespace spyglass::constants {

namespace {

constexpr std::uint64_t class_bits = 0xc;

constexpr Constant init_rows[] = {
    {"FAN_CLASS_NOTIF", 0, class_bits, "hear of what happened"},
    {"FAN_CLASS_CONTENT", 4, class_bits, "decide before a file is read"},
    {"FAN_CLASS_PRE_CONTENT", 8, class_bits, "decide before a file has its contents"},
    {"FAN_CLOEXEC", 1, 0, "closed when another program is executed"},
    {"FAN_NONBLOCK", 2, 0, "do not wait for events"},
    {"FAN_UNLIMITED_QUEUE", 0x10, 0, "any number of events may wait"},
    {"FAN_UNLIMITED_MARKS", 0x20, 0, "any number of files may be watched"},
    {"FAN_ENABLE_AUDIT", 0x40, 0, "write decisions to the audit log"},
    {"FAN_REPORT_PIDFD", 0x80, 0, "give a descriptor of the process that did it"},
    {"FAN_REPORT_TID", 0x100, 0, "tell the thread that did it"},
    {"FAN_REPORT_FID", 0x200, 0, "tell the file by a handle, not by a descriptor"},
    {"FAN_REPORT_DIR_FID", 0x400, 0, "tell the directory, too"},
    {"FAN_REPORT_NAME", 0x800, 0, "tell the name, too"},
    {"FAN_REPORT_TARGET_FID", 0x1000, 0, "tell the file that was made or removed, too"},
    {"FAN_REPORT_FD_ERROR", 0x2000, 0, "tell why there is no descriptor"},
    {"FAN_REPORT_MNT", 0x4000, 0, "tell of mounts"},
};

constexpr Constant mark_rows[] = {
    {"FAN_MARK_ADD", 1, 0, "watch it for these events, too"},
    {"FAN_MARK_REMOVE", 2, 0, "no longer watch it for these events"},
    {"FAN_MARK_DONT_FOLLOW", 4, 0, "a symbolic link itself, not where it leads"},
    {"FAN_MARK_ONLYDIR", 8, 0, "fail if it is not a directory"},
    {"FAN_MARK_MOUNT", 0x10, 0, "all of the mount"},
    {"FAN_MARK_IGNORED_MASK", 0x20, 0, "the events not to hear of"},
    {"FAN_MARK_IGNORED_SURV_MODIFY", 0x40, 0, "also after it was changed"},
    {"FAN_MARK_FLUSH", 0x80, 0, "watch nothing any more"},
    {"FAN_MARK_FILESYSTEM", 0x100, 0, "all of the file system"},
    {"FAN_MARK_EVICTABLE", 0x200, 0, "the kernel may forget it when memory is short"},
    {"FAN_MARK_IGNORE", 0x400, 0, "the events not to hear of, with all details"},
};

constexpr Constant event_rows[] = {
    {"FAN_ACCESS", 0x1, 0, "was read"},
    {"FAN_MODIFY", 0x2, 0, "was written"},
    {"FAN_ATTRIB", 0x4, 0, "its owner, permissions or times changed"},
    {"FAN_CLOSE_WRITE", 0x8, 0, "was closed, having been open for writing"},
    {"FAN_CLOSE_NOWRITE", 0x10, 0, "was closed, having been open for reading only"},
    {"FAN_OPEN", 0x20, 0, "was opened"},
    {"FAN_MOVED_FROM", 0x40, 0, "a name went away by renaming"},
    {"FAN_MOVED_TO", 0x80, 0, "a name came by renaming"},
    {"FAN_CREATE", 0x100, 0, "a file was made in it"},
    {"FAN_DELETE", 0x200, 0, "a file in it was removed"},
    {"FAN_DELETE_SELF", 0x400, 0, "was removed"},
    {"FAN_MOVE_SELF", 0x800, 0, "was renamed"},
    {"FAN_OPEN_EXEC", 0x1000, 0, "was opened to be executed"},
    {"FAN_Q_OVERFLOW", 0x4000, 0, "events were lost"},
    {"FAN_FS_ERROR", 0x8000, 0, "the file system has an error"},
    {"FAN_OPEN_PERM", 0x10000, 0, "may it be opened?"},
    {"FAN_ACCESS_PERM", 0x20000, 0, "may it be read?"},
    {"FAN_OPEN_EXEC_PERM", 0x40000, 0, "may it be opened to be executed?"},
    {"FAN_DIR_MODIFY", 0x80000},
    {"FAN_PRE_ACCESS", 0x100000, 0, "is about to be read: fill it"},
    {"FAN_MNT_ATTACH", 0x1000000, 0, "something was mounted"},
    {"FAN_MNT_DETACH", 0x2000000, 0, "something was unmounted"},
    {"FAN_ONDIR", 0x40000000, 0, "of directories, too"},
    {"FAN_EVENT_ON_CHILD", 0x08000000, 0, "of the files in a directory"},
    {"FAN_RENAME", 0x10000000, 0, "a file was renamed"},
};

constexpr Constant fault_rows[] = {
    {"UFFD_USER_MODE_ONLY", 1, 0, "only faults of the program itself, not of the kernel"},
    {"O_NONBLOCK", 04000, 0, "do not wait for faults"},
    {"O_CLOEXEC", 02000000, 0, "closed when another program is executed"},
};

constexpr Constant compare_rows[] = {
    {"KCMP_FILE", 0, 0, "two open files"},
    {"KCMP_VM", 1, 0, "their memory"},
    {"KCMP_FILES", 2, 0, "their tables of open files"},
    {"KCMP_FS", 3, 0, "their current directory, root and umask"},
    {"KCMP_SIGHAND", 4, 0, "their signal handlers"},
    {"KCMP_IO", 5, 0, "their contexts at the disk"},
    {"KCMP_SYSVSEM", 6, 0, "what their semaphores undo"},
    {"KCMP_EPOLL_TFD", 7, 0, "an open file and one that epoll watches"},
};

constexpr Constant perf_flag_rows[] = {
    {"PERF_FLAG_FD_NO_GROUP", 1, 0, "only the output goes where the group's goes"},
    {"PERF_FLAG_FD_OUTPUT", 2, 0, "the output goes where that of group_fd goes"},
    {"PERF_FLAG_PID_CGROUP", 4, 0, "pid is the descriptor of a control group"},
    {"PERF_FLAG_FD_CLOEXEC", 8, 0, "closed when another program is executed"},
};

constexpr Constant perf_type_rows[] = {
    {"PERF_TYPE_HARDWARE", 0, 0, "what processors count"},
    {"PERF_TYPE_SOFTWARE", 1, 0, "what the kernel counts"},
    {"PERF_TYPE_TRACEPOINT", 2, 0, "a marked place in the kernel"},
    {"PERF_TYPE_HW_CACHE", 3, 0, "caches"},
    {"PERF_TYPE_RAW", 4, 0, "a counter by the processor's own number"},
    {"PERF_TYPE_BREAKPOINT", 5, 0, "an address"},
};

constexpr Constant perf_hardware_rows[] = {
    {"PERF_COUNT_HW_CPU_CYCLES", 0, 0, "ticks of the processor's clock"},
    {"PERF_COUNT_HW_INSTRUCTIONS", 1, 0, "instructions executed"},
    {"PERF_COUNT_HW_CACHE_REFERENCES", 2, 0, "looks into the cache"},
    {"PERF_COUNT_HW_CACHE_MISSES", 3, 0, "those in vain"},
    {"PERF_COUNT_HW_BRANCH_INSTRUCTIONS", 4, 0, "branches"},
    {"PERF_COUNT_HW_BRANCH_MISSES", 5, 0, "branches that went another way than guessed"},
    {"PERF_COUNT_HW_BUS_CYCLES", 6},
    {"PERF_COUNT_HW_STALLED_CYCLES_FRONTEND", 7},
    {"PERF_COUNT_HW_STALLED_CYCLES_BACKEND", 8},
    {"PERF_COUNT_HW_REF_CPU_CYCLES", 9},
};

constexpr Constant perf_software_rows[] = {
    {"PERF_COUNT_SW_CPU_CLOCK", 0, 0, "a clock"},
    {"PERF_COUNT_SW_TASK_CLOCK", 1, 0, "the time that the thread ran"},
    {"PERF_COUNT_SW_PAGE_FAULTS", 2, 0, "touches of memory that was not there"},
    {"PERF_COUNT_SW_CONTEXT_SWITCHES", 3, 0, "changes to another thread"},
    {"PERF_COUNT_SW_CPU_MIGRATIONS", 4, 0, "moves to another processor"},
    {"PERF_COUNT_SW_PAGE_FAULTS_MIN", 5, 0, "page faults without the disk"},
    {"PERF_COUNT_SW_PAGE_FAULTS_MAJ", 6, 0, "page faults that needed the disk"},
    {"PERF_COUNT_SW_ALIGNMENT_FAULTS", 7},
    {"PERF_COUNT_SW_EMULATION_FAULTS", 8},
    {"PERF_COUNT_SW_DUMMY", 9, 0, "nothing"},
    {"PERF_COUNT_SW_BPF_OUTPUT", 10},
    {"PERF_COUNT_SW_CGROUP_SWITCHES", 11},
};

constexpr Constant perf_sample_rows[] = {
    {"PERF_SAMPLE_IP", 1 << 0, 0, "the instruction's address"},
    {"PERF_SAMPLE_TID", 1 << 1, 0, "the thread"},
    {"PERF_SAMPLE_TIME", 1 << 2, 0, "the time"},
    {"PERF_SAMPLE_ADDR", 1 << 3, 0, "the address of the data"},
    {"PERF_SAMPLE_READ", 1 << 4, 0, "the counters"},
    {"PERF_SAMPLE_CALLCHAIN", 1 << 5, 0, "who called whom"},
    {"PERF_SAMPLE_ID", 1 << 6},
    {"PERF_SAMPLE_CPU", 1 << 7, 0, "the processor"},
    {"PERF_SAMPLE_PERIOD", 1 << 8},
    {"PERF_SAMPLE_STREAM_ID", 1 << 9},
    {"PERF_SAMPLE_RAW", 1 << 10, 0, "what the tracepoint has to say"},
    {"PERF_SAMPLE_BRANCH_STACK", 1 << 11, 0, "the last branches"},
    {"PERF_SAMPLE_REGS_USER", 1 << 12, 0, "the program's registers"},
    {"PERF_SAMPLE_STACK_USER", 1 << 13, 0, "the program's stack"},
    {"PERF_SAMPLE_WEIGHT", 1 << 14},
    {"PERF_SAMPLE_DATA_SRC", 1 << 15},
    {"PERF_SAMPLE_IDENTIFIER", 1 << 16},
    {"PERF_SAMPLE_TRANSACTION", 1 << 17},
    {"PERF_SAMPLE_REGS_INTR", 1 << 18},
    {"PERF_SAMPLE_PHYS_ADDR", 1 << 19},
    {"PERF_SAMPLE_AUX", 1 << 20},
    {"PERF_SAMPLE_CGROUP", 1 << 21},
    {"PERF_SAMPLE_DATA_PAGE_SIZE", 1 << 22},
    {"PERF_SAMPLE_CODE_PAGE_SIZE", 1 << 23},
    {"PERF_SAMPLE_WEIGHT_STRUCT", 1 << 24},
};

constexpr Constant perf_read_rows[] = {
    {"PERF_FORMAT_TOTAL_TIME_ENABLED", 1, 0, "how long it was on"},
    {"PERF_FORMAT_TOTAL_TIME_RUNNING", 2, 0, "how long it really counted"},
    {"PERF_FORMAT_ID", 4},
    {"PERF_FORMAT_GROUP", 8, 0, "all counters of the group"},
    {"PERF_FORMAT_LOST", 0x10, 0, "how much was lost"},
};

constexpr Constant perf_breakpoint_rows[] = {
    {"HW_BREAKPOINT_EMPTY", 0}, {"HW_BREAKPOINT_R", 1}, {"HW_BREAKPOINT_W", 2},
    {"HW_BREAKPOINT_RW", 3},    {"HW_BREAKPOINT_X", 4}, {"HW_BREAKPOINT_INVALID", 7},
};

constexpr Constant perf_size_rows[] = {
    {"PERF_ATTR_SIZE_VER0", 64},  {"PERF_ATTR_SIZE_VER1", 72},  {"PERF_ATTR_SIZE_VER2", 80},
    {"PERF_ATTR_SIZE_VER3", 96},  {"PERF_ATTR_SIZE_VER4", 104}, {"PERF_ATTR_SIZE_VER5", 112},
    {"PERF_ATTR_SIZE_VER6", 120}, {"PERF_ATTR_SIZE_VER7", 128}, {"PERF_ATTR_SIZE_VER8", 136},
};

}  // namespace

constexpr ConstantTable fanotify_init_flags{.title = "flags of fanotify_init(2)",
                                            .unknown = "FAN_???",
                                            .rows = init_rows,
                                            .fields_apart = true,
                                            .unknown_field = "FAN_CLASS_???"};
constexpr ConstantTable fanotify_mark_flags{"flags of fanotify_mark(2)", "FAN_MARK_???", mark_rows};
constexpr ConstantTable fanotify_events{"mask of fanotify_mark(2)", "FAN_???", event_rows};
constexpr ConstantTable page_fault_flags{"flags of userfaultfd(2)", "UFFD_???", fault_rows};
constexpr ConstantTable compare_types{"type of kcmp(2)", "KCMP_???", compare_rows};
constexpr ConstantTable perf_flags{"flags of perf_event_open(2)", "PERF_FLAG_???", perf_flag_rows};
constexpr ConstantTable perf_types{"type of perf_event_open(2)", "PERF_TYPE_???", perf_type_rows};
constexpr ConstantTable perf_hardware{"config of perf_event_open(2), hardware", "PERF_COUNT_HW_???",
                                      perf_hardware_rows};
constexpr ConstantTable perf_software{"config of perf_event_open(2), software", "PERF_COUNT_SW_???",
                                      perf_software_rows};
constexpr ConstantTable perf_samples{"sample_type of perf_event_open(2)", "PERF_SAMPLE_???",
                                     perf_sample_rows};
constexpr ConstantTable perf_read_formats{"read_format of perf_event_open(2)", "PERF_FORMAT_???",
                                          perf_read_rows};
constexpr ConstantTable perf_breakpoints{"bp_type of perf_event_open(2)", "HW_BREAKPOINT_???",
                                         perf_breakpoint_rows};
constexpr ConstantTable perf_sizes{"size of perf_event_open(2)", "PERF_ATTR_SIZE_???",
                                   perf_size_rows};

}  // namespace spyglass::constants
