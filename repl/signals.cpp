#include "repl/signals.hpp"

#include <signal.h>
#include <sys/signalfd.h>

namespace spyglass {

Signals::Signals() {
  sigset_t ours;
  sigemptyset(&ours);
  for (const int number : {SIGCHLD, SIGINT, SIGWINCH, SIGHUP, SIGTERM}) sigaddset(&ours, number);
  sigprocmask(SIG_BLOCK, &ours, nullptr);
  // Who started us may have had it ignored, and then the kernel would not send it.
  ::signal(SIGCHLD, SIG_DFL);
  fd_ = UniqueFd(signalfd(-1, &ours, SFD_NONBLOCK | SFD_CLOEXEC));
  // A reader of ours that went away is an error to report, not a reason to die.
  struct sigaction ignore {};
  ignore.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &ignore, nullptr);
}

void Signals::collect() {
  signalfd_siginfo info{};
  while (read(fd_.get(), &info, sizeof info) == sizeof info) {
    const auto number = static_cast<int>(info.ssi_signo);
    interrupt_ |= number == SIGINT;
    resize_ |= number == SIGWINCH;
    leaving_ |= number == SIGHUP || number == SIGTERM || (number == SIGINT && interrupt_leaves_);
  }
}

}  // namespace spyglass
