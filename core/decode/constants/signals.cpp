#include "core/decode/constants/tables.hpp"

namespace spyglass::constants {

namespace {

constexpr Constant mask_rows[] = {
    {"SIG_BLOCK", 0, 0, "add these to the blocked signals"},
    {"SIG_UNBLOCK", 1, 0, "take these from the blocked signals"},
    {"SIG_SETMASK", 2, 0, "block these and no others"},
};

constexpr Constant action_flag_rows[] = {
    {"SA_RESTORER", 0x04000000, 0, "sa_restorer says where the handler returns to"},
    {"SA_ONSTACK", 0x08000000, 0, "run the handler on the stack of sigaltstack(2)"},
    {"SA_RESTART", 0x10000000, 0, "a call that the handler interrupted goes on by itself"},
    {"SA_INTERRUPT", 0x20000000},
    {"SA_NODEFER", 0x40000000, 0, "the handler may itself be interrupted by this signal"},
    {"SA_RESETHAND", 0x80000000, 0, "the handler is for one time only"},
    {"SA_SIGINFO", 4, 0, "the handler is told who sent the signal, and more"},
    {"SA_NOCLDSTOP", 1, 0, "no SIGCHLD for children that only stop"},
    {"SA_NOCLDWAIT", 2, 0, "children that end need not be waited for"},
};

constexpr Constant handler_rows[] = {
    {"SIG_ERR", 0xffffffffffffffff},
    {"SIG_DFL", 0, 0, "do what is usual for the signal"},
    {"SIG_IGN", 1, 0, "ignore it"},
};

constexpr Constant stack_flag_rows[] = {
    {"SS_ONSTACK", 1, 0, "a handler runs on it now"},
    {"SS_DISABLE", 2, 0, "there is none"},
    {"SS_AUTODISARM", 0x80000000, 0, "not for handlers inside handlers"},
};

constexpr Constant signalfd_rows[] = {
    {"SFD_CLOEXEC", 02000000, 0, "close it when the program executes another one"},
    {"SFD_NONBLOCK", 04000, 0, "fail with EAGAIN rather than wait"},
};

// sigaction(2), "The si_code field".
constexpr Constant code_rows[] = {
    {"SI_USER", 0, 0, "a process called kill"},
    {"SI_KERNEL", 0x80, 0, "the kernel sent it"},
    {"SI_QUEUE", 0xffffffff, 0, "a process called sigqueue"},
    {"SI_TIMER", 0xfffffffe, 0, "a timer ran out"},
    {"SI_MESGQ", 0xfffffffd, 0, "a message came into a queue"},
    {"SI_ASYNCIO", 0xfffffffc, 0, "asynchronous input or output is done"},
    {"SI_SIGIO", 0xfffffffb, 0, "a descriptor is ready"},
    {"SI_TKILL", 0xfffffffa, 0, "a process called tgkill: abort and pthread_kill do"},
    {"SI_DETHREAD", 0xfffffff9},
    {"SI_ASYNCNL", 0xffffffc4},
};
constexpr Constant child_code_rows[] = {
    {"CLD_EXITED", 1, 0, "it ended by itself"},
    {"CLD_KILLED", 2, 0, "a signal killed it"},
    {"CLD_DUMPED", 3, 0, "a signal killed it, and it left a core dump"},
    {"CLD_TRAPPED", 4, 0, "it is traced, and stopped"},
    {"CLD_STOPPED", 5, 0, "a signal stopped it"},
    {"CLD_CONTINUED", 6, 0, "it goes on"},
};
constexpr Constant segv_code_rows[] = {
    {"SEGV_MAPERR", 1, 0, "nothing is mapped at the address"},
    {"SEGV_ACCERR", 2, 0, "what is mapped there does not allow it"},
    {"SEGV_BNDERR", 3},
    {"SEGV_PKUERR", 4, 0, "a protection key does not allow it"},
};
constexpr Constant bus_code_rows[] = {
    {"BUS_ADRALN", 1, 0, "the address is not aligned"},
    {"BUS_ADRERR", 2, 0, "there is no memory behind the address"},
    {"BUS_OBJERR", 3},
    {"BUS_MCEERR_AR", 4},
    {"BUS_MCEERR_AO", 5},
};
constexpr Constant fpe_code_rows[] = {
    {"FPE_INTDIV", 1, 0, "an integer was divided by zero"},
    {"FPE_INTOVF", 2, 0, "a number became too large"},
    {"FPE_FLTDIV", 3},
    {"FPE_FLTOVF", 4},
    {"FPE_FLTUND", 5},
    {"FPE_FLTRES", 6},
    {"FPE_FLTINV", 7},
    {"FPE_FLTSUB", 8},
};
constexpr Constant ill_code_rows[] = {
    {"ILL_ILLOPC", 1, 0, "no such instruction"},
    {"ILL_ILLOPN", 2, 0, "no such operand"},
    {"ILL_ILLADR", 3},
    {"ILL_ILLTRP", 4},
    {"ILL_PRVOPC", 5, 0, "an instruction for the kernel only"},
    {"ILL_PRVREG", 6},
    {"ILL_COPROC", 7},
    {"ILL_BADSTK", 8},
};
constexpr Constant trap_code_rows[] = {
    {"TRAP_BRKPT", 1, 0, "a breakpoint was hit"},
    {"TRAP_TRACE", 2, 0, "a single step is done"},
    {"TRAP_BRANCH", 3},
    {"TRAP_HWBKPT", 4, 0, "a watched address was used"},
    {"TRAP_UNK", 5},
    {"TRAP_PERF", 6},
};
constexpr Constant poll_code_rows[] = {
    {"POLL_IN", 1},  {"POLL_OUT", 2}, {"POLL_MSG", 3},
    {"POLL_ERR", 4}, {"POLL_PRI", 5}, {"POLL_HUP", 6},
};
constexpr Constant sys_code_rows[] = {
    {"SYS_SECCOMP", 1, 0, "a seccomp filter does not allow the call"},
    {"SYS_USER_DISPATCH", 2},
};

}  // namespace

constexpr ConstantTable mask_changes{"how of sigprocmask(2)", "SIG_???", mask_rows};
constexpr ConstantTable action_flags{"flags of sigaction(2)", "SA_???", action_flag_rows};
constexpr ConstantTable handlers{"handlers of sigaction(2)", "", handler_rows};
constexpr ConstantTable stack_flags{"flags of sigaltstack(2)", "SS_???", stack_flag_rows};
constexpr ConstantTable signalfd_flags{"flags of signalfd(2)", "SFD_???", signalfd_rows};
constexpr ConstantTable signal_codes{"si_code of any signal", "", code_rows};
constexpr ConstantTable child_codes{"si_code of SIGCHLD", "", child_code_rows};
constexpr ConstantTable segv_codes{"si_code of SIGSEGV", "", segv_code_rows};
constexpr ConstantTable bus_codes{"si_code of SIGBUS", "", bus_code_rows};
constexpr ConstantTable fpe_codes{"si_code of SIGFPE", "", fpe_code_rows};
constexpr ConstantTable ill_codes{"si_code of SIGILL", "", ill_code_rows};
constexpr ConstantTable trap_codes{"si_code of SIGTRAP", "", trap_code_rows};
constexpr ConstantTable poll_codes{"si_code of SIGIO", "", poll_code_rows};
constexpr ConstantTable sys_codes{"si_code of SIGSYS", "", sys_code_rows};

}  // namespace spyglass::constants
