#include "core/sandbox/denial.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <sstream>

#include "core/proc/files.hpp"
#include "core/proc/status.hpp"
#include "core/sandbox/denied_calls.hpp"
#include "core/sandbox/denied_paths.hpp"

namespace spyglass {

namespace {

struct Refused {
  const Call& call;
  Errno error;
  const SandboxFacts& facts;
};

/// Which calls a rule is about, with blanks around each name.
bool names(std::string_view list, std::string_view name) {
  return list.find(fmt::format(" {} ", name)) != std::string_view::npos;
}

// --- what the rules ask ---

/// A member of the address that a call was given; null when there is none of that name.
const Value* address_member(const Call& call, std::string_view name) {
  for (const Value& argument : call.arguments) {
    const auto* address = argument.as<value::Struct>();
    if (address == nullptr) continue;
    const auto member = std::ranges::find(address->fields, name, &value::Field::name);
    if (member != address->fields.end()) return &member->value;
  }
  return nullptr;
}

/// The text of a table of our own network namespace.
std::string our_table(const char* name) {
  return proc::read_file(Tid(getpid()), name).value_or("");
}

/// Whether somebody listens outside where it found nobody; proc_pid_net(5).
bool someone_listens_outside(const Call& call) {
  const Value* port = address_member(call, "sin_port");
  const auto* applied = port == nullptr ? nullptr : port->as<value::Applied>();
  const auto* number = applied == nullptr || applied->arguments.empty()
                           ? nullptr
                           : applied->arguments.front().as<value::Number>();
  if (number == nullptr) return false;
  constexpr std::string_view listening = "0A";
  const std::string suffix = fmt::format(":{:04X}", number->bits);
  std::istringstream lines(our_table("net/tcp") + our_table("net/tcp6"));
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string slot, local, remote, state;
    if (words >> slot >> local >> remote >> state && local.ends_with(suffix) &&
        state == listening) {
      return true;
    }
  }
  return false;
}

/// Whether an abstract name of a socket is one of ours, outside.
bool name_is_used_outside(const Call& call) {
  const Value* path = address_member(call, "sun_path");
  const auto* text = path == nullptr ? nullptr : path->as<value::Text>();
  if (text == nullptr || text->mark != "@") return false;
  // As far as its first NUL, which is how the table has it.
  const Chars name = "@" + text->bytes.substr(0, text->bytes.find('\0'));
  std::istringstream lines(our_table("net/unix"));
  for (std::string line; std::getline(lines, line);) {
    if (line.ends_with(' ' + name)) return true;
  }
  return false;
}

bool reaches_outside(const Refused& refused) {
  return someone_listens_outside(refused.call) || name_is_used_outside(refused.call);
}

/// Whether a number that it has no process for is one of ours.
bool is_process_outside(const Refused& refused) {
  const std::size_t at = refused.call.name == "setpriority" ? 1 : 0;
  if (refused.call.argument_values.size() <= at) return false;
  const auto number = static_cast<pid_t>(refused.call.argument_values[at]);
  return number > 0 && proc::status(Tid(number)).has_value();
}

bool always(const Refused&) { return true; }
bool is_root(const Refused&) { return geteuid() == 0; }
bool confines_tcp(const Refused& refused) { return refused.facts.confines_tcp(); }
bool confines_names(const Refused& refused) {
  return refused.facts.confines_abstract_sockets() && name_is_used_outside(refused.call);
}
bool confines_signals(const Refused& refused) { return refused.facts.confines_signals(); }
bool counts_processes(const Refused& refused) { return refused.facts.has(Layer::user); }

/// Whether its addresses, with those that it asked for, would be more than it may have.
bool is_out_of_memory(const Refused& refused) {
  const auto text = proc::read_file(leader_of(refused.call.process), "statm");
  std::uint64_t pages = 0;
  if (!text || !(std::istringstream(*text) >> pages)) return false;
  const std::uint64_t wanted =
      refused.call.argument_values.size() > 1 ? refused.call.argument_values[1] : 0;
  const auto page = static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  return wanted > refused.facts.limits.memory ||
         pages * page + wanted > refused.facts.limits.memory;
}

// --- the rules ---

struct Rule {
  Layer layer;
  std::string_view calls;
  int error;
  bool (*holds)(const Refused&);
  std::string_view says;
};

constexpr std::string_view connecting = " connect sendto sendmsg sendmmsg ",
                           binding = " bind connect ", forking = " fork vfork clone clone3 ",
                           signalling =
                               " kill tkill tgkill pidfd_open pidfd_send_signal rt_sigqueueinfo "
                               "rt_tgsigqueueinfo ",
                           asking_others = " sched_setaffinity setpriority prlimit64 ",
                           powers =
                               " mknod mknodat setuid setgid setreuid setregid setresuid setresgid "
                               "setgroups chown fchown lchown fchownat nice setpriority "
                               "sched_setscheduler sched_setattr setrlimit prlimit64 socket bind "
                               "capset mlock mlockall ioprio_set setxattr sethostname ";

constexpr Rule rules[] = {
    {Layer::user, " unshare clone clone3 ", ENOSPC, always, "no new user namespaces"},
    {Layer::network, connecting, ENETUNREACH, always,
     "it has a loopback of its own and nothing else"},
    {Layer::network, connecting, EHOSTUNREACH, always,
     "it has a loopback of its own and nothing else"},
    {Layer::network, binding, EADDRNOTAVAIL, always,
     "it has a loopback of its own and nothing else"},
    {Layer::network, connecting, ECONNREFUSED, reaches_outside,
     "this is its own loopback, not the machine's"},
    {Layer::landlock, binding, EACCES, confines_tcp, "no TCP but on ports that were named"},
    {Layer::landlock, connecting, EPERM, confines_names, "sockets of others are out of reach"},
    {Layer::processes, signalling, ESRCH, is_process_outside, "it reaches its own processes alone"},
    {Layer::processes, asking_others, ESRCH, is_process_outside,
     "it reaches its own processes alone"},
    {Layer::landlock, signalling, EPERM, confines_signals, "signals stay in the sandbox"},
    {Layer::limits, forking, EAGAIN, counts_processes, "no more processes"},
    {Layer::limits, " mmap mmap2 mremap ", ENOMEM, is_out_of_memory, "no more memory"},
    {Layer::limits,
     " write pwrite64 writev pwritev pwritev2 ftruncate truncate fallocate "
     "sendfile copy_file_range ",
     EFBIG, always, "no larger files"},
    {Layer::limits,
     " open openat openat2 creat dup fcntl socket accept accept4 pipe pipe2 epoll_create "
     "epoll_create1 eventfd2 memfd_create timerfd_create signalfd4 inotify_init1 socketpair ",
     EMFILE, always, "no more descriptors"},
    {Layer::privileges, powers, EPERM, is_root, "it has no capabilities, though its user is root"},
    {Layer::user, powers, EINVAL, is_root, "there is one user in it"},
};

std::string filtered_by(const Refused& refused) {
  if (!refused.facts.has(Layer::seccomp)) return {};
  for (const DeniedCall& denied : denied_calls()) {
    if (Errno(denied.error) == refused.error && applies(denied, refused.facts.held) &&
        matches(denied, refused.call.name, refused.call.argument_values)) {
      return fmt::format("seccomp: no {}", denied.why);
    }
  }
  return {};
}

}  // namespace

std::string denied_by(const Call& call, const SandboxFacts& facts) {
  const auto error = call.error();
  if (!error || call.injected.result) return {};
  const Refused refused{call, *error, facts};
  if (auto said = filtered_by(refused); !said.empty()) return said;
  for (const Rule& rule : rules) {
    if (facts.has(rule.layer) && Errno(rule.error) == *error && names(rule.calls, call.name) &&
        rule.holds(refused)) {
      return fmt::format("{}: {}", words_of(rule.layer).title, rule.says);
    }
  }
  return file_denied_by(call, *error, facts);
}

}  // namespace spyglass
