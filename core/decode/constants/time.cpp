#include "core/decode/constants/tables.hpp"

namespace spyglass::constants {

namespace {

constexpr Constant clock_rows[] = {
    {"CLOCK_REALTIME", 0, 0, "the time of day, in seconds since 1970"},
    {"CLOCK_MONOTONIC", 1, 0, "time since some start, which nobody can set: for measuring"},
    {"CLOCK_PROCESS_CPUTIME_ID", 2, 0, "processor time that this process has used"},
    {"CLOCK_THREAD_CPUTIME_ID", 3, 0, "processor time that this thread has used"},
    {"CLOCK_MONOTONIC_RAW", 4, 0, "the same as the hardware counts it"},
    {"CLOCK_REALTIME_COARSE", 5, 0, "the time of day, fast and less exact"},
    {"CLOCK_MONOTONIC_COARSE", 6, 0, "time since some start, fast and less exact"},
    {"CLOCK_BOOTTIME", 7, 0, "time since the machine started, sleep included"},
    {"CLOCK_REALTIME_ALARM", 8, 0, "the time of day, and wakes a sleeping machine"},
    {"CLOCK_BOOTTIME_ALARM", 9, 0, "time since the start, and wakes a sleeping machine"},
    {"CLOCK_SGI_CYCLE", 10},
    {"CLOCK_TAI", 11, 0, "the time of day without leap seconds"},
};

constexpr Constant timer_flag_rows[] = {
    {"TIMER_ABSTIME", 1, 0, "the time is a point in time, not a span"},
};

constexpr Constant interval_timer_rows[] = {
    {"ITIMER_REAL", 0, 0, "counts real time, and sends SIGALRM"},
    {"ITIMER_VIRTUAL", 1, 0, "counts time spent in the program, and sends SIGVTALRM"},
    {"ITIMER_PROF", 2, 0, "counts time spent in the program and in its calls, and sends SIGPROF"},
};

constexpr Constant timerfd_rows[] = {
    {"TFD_TIMER_ABSTIME", 1, 0, "the time is a point in time, not a span"},
    {"TFD_TIMER_CANCEL_ON_SET", 2, 0, "reading fails if somebody sets the clock"},
    {"TFD_CLOEXEC", 02000000, 0, "close it when the program executes another one"},
    {"TFD_NONBLOCK", 04000, 0, "fail with EAGAIN rather than wait"},
};

constexpr Constant sigev_rows[] = {
    {"SIGEV_SIGNAL", 0, 0, "send a signal"},
    {"SIGEV_NONE", 1, 0, "do nothing"},
    {"SIGEV_THREAD", 2, 0, "start a thread (libc does)"},
    {"SIGEV_THREAD_ID", 4, 0, "send a signal to this thread"},
};

constexpr Constant adjust_rows[] = {
    {"ADJ_OFFSET", 1},     {"ADJ_FREQUENCY", 2},    {"ADJ_MAXERROR", 4},  {"ADJ_ESTERROR", 8},
    {"ADJ_STATUS", 0x10},  {"ADJ_TIMECONST", 0x20}, {"ADJ_TAI", 0x80},    {"ADJ_SETOFFSET", 0x100},
    {"ADJ_MICRO", 0x1000}, {"ADJ_NANO", 0x2000},    {"ADJ_TICK", 0x4000},
};

constexpr Constant clock_status_rows[] = {
    {"STA_PLL", 1},           {"STA_PPSFREQ", 2},       {"STA_PPSTIME", 4},
    {"STA_FLL", 8},           {"STA_INS", 0x10},        {"STA_DEL", 0x20},
    {"STA_UNSYNC", 0x40},     {"STA_FREQHOLD", 0x80},   {"STA_PPSSIGNAL", 0x100},
    {"STA_PPSJITTER", 0x200}, {"STA_PPSWANDER", 0x400}, {"STA_PPSERROR", 0x800},
    {"STA_CLOCKERR", 0x1000}, {"STA_NANO", 0x2000},     {"STA_MODE", 0x4000},
    {"STA_CLK", 0x8000},
};

constexpr Constant clock_state_rows[] = {
    {"TIME_OK", 0, 0, "the clock is in step with others"},
    {"TIME_INS", 1},
    {"TIME_DEL", 2},
    {"TIME_OOP", 3},
    {"TIME_WAIT", 4},
    {"TIME_ERROR", 5, 0, "the clock is not in step with others"},
};

}  // namespace

constexpr ConstantTable clocks{"clocks of clock_gettime(2)", "CLOCK_???", clock_rows};
constexpr ConstantTable timer_flags{"flags of timer_settime(2)", "TIMER_???", timer_flag_rows};
constexpr ConstantTable interval_timers{"timers of setitimer(2)", "ITIMER_???",
                                        interval_timer_rows};
constexpr ConstantTable timerfd_flags{"flags of timerfd_create(2)", "TFD_???", timerfd_rows};
constexpr ConstantTable notifications{"ways of sigevent(3type)", "SIGEV_???", sigev_rows};
constexpr ConstantTable clock_changes{"modes of adjtimex(2)", "ADJ_???", adjust_rows};
constexpr ConstantTable clock_status{"status of adjtimex(2)", "STA_???", clock_status_rows};
constexpr ConstantTable clock_states{"results of adjtimex(2)", "TIME_???", clock_state_rows};

}  // namespace spyglass::constants
