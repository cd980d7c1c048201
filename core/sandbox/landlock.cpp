#include "core/sandbox/landlock.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>

#include "core/base/unique_fd.hpp"

namespace spyglass {

namespace {

// linux/landlock.h, spelled out here since headers are often older than kernels.

struct RulesetAttributes {
  std::uint64_t handled_files;
  std::uint64_t handled_network;  ///< since ABI 4
  std::uint64_t scoped;           ///< since ABI 6
};

struct __attribute__((packed)) PathRule {
  std::uint64_t allowed;
  std::int32_t parent;
};

struct PortRule {
  std::uint64_t allowed;
  std::uint64_t port;
};

enum RuleType : int { rule_path = 1, rule_port = 2 };
constexpr unsigned ask_version = 1;

namespace right {
constexpr std::uint64_t execute = 1 << 0, write_file = 1 << 1, read_file = 1 << 2,
                        read_folder = 1 << 3, truncate = 1 << 14, ask_device = 1 << 15;
constexpr std::uint64_t bind_tcp = 1 << 0, connect_tcp = 1 << 1;
constexpr std::uint64_t scope_abstract_sockets = 1 << 0, scope_signals = 1 << 1;
}  // namespace right

constexpr std::uint64_t reading = right::execute | right::read_file | right::read_folder;
/// What may be said of something that is no folder.
constexpr std::uint64_t of_files =
    right::execute | right::write_file | right::read_file | right::truncate | right::ask_device;
constexpr std::uint64_t of_devices =
    right::read_file | right::write_file | right::truncate | right::ask_device | right::read_folder;

/// All rights to files that a version knows: each of them is refused where no rule gives it.
constexpr std::uint64_t rights_of(int abi) {
  constexpr unsigned first = 13, with_refer = 14, with_truncate = 15, with_devices = 16;
  const unsigned count = abi >= 5   ? with_devices
                         : abi >= 3 ? with_truncate
                         : abi == 2 ? with_refer
                                    : first;
  return (1ULL << count) - 1;
}

constexpr std::size_t attributes_size(int abi) {
  return abi >= 6   ? sizeof(RulesetAttributes)
         : abi >= 4 ? offsetof(RulesetAttributes, scoped)
                    : offsetof(RulesetAttributes, handled_network);
}

class Ruleset {
 public:
  Ruleset(int abi, const RulesetAttributes& attributes)
      : rights_(attributes.handled_files),
        fd_(static_cast<int>(
            syscall(SYS_landlock_create_ruleset, &attributes, attributes_size(abi), 0))) {}

  explicit operator bool() const { return static_cast<bool>(fd_); }

  [[nodiscard]] bool permit(const std::vector<std::string>& paths, std::uint64_t allowed) const {
    return std::ranges::all_of(
        paths, [&](const std::string& path) { return permit(path.c_str(), allowed); });
  }

  [[nodiscard]] bool permit_port(std::uint16_t port) const {
    const PortRule rule{right::bind_tcp | right::connect_tcp, port};
    return syscall(SYS_landlock_add_rule, fd_.get(), rule_port, &rule, 0) == 0;
  }

  [[nodiscard]] bool enter() const {
    return syscall(SYS_landlock_restrict_self, fd_.get(), 0) == 0;
  }

 private:
  [[nodiscard]] bool permit(const char* path, std::uint64_t allowed) const {
    const UniqueFd place(open(path, O_PATH | O_CLOEXEC));
    if (!place) return errno == ENOENT || errno == EACCES || errno == ENOTDIR;
    struct stat about {};
    if (fstat(place.get(), &about) != 0) return false;
    if (!S_ISDIR(about.st_mode)) allowed &= of_files;
    const PathRule rule{allowed & rights_, place.get()};
    return syscall(SYS_landlock_add_rule, fd_.get(), rule_path, &rule, 0) == 0;
  }

  std::uint64_t rights_;
  UniqueFd fd_;
};

}  // namespace

int landlock_abi() {
  const long version = syscall(SYS_landlock_create_ruleset, nullptr, 0, ask_version);
  return version < 0 ? -errno : static_cast<int>(version);
}

bool enter_landlock(const LandlockRules& rules) {
  const int abi = landlock_abi();
  const RulesetAttributes attributes{
      .handled_files = rights_of(abi),
      .handled_network = rules.confines_tcp && abi >= 4 ? right::bind_tcp | right::connect_tcp : 0,
      .scoped = abi < 6
                    ? 0
                    : (rules.confines_signals ? right::scope_signals : 0) |
                          (rules.confines_abstract_sockets ? right::scope_abstract_sockets : 0)};
  const Ruleset ruleset(abi, attributes);
  if (!ruleset) return false;
  const bool permitted = ruleset.permit(rules.readable, reading) &&
                         ruleset.permit(rules.writable, ~0ULL) &&
                         ruleset.permit(rules.devices, of_devices);
  if (!permitted) return false;
  if (attributes.handled_network != 0 &&
      !std::ranges::all_of(rules.ports, [&](auto port) { return ruleset.permit_port(port); })) {
    return false;
  }
  return ruleset.enter();
}

}  // namespace spyglass
