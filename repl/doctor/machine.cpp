#include "repl/doctor/machine.hpp"

#include <fcntl.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <fstream>

#include "core/abi/abi.hpp"
#include "core/base/unique_fd.hpp"
#include "core/capture/capture.hpp"
#include "core/observe/observer.hpp"
#include "core/ptrace/tracer.hpp"
#include "core/sandbox/landlock.hpp"
#include "repl/lesson/needs.hpp"
#include "repl/resources.hpp"

namespace spyglass {

namespace {

std::optional<long> number_in(const char* file) {
  std::ifstream stream(file);
  long number = 0;
  return stream >> number ? std::optional(number) : std::nullopt;
}

std::optional<int> small_number_in(const char* file) {
  const auto number = number_in(file);
  return number ? std::optional(static_cast<int>(*number)) : std::nullopt;
}

/// "CapEff:\t000001ffffffffff" in /proc/self/status (proc(5)).
std::uint64_t capabilities(std::string_view field) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (!line.starts_with(field)) continue;
    std::uint64_t bits = 0;
    const std::size_t from = line.find_last_of("\t ") + 1;
    std::from_chars(line.data() + from, line.data() + line.size(), bits, 16);
    return bits;
  }
  return 0;
}

/// Tries something in a child, which it may change for good.
Machine::Try try_in_child(bool (*action)()) {
  const pid_t child = fork();
  if (child < 0) return {errno};
  if (child == 0) _exit(action() ? 0 : errno);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return {WIFEXITED(status) ? WEXITSTATUS(status) : EPERM};
}

/// Where AppArmor restricts user namespaces they can be made, and give no rights.
bool make_namespaces() {
  return unshare(CLONE_NEWUSER) == 0 && unshare(CLONE_NEWNET | CLONE_NEWNS) == 0;
}

std::optional<std::string> why_tracing_fails() {
  Tracer tracer;
  const auto launched = tracer.launch({.path = "/proc/self/exe",
                                       .arguments = {"spyglass", "--version"},
                                       .streams = Streams::pipes});
  return launched ? std::nullopt : std::optional(launched.error().message);
}

std::optional<std::string> why_observing_fails() {
  const auto observer = observe::Observer::start({});
  return observer ? std::nullopt : std::optional(observer.error().message);
}

std::optional<std::string> why_capturing_fails() {
  const auto capture = capture::Capture::start(capture::join_fresh_namespaces, "");
  return capture ? std::nullopt : std::optional(capture.error().message);
}

Machine::Try try_seccomp() {
  const std::uint32_t action = SECCOMP_RET_TRACE;
  return {syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0 ? 0 : errno};
}

Machine::Try try_kernel_stack() {
  const UniqueFd file(open("/proc/self/stack", O_RDONLY | O_CLOEXEC));
  char byte = 0;
  return {file && read(file.get(), &byte, 1) >= 0 ? 0 : errno};
}

/// What decides about characters (locale(7)).
std::string wanted_locale() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* value = std::getenv(name);
    if (value != nullptr && *value != '\0') return value;
  }
  return "";
}

}  // namespace

Machine this_machine(int columns) {
  utsname names{};
  uname(&names);
  const char* kind = std::getenv("TERM");
  return {
      .kernel = names.release,
      .architecture = names.machine,
      .known_architecture = resources::folder_of(native_abi()) == names.machine,
      .in_container = access("/.dockerenv", F_OK) == 0 || access("/run/.containerenv", F_OK) == 0 ||
                      std::getenv("container") != nullptr,
      .tracing_failed = why_tracing_fails(),
      .ptrace_scope = small_number_in("/proc/sys/kernel/yama/ptrace_scope"),
      .effective = capabilities("CapEff:"),
      .bounding = capabilities("CapBnd:"),
      .namespaces = try_in_child(make_namespaces),
      .capturing_failed = why_capturing_fails(),
      .max_user_namespaces = number_in("/proc/sys/user/max_user_namespaces"),
      .unprivileged_userns_clone = small_number_in("/proc/sys/kernel/unprivileged_userns_clone"),
      .apparmor_restricts_userns =
          small_number_in("/proc/sys/kernel/apparmor_restrict_unprivileged_userns"),
      .landlock = landlock_abi(),
      .seccomp = try_seccomp(),
      .unprivileged_bpf_disabled = small_number_in("/proc/sys/kernel/unprivileged_bpf_disabled"),
      .kernel_types = access("/sys/kernel/btf/vmlinux", R_OK) == 0,
      .observing_failed = why_observing_fails(),
      .perf_event_paranoid = small_number_in("/proc/sys/kernel/perf_event_paranoid"),
      .kernel_stack = try_kernel_stack(),
      .assembler = find_program("as"),
      .linker = find_program("ld"),
      .runs_i386 = kernel_runs(*abi_by_name("i386")),
      .terminal = isatty(STDOUT_FILENO) != 0,
      .terminal_kind = kind == nullptr ? "" : kind,
      .locale = wanted_locale(),
      .columns = columns,
  };
}

}  // namespace spyglass
