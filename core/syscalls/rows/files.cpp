#include <fcntl.h>

#include "core/syscalls/kinds.hpp"
#include "core/syscalls/rows/families.hpp"

namespace spyglass::rows {

namespace {

/// open(2): the mode is looked at only when a file may be made.
constexpr bool makes_a_file(std::uint64_t flags) {
  constexpr std::uint64_t tmpfile_alone = 020000000;
  return (flags & (O_CREAT | tmpfile_alone)) != 0;
}

constexpr Row files_rows[] = {
    {.name = "openat",
     .group = Group::files,
     .does = "Opens a file by its path and gives it a number.",
     .when = "Before anything else can be done with a file; libc's open and fopen end here.",
     .arguments = {{{"dirfd", &kinds::directory_fd, "where a relative path starts"},
                    {"pathname", &kinds::path, "the file"},
                    {"flags", &kinds::open_flags, "for reading, writing, and how"},
                    {"mode", &kinds::octal_mode, "permissions of a file that is made", -1, false,
                     [](auto arguments) { return makes_a_file(arguments[2]); }}}},
     .returns = Returns::descriptor,
     .returned = "the lowest free file descriptor, now the file's number",
     .errors = {{{"ENOENT", "there is no such file, or a directory on the way is missing"},
                 {"EACCES", "the permissions of the file or of a directory on the way say no"},
                 {"EMFILE", "the program has as many files open as it may"}}}},
};

}  // namespace

std::span<const Row> files() { return files_rows; }

}  // namespace spyglass::rows
