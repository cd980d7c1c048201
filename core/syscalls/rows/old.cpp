// Calls that only i386 has, from the first years: newer ones do the same better.

#include "core/syscalls/kinds.hpp"
#include "core/syscalls/rare_kinds.hpp"
#include "core/syscalls/rows/families.hpp"
#include "core/syscalls/rows/variants.hpp"
#include "core/syscalls/rows/words.hpp"

namespace spyglass::rows {

namespace {

constexpr std::string_view in_old_programs = "In old 32-bit programs.";
constexpr std::uint8_t last_only[] = {2};

constexpr Row old_stat_row(std::string_view name, std::string_view does, Argument file) {
  return {.name = name,
          .group = Group::files,
          .does = does,
          .when = in_old_programs,
          .arguments = {{file, {"statbuf", &kinds::old_stat_out, "where the facts go"}}},
          .returns = Returns::zero,
          .returned = "0",
          .errors = {{{"EOVERFLOW", "a number does not fit into the old struct"},
                      {"EFAULT", "the buffer is not the program's memory"}}}};
}

constexpr Row old_uname_row(std::string_view name) {
  return {.name = name,
          .group = Group::system,
          .does = "Tells the names of system, machine and kernel version, in an older struct.",
          .when = in_old_programs,
          .arguments = {{{"buf", &kinds::address, "where the names go"}}},
          .returns = Returns::zero,
          .returned = "0",
          .errors = {{{"EFAULT", "the pointer is not the program's memory"}}}};
}

constexpr Row old_rows[] = {
    old_stat_row("oldstat", "Tells all about a file but its name and contents.",
                 {"pathname", &kinds::path, "the file"}),
    old_stat_row("oldlstat", "Tells all about a file; of a symbolic link, about the link itself.",
                 {"pathname", &kinds::path, "the file"}),
    old_stat_row("oldfstat", "Tells all about an open file.", {"fd", &kinds::fd, "the open file"}),
    old_uname_row("olduname"),
    old_uname_row("oldolduname"),
    {.name = "readdir",
     .group = Group::files,
     .does = "Reads one name of an open directory; libc's readdir is something else.",
     .when = in_old_programs,
     .arguments = {{{"fd", &kinds::fd, "the open directory"},
                    {"dirp", &kinds::address, "where the entry goes"},
                    {"count", &kinds::unsigned_number, "ignored"}}},
     .returns = Returns::number,
     .returned = "1; 0 at the directory's end",
     .errors = {{{"ENOTDIR", "it is not a directory"}, {"EBADF", "the descriptor is not open"}}}},
    {.name = "nice",
     .group = Group::system,
     .does = "Makes the process run after others, or, for root, before them.",
     .when = "In old 32-bit programs; the program nice calls setpriority.",
     .arguments = {{{"inc", &kinds::int_number, "what to add to its nice value"}}},
     .returns = Returns::zero,
     .returned = "0",
     .errors = {{{"EPERM", "only root may ask for more"}}}},
    {.name = "signal",
     .group = Group::signals,
     .does = "Says what is to happen when a signal comes, once.",
     .when = "In old 32-bit programs; libc's signal calls rt_sigaction.",
     .arguments = {{{"signum", &kinds::signal, "the signal"},
                    {"handler", &kinds::signal_handler, "what to do"}}},
     .returns = Returns::address,
     .returned = "what was done before",
     .result_kind = &kinds::signal_handler,
     .errors = {{{"EINVAL", "there is no such signal, or it cannot be caught"}}}},
    {.name = "sigaction",
     .group = Group::signals,
     .does = "Says what is to happen when one of the first 32 signals comes.",
     .when = in_old_programs,
     .arguments = {{{"signum", &kinds::signal, "the signal"},
                    {"act", &kinds::old_signal_action_in, "what to do; NULL: only ask"},
                    {"oldact", &kinds::old_signal_action_out,
                     "where the arrangement before it goes"}}},
     .returns = Returns::zero,
     .returned = "0",
     .errors = {{{"EINVAL", "there is no such signal, or it cannot be caught"},
                 {"EFAULT", "a pointer is not the program's memory"}}}},
    {.name = "sigsuspend",
     .group = Group::signals,
     .does = "Sleeps until a signal comes, with other signals blocked meanwhile.",
     .when = in_old_programs,
     .arguments = {{{"unused1", &kinds::int_number, "unused"},
                    {"unused2", &kinds::int_number, "unused"},
                    {"mask", &kinds::old_signal_set, "the signals to block"}}},
     .shown = last_only,
     .returns = Returns::number,
     .returned = "never but by a signal",
     .errors = {{{"EINTR", "a signal came: the call did what it is for"}}}},
    {.name = "sgetmask",
     .group = Group::signals,
     .does = "Tells which of the first 32 signals have to wait.",
     .when = in_old_programs,
     .returns = Returns::address,
     .returned = "the set of signals",
     .result_kind = &kinds::old_signal_set,
     .result_label = "mask"},
    {.name = "ssetmask",
     .group = Group::signals,
     .does = "Sets which of the first 32 signals have to wait.",
     .when = in_old_programs,
     .arguments = {{{"newmask", &kinds::old_signal_set, "the signals"}}},
     .returns = Returns::address,
     .returned = "the set of signals before",
     .result_kind = &kinds::old_signal_set,
     .result_label = "old mask"},
    {.name = "clock_adjtime64",
     .group = Group::time,
     .does = "Asks how a clock runs, or makes it run a little faster or slower.",
     .when = year_2038,
     .arguments = {{{"clockid", &kinds::clock_id, "which clock"},
                    {"buf", &kinds::address, "what to change, and where all settings go"}}},
     .returns = Returns::number,
     .returned = "whether the clock is in step with others",
     .result_kind = &kinds::clock_state,
     .errors = {{{"EPERM", "only those who may set the machine's clock may change it"},
                 {"EINVAL", "there is no such clock, or a setting is out of its range"},
                 {"EFAULT", "buf is not the program's memory"}}}},
};

}  // namespace

std::span<const Row> old() { return old_rows; }

}  // namespace spyglass::rows
