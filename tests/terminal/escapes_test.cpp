// Attempts to get out of the sandbox, as root and as an ordinary user: each is stopped, and the
// layer that stopped it is named where a call was refused.

#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "core/base/unique_fd.hpp"
#include "core/proc/processes.hpp"
#include "core/sandbox/landlock.hpp"
#include "tests/temporary_folder.hpp"
#include "tests/terminal/process.hpp"

using Catch::Matchers::Contains;
using namespace spyglass;

namespace {

namespace fs = std::filesystem;

/// The world outside: what there is to be reached.
class Outside {
 public:
  Outside() {
    fs::permissions(folder_.path(), fs::perms(0755));
    for (const char* name : {"files", "processes", "network", "kernel", "resources"}) {
      copy(std::string(SPYGLASS_TARGETS_DIR) + "/escapes_" + name);
    }
    copy(SPYGLASS_BINARY);
    fs::permissions(private_.path(), fs::perms(0755));
    words_["secret"] = private_.write("secret", "not yours");
    fs::permissions(words_["secret"], fs::perms(0666));
    words_["folder"] = private_.path().string();
    victim_ = fork();
    if (victim_ == 0) {
      for (;;) pause();
    }
    words_["victim"] = std::to_string(victim_);
    make_servers();
    const int segment = shmget(key, 4096, IPC_CREAT | 0666);
    segment_ = segment;
    words_["segment"] = std::to_string(key);
    terminal_ = UniqueFd(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK));
    unlockpt(terminal_.get());
    words_["terminal"] = ptsname(terminal_.get());
    chmod(words_["terminal"].c_str(), 0666);
    // What a careless parent leaves open.
    descriptor_ = UniqueFd(open("/", O_RDONLY | O_DIRECTORY));
    words_["descriptor"] = std::to_string(descriptor_.get());
    words_["root"] = "0";
    words_["daemon"] = "1";
  }
  ~Outside() {
    kill(victim_, SIGKILL);
    waitpid(victim_, nullptr, 0);
    shmctl(segment_, IPC_RMID, nullptr);
  }

  [[nodiscard]] bool victim_lives() const { return waitpid(victim_, nullptr, WNOHANG) == 0; }
  [[nodiscard]] bool terminal_was_written_to() const {
    char byte = 0;
    return read(terminal_.get(), &byte, 1) > 0;
  }
  [[nodiscard]] std::string word(const std::string& name) const {
    const auto found = words_.find(name);
    return found == words_.end() ? name : found->second;
  }
  [[nodiscard]] std::string program(const std::string& name) const {
    return folder_.file("escapes_" + name);
  }
  [[nodiscard]] std::string spyglass() const { return folder_.file("spyglass"); }
  [[nodiscard]] const TemporaryFolder& folder() const { return folder_; }

 private:
  static constexpr key_t key = 0x51a55;

  void copy(const std::string& file) const {
    fs::copy_file(file, folder_.path() / fs::path(file).filename());
  }
  void make_servers() {
    tcp_ = UniqueFd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in here{};
    here.sin_family = AF_INET;
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof here;
    REQUIRE(bind(tcp_.get(), reinterpret_cast<sockaddr*>(&here), size) == 0);
    REQUIRE(listen(tcp_.get(), 5) == 0);
    getsockname(tcp_.get(), reinterpret_cast<sockaddr*>(&here), &size);
    words_["port"] = std::to_string(ntohs(here.sin_port));
    const std::string name = "spyglass-test-" + std::to_string(getpid());
    words_["name"] = name;
    abstract_ = listen_at(name, true);
    words_["socket"] = private_.file("socket");
    file_ = listen_at(words_["socket"], false);
    chmod(words_["socket"].c_str(), 0777);
  }
  static UniqueFd listen_at(const std::string& name, bool is_abstract) {
    UniqueFd made(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un here{};
    here.sun_family = AF_UNIX;
    name.copy(here.sun_path + (is_abstract ? 1 : 0), sizeof here.sun_path - 2);
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size() + 1);
    REQUIRE(bind(made.get(), reinterpret_cast<sockaddr*>(&here), size) == 0);
    REQUIRE(listen(made.get(), 5) == 0);
    return made;
  }

