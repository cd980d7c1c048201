#include "core/sandbox/denied_paths.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <optional>
#include <string_view>

#include "core/proc/files.hpp"
#include "core/syscalls/kinds.hpp"

namespace spyglass {

namespace {

namespace fs = std::filesystem;

/// Calls that open for reading alone, unless their flags say otherwise, and those that only look.
constexpr std::string_view openers[] = {"open", "openat", "openat2"};
constexpr std::string_view lookers[] = {
    "stat",   "lstat",    "newfstatat", "fstatat64", "stat64",     "lstat64",          "statx",
    "access", "readlink", "readlinkat", "faccessat", "faccessat2", "execve",           "execveat",
    "chdir",  "statfs",   "statfs64",   "getxattr",  "lgetxattr",  "inotify_add_watch"};

template <class List>
bool holds(const List& list, std::string_view name) {
  return std::ranges::find(list, name) != std::end(list);
}

bool opens_to_change(const Call& call) {
  const Value* flags = call.argument("flags");
  const auto* known = flags == nullptr ? nullptr : flags->as<value::Flags>();
  return known != nullptr && (known->bits & (O_ACCMODE | O_CREAT | O_TRUNC)) != 0;
}

bool wants_to_change(const Call& call) {
  if (holds(openers, call.name)) return opens_to_change(call);
  return !holds(lookers, call.name);
}

/// Where a path begins that does not begin at the root.
std::string base_of(const Call& call, std::size_t argument) {
  const auto* folder =
      argument == 0 ? nullptr : call.arguments[argument - 1].as<value::Descriptor>();
  const bool is_open = folder != nullptr && folder->number >= 0;
  const std::string link = is_open ? fmt::format("fd/{}", folder->number) : "cwd";
  return proc::read_link(call.thread, link).value_or("");
}

/// A path, or the one in a socket's address; null for what is neither.
const value::Text* path_in(const Value& argument, const Kind* kind) {
  if (kind == &kinds::path) return argument.as<value::Text>();
  const auto* address = argument.as<value::Struct>();
  if (address == nullptr) return nullptr;
  const auto member = std::ranges::find(address->fields, "sun_path", &value::Field::name);
  const auto* text = member == address->fields.end() ? nullptr : member->value.as<value::Text>();
  return text != nullptr && text->mark.empty() ? text : nullptr;
}

/// The files that a call names, as paths from the root, dots taken out.
std::vector<std::string> paths_of(const Call& call) {
  std::vector<std::string> paths;
  for (std::size_t i = 0; i < call.arguments.size() && i < call.kinds.size(); ++i) {
    const auto* text = path_in(call.arguments[i], call.kinds[i]);
    if (text == nullptr || text->cut || text->bytes.empty()) continue;
    const fs::path path(text->bytes);
    const fs::path whole = path.is_absolute() ? path : fs::path(base_of(call, i)) / path;
    if (whole.is_absolute()) paths.push_back(whole.lexically_normal().string());
  }
  return paths;
}

/// What is there outside, or the folder that would hold it.
std::string existing(const std::string& path) {
  struct stat about {};
  return lstat(path.c_str(), &about) == 0 ? path : fs::path(path).parent_path().string();
}

bool exists(const std::string& path) {
  struct stat about {};
  return lstat(path.c_str(), &about) == 0;
}

/// Whether we could do it, who are outside.
bool permitted_outside(const std::string& path, bool change) {
  return eaccess(existing(path).c_str(), change ? W_OK : R_OK) == 0;
}

bool read_only_outside(const std::string& path) {
  struct statvfs system {};
  return statvfs(existing(path).c_str(), &system) == 0 && (system.f_flag & ST_RDONLY) != 0;
}

/// Root in a sandbox has root's files and not root's power: what its user may not do by the mode of
/// the file, nobody does for it.
bool permitted_to_user(const std::string& path, bool change) {
  struct stat about {};
  if (stat(existing(path).c_str(), &about) != 0) return true;
  const mode_t wanted = change ? S_IWOTH : S_IROTH;
  const unsigned shift = about.st_uid == geteuid() ? 6 : about.st_gid == getegid() ? 3 : 0;
  return ((about.st_mode >> shift) & wanted) != 0;
}

std::string path_denied_by(const std::string& path, bool change, Errno error,
                           const SandboxFacts& facts) {
  constexpr std::string_view read_only = "read-only outside your scratch directory";
  const bool hidden = facts.places.hides(path);
  switch (error.value()) {
    case EROFS:
      if (!facts.has(Layer::mounts) || read_only_outside(path)) return {};
      return fmt::format("mount namespace: {}", read_only);
    case ENOENT:
    case ENOTDIR:
      if (!facts.has(Layer::mounts)) return {};
      if (hidden && exists(path)) return "mount namespace: this stays out of sight";
      if (!is_within(path, "/proc") || !facts.has(Layer::processes) || !exists(path)) return {};
      return "pid namespace: it sees its own processes alone";
    case EACCES:
    case EXDEV:
    case EPERM:
      if (!permitted_outside(path, change)) return {};
      if (facts.has(Layer::user) && !permitted_to_user(path, change)) {
        return "user namespace: its user has no power over others' files";
      }
      if (!facts.has(Layer::landlock)) return {};
      if (hidden) return "Landlock: this stays out of sight";
      if (change) return fmt::format("Landlock: {}", read_only);
      return "Landlock: files of others are not in its list";
    default: return {};
  }
}

/// Who writes names no file, but a descriptor.
std::string writing_denied_by(const Call& call, Errno error, const SandboxFacts& facts) {
  if (error != Errno(ENOSPC) || !facts.has(Layer::mounts) || call.arguments.empty()) return {};
  const auto* open = call.arguments.front().as<value::Descriptor>();
  if (open == nullptr) return {};
  const auto path = proc::read_link(call.thread, fmt::format("fd/{}", open->number));
  const bool own = path && !is_within(*path, facts.places.scratch) &&
                   (is_for_temporary_files(*path) || is_within(*path, "/tmp") ||
                    is_within(*path, "/var/tmp") || is_within(*path, "/dev/shm"));
  return own ? fmt::format("mount namespace: its own /tmp holds {} MiB",
                           facts.limits.file_size >> 20)
             : "";
}

}  // namespace

std::string file_denied_by(const Call& call, Errno error, const SandboxFacts& facts) {
  const bool change = wants_to_change(call);
  for (const std::string& path : paths_of(call)) {
    if (auto said = path_denied_by(path, change, error, facts); !said.empty()) return said;
  }
  return writing_denied_by(call, error, facts);
}

}  // namespace spyglass
