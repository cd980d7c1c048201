#include <fmt/format.h>

#include <array>

#include "core/report/text.hpp"
#include "core/syscalls/signals.hpp"

namespace spyglass {

namespace {

struct CodeName {
  int signal;  ///< 0: any
  int code;
  std::string_view name;
};

// sigaction(2), "The siginfo_t argument".
constexpr std::array codes = {
    CodeName{0, SI_USER, "SI_USER"},
    CodeName{0, SI_KERNEL, "SI_KERNEL"},
    CodeName{0, SI_QUEUE, "SI_QUEUE"},
    CodeName{0, SI_TIMER, "SI_TIMER"},
    CodeName{0, SI_MESGQ, "SI_MESGQ"},
    CodeName{0, SI_ASYNCIO, "SI_ASYNCIO"},
    CodeName{0, SI_SIGIO, "SI_SIGIO"},
    CodeName{0, SI_TKILL, "SI_TKILL"},
    CodeName{SIGSEGV, SEGV_MAPERR, "SEGV_MAPERR"},
    CodeName{SIGSEGV, SEGV_ACCERR, "SEGV_ACCERR"},
    CodeName{SIGBUS, BUS_ADRALN, "BUS_ADRALN"},
    CodeName{SIGBUS, BUS_ADRERR, "BUS_ADRERR"},
    CodeName{SIGBUS, BUS_OBJERR, "BUS_OBJERR"},
    CodeName{SIGFPE, FPE_INTDIV, "FPE_INTDIV"},
    CodeName{SIGFPE, FPE_INTOVF, "FPE_INTOVF"},
    CodeName{SIGFPE, FPE_FLTDIV, "FPE_FLTDIV"},
    CodeName{SIGFPE, FPE_FLTOVF, "FPE_FLTOVF"},
    CodeName{SIGFPE, FPE_FLTINV, "FPE_FLTINV"},
    CodeName{SIGILL, ILL_ILLOPC, "ILL_ILLOPC"},
    CodeName{SIGILL, ILL_ILLOPN, "ILL_ILLOPN"},
    CodeName{SIGILL, ILL_PRVOPC, "ILL_PRVOPC"},
    CodeName{SIGCHLD, CLD_EXITED, "CLD_EXITED"},
    CodeName{SIGCHLD, CLD_KILLED, "CLD_KILLED"},
    CodeName{SIGCHLD, CLD_DUMPED, "CLD_DUMPED"},
    CodeName{SIGCHLD, CLD_TRAPPED, "CLD_TRAPPED"},
    CodeName{SIGCHLD, CLD_STOPPED, "CLD_STOPPED"},
    CodeName{SIGCHLD, CLD_CONTINUED, "CLD_CONTINUED"},
    CodeName{SIGTRAP, TRAP_BRKPT, "TRAP_BRKPT"},
    CodeName{SIGTRAP, TRAP_TRACE, "TRAP_TRACE"},
};

std::string code_name(int signal, int code) {
  for (const CodeName& row : codes) {
    if ((row.signal == 0 || row.signal == signal) && row.code == code) return std::string(row.name);
  }
  return fmt::format("{:#x}", static_cast<unsigned>(code));
}

bool has_fault_address(int signal) {
  return signal == SIGSEGV || signal == SIGBUS || signal == SIGFPE || signal == SIGILL;
}

/// What a child's end or stop is told by: a signal's name, or an exit status.
std::string child_status(const siginfo_t& info) {
  if (info.si_code == CLD_EXITED) return std::to_string(info.si_status);
  return signal_name(Signal(info.si_status));
}

}  // namespace

std::string signal_text(Signal signal, const siginfo_t& info) {
  const std::string name = signal_name(signal);
  std::string out =
      fmt::format("{0} {{si_signo={0}, si_code={1}", name, code_name(signal.value(), info.si_code));
  const bool sent = info.si_code == SI_USER || info.si_code == SI_TKILL || info.si_code == SI_QUEUE;
  if (sent) {
    out += fmt::format(", si_pid={}, si_uid={}", info.si_pid, info.si_uid);
  } else if (signal.value() == SIGCHLD && info.si_code > 0) {
    out += fmt::format(", si_pid={}, si_uid={}, si_status={}, si_utime={}, si_stime={}",
                       info.si_pid, info.si_uid, child_status(info), info.si_utime, info.si_stime);
  } else if (has_fault_address(signal.value()) && info.si_code > 0) {
    const auto address = reinterpret_cast<std::uintptr_t>(info.si_addr);
    out += address == 0 ? ", si_addr=NULL" : fmt::format(", si_addr={:#x}", address);
  }
  return out + '}';
}

}  // namespace spyglass