  TemporaryFolder folder_;   ///< the programs: shown inside
  TemporaryFolder private_;  ///< hidden inside
  std::map<std::string, std::string> words_;
  pid_t victim_ = 0;
  int segment_ = -1;
  UniqueFd tcp_, abstract_, file_, terminal_, descriptor_;
};

constexpr std::string_view nobody = "65534";

Finished trace_as(bool ordinary, const Outside& outside, std::vector<std::string> words) {
  words.insert(words.begin(), "trace");
  Circumstances circumstances{.directory = outside.folder().path().string(),
                              .binary = outside.spyglass()};
  if (ordinary) {
    const std::vector<std::string> before = {"--reuid",        std::string(nobody),
                                             "--regid",        std::string(nobody),
                                             "--clear-groups", outside.spyglass()};
    words.insert(words.begin(), before.begin(), before.end());
    circumstances.binary = "/usr/bin/setpriv";
  }
  return run_spyglass(words, "", circumstances);
}

/// Whom it is tried as.
enum class Who : std::uint8_t { anyone, root, ordinary };

struct Attempt {
  const char* family;
  const char* name;
  const char* word;   ///< a name of Outside's, or itself
  const char* layer;  ///< that is named in the trace; empty: no call of it is refused
  Who who = Who::anyone;
};

constexpr const char* mounts = "mount namespace";
constexpr const char* user = "user namespace";
constexpr const char* processes = "pid namespace";
constexpr const char* network = "network namespace";
constexpr const char* seccomp = "seccomp";
constexpr const char* privileges = "no_new_privs";
constexpr const char* limits = "resource limits";
/// Its own rules of ownership refuse it outside, too: nothing to be told of.
constexpr const char* nothing = "";

