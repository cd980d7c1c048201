#include "core/sandbox/denied_calls.hpp"

#include <asm/ioctls.h>
#include <linux/sched.h>
#include <sys/socket.h>

#include <cerrno>

namespace spyglass {

namespace {

using Kind = WordTest::Kind;

constexpr std::uint64_t new_namespaces = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET |
                                         CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP;
constexpr WordTest makes_namespaces{0, Kind::has_any_bit, new_namespaces};
// ptrace(2); its header has one door, and that is elsewhere.
constexpr std::uint64_t attach_request = 16, seize_request = 0x4206;
constexpr std::uint64_t console_paste = 0x541C;  // TIOCLINUX, ioctl_console(2)

constexpr std::string_view mounting = "mounting", modules = "kernel modules",
                           restarting = "restarting the machine", clocks = "setting clocks",
                           observing = "observing the whole machine", keys = "the kernel's keys",
                           others = "tracing others", namespaces = "new namespaces",
                           terminals = "typing on a terminal",
                           past_filters = "asking the kernel past this filter",
                           networks = "network but TCP", power = "power over the whole machine";

constexpr WordTest datagrams{1, Kind::low_equals, SOCK_DGRAM},
    raw_packets{1, Kind::low_equals, SOCK_RAW};

constexpr DeniedCall table[] = {
    {"mount", mounting},
    {"umount2", mounting},
    {"umount", mounting},
    {"move_mount", mounting},
    {"open_tree", mounting},
    {"fsopen", mounting},
    {"fsconfig", mounting},
    {"fsmount", mounting},
    {"fspick", mounting},
    {"mount_setattr", mounting},
    {"pivot_root", mounting},
    {"chroot", mounting},
    {"swapon", mounting},
    {"swapoff", mounting},
    {"init_module", modules},
    {"finit_module", modules},
    {"delete_module", modules},
    {"kexec_load", restarting},
    {"kexec_file_load", restarting},
    {"reboot", restarting},
    {"settimeofday", clocks},
    {"clock_settime", clocks},
    {"clock_adjtime", clocks},
    {"adjtimex", clocks},
    {"stime", clocks},
    {"bpf", observing},
    {"perf_event_open", observing},
    {"fanotify_init", observing},
    {"syslog", observing},
    {"lookup_dcookie", observing},
    {"add_key", keys},
    {"request_key", keys},
    {"keyctl", keys},
    {"ptrace", others, WordTest{0, Kind::equals, attach_request}},
    {"ptrace", others, WordTest{0, Kind::equals, seize_request}},
    {"process_vm_readv", others},
    {"process_vm_writev", others},
    {"process_madvise", others},
    {"pidfd_getfd", others},
    {"kcmp", others},
    {"unshare", namespaces, makes_namespaces},
    {"clone", namespaces, makes_namespaces},
    // Its flags lie in memory, where no filter looks. Where there is a user namespace, a limit of
    // the kernel's keeps it from making more; elsewhere libraries must do with clone(2).
    {"clone3", namespaces, std::nullopt, std::nullopt, Layer::user, ENOSYS},
    {"setns", namespaces},
    {"ioctl", terminals, WordTest{1, Kind::equals, TIOCSTI}},
    {"ioctl", terminals, WordTest{1, Kind::equals, console_paste}},
    {"io_uring_setup", past_filters},
    {"io_uring_enter", past_filters},
    {"io_uring_register", past_filters},
    {"userfaultfd", past_filters},
    {"open_by_handle_at", past_filters},
    // Landlock, which takes the place of a network namespace, knows of TCP alone.
    {"socket", networks, WordTest{0, Kind::equals, AF_INET}, datagrams, Layer::network},
    {"socket", networks, WordTest{0, Kind::equals, AF_INET6}, datagrams, Layer::network},
    {"socket", networks, WordTest{0, Kind::equals, AF_INET}, raw_packets, Layer::network},
    {"socket", networks, WordTest{0, Kind::equals, AF_INET6}, raw_packets, Layer::network},
    {"socket", networks, WordTest{0, Kind::equals, AF_PACKET}, std::nullopt, Layer::network},
    {"socket", networks, WordTest{0, Kind::equals, AF_VSOCK}, std::nullopt, Layer::network},
    {"acct", power},
    {"quotactl", power},
    {"quotactl_fd", power},
    {"iopl", power},
    {"ioperm", power},
    {"vhangup", power},
    {"nfsservctl", power},
    {"sethostname", power},
    {"setdomainname", power},
};

bool passes(const WordTest& test, std::span<const std::uint64_t> words) {
  if (test.word >= words.size()) return false;
  const std::uint64_t word = words[test.word];
  if (test.kind == Kind::has_any_bit) return (word & test.value) != 0;
  return (word & compared_bits(test.kind)) == test.value;
}

}  // namespace

std::span<const DeniedCall> denied_calls() { return table; }

bool applies(const DeniedCall& denied, LayerSet held) {
  return !denied.only_without || !held.has(*denied.only_without);
}

bool matches(const DeniedCall& denied, std::string_view name,
             std::span<const std::uint64_t> words) {
  if (denied.name != name) return false;
  return (!denied.when || passes(*denied.when, words)) &&
         (!denied.also || passes(*denied.also, words));
}

}  // namespace spyglass
