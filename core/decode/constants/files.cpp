#include <fcntl.h>
#include <unistd.h>

#include "core/decode/constants/tables.hpp"

namespace spyglass::constants {

namespace {

// The kernel's value; glibc's fcntl.h says 0 on 64-bit machines.
constexpr std::uint64_t largefile = 0100000;

constexpr Constant open_rows[] = {
    {"O_RDONLY", O_RDONLY, O_ACCMODE, "open for reading only"},
    {"O_WRONLY", O_WRONLY, O_ACCMODE, "open for writing only"},
    {"O_RDWR", O_RDWR, O_ACCMODE, "open for reading and writing"},
    {"O_CREAT", O_CREAT, 0, "make the file if it is not there"},
    {"O_EXCL", O_EXCL, 0, "with O_CREAT: fail if the file is already there"},
    {"O_NOCTTY", O_NOCTTY, 0, "a terminal opened this way does not become the controlling one"},
    {"O_TRUNC", O_TRUNC, 0, "empty the file first"},
    {"O_APPEND", O_APPEND, 0, "every write goes to the end of the file"},
    {"O_NONBLOCK", O_NONBLOCK, 0, "fail with EAGAIN rather than wait"},
    {"O_SYNC", O_SYNC, 0, "every write waits until data and metadata are on the disk"},
    {"O_DSYNC", O_DSYNC, 0, "every write waits until the data is on the disk"},
    {"O_ASYNC", O_ASYNC, 0, "send SIGIO when the file is ready"},
    {"O_DIRECT", 040000, 0, "go around the page cache"},
    {"O_LARGEFILE", largefile, 0, "allow files over 2 GiB in 32-bit programs"},
    {"O_NOFOLLOW", O_NOFOLLOW, 0, "fail if the last part of the path is a symbolic link"},
    {"O_NOATIME", 01000000, 0, "leave the time of last access alone"},
    {"O_CLOEXEC", O_CLOEXEC, 0, "close it when the program executes another one"},
    {"O_PATH", 010000000, 0, "a handle to the place in the file tree, not to the contents"},
    {"O_TMPFILE", 020200000, 0, "make a file without a name in this directory"},
    {"O_DIRECTORY", O_DIRECTORY, 0, "fail if it is not a directory"},
};

constexpr Constant access_rows[] = {
    {"F_OK", F_OK, 0, "is it there?"},
    {"R_OK", R_OK, 0, "may I read it?"},
    {"W_OK", W_OK, 0, "may I write to it?"},
    {"X_OK", X_OK, 0, "may I execute it?"},
};

constexpr Constant seek_rows[] = {
    {"SEEK_SET", SEEK_SET, 0, "counted from the start of the file"},
    {"SEEK_CUR", SEEK_CUR, 0, "counted from the current position"},
    {"SEEK_END", SEEK_END, 0, "counted from the end of the file"},
    {"SEEK_DATA", 3, 0, "the next data from there on"},
    {"SEEK_HOLE", 4, 0, "the next hole from there on"},
};

}  // namespace

constexpr ConstantTable open_flags{"flags of open(2)", "O_???", open_rows};
constexpr ConstantTable access_modes{"mode of access(2)", "?_OK", access_rows};
constexpr ConstantTable seek_origins{"whence of lseek(2)", "SEEK_???", seek_rows};

}  // namespace spyglass::constants
