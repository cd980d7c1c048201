#pragma once

#include "core/syscalls/row.hpp"

/// The kinds that rows may name; each is defined, with its decoder, in core/decode/kinds/.
namespace spyglass::kinds {

// numbers (kinds/numbers.cpp)
extern const Kind int_number;       ///< C int, decimal
extern const Kind unsigned_number;  ///< C unsigned int, decimal
extern const Kind long_number;      ///< C long or ssize_t, decimal
extern const Kind size;             ///< size_t, decimal
extern const Kind offset;           ///< off_t: a signed 64-bit number
extern const Kind hex;              ///< hexadecimal
extern const Kind octal_mode;       ///< permission bits: 0644
extern const Kind address;          ///< a pointer of which only the value matters
extern const Kind user_id;          ///< uid_t or gid_t; −1 means "leave as it is"
extern const Kind process_id;       ///< pid_t
extern const Kind signal;           ///< SIGINT

// descriptors and strings (kinds/strings.cpp)
extern const Kind fd;             ///< a file descriptor
extern const Kind directory_fd;   ///< the same, or AT_FDCWD
extern const Kind path;           ///< a NUL-terminated path, whole
extern const Kind string;         ///< a NUL-terminated string, cut at the limit
extern const Kind string_vector;  ///< argv: pointers to strings, NULL at the end
extern const Kind environment;    ///< envp: the same; only counted unless all is wanted
extern const Kind bytes_in;       ///< a buffer that the program filled; size_from: its length
extern const Kind bytes_out;      ///< a buffer that the kernel filled, as long as the result
extern const Kind text_out;       ///< the same, a NUL-terminated string
extern const Kind link_out;       ///< the same, a path without a NUL

// names (kinds/names.cpp)
extern const Kind open_flags;
extern const Kind access_mode;
extern const Kind seek_origin;

// structs (structs/): `_in` is read as the call is made, `_out` when it has returned
extern const Kind timespec_in, timespec_out, timespec_in_place;

}  // namespace spyglass::kinds
