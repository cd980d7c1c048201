#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace spyglass {

/// What Landlock is to permit; whatever is not named is refused (landlock(7)).
struct LandlockRules {
  std::vector<std::string> readable;  ///< files and folders, with all that is below: read, execute
  std::vector<std::string> writable;  ///< likewise, and to be changed in any way
  std::vector<std::string> devices;   ///< to be read, written and asked by ioctl(2)
  /// TCP ports to bind and connect to; nothing: all. From ABI 4 on.
  bool confines_tcp = false;
  std::vector<std::uint16_t> ports = {};
  bool confines_signals = false;           ///< to those who are in it, from ABI 6 on
  bool confines_abstract_sockets = false;  ///< likewise
};

/// The version of the kernel's Landlock, 1 or more. A negative errno where there is none (ENOSYS),
/// or it is not in use (EOPNOTSUPP).
int landlock_abi();

/// Confines the calling thread, which has given up to gain privileges (PR_SET_NO_NEW_PRIVS), and
/// all that it starts. Paths that are not there are left out. False, with errno, when it cannot.
[[nodiscard]] bool enter_landlock(const LandlockRules& rules);

}  // namespace spyglass