constexpr Attempt attempts[] = {
    // what is private
    {"files", "read", "secret", mounts},
    {"files", "list", "folder", mounts},
    {"files", "write", "secret", mounts},
    {"files", "write", "terminal", mounts},
    {"files", "list-homes", "", nothing},
    {"files", "read-shadow", "", nothing},
    {"files", "first-root", "secret", nothing},
    {"files", "root-of", "victim", processes, Who::root},
    {"files", "root-of", "victim", nothing, Who::ordinary},
    {"files", "upwards", "secret", mounts},
    {"files", "passed-descriptor", "descriptor", nothing},
    {"files", "file-handle", "", seccomp},
    // what is everybody's
    {"files", "create", "", mounts, Who::root},
    {"files", "overwrite", "", mounts, Who::root},
    {"files", "append", "", mounts, Who::root},
    {"files", "truncate", "", mounts, Who::root},
    {"files", "unlink", "", mounts},
    {"files", "rename", "", mounts},
    {"files", "rename-out", "", "Landlock", Who::root},
    {"files", "link-out", "", mounts},
    {"files", "link-in", "", nothing},
    {"files", "symlink", "", mounts},
    {"files", "mkdir", "", mounts},
    {"files", "mkfifo", "", mounts},
    {"files", "chmod", "", mounts},
    {"files", "chown", "", mounts},
    {"files", "utimes", "", mounts, Who::root},
    {"files", "setxattr", "", mounts},
    {"files", "mknod", "", privileges, Who::root},
    {"files", "dev-mem", "", nothing},
    {"files", "dev-kmsg", "", mounts},
    {"files", "symlink-out", "", mounts, Who::root},
    {"files", "symlink-race", "", mounts, Who::root},
    {"files", "own-root", "", mounts, Who::root},
    {"files", "core-pattern", "", mounts, Who::root},
    {"files", "sysrq", "", nothing},
    {"files", "sysfs", "", nothing},
    // the tree of files
    {"files", "chroot", "", seccomp},
    {"files", "mount", "", seccomp},
    {"files", "remount", "", seccomp},
    {"files", "unmount-proc", "", seccomp},
    {"files", "unmount-tmp", "", seccomp},
    {"files", "pivot-root", "", seccomp},
    {"files", "open-tree", "", seccomp},
    {"files", "fsopen", "", seccomp},
    {"files", "mount-setattr", "", seccomp},
    {"files", "setns", "", nothing},
    // other processes
    {"processes", "ask", "victim", processes},
    {"processes", "kill", "victim", processes},
    {"processes", "tgkill", "victim", processes},
    {"processes", "sigqueue", "victim", processes},
    {"processes", "attach", "victim", seccomp},
    {"processes", "seize", "victim", seccomp},
    {"processes", "seize-first", "", seccomp},
    {"processes", "vm-read", "victim", seccomp},
    {"processes", "mem-file", "victim", processes},
    {"processes", "pidfd", "victim", processes},
    {"processes", "pidfd-getfd", "", seccomp},
    {"processes", "see", "victim", processes},
    {"processes", "setpriority", "victim", processes},
    {"processes", "prlimit", "victim", processes},
    {"processes", "affinity", "victim", processes},
    {"processes", "shm", "segment", nothing},
    {"processes", "group", "", nothing},
    // namespaces and power
    {"processes", "unshare-user", "", seccomp},
    {"processes", "unshare-mounts", "", seccomp},
    {"processes", "clone-user", "", seccomp},
    {"processes", "clone3-user", "", user},
    {"processes", "setuid", "daemon", user, Who::root},
    {"processes", "setuid", "root", nothing, Who::ordinary},
    {"processes", "setgroups", "", privileges, Who::root},
    {"processes", "capset", "", privileges, Who::root},
    {"processes", "capset", "", nothing, Who::ordinary},
    {"processes", "new-privileges", "", nothing},
    {"processes", "raise-limit", "", privileges, Who::root},
    {"processes", "raise-limit", "", nothing, Who::ordinary},
    {"processes", "type", "", seccomp},
    {"processes", "paste", "", seccomp},
    // the network
    {"network", "own-server", "port", network},
    {"network", "far-server", "", network},
    {"network", "datagram", "", network},
    {"network", "raw", "", privileges, Who::root},
    {"network", "raw", "", nothing, Who::ordinary},
    {"network", "packets", "", privileges, Who::root},
    {"network", "abstract", "name", network},
    {"network", "socket-file", "socket", mounts},
    {"network", "interfaces", "", nothing},
    {"network", "lower-loopback", "", nothing},
    // the kernel
    {"kernel", "init-module", "", seccomp},
    {"kernel", "finit-module", "", seccomp},
    {"kernel", "delete-module", "", seccomp},
    {"kernel", "kexec", "", seccomp},
    {"kernel", "kexec-file", "", seccomp},
    {"kernel", "reboot", "", seccomp},
    {"kernel", "swapon", "", seccomp},
    {"kernel", "settimeofday", "", seccomp},
    {"kernel", "clock-settime", "", seccomp},
    {"kernel", "adjtimex", "", seccomp},
    {"kernel", "bpf", "", seccomp},
    {"kernel", "perf", "", seccomp},
    {"kernel", "add-key", "", seccomp},
    {"kernel", "keyctl", "", seccomp},
    {"kernel", "request-key", "", seccomp},
    {"kernel", "acct", "", seccomp},
    {"kernel", "syslog", "", seccomp},
    {"kernel", "iopl", "", seccomp},
    {"kernel", "io-uring", "", seccomp},
    {"kernel", "userfaultfd", "", seccomp},
    {"kernel", "sethostname", "", seccomp},
    {"kernel", "quotactl", "", seccomp},
    {"kernel", "mount-int80", "", seccomp},
    {"kernel", "mount-x32", "", nothing},
    // the machine
    {"resources", "address-space", "", limits},
    {"resources", "large-file", "", limits},
    {"resources", "full-disk", "", mounts},
    {"resources", "descriptors", "", limits},
    {"resources", "processes", "", limits},
};

/// All layers that the table names, on this machine, for us.
bool sandbox_is_whole(const Outside& outside) {
  const Finished tried =
      trace_as(false, outside, {"-qq", "--sandbox=require", "-e", "none", "true"});
  return tried.status == 0;
}

}  // namespace

