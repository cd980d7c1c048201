#include <time.h>

#include "core/decode/layout.hpp"
#include "core/syscalls/kinds.hpp"

// timespec(3type), timeval(3type).

namespace spyglass::kinds {

namespace {

constexpr Member timespec_members[] = {
    {"tv_sec", CType::slong, &long_number},
    {"tv_nsec", CType::slong, &long_number},
};
constexpr Layout timespec_layout{"struct timespec", timespec_members};

}  // namespace

constexpr Kind timespec_in{.name = "timespec_in",
                           .words = "a time in seconds and nanoseconds",
                           .decode = decode_struct_pointer,
                           .layout = &timespec_layout};
constexpr Kind timespec_out{.name = "timespec_out",
                            .words = "where the time goes",
                            .when = When::exit,
                            .decode = decode_struct_pointer,
                            .layout = &timespec_layout};
constexpr Kind timespec_in_place{.name = "timespec",
                                 .words = "a time",
                                 .decode = decode_struct_in_place,
                                 .layout = &timespec_layout};

}  // namespace spyglass::kinds
