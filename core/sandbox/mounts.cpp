#include "core/sandbox/mounts.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/mount.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "core/base/unique_fd.hpp"

namespace spyglass {

namespace {

bool restrict(const std::string& path, std::uint64_t attributes, unsigned flags) {
  mount_attr change{};
  change.attr_set = attributes;
  return syscall(SYS_mount_setattr, AT_FDCWD, path.c_str(), flags, &change, sizeof change) == 0;
}

/// A place as it is now, with what is mounted below it, to be put elsewhere later.
UniqueFd take_tree(const std::string& path) {
  return UniqueFd(static_cast<int>(syscall(SYS_open_tree, AT_FDCWD, path.c_str(),
                                           OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE)));
}

bool make_folders(const std::string& path) {
  for (std::size_t end = 1; end != std::string::npos;) {
    end = path.find('/', end + 1);
    const std::string folder = path.substr(0, end);
    if (mkdir(folder.c_str(), 0755) != 0 && errno != EEXIST && errno != EROFS) return false;
  }
  return true;
}

/// Where something can be mounted: a folder for a folder, an empty file for anything else.
bool make_mount_point(const std::string& path, bool is_folder) {
  struct stat there {};
  if (lstat(path.c_str(), &there) == 0) return true;
  if (is_folder) return make_folders(path);
  const std::size_t slash = path.rfind('/');
  if (slash > 0 && !make_folders(path.substr(0, slash))) return false;
  const UniqueFd file(open(path.c_str(), O_CREAT | O_EXCL | O_CLOEXEC, 0644));
  return static_cast<bool>(file);
}

/// Puts a tree that was taken at a path, which need not exist yet.
bool put_tree(const UniqueFd& tree, const std::string& path) {
  struct stat about {};
  if (fstat(tree.get(), &about) != 0 || !make_mount_point(path, S_ISDIR(about.st_mode))) {
    return false;
  }
  return syscall(SYS_move_mount, tree.get(), "", AT_FDCWD, path.c_str(), MOVE_MOUNT_F_EMPTY_PATH) ==
         0;
}

bool mount_empty(const std::string& folder, std::uint64_t room, unsigned mode) {
  const std::string options = fmt::format("size={},nr_inodes=65536,mode={:o}", room, mode);
  return mount("tmpfs", folder.c_str(), "tmpfs", MS_NOSUID | MS_NODEV, options.c_str()) == 0;
}

struct TakenTree {
  std::string path;
  UniqueFd tree;
};

/// Those of the paths that are there.
std::vector<TakenTree> take_trees(const std::vector<std::string>& paths) {
  std::vector<TakenTree> taken;
  for (const std::string& path : paths) {
    if (UniqueFd tree = take_tree(path)) taken.push_back({path, std::move(tree)});
  }
  return taken;
}

bool put_trees(const std::vector<TakenTree>& taken) {
  return std::ranges::all_of(taken,
                             [](const TakenTree& one) { return put_tree(one.tree, one.path); });
}

struct Link {
  const char* target;
  const char* path;
};
constexpr Link device_links[] = {
    {"pts/ptmx", "/dev/ptmx"},          {"/proc/self/fd", "/dev/fd"},
    {"/proc/self/fd/0", "/dev/stdin"},  {"/proc/self/fd/1", "/dev/stdout"},
    {"/proc/self/fd/2", "/dev/stderr"},
};

/// Terminals of its own: on ours it could type and read what we type.
bool fill_dev(const std::vector<TakenTree>& devices, std::uint64_t room) {
  if (!put_trees(devices)) return false;
  for (const Link& link : device_links) {
    if (symlink(link.target, link.path) != 0) return false;
  }
  return mkdir("/dev/pts", 0755) == 0 && mkdir("/dev/shm", 0755) == 0 &&
         mount("devpts", "/dev/pts", "devpts", MS_NOSUID | MS_NOEXEC,
               "newinstance,ptmxmode=0666,mode=620") == 0 &&
         mount_empty("/dev/shm", room, 01777);
}

/// Nothing stands where a secret file is.
bool cover_secrets(const std::vector<std::string>& files) {
  for (const std::string& path : files) {
    struct stat about {};
    if (stat(path.c_str(), &about) != 0) continue;
    const bool covered = S_ISDIR(about.st_mode) ? mount_empty(path, 4096, 0700)
                                                : put_tree(take_tree("/dev/null"), path);
    if (!covered) return false;
  }
  return true;
}

}  // namespace

bool lay_out_files(const Places& places, std::uint64_t room) {
  if (mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return false;
  const auto shown = take_trees(places.shown);
  const auto scratch = take_trees({places.scratch});
  const auto devices = take_trees(harmless_devices());
  if (scratch.empty()) return false;
  if (!cover_secrets(secret_files()) ||
      !restrict("/", MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID, AT_RECURSIVE)) {
    return false;
  }
  std::vector<std::string> sealed;
  for (const std::string& folder : places.hidden) {
    struct stat about {};
    // What is a link leads to a place that is hidden by itself.
    if (lstat(folder.c_str(), &about) != 0 || !S_ISDIR(about.st_mode)) continue;
    const bool fillable = is_for_temporary_files(folder);
    if (!mount_empty(folder, fillable ? room : room / 16, fillable ? 01777 : 0755)) return false;
    if (folder == "/dev" && !fill_dev(devices, room)) return false;
    if (!fillable) sealed.push_back(folder);
  }
  if (!put_trees(shown) || !put_trees(scratch)) return false;
  for (const TakenTree& one : shown) {
    if (!restrict(one.path, MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID, AT_RECURSIVE)) return false;
  }
  return restrict(places.scratch, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV, AT_RECURSIVE) &&
         std::ranges::all_of(sealed, [](const std::string& folder) {
           return restrict(folder, MOUNT_ATTR_RDONLY, 0);
         });
}

bool mount_own_proc() {
  return mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) == 0;
}

void seal_own_proc() { (void)restrict("/proc", MOUNT_ATTR_RDONLY, 0); }

}  // namespace spyglass