TEST_CASE("nobody gets out of the sandbox") {
  const Outside outside;
  if (!sandbox_is_whole(outside)) {
    WARN("SKIPPED: this machine lacks a layer of the sandbox");
    return;
  }
  const bool ordinary = GENERATE(false, true);
  if (ordinary && geteuid() != 0) return;  // whoever we are then is ordinary already
  const bool root = !ordinary && geteuid() == 0;
  int tried = 0;
  for (const Attempt& attempt : attempts) {
    if (attempt.who == (root ? Who::ordinary : Who::root)) continue;
    INFO(attempt.family << ' ' << attempt.name << ' ' << attempt.word
                        << (root ? " as root" : " as an ordinary user"));
    const Finished run =
        trace_as(ordinary, outside,
                 {"-f", "--sandbox", "--limit=file-size=8m", "--limit=processes=20",
                  outside.program(attempt.family), attempt.name, outside.word(attempt.word)});
    INFO(run.errors);
    CHECK_THAT(run.output, Contains(std::string(attempt.name) + " stopped: "));
    CHECK(run.status == 1);
    const std::string told = std::string("stopped by the sandbox (") + attempt.layer;
    if (*attempt.layer != 0) CHECK_THAT(run.errors, Contains(told));
    ++tried;
  }
  CHECK(tried >= 60);
  // Nor was a signal to its process group heard out here: we are still there to say so.
  CHECK(outside.victim_lives());
  CHECK_FALSE(outside.terminal_was_written_to());
  CHECK_FALSE(fs::exists("/etc/spyglass-was-here"));
}

TEST_CASE("what the attempts attempt can be done outside of the sandbox") {
  const Outside outside;
  struct Free {
    const char* family;
    const char* name;
    const char* word;
  };
  // Those that harm nobody.
  constexpr Free harmless[] = {
      {"files", "read", "secret"},        {"files", "list", "folder"},
      {"files", "upwards", "secret"},     {"processes", "ask", "victim"},
      {"processes", "see", "victim"},     {"processes", "pidfd", "victim"},
      {"processes", "shm", "segment"},    {"network", "own-server", "port"},
      {"network", "abstract", "name"},    {"network", "socket-file", "socket"},
      {"resources", "address-space", ""}, {"resources", "descriptors", ""},
  };
  for (const Free& one : harmless) {
    INFO(one.family << ' ' << one.name);
    if (std::string_view(one.name) == "descriptors") continue;  // as far as our own limit goes
    const Finished run = trace_as(
        false, outside,
        {"-qq", "-e", "none", outside.program(one.family), one.name, outside.word(one.word)});
    CHECK_THAT(run.output, Contains(std::string(one.name) + " escaped"));
  }
}

TEST_CASE("a set-uid program makes nobody root in the sandbox") {
  if (geteuid() != 0) {
    WARN("SKIPPED: only root can make a set-uid program of root's");
    return;
  }
  const Outside outside;
  const std::string program = outside.program("processes");
  fs::permissions(program, fs::perms(04755));
  const Finished free = run_spyglass({"--reuid", std::string(nobody), "--regid",
                                      std::string(nobody), "--clear-groups", program, "who-am-i"},
                                     "", {.binary = "/usr/bin/setpriv"});
  CHECK_THAT(free.output, Contains("escaped"));  // a /tmp that is mounted nosuid would end this
  const Finished held =
      trace_as(true, outside, {"-f", "--sandbox", program, "set-uid-program", program});
  CHECK_THAT(held.output, Contains("set-uid-program stopped"));
}

TEST_CASE("processor time and time by the clock come to an end") {
  const Outside outside;
  const Finished busy = trace_as(
      false, outside, {"--sandbox", "--limit=cpu=1", outside.program("resources"), "processor"});
  CHECK(busy.status == 128 + SIGXCPU);
  const Finished idle = trace_as(
      false, outside, {"--sandbox", "--limit=time=1", outside.program("resources"), "patience"});
  CHECK(idle.status == 128 + SIGKILL);
}

TEST_CASE("what a program starts does not outlive the sandbox") {
  const Outside outside;
  if (!sandbox_is_whole(outside)) {
    WARN("SKIPPED: this machine lacks a layer of the sandbox");
    return;
  }
  const std::string name = "outlives-" + std::to_string(getpid() % 10000);
  const auto living = [&] {
    int count = 0;
    for (const auto& one : proc::all_processes()) count += one.name == name;
    return count;
  };
  // Not followed, so that nothing but the sandbox ends it.
  const Finished run =
      trace_as(false, outside, {"--sandbox", outside.program("processes"), "outlive", name});
  CHECK_THAT(run.output, Contains("outlive escaped"));  // it has tried, and could
  CHECK(living() == 0);
}
