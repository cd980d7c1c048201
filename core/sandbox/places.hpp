#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace spyglass {

/// Which files a program in a sandbox finds, and what it may do with them. All paths are absolute,
/// and the same inside and outside.
struct Places {
  std::string scratch;              ///< the one folder of ours that it may change
  std::vector<std::string> shown;   ///< stays in sight, read-only, though it lies in a hidden place
  std::vector<std::string> hidden;  ///< folders that are empty for it, but for what is shown

  [[nodiscard]] bool hides(std::string_view path) const;
};

/// Whether a path is a folder, or lies in it.
bool is_within(std::string_view path, std::string_view folder);

/// The folders that a program has no business in: homes, what others keep in /tmp, the sockets of
/// services in /run, devices. `home`: the user's own.
std::vector<std::string> private_folders(std::string_view home);

/// Of private folders the empty ones that a program may fill: its own /tmp and /var/tmp.
bool is_for_temporary_files(std::string_view folder);

/// Devices that harm nobody, which it finds in its /dev.
const std::vector<std::string>& harmless_devices();

/// Files outside of private folders that root alone can read, and which are nobody's business when
/// root is who runs the program.
const std::vector<std::string>& secret_files();

}  // namespace spyglass
