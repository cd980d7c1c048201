#include "repl/doctor/checks.hpp"

#include <fmt/format.h>
#include <linux/capability.h>

#include <cstdio>
#include <cstring>

#include "repl/views/output.hpp"

namespace spyglass {

namespace {

using Mark = Diagnosis::Mark;

std::string error_words(int error) { return std::strerror(error); }

/// How a container is started so that it may do more.
std::string container_with(std::string_view options) {
  return fmt::format("docker run {} …", options);
}

Diagnosis judge_kernel(const Machine& machine) {
  const std::string is = fmt::format("Linux {} on {}", machine.kernel, machine.architecture);
  int major = 0, minor = 0;
  if (std::sscanf(machine.kernel.c_str(), "%d.%d", &major, &minor) != 2) return {Mark::ok, is};
  // PTRACE_GET_SYSCALL_INFO is of 5.3.
  if (major < 5 || (major == 5 && minor < 3)) {
    return {Mark::missing, is + ", older than 5.3",
            "tracing: this kernel cannot say which call it is", "sudo apt full-upgrade"};
  }
  if (!machine.known_architecture) {
    return {Mark::limited,
            is + ", which this spyglass is not built for",
            "lessons with programs of its own; an emulator has no ptrace",
            {}};
  }
  return {Mark::ok, is};
}

Diagnosis judge_tracing(const Machine& machine) {
  if (!machine.tracing_failed) return {Mark::ok, "a child of ours was traced"};
  std::string fix;
  if (machine.in_container) {
    fix = container_with("--cap-add SYS_PTRACE --security-opt seccomp=unconfined");
  } else if (machine.ptrace_scope == 3) {
    fix = "echo kernel.yama.ptrace_scope=1 | sudo tee /etc/sysctl.d/99-ptrace.conf && sudo reboot";
  }
  return {Mark::missing, inert_line(*machine.tracing_failed),
          "all that runs a program: the prompt, the lessons, `trace`", fix};
}

Diagnosis judge_attaching(const Machine& machine) {
  const int scope = machine.ptrace_scope.value_or(0);
  const std::string yama = machine.ptrace_scope ? fmt::format("Yama's ptrace_scope is {}", scope)
                                                : "there is no Yama to restrict it";
  const std::string fix = "sudo sysctl kernel.yama.ptrace_scope=0";
  if (scope <= 0) return {Mark::ok, yama + ": you can attach to programs of your own"};
  if (scope == 3) {
    return {
        Mark::missing, yama + ": nobody attaches until the machine is restarted", "`attach` and -p",
        "echo kernel.yama.ptrace_scope=0 | sudo tee /etc/sysctl.d/99-ptrace.conf && sudo reboot"};
  }
  if (machine.has(CAP_SYS_PTRACE)) return {Mark::ok, yama + ", and you have CAP_SYS_PTRACE"};
  return {
      Mark::limited, yama,
      scope == 1 ? "`attach` and -p, but for programs that spyglass started" : "`attach` and -p",
      fix};
}

Diagnosis judge_capabilities(const Machine& machine) {
  const std::string is = fmt::format("in force (CapEff) {:#x}, to be had at most (CapBnd) {:#x}",
                                     machine.effective, machine.bounding);
  if ((machine.bounding >> CAP_SYS_PTRACE & 1) != 0) return {Mark::ok, is};
  return {Mark::limited, is + ", without SYS_PTRACE",
          "looking into programs of other users, even for root: this is a container",
          container_with("--cap-add SYS_PTRACE")};
}

Diagnosis judge_namespaces(const Machine& machine) {
  if (machine.namespaces.worked()) return {Mark::ok, "can be made without being root"};
  struct Cause {
    bool holds;
    std::string_view is, fix;
  };
  const Cause causes[] = {
      {machine.max_user_namespaces == 0, "user.max_user_namespaces is 0",
       "sudo sysctl user.max_user_namespaces=15000"},
      {machine.unprivileged_userns_clone == 0, "kernel.unprivileged_userns_clone is 0",
       "sudo sysctl kernel.unprivileged_userns_clone=1"},
      {machine.apparmor_restricts_userns.value_or(0) > 0,
       "kernel.apparmor_restrict_unprivileged_userns is 1",
       "sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0"},
  };
  const std::string lost = "holding a program in: it sees your network and your files";
  for (const Cause& cause : causes) {
    if (cause.holds) return {Mark::missing, std::string(cause.is), lost, std::string(cause.fix)};
  }
  return {
      Mark::missing, fmt::format("cannot be made: {}", error_words(machine.namespaces.error)), lost,
      machine.in_container ? container_with("--security-opt seccomp=unconfined --cap-add SYS_ADMIN")
                           : ""};
}

Diagnosis judge_packets(const Machine& machine) {
  if (!machine.capturing_failed) {
    return {Mark::ok, "those of a sandbox's own network are seen, and of no other"};
  }
  std::string fix = machine.namespaces.worked() ? std::string{} : judge_namespaces(machine).fix;
  if (machine.namespaces.worked() && machine.in_container) {
    fix = container_with("--cap-add NET_RAW");
  }
  return {Mark::missing, inert_line(*machine.capturing_failed),
          "`packets`; `net` and `pcap` go by the calls, and need none", std::move(fix)};
}

Diagnosis judge_landlock(const Machine& machine) {
  // By its ABI (landlock(7)): each can do all that those before it can.
  constexpr std::string_view abilities[] = {
      "files and folders",         "moving files between folders", "cutting files off",
      "TCP connections",           "control of devices",           "signals and abstract sockets",
      "records of what it refused"};
  const std::string lost = "holding a program in by paths: it can write wherever you can";
  if (machine.landlock <= 0) {
    const bool off = machine.landlock == -EOPNOTSUPP;
    return {Mark::missing,
            off ? "it was not switched on when the machine was started"
                : "this kernel is built without it",
            lost,
            off ? "echo 'GRUB_CMDLINE_LINUX=\"lsm=landlock,yama,apparmor,bpf\"' | sudo tee "
                  "/etc/default/grub.d/landlock.cfg && sudo update-grub && sudo reboot"
                : "sudo apt full-upgrade"};
  }
  const auto newest =
      std::min<std::size_t>(static_cast<std::size_t>(machine.landlock), std::size(abilities));
  std::string is = fmt::format("ABI {}: it guards {}", machine.landlock,
                               fmt::join(abilities, abilities + newest, ", "));
  if (machine.landlock >= 3) return {Mark::ok, is};
  return {Mark::limited, is, "keeping a program from cutting files off that it may not write",
          "sudo apt full-upgrade"};
}

Diagnosis judge_seccomp(const Machine& machine) {
  if (machine.seccomp.worked()) return {Mark::ok, "filters stop a program for chosen calls only"};
  return {Mark::missing, error_words(machine.seccomp.error),
          "speed: `trace -f -e LIST` stops a program at every call",
          machine.in_container ? container_with("--security-opt seccomp=unconfined") : ""};
}

bool may_load_programs(const Machine& machine) {
  return machine.has(CAP_SYS_ADMIN) || (machine.has(CAP_BPF) && machine.has(CAP_PERFMON));
}

Diagnosis judge_bpf(const Machine& machine) {
  const std::string types =
      machine.kernel_types ? "" : "; the kernel's types (/sys/kernel/btf/vmlinux) are not there";
  const std::string lost = "bpftrace and its like, which watch without stopping";
  const bool may = may_load_programs(machine);
  if (may && machine.kernel_types) return {Mark::ok, "you may load programs that watch the kernel"};
  if (may) return {Mark::limited, "you may load programs" + types, lost, "sudo apt full-upgrade"};
  const std::string how = machine.unprivileged_bpf_disabled.value_or(0) == 0
                              ? "you may load filters of your own sockets, not what watches"
                              : "for administrators alone (CAP_BPF and CAP_PERFMON)";
  return {Mark::limited, how + types, lost, "sudo -s"};
}

Diagnosis judge_bpf_engine(const Machine& machine) {
  if (!machine.observing_failed) {
    return {Mark::ok, "`trace` sees calls without stopping the program"};
  }
  return {Mark::limited, inert_line(*machine.observing_failed),
          "speed: `trace` stops the program at every call",
          may_load_programs(machine) ? "" : "sudo -s"};
}

Diagnosis judge_perf(const Machine& machine) {
  if (!machine.perf_event_paranoid) {
    return {Mark::missing, "this kernel is built without them", "perf; spyglass needs none", {}};
  }
  const int level = *machine.perf_event_paranoid;
  const std::string is = fmt::format("perf_event_paranoid is {}", level);
  if (machine.has(CAP_PERFMON) || machine.has(CAP_SYS_ADMIN)) {
    return {Mark::ok, is + ", and you have CAP_PERFMON"};
  }
  if (level <= 1) return {Mark::ok, is + ": perf sees your programs, also inside the kernel"};
  if (level == 2) return {Mark::ok, is + ": perf sees your programs, outside of the kernel"};
  return {Mark::limited, is + ": for administrators alone", "perf; spyglass needs none",
          "sudo sysctl kernel.perf_event_paranoid=2"};
}

Diagnosis judge_kernel_stacks(const Machine& machine) {
  if (machine.kernel_stack.worked()) return {Mark::ok, "they can be read"};
  return {Mark::limited, fmt::format("cannot be read: {}", error_words(machine.kernel_stack.error)),
          "`kstack` says less about where in the kernel a program waits", "sudo spyglass"};
}

Diagnosis judge_binutils(const Machine& machine) {
  if (machine.assembler && machine.linker) {
    return {Mark::ok, fmt::format("{}, {}", *machine.assembler, *machine.linker)};
  }
  return {Mark::missing, machine.assembler ? "no `ld` in PATH" : "no `as` in PATH",
          "`asm`, and tasks in which you edit a program", "sudo apt install binutils"};
}

Diagnosis judge_i386(const Machine& machine) {
  if (machine.runs_i386) return {Mark::ok, "this kernel runs them"};
  if (machine.architecture != "x86_64") {
    return {Mark::limited,
            "this processor has no such instructions",
            "the lesson that compares two ABIs",
            {}};
  }
  return {Mark::limited, "this kernel runs none", "the lesson that compares two ABIs",
          "echo 'GRUB_CMDLINE_LINUX=\"ia32_emulation=on\"' | sudo tee "
          "/etc/default/grub.d/ia32.cfg && sudo update-grub && sudo reboot"};
}

bool is_utf8(std::string locale) {
  for (char& c : locale) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return locale.find("utf-8") != std::string::npos || locale.find("utf8") != std::string::npos;
}

Diagnosis judge_terminal(const Machine& machine) {
  if (!machine.terminal) return {Mark::ok, "none: this goes to a file or into a pipe"};
  if (machine.terminal_kind.empty() || machine.terminal_kind == "dumb") {
    return {Mark::limited, "TERM does not say what it can do", "colours, and editing of lines",
            "export TERM=xterm"};
  }
  if (!is_utf8(machine.locale)) {
    return {Mark::limited,
            machine.locale.empty() ? "the environment asks for no UTF-8"
                                   : fmt::format("the environment asks for {}, not for UTF-8",
                                                 inert_line(machine.locale)),
            "signs such as → and …, if it cannot show them", "export LANG=C.UTF-8"};
  }
  const std::string is = fmt::format("UTF-8, {} columns", machine.columns);
  if (machine.columns >= Look::least_width) return {Mark::ok, is};
  return {Mark::limited,
          is,
          fmt::format("whole lines: views are made for {} columns and more", Look::least_width),
          {}};
}

constexpr Check rows[] = {
    {"kernel", judge_kernel},
    {"tracing", judge_tracing, true},
    {"attaching", judge_attaching},
    {"capabilities", judge_capabilities},
    {"user namespaces", judge_namespaces},
    {"packets", judge_packets},
    {"Landlock", judge_landlock},
    {"seccomp", judge_seccomp},
    {"BPF", judge_bpf},
    {"bpf engine", judge_bpf_engine},
    {"perf events", judge_perf},
    {"kernel stacks", judge_kernel_stacks},
    {"binutils", judge_binutils},
    {"i386 programs", judge_i386},
    {"terminal", judge_terminal},
};

}  // namespace

std::span<const Check> checks() { return rows; }

std::string_view words_of(Mark mark) {
  constexpr std::string_view words[] = {"ok", "limited", "missing"};
  return words[static_cast<std::size_t>(mark)];
}

}  // namespace spyglass
