#include "core/syscalls/kinds.hpp"
#include "core/syscalls/rows/families.hpp"

namespace spyglass::rows {

namespace {

constexpr Row descriptors_rows[] = {
    {.name = "read",
     .group = Group::descriptors,
     .does = "Takes bytes from an open file.",
     .when = "Whenever a program reads a file, a pipe, a socket or what you type.",
     .arguments = {{{"fd", &kinds::fd, "the open file to read from"},
                    {"buf", &kinds::bytes_out, "where the bytes go", 2},
                    {"count", &kinds::size, "how many bytes there is room for"}}},
     .returns = Returns::bytes,
     .returned = "the number of bytes read; 0 means the end of the file",
     .errors = {{{"EAGAIN", "nothing is there yet, and the file was opened not to wait"},
                 {"EBADF", "the descriptor is not open for reading"},
                 {"EINTR", "a signal arrived before any byte did"}}}},
    {.name = "write",
     .group = Group::descriptors,
     .does = "Sends bytes to an open file.",
     .when = "Whenever a program prints, saves or answers.",
     .arguments = {{{"fd", &kinds::fd, "the open file to write to"},
                    {"buf", &kinds::bytes_in, "the bytes to send", 2},
                    {"count", &kinds::size, "how many bytes to send"}}},
     .returns = Returns::bytes,
     .returned = "the number of bytes taken, which may be fewer than were sent",
     .errors = {{{"EBADF", "the descriptor is not open for writing"},
                 {"EFAULT", "the buffer is not the program's memory"},
                 {"EPIPE", "nobody is left to read from this pipe or socket"}}}},
    {.name = "close",
     .group = Group::descriptors,
     .does = "Gives a file descriptor back.",
     .when = "When a program is done with a file; also right after fork, for what it won't need.",
     .arguments = {{{"fd", &kinds::fd, "the descriptor to give back"}}},
     .returns = Returns::zero,
     .returned = "0",
     .errors = {{{"EBADF", "the descriptor is not open: often a bug that closes twice"},
                 {"EIO", "an earlier write could not reach the disk"},
                 {"EINTR", "a signal arrived; the descriptor is closed all the same"}}}},
    {.name = "lseek",
     .group = Group::descriptors,
     .does = "Moves the position in an open file.",
     .when = "When a program jumps in a file, or asks with an offset of 0 where it is.",
     .arguments = {{{"fd", &kinds::fd, "the open file"},
                    {"offset", &kinds::offset, "how far to go"},
                    {"whence", &kinds::seek_origin, "where to count from"}}},
     .returns = Returns::number,
     .returned = "the new position, in bytes from the start",
     .errors = {{{"ESPIPE", "pipes, sockets and terminals have no position"},
                 {"EINVAL", "the new position would be before the start of the file"},
                 {"EBADF", "the descriptor is not open"}}}},
};

}  // namespace

std::span<const Row> descriptors() { return descriptors_rows; }

}  // namespace spyglass::rows
