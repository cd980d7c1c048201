// What `spyglass doctor` says of machines that are made up: of each thing as it may be.

#include <linux/capability.h>

#include <catch2/catch.hpp>
#include <functional>

#include "repl/doctor/checks.hpp"
#include "repl/doctor/page.hpp"

using namespace spyglass;
using Catch::Matchers::Contains;
using Mark = Diagnosis::Mark;

namespace {

constexpr std::uint64_t bit(int capability) { return std::uint64_t{1} << capability; }

/// Has all that there is.
Machine good_machine() {
  Machine machine;
  machine.kernel = "6.1.0-18-amd64";
  machine.architecture = "x86_64";
  machine.ptrace_scope = 0;
  machine.effective = bit(CAP_BPF) | bit(CAP_PERFMON);
  machine.landlock = 4;
  machine.unprivileged_bpf_disabled = 2;
  machine.kernel_types = true;
  machine.perf_event_paranoid = 2;
  machine.assembler = "/usr/bin/as";
  machine.linker = "/usr/bin/ld";
  return machine;
}

Diagnosis found(std::string_view name, const Machine& machine) {
  for (const Check& check : checks()) {
    if (check.name == name) return check.judge(machine);
  }
  FAIL("there is no check " << name);
  return {};
}

struct Case {
  std::string_view name;
  std::function<void(Machine&)> change;
  Mark mark;
  std::string is, lost, fix;  ///< parts of them
};

const std::vector<Case> cases = {
    {"kernel", [](Machine&) {}, Mark::ok, "Linux 6.1.0-18-amd64 on x86_64", "", ""},
    {"kernel", [](Machine& m) { m.kernel = "5.2.21"; }, Mark::missing, "older than 5.3", "tracing",
     "sudo apt"},
    {"kernel", [](Machine& m) { m.known_architecture = false; }, Mark::limited, "not built for",
     "lessons", ""},
    {"kernel", [](Machine& m) { m.kernel = "odd"; }, Mark::ok, "Linux odd", "", ""},
    {"tracing", [](Machine&) {}, Mark::ok, "was traced", "", ""},
    {"tracing", [](Machine& m) { m.tracing_failed = "ptrace: Operation not permitted"; },
     Mark::missing, "Operation not permitted", "all that runs a program", ""},
    {"tracing",
     [](Machine& m) {
       m.tracing_failed = "no\033[2J";
       m.in_container = true;
     },
     Mark::missing, "no^[[2J", "all that runs a program", "--cap-add SYS_PTRACE"},
    {"tracing",
     [](Machine& m) {
       m.tracing_failed = "no";
       m.ptrace_scope = 3;
     },
     Mark::missing, "no", "the lessons", "&& sudo reboot"},
    {"attaching", [](Machine&) {}, Mark::ok, "ptrace_scope is 0", "", ""},
    {"attaching", [](Machine& m) { m.ptrace_scope.reset(); }, Mark::ok, "no Yama", "", ""},
    {"attaching", [](Machine& m) { m.ptrace_scope = 1; }, Mark::limited, "ptrace_scope is 1",
     "but for programs that spyglass started", "sudo sysctl kernel.yama.ptrace_scope=0"},
    {"attaching", [](Machine& m) { m.ptrace_scope = 2; }, Mark::limited, "ptrace_scope is 2",
     "`attach` and -p", "sudo sysctl"},
    {"attaching",
     [](Machine& m) {
       m.ptrace_scope = 2;
       m.effective = bit(CAP_SYS_PTRACE);
     },
     Mark::ok, "you have CAP_SYS_PTRACE", "", ""},
    {"attaching",
     [](Machine& m) {
       m.ptrace_scope = 3;
       m.effective = bit(CAP_SYS_PTRACE);
     },
     Mark::missing, "nobody attaches", "`attach`", "sudo reboot"},
    {"capabilities", [](Machine& m) { m.effective = 0; }, Mark::ok, "(CapEff) 0x0", "", ""},
    {"capabilities", [](Machine& m) { m.bounding = 0xa80425fb; }, Mark::limited,
     "0xa80425fb, without SYS_PTRACE", "other users", "docker run --cap-add SYS_PTRACE"},
    {"user namespaces", [](Machine&) {}, Mark::ok, "without being root", "", ""},
    {"user namespaces", [](Machine& m) { m.namespaces = {EPERM}; }, Mark::missing,
     "Operation not permitted", "your network", ""},
    {"user namespaces",
     [](Machine& m) {
       m.namespaces = {EPERM};
       m.in_container = true;
     },
     Mark::missing, "Operation not permitted", "holding a program in", "seccomp=unconfined"},
    {"user namespaces",
     [](Machine& m) {
       m.namespaces = {ENOSPC};
       m.max_user_namespaces = 0;
     },
     Mark::missing, "max_user_namespaces is 0", "", "sudo sysctl user.max_user_namespaces=15000"},
    {"user namespaces",
     [](Machine& m) {
       m.namespaces = {EPERM};
       m.unprivileged_userns_clone = 0;
     },
     Mark::missing, "unprivileged_userns_clone is 0", "",
     "sudo sysctl kernel.unprivileged_userns_clone=1"},
    {"user namespaces",
     [](Machine& m) {
       m.namespaces = {EPERM};
       m.apparmor_restricts_userns = 1;
     },
     Mark::missing, "apparmor_restrict_unprivileged_userns is 1", "",
     "kernel.apparmor_restrict_unprivileged_userns=0"},
    // Root can make them all the same: only the try counts.
    {"user namespaces", [](Machine& m) { m.unprivileged_userns_clone = 0; }, Mark::ok, "", "", ""},
    {"packets", [](Machine&) {}, Mark::ok, "a sandbox's own network", "", ""},
    {"packets", [](Machine& m) { m.capturing_failed = "cannot enter\033[2J"; }, Mark::missing,
     "cannot enter^[[2J", "`packets`; `net` and `pcap`", ""},
    {"packets",
     [](Machine& m) {
       m.capturing_failed = "socket: Operation not permitted";
       m.in_container = true;
     },
     Mark::missing, "not permitted", "`packets`", "--cap-add NET_RAW"},
    {"packets",
     [](Machine& m) {
       m.capturing_failed = "cannot enter";
       m.namespaces = {ENOSPC};
       m.max_user_namespaces = 0;
     },
     Mark::missing, "cannot enter", "`packets`", "sudo sysctl user.max_user_namespaces=15000"},
    {"Landlock", [](Machine&) {}, Mark::ok,
     "ABI 4: it guards files and folders, moving files between folders, cutting files off, TCP "
     "connections",
     "", ""},
    {"Landlock", [](Machine& m) { m.landlock = 1; }, Mark::limited, "ABI 1: it guards files and",
     "cutting files off", "sudo apt"},
    {"Landlock", [](Machine& m) { m.landlock = 99; }, Mark::ok, "ABI 99", "", ""},
    {"Landlock", [](Machine& m) { m.landlock = -ENOSYS; }, Mark::missing, "built without it",
     "it can write wherever you can", "sudo apt"},
    {"Landlock", [](Machine& m) { m.landlock = -EOPNOTSUPP; }, Mark::missing, "not switched on",
     "it can write wherever you can", "lsm=landlock"},
    {"seccomp", [](Machine&) {}, Mark::ok, "chosen calls only", "", ""},
    {"seccomp", [](Machine& m) { m.seccomp = {ENOSYS}; }, Mark::missing, "not implemented", "speed",
     ""},
    {"BPF", [](Machine&) {}, Mark::ok, "watch the kernel", "", ""},
    {"BPF", [](Machine& m) { m.kernel_types = false; }, Mark::limited, "btf/vmlinux) are not there",
     "bpftrace", "sudo apt"},
    {"BPF", [](Machine& m) { m.effective = 0; }, Mark::limited, "administrators alone", "bpftrace",
     "sudo -s"},
    {"BPF",
     [](Machine& m) {
       m.effective = bit(CAP_BPF);
       m.unprivileged_bpf_disabled = 0;
     },
     Mark::limited, "filters of your own sockets", "bpftrace", "sudo -s"},
    {"BPF", [](Machine& m) { m.effective = bit(CAP_SYS_ADMIN); }, Mark::ok, "you may load", "", ""},
    {"bpf engine", [](Machine&) {}, Mark::ok, "without stopping the program", "", ""},
    {"bpf engine", [](Machine& m) { m.observing_failed = "built without\033[2J"; }, Mark::limited,
     "built without^[[2J", "speed", ""},
    {"bpf engine",
     [](Machine& m) {
       m.observing_failed = "the kernel lets only root";
       m.effective = 0;
     },
     Mark::limited, "only root", "at every call", "sudo -s"},
    {"perf events", [](Machine& m) { m.effective = 0; }, Mark::ok, "paranoid is 2", "", ""},
    {"perf events",
     [](Machine& m) {
       m.effective = 0;
       m.perf_event_paranoid = -1;
     },
     Mark::ok, "inside the kernel", "", ""},
    {"perf events",
     [](Machine& m) {
       m.effective = 0;
       m.perf_event_paranoid = 3;
     },
     Mark::limited, "paranoid is 3", "perf", "sudo sysctl kernel.perf_event_paranoid=2"},
    {"perf events", [](Machine& m) { m.perf_event_paranoid = 4; }, Mark::ok, "CAP_PERFMON", "", ""},
    {"perf events", [](Machine& m) { m.perf_event_paranoid.reset(); }, Mark::missing,
     "built without them", "perf", ""},
    {"kernel stacks", [](Machine&) {}, Mark::ok, "can be read", "", ""},
    {"kernel stacks", [](Machine& m) { m.kernel_stack = {EPERM}; }, Mark::limited, "cannot be read",
     "`kstack`", "sudo spyglass"},
    {"binutils", [](Machine&) {}, Mark::ok, "/usr/bin/as, /usr/bin/ld", "", ""},
    {"binutils", [](Machine& m) { m.assembler.reset(); }, Mark::missing, "no `as`", "`asm`",
     "sudo apt install binutils"},
    {"binutils", [](Machine& m) { m.linker.reset(); }, Mark::missing, "no `ld`", "edit a program",
     "sudo apt install binutils"},
    {"i386 programs", [](Machine&) {}, Mark::ok, "runs them", "", ""},
    {"i386 programs", [](Machine& m) { m.runs_i386 = false; }, Mark::limited, "runs none",
     "two ABIs", "ia32_emulation=on"},
    {"i386 programs",
     [](Machine& m) {
       m.runs_i386 = false;
       m.architecture = "aarch64";
     },
     Mark::limited, "this processor", "two ABIs", ""},
    {"terminal", [](Machine&) {}, Mark::ok, "UTF-8, 80 columns", "", ""},
    {"terminal", [](Machine& m) { m.locale = "de_DE.utf8"; }, Mark::ok, "UTF-8", "", ""},
    {"terminal", [](Machine& m) { m.terminal = false; }, Mark::ok, "a pipe", "", ""},
    {"terminal", [](Machine& m) { m.terminal_kind = "dumb"; }, Mark::limited, "TERM", "colours",
     "export TERM=xterm"},
    {"terminal", [](Machine& m) { m.locale = "C"; }, Mark::limited, "asks for C, not for UTF-8",
     "signs such as", "export LANG=C.UTF-8"},
    {"terminal", [](Machine& m) { m.locale = ""; }, Mark::limited, "no UTF-8", "signs such as",
     "export LANG=C.UTF-8"},
    {"terminal", [](Machine& m) { m.columns = 40; }, Mark::limited, "40 columns", "60 columns", ""},
};

struct Shown {
  std::string text;
  bool works;
};

Shown shown(const Machine& machine, Look look) {
  std::string text;
  Output out([&](std::string_view part) { text += part; }, look);
  const bool works = show_checks(out, machine);
  return {text, works};
}

}  // namespace

