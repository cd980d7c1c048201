#include "core/decode/constants/rare_tables.hpp"

// What the rarer options of prctl(2) take and return.

namespace spyglass::constants {

namespace {

constexpr Constant failure_rows[] = {
    {"PR_MCE_KILL_CLEAR", 0, 0, "as the machine is configured"},
    {"PR_MCE_KILL_SET", 1, 0, "as the next argument says"},
};
constexpr Constant failure_policy_rows[] = {
    {"PR_MCE_KILL_LATE", 0, 0, "when it touches the broken memory"},
    {"PR_MCE_KILL_EARLY", 1, 0, "as soon as its memory is found broken"},
    {"PR_MCE_KILL_DEFAULT", 2, 0, "as the machine is configured"},
};

constexpr Constant memory_map_rows[] = {
    {"PR_SET_MM_START_CODE", 1, 0, "where the program's instructions begin"},
    {"PR_SET_MM_END_CODE", 2, 0, "where they end"},
    {"PR_SET_MM_START_DATA", 3, 0, "where its data begins"},
    {"PR_SET_MM_END_DATA", 4, 0, "where it ends"},
    {"PR_SET_MM_START_STACK", 5, 0, "where the stack begins"},
    {"PR_SET_MM_START_BRK", 6, 0, "where the heap begins"},
    {"PR_SET_MM_BRK", 7, 0, "where the heap ends"},
    {"PR_SET_MM_ARG_START", 8, 0, "where the arguments begin"},
    {"PR_SET_MM_ARG_END", 9, 0, "where they end"},
    {"PR_SET_MM_ENV_START", 10, 0, "where the environment begins"},
    {"PR_SET_MM_ENV_END", 11, 0, "where it ends"},
    {"PR_SET_MM_AUXV", 12, 0, "the auxiliary vector"},
    {"PR_SET_MM_EXE_FILE", 13, 0, "what /proc/PID/exe leads to"},
    {"PR_SET_MM_MAP", 14, 0, "all of them at once"},
    {"PR_SET_MM_MAP_SIZE", 15, 0, "how large is the struct for that?"},
};

constexpr Constant speculation_rows[] = {
    {"PR_SPEC_STORE_BYPASS", 0, 0, "reading before earlier writes are done"},
    {"PR_SPEC_INDIRECT_BRANCH", 1, 0, "guessing where indirect jumps lead"},
    {"PR_SPEC_L1D_FLUSH", 2, 0, "emptying the first cache on each switch"},
};
constexpr Constant speculation_state_rows[] = {
    {"PR_SPEC_PRCTL", 1, 0, "each thread may choose"},
    {"PR_SPEC_ENABLE", 2, 0, "speculate"},
    {"PR_SPEC_DISABLE", 4, 0, "do not speculate"},
    {"PR_SPEC_FORCE_DISABLE", 8, 0, "do not speculate, for good"},
    {"PR_SPEC_DISABLE_NOEXEC", 16, 0, "do not speculate until the next exec"},
};
constexpr Constant speculation_choice_rows[] = {
    speculation_state_rows[1], speculation_state_rows[2], speculation_state_rows[3],
    speculation_state_rows[4]};

constexpr Constant dispatch_rows[] = {
    {"PR_SYS_DISPATCH_OFF", 0, 0, "make calls as usual"},
    {"PR_SYS_DISPATCH_ON", 1, 0, "send SIGSYS instead of making calls"},
};

constexpr Constant core_rows[] = {
    {"PR_SCHED_CORE_GET", 0, 0, "which group is it in?"},
    {"PR_SCHED_CORE_CREATE", 1, 0, "make a group: only its threads share a processor core"},
    {"PR_SCHED_CORE_SHARE_TO", 2, 0, "put others into the caller's group"},
    {"PR_SCHED_CORE_SHARE_FROM", 3, 0, "join the group of another"},
};
constexpr Constant core_scope_rows[] = {
    {"PIDTYPE_PID", 0, 0, "one thread"},
    {"PIDTYPE_TGID", 1, 0, "a process"},
    {"PIDTYPE_PGID", 2, 0, "a process group"},
    {"PIDTYPE_SID", 3, 0, "a session"},
};

}  // namespace

constexpr ConstantTable memory_failure_changes{"PR_MCE_KILL of prctl(2)", "PR_MCE_KILL_???",
                                               failure_rows};
constexpr ConstantTable memory_failure_policies{"policy of PR_MCE_KILL of prctl(2)",
                                                "PR_MCE_KILL_???", failure_policy_rows};
constexpr ConstantTable memory_map_fields{"PR_SET_MM of prctl(2)", "PR_SET_MM_???",
                                          memory_map_rows};
constexpr ConstantTable speculations{"PR_GET_SPECULATION_CTRL of prctl(2)", "PR_SPEC_???",
                                     speculation_rows};
constexpr ConstantTable speculation_states{"results of PR_GET_SPECULATION_CTRL of prctl(2)",
                                           "PR_SPEC_???", speculation_state_rows};
constexpr ConstantTable speculation_choices{"PR_SET_SPECULATION_CTRL of prctl(2)", "PR_SPEC_???",
                                            speculation_choice_rows};
constexpr ConstantTable dispatch_modes{"PR_SET_SYSCALL_USER_DISPATCH of prctl(2)",
                                       "PR_SYS_DISPATCH_???", dispatch_rows};
constexpr ConstantTable core_operations{"PR_SCHED_CORE of prctl(2)", "PR_SCHED_CORE_???",
                                        core_rows};
constexpr ConstantTable core_scopes{"scope of PR_SCHED_CORE of prctl(2)", "PIDTYPE_???",
                                    core_scope_rows};

}  // namespace spyglass::constants
