#include "core/elf/runnable.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <limits.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/elf/elf_file.hpp"
#include "core/elf/not_elf.hpp"

namespace spyglass {

namespace {

/// What is wrong, as the end of "cannot run X: …"; nothing when all is well.
using Reason = std::optional<std::string>;

// How much of a file the kernel looks at to tell what it is (BINPRM_BUF_SIZE), and how many scripts
// may stand behind one another.
constexpr std::size_t kernel_looks_at = 256;
constexpr int most_scripts = 5;

bool exists(const std::string& path) {
  struct stat about {};
  return stat(path.c_str(), &about) == 0;
}

std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

/// The folder on the way to a file at which the way ends: that it is not the last one is what
/// people overlook.
std::string where_it_ends(const std::string& path, bool (*ends_at)(const std::string& folder)) {
  for (auto slash = path.find('/', 1); slash != std::string::npos;
       slash = path.find('/', slash + 1)) {
    std::string folder = path.substr(0, slash);
    if (ends_at(folder)) return folder;
  }
  return folder_of(path);
}

bool is_no_folder(const std::string& path) {
  struct stat about {};
  return stat(path.c_str(), &about) == 0 && !S_ISDIR(about.st_mode);
}

bool is_closed(const std::string& folder) {
  return faccessat(AT_FDCWD, folder.c_str(), X_OK, AT_EACCESS) != 0;
}

std::string missing(const std::string& path) {
  struct stat about {};
  if (lstat(path.c_str(), &about) == 0) return "it is a link to a file that does not exist";
  if (exists(folder_of(path))) return "there is no such file";
  return fmt::format("there is no folder {}",
                     where_it_ends(path, [](const auto& folder) { return !exists(folder); }));
}

Reason why_no_file(const std::string& path, int number) {
  switch (number) {
    case ENOENT: return path.empty() ? "no file is named" : missing(path);
    case ENOTDIR:
      return fmt::format("{} is a file and not a folder", where_it_ends(path, is_no_folder));
    case EACCES:
      return fmt::format("you may not look into the folder {}", where_it_ends(path, is_closed));
    case ELOOP: return "it is a link that leads back to itself";
    default: return std::strerror(number);
  }
}

Reason why_no_permission(const std::string& path, const struct stat& about) {
  if (faccessat(AT_FDCWD, path.c_str(), X_OK, AT_EACCESS) == 0) return std::nullopt;
  struct statvfs system {};
  if (statvfs(path.c_str(), &system) == 0 && (system.f_flag & ST_NOEXEC) != 0) {
    return "it lies on a file system from which nothing may be run (mounted noexec). Try: copy it "
           "to another folder";
  }
  constexpr mode_t anybody = S_IXUSR | S_IXGRP | S_IXOTH;
  if ((about.st_mode & anybody) == 0) {
    return fmt::format("it is not marked as executable. Try: chmod +x {}", path);
  }
  return "you do not have the permission to execute it. Try: ls -l " + path;
}

/// The processor and the kernel that we run on, told by our own file.
const Abi* native_abi() {
  static const Abi* const native = [] {
    const auto self = read_elf("/proc/self/exe");
    return self ? self->abi : nullptr;
  }();
  return native;
}

/// A kernel that serves another ABI's calls also runs its programs.
bool runs_here(const Abi* abi) {
  const Abi* native = native_abi();
  if (native == nullptr || abi == native) return true;
  if (abi == nullptr) return false;
  return std::any_of(native->call_instructions.begin(), native->call_instructions.end(),
                     [&](const CallInstruction& call) { return call.enters == abi->id; });
}

/// What is wrong with a file whatever its permissions are.
Reason why_not_content(const std::string& path, int depth);

Reason why_not_file(const std::string& path, int depth) {
  struct stat about {};
  if (stat(path.c_str(), &about) != 0) return why_no_file(path, errno);
  if (S_ISDIR(about.st_mode)) return "it is a directory";
  if (!S_ISREG(about.st_mode)) return "it is a device, a pipe or a socket and not a program";
  // What no permission would mend comes first.
  if (auto reason = why_not_content(path, depth)) return reason;
  return why_no_permission(path, about);
}

Reason why_not_interpreter(const std::string& interpreter, int depth) {
  if (!exists(interpreter)) {
    return fmt::format(
        "it is a script for {}, which does not exist here. Try: install it, or mend "
        "the script's first line",
        interpreter);
  }
  if (auto reason = why_not_file(interpreter, depth + 1)) {
    if (depth > 0) return reason;
    return fmt::format("it is a script for {}, which cannot be run: {}", interpreter, *reason);
  }
  return std::nullopt;
}

Reason why_not_script(const std::string& start, int depth) {
  const ScriptLine line = parse_script_line(start);
  if (line.interpreter.empty()) {
    return "its first line, #!, names no interpreter. Try: #!/bin/sh as its first line";
  }
  if (line.interpreter.back() == '\r' || line.argument.ends_with('\r')) {
    return "its lines end as on Windows, with a carriage return that the kernel takes for a part "
           "of "
           "the first line. Try: sed -i 's/\\r$//' on it";
  }
  if (depth >= most_scripts) return "its interpreter is a script, and that one's too, without end";
  return why_not_interpreter(line.interpreter, depth);
}

Reason why_not_loader(const ElfFile& file) {
  if (file.interpreter.empty()) return std::nullopt;
  if (!exists(file.interpreter)) {
    return fmt::format(
        "it needs the interpreter {}, which does not exist here, to load its libraries. Try: "
        "install the C library that it was built for ({}), or link it with -static",
        file.interpreter, file.machine);
  }
  if (access(file.interpreter.c_str(), X_OK) != 0) {
    return fmt::format("its interpreter {} is not marked as executable", file.interpreter);
  }
  return std::nullopt;
}

Reason why_not_elf(const ElfFile& file) {
  if (!runs_here(file.abi)) {
    return fmt::format("it is made for another processor, {}; this machine is {}", file.machine,
                       native_abi()->name);
  }
  switch (file.kind) {
    case ElfFile::Kind::relocatable:
      return "it is an object file: compiled, not yet linked. Try: cc " + file.path;
    case ElfFile::Kind::core: return "it is a core dump: the memory of a program that died";
    case ElfFile::Kind::other: return "it is an ELF file, but not of a kind that can be run";
    case ElfFile::Kind::shared_object:
      // Some libraries may be run: the C library prints its version.
      if (file.entry.is_null()) return "it is a library: it does not say where it begins";
      break;
    default: break;
  }
  const bool loads = std::any_of(file.segments.begin(), file.segments.end(),
                                 [](const ElfFile::Segment& s) { return s.load; });
  if (!loads) return "it is damaged: none of it is to be loaded";
  return why_not_loader(file);
}

Reason why_not_content(const std::string& path, int depth) {
  const auto start = read_start(path, kernel_looks_at);
  // A file may be executable for those who may not read it.
  if (!start) return std::nullopt;
  if (start->starts_with("#!")) return why_not_script(*start, depth);
  if (start->starts_with("\x7f"
                         "ELF")) {
    const auto file = read_elf(path);
    if (file) return why_not_elf(*file);
    std::string message = file.error().message;
    if (message.starts_with(path + " ")) message.replace(0, path.size(), "it");
    return message;
  }
  const std::string what = describe_non_elf(*start);
  if (what == "empty") return "it is empty";
  if (what == "text") {
    return fmt::format(
        "it is text and does not begin with #! and an interpreter. If it is a shell "
        "script, try: sh {}",
        path);
  }
  return fmt::format("it is not a Linux program: it is {}", what);
}

}  // namespace

std::optional<std::string> why_not_runnable(const std::string& path) {
  const auto reason = why_not_file(path, 0);
  if (!reason) return std::nullopt;
  return fmt::format("cannot run {}: {}", path.empty() ? "\"\"" : path, *reason);
}

}  // namespace spyglass