TEST_CASE("doctor judges each thing as it may be") {
  for (const Case& row : cases) {
    Machine machine = good_machine();
    row.change(machine);
    const Diagnosis diagnosis = found(row.name, machine);
    INFO(row.name << ": " << row.is);
    CHECK(diagnosis.mark == row.mark);
    CHECK_THAT(diagnosis.is, Contains(row.is));
    CHECK_THAT(diagnosis.lost, Contains(row.lost));
    CHECK_THAT(diagnosis.fix, Contains(row.fix));
    // What is not ok costs something, and what is ok needs no help.
    CHECK(diagnosis.lost.empty() == (diagnosis.mark == Mark::ok));
    CHECK((row.fix.empty() ? diagnosis.fix : "") == "");
    CHECK(diagnosis.fix.find('\n') == std::string::npos);
  }
}

TEST_CASE("every check of doctor has a case in which it is ok, and one in which it is not") {
  for (const Check& check : checks()) {
    INFO(check.name);
    const auto has = [&](bool ok) {
      return std::ranges::any_of(cases, [&](const Case& row) {
        return row.name == check.name && (row.mark == Mark::ok) == ok;
      });
    };
    CHECK(has(true));
    CHECK(has(false));
  }
}

TEST_CASE("doctor shows a line a check, and below it what is lost and what helps") {
  Machine machine = good_machine();
  const Shown good = shown(machine, {});
  CHECK(good.works);
  CHECK(std::ranges::count(good.text, '\n') >= static_cast<std::ptrdiff_t>(checks().size()) + 1);
  CHECK_THAT(good.text, Contains("ok        binutils        /usr/bin/as, /usr/bin/ld\n") &&
                            Contains("All of spyglass works here.\n") && !Contains("lost:"));
  machine.ptrace_scope = 1;
  machine.linker.reset();
  const Shown some = shown(machine, {});
  CHECK(some.works);
  CHECK_THAT(some.text,
             Contains("limited   attaching       Yama's ptrace_scope is 1\n"
                      "                          lost: ") &&
                 Contains("\n                          fix: sudo apt install binutils\n") &&
                 Contains("Programs can be traced here; 1 limited, 1 missing.\n"));
}

TEST_CASE("doctor in a plain look says all of a check in one line") {
  Machine machine = good_machine();
  machine.ptrace_scope = 2;
  const Shown plain = shown(machine, {.plain = true});
  CHECK(std::ranges::count(plain.text, '\n') == static_cast<std::ptrdiff_t>(checks().size()) + 1);
  CHECK_THAT(
      plain.text,
      Contains("limited: attaching: Yama's ptrace_scope is 2; lost: `attach` and -p; fix: sudo "
               "sysctl kernel.yama.ptrace_scope=0\n"));
}

TEST_CASE("doctor fails only where nothing can be traced") {
  Machine worst = good_machine();
  worst.kernel = "4.19.0";
  worst.ptrace_scope = 3;
  worst.bounding = 0;
  worst.effective = 0;
  worst.namespaces = {EPERM};
  worst.landlock = -ENOSYS;
  worst.seccomp = {ENOSYS};
  worst.assembler.reset();
  worst.terminal_kind = "";
  CHECK(shown(worst, {}).works);
  worst.tracing_failed = "no";
  const Shown none = shown(worst, {});
  CHECK(!none.works);
  CHECK_THAT(none.text, Contains("Programs cannot be traced here"));
}
