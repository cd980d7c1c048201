#include "core/sandbox/places.hpp"

#include <algorithm>

namespace spyglass {

namespace {

const std::vector<std::string> always_private = {"/tmp",  "/var/tmp", "/home",
                                                 "/root", "/run",     "/dev"};

}  // namespace

bool is_within(std::string_view path, std::string_view folder) {
  if (!path.starts_with(folder)) return false;
  return path.size() == folder.size() || folder.ends_with('/') || path[folder.size()] == '/';
}

bool Places::hides(std::string_view path) const {
  const auto holds = [&](const std::string& folder) { return is_within(path, folder); };
  return std::ranges::any_of(hidden, holds) && !is_within(path, scratch) &&
         std::ranges::none_of(shown, holds);
}

std::vector<std::string> private_folders(std::string_view home) {
  std::vector<std::string> folders = always_private;
  const bool known = std::ranges::any_of(
      folders, [&](const std::string& folder) { return is_within(home, folder); });
  // A service's home may be the root of all, or a folder that everybody needs.
  const bool shared = home.empty() || !home.starts_with('/') || is_within("/usr/bin", home) ||
                      is_within("/etc", home) || is_within(home, "/usr") ||
                      is_within(home, "/bin") || is_within(home, "/nonexistent");
  if (!known && !shared) folders.emplace_back(home);
  return folders;
}

bool is_for_temporary_files(std::string_view folder) {
  return folder == "/tmp" || folder == "/var/tmp";
}

const std::vector<std::string>& harmless_devices() {
  static const std::vector<std::string> devices = {"/dev/null",   "/dev/zero",    "/dev/full",
                                                   "/dev/random", "/dev/urandom", "/dev/tty"};
  return devices;
}

const std::vector<std::string>& secret_files() {
  static const std::vector<std::string> files = {
      "/etc/shadow",      "/etc/gshadow", "/etc/shadow-",         "/etc/gshadow-",
      "/etc/ssl/private", "/etc/sudoers", "/etc/security/opasswd"};
  return files;
}

}  // namespace spyglass
