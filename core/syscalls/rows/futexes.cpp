// The newer calls of futex(7), one for each thing that the old one does.

#include "core/syscalls/kinds.hpp"
#include "core/syscalls/rare_kinds.hpp"
#include "core/syscalls/rows/families.hpp"

namespace spyglass::rows {

namespace {

constexpr Row futexes_rows[] = {
    {.name = "futex_waitv",
     .group = Group::ipc,
     .does = "Lets a thread sleep until one of several words in memory changes.",
     .when = "In Wine and games, which wait for many things at once.",
     .arguments = {{{"waiters", &kinds::futex_waiters_in, "the words, and what they hold", 1},
                    {"nr_futexes", &kinds::unsigned_number, "how many"},
                    {"flags", &kinds::hex, "none yet: 0"},
                    {"timeout", &kinds::timespec64_in, "until when; NULL: without end"},
                    {"clockid", &kinds::clock_id, "by which clock"}}},
     .returns = Returns::number,
     .returned = "which of the words it was",
     .errors = {{{"EAGAIN", "a word had already changed"},
                 {"ETIMEDOUT", "the time was over"},
                 {"EINVAL", "flags or a struct make no sense"}}},
     .unified = 449},
    {.name = "futex_wait",
     .group = Group::ipc,
     .does = "Lets a thread sleep as long as a word in memory has a value.",
     .when = "Hardly yet: libc uses futex.",
     .arguments = {{{"uaddr", &kinds::address, "the word"},
                    {"val", &kinds::hex, "the value that it is to have"},
                    {"mask", &kinds::hex, "by which wakers it may be woken"},
                    {"flags", &kinds::futex_flags, "how large the word is, and who uses it"},
                    {"timeout", &kinds::timespec64_in, "until when; NULL: without end"},
                    {"clockid", &kinds::clock_id, "by which clock"}}},
     .returns = Returns::zero,
     .returned = "0",
     .errors = {{{"EAGAIN", "the word had already changed"},
                 {"ETIMEDOUT", "the time was over"},
                 {"EINTR", "a signal arrived while it waited"}}},
     .unified = 455},
    {.name = "futex_wake",
     .group = Group::ipc,
     .does = "Wakes threads that sleep because of a word in memory.",
     .when = "Hardly yet: libc uses futex.",
     .arguments = {{{"uaddr", &kinds::address, "the word"},
                    {"mask", &kinds::hex, "which sleepers"},
                    {"nr", &kinds::int_number, "how many at most"},
                    {"flags", &kinds::futex_flags, "how large the word is, and who uses it"}}},
     .returns = Returns::number,
     .returned = "how many were woken",
     .errors = {{{"EFAULT", "the word is not the program's memory"},
                 {"EINVAL", "there is no such flag"}}},
     .unified = 454},
    {.name = "futex_requeue",
     .group = Group::ipc,
     .does = "Wakes some sleepers at a word, and lets the others sleep at another word.",
     .when = "Hardly yet: libc uses futex.",
     .arguments = {{{"waiters", &kinds::futex_pair_in, "the two words"},
                    {"flags", &kinds::hex, "none yet: 0"},
                    {"nr_wake", &kinds::int_number, "how many to wake"},
                    {"nr_requeue", &kinds::int_number, "how many to move"}}},
     .returns = Returns::number,
     .returned = "how many were woken or moved",
     .errors = {{{"EAGAIN", "the first word had already changed"},
                 {"EFAULT", "a word is not the program's memory"},
                 {"EINVAL", "there is no such flag"}}},
     .unified = 456},
};

}  // namespace

std::span<const Row> futexes() { return futexes_rows; }

}  // namespace spyglass::rows
