#include "core/proc/attach_failure.hpp"

#include <fmt/format.h>
#include <linux/capability.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "core/proc/files.hpp"
#include "core/proc/processes.hpp"
#include "core/proc/status.hpp"
#include "core/proc/users.hpp"

namespace spyglass::proc {

namespace {

// The values of ptrace_scope; the kernel's admin-guide/LSM/Yama.
constexpr int yama_descendants_only = 1;
constexpr int yama_administrators_only = 2;
constexpr int yama_nobody = 3;

std::optional<int> yama_scope() {
  std::ifstream file("/proc/sys/kernel/yama/ptrace_scope");
  int scope = 0;
  if (!(file >> scope)) return std::nullopt;
  return scope;
}

bool we_may_trace_all() {
  std::istringstream lines(read_file(Tid(getpid()), "status").value_or(""));
  for (std::string key; lines >> key; std::getline(lines, key)) {
    std::uint64_t capabilities = 0;
    if (key == "CapEff:" && lines >> std::hex >> capabilities) {
      return (capabilities >> CAP_SYS_PTRACE & 1) != 0;
    }
  }
  return false;
}

std::string as_root(const AttachFacts& facts) {
  return fmt::format("Try: sudo spyglass -p {}", facts.process.value());
}

/// We lack a permission that root has; as root we lack it only where it was taken from us.
std::string without_permission(const AttachFacts& facts, std::string_view reason) {
  if (facts.our_user == 0) {
    return fmt::format(
        "{}, and although we are root we lack the capability CAP_SYS_PTRACE, as in "
        "a container. Try: start the container with --cap-add=SYS_PTRACE",
        reason);
  }
  return fmt::format("{}. {}", reason, as_root(facts));
}

std::string why_no_permission(const AttachFacts& facts) {
  if (facts.yama == yama_nobody) {
    return "this machine allows nobody to attach until it is restarted (Yama's ptrace_scope is 3). "
           "Try: start the program under spyglass instead";
  }
  if (facts.may_trace_all) {
    return "the kernel does not permit it, although we have CAP_SYS_PTRACE: the process may be in "
           "an outer user namespace, or a security module forbids it";
  }
  if (facts.user != facts.our_user) {
    return without_permission(facts, "it belongs to " + facts.user_name);
  }
  if (facts.yama == yama_descendants_only) {
    return without_permission(
        facts,
        "this machine lets us attach only to programs that we started (Yama's ptrace_scope "
        "is 1; sudo sysctl kernel.yama.ptrace_scope=0 allows all of one's own)");
  }
  if (facts.yama == yama_administrators_only) {
    return without_permission(
        facts, "this machine lets only administrators attach (Yama's ptrace_scope is 2)");
  }
  return without_permission(facts,
                            "it guards its memory, as programs do that hold secrets or have "
                            "changed their user or group");
}

std::string reason(const AttachFacts& facts) {
  if (!facts.exists) return "there is no such process. Try: ps aux, which lists all";
  if (facts.process == facts.our_process) {
    return "that is spyglass itself, and no process can trace itself";
  }
  if (facts.state == 'Z' || facts.state == 'X') {
    return "it has ended already; only its exit status is left, until its parent asks for it";
  }
  if (facts.kernel_thread) {
    return "it is a thread of the kernel itself: it makes no system calls";
  }
  if (facts.tracer == facts.our_process) return "we are attached to it already";
  if (facts.tracer != Pid(0)) {
    return fmt::format(
        "{} ({}) traces it already, and a process has one tracer only. Try: end "
        "that one first",
        facts.tracer.value(), facts.tracer_name);
  }
  if (facts.error == Errno(EPERM) || facts.error == Errno(EACCES)) return why_no_permission(facts);
  if (facts.error == Errno(ESRCH)) return "it has just ended";
  return std::strerror(facts.error.value());
}

}  // namespace

AttachFacts attach_facts(Pid process, Errno error) {
  AttachFacts facts;
  facts.process = process;
  facts.error = error;
  facts.our_process = Pid(getpid());
  facts.our_user = geteuid();
  facts.may_trace_all = we_may_trace_all();
  facts.yama = yama_scope();
  const auto known = status(leader_of(process));
  if (!known || process.value() <= 0) return facts;
  facts.exists = true;
  facts.name = known->name;
  facts.state = known->state;
  facts.kernel_thread = is_kernel_thread(process);
  facts.user = known->user;
  facts.user_name = user_name(known->user);
  facts.tracer = known->tracer;
  if (known->tracer != Pid(0)) {
    const auto tracer = status(leader_of(known->tracer));
    facts.tracer_name = tracer ? tracer->name : "unknown";
  }
  return facts;
}

std::string explain_attach_failure(const AttachFacts& facts) {
  const std::string name = facts.exists ? fmt::format(" ({})", facts.name) : "";
  return fmt::format("cannot attach to {}{}: {}", facts.process.value(), name, reason(facts));
}

std::string why_not_attachable(Pid process, Errno error) {
  return explain_attach_failure(attach_facts(process, error));
}

std::string word_before_attaching(Pid process) {
  const auto known = status(leader_of(process));
  if (geteuid() != 0 || !known || known->user == 0) return {};
  return fmt::format(
      "process {} ({}) belongs to {}. You are root: what you change in it, nobody holds you back "
      "from",
      process.value(), known->name, user_name(known->user));
}

}  // namespace spyglass::proc
