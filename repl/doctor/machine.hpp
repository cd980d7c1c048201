#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace spyglass {

/// What we know of the machine that we run on, of ourselves on it, and of the terminal: facts only,
/// what they mean is for checks.hpp. A test makes one by hand.
struct Machine {
  /// Something was tried: 0, or the errno that it ended with.
  struct Try {
    int error = 0;
    [[nodiscard]] bool worked() const { return error == 0; }
  };

  std::string kernel;        ///< "6.1.0-18-amd64" (uname(2), release)
  std::string architecture;  ///< "x86_64"
  bool known_architecture = true;
  bool in_container = false;

  std::optional<std::string> tracing_failed;   ///< why a child of ours could not be traced
  std::optional<int> ptrace_scope;             ///< Yama's; nothing: there is no Yama
  std::uint64_t effective = 0;                 ///< capabilities in force, a bit each
  std::uint64_t bounding = ~std::uint64_t{0};  ///< that can be gained at all

  Try namespaces;                               ///< of a user, with a network and mounts of its own
  std::optional<std::string> capturing_failed;  ///< why no packets are seen in such a network
  std::optional<long> max_user_namespaces;
  std::optional<int> unprivileged_userns_clone;  ///< Debian's
  std::optional<int> apparmor_restricts_userns;  ///< Ubuntu's

  int landlock = 0;  ///< its ABI, or an errno, negative
  Try seccomp;       ///< filters that tell a tracer
  std::optional<int> unprivileged_bpf_disabled;
  bool kernel_types = false;                    ///< /sys/kernel/btf/vmlinux
  std::optional<std::string> observing_failed;  ///< why the bpf engine could not be started
  std::optional<int> perf_event_paranoid;
  Try kernel_stack;  ///< reading that of a process

  std::optional<std::string> assembler, linker;  ///< their paths
  bool runs_i386 = true;

  bool terminal = true;  ///< standard output is one
  std::string terminal_kind = "xterm";
  std::string locale = "C.UTF-8";  ///< what the environment asks for
  int columns = 80;

  [[nodiscard]] bool has(int capability) const { return (effective >> capability & 1) != 0; }
};

/// Finds out by asking and by trying, in children of ours; changes nothing.
Machine this_machine(int columns);

}  // namespace spyglass
