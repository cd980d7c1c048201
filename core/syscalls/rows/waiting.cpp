// Waiting until one of several files has something to say.

#include "core/syscalls/kinds.hpp"
#include "core/syscalls/rows/families.hpp"
#include "core/syscalls/rows/variants.hpp"

namespace spyglass::rows {

namespace {

constexpr std::string_view how_many_ready = "how many are ready; 0: time ran out";
constexpr std::array<ErrorNote, 3> errors_of_lists = {
    {{"EINTR", "a signal handler ran, or a tracer stopped it, before anything happened"},
     {"EBADF", "the list is not open"},
     {"EINVAL", "epfd is no such list, or maxevents is not above 0"}}};

constexpr Row select{
    .name = "select",
    .group = Group::descriptors,
    .does = "Waits until one of several files can be read or written, or time runs out.",
    .when = "In old interactive programs and servers; also just to sleep.",
    .arguments = {{{"nfds", &kinds::select_count, "the highest descriptor in the sets, plus one"},
                   {"readfds", &kinds::read_set, "which to read from", 0},
                   {"writefds", &kinds::write_set, "which to write to", 0},
                   {"exceptfds", &kinds::exception_set, "which may have something special", 0},
                   {"timeout", &kinds::select_timeout, "how long to wait; NULL: for ever"}}},
    .returns = Returns::number,
    .returned = how_many_ready,
    .errors = {{{"EBADF", "one of the descriptors is not open"},
                {"EINTR", "a signal handler ran before anything happened"},
                {"EINVAL", "nfds is negative, or the time is not one"}}}};

constexpr Row ppoll{
    .name = "ppoll",
    .group = Group::descriptors,
    .does = "Waits as poll does, with a finer time and other signals blocked meanwhile.",
    .when = "In programs that also wait for signals; on 64-bit ARM libc's poll ends here.",
    .arguments = {{{"fds", &kinds::poll_list, "the descriptors, and what to wait for", 1},
                   {"nfds", &kinds::unsigned_number, "how many descriptors"},
                   {"tmo_p", &kinds::poll_timeout, "how long to wait; NULL: for ever"},
                   {"sigmask", &kinds::signal_set_in, "signals to block meanwhile", 4},
                   {"sigsetsize", &kinds::size, "the size of sigmask"}}},
    .returns = Returns::number,
    .returned = how_many_ready,
    .errors = {
        {{"EINTR", "a signal handler ran before anything happened"},
         {"EFAULT", "a pointer is not the program's memory"},
         {"EINVAL", "the time is not one, or nfds is more than the program may have open"}}}};

constexpr Row pselect6{
    .name = "pselect6",
    .group = Group::descriptors,
    .does = "Waits as select does, with a finer time and other signals blocked meanwhile.",
    .when = "libc's select and pselect end here.",
    .arguments = {{{"nfds", &kinds::select_count, "the highest descriptor in the sets, plus one"},
                   {"readfds", &kinds::read_set, "which to read from", 0},
                   {"writefds", &kinds::write_set, "which to write to", 0},
                   {"exceptfds", &kinds::exception_set, "which may have something special", 0},
                   {"timeout", &kinds::poll_timeout, "how long to wait; NULL: for ever"},
                   {"sigmask", &kinds::select_mask, "signals to block meanwhile"}}},
    .returns = Returns::number,
    .returned = how_many_ready,
    .errors = select.errors};

constexpr Row old_select() {
  Row row = variant(select, "select", {}, AbiId::i386);
  row.indirect = true;
  return row;
}

constexpr Row waiting_rows[] = {
    {.name = "poll",
     .group = Group::descriptors,
     .does = "Waits until one of several files has something to say, or time runs out.",
     .when = "In servers, shells and everything that has a window.",
     .arguments = {{{"fds", &kinds::poll_list, "the descriptors, and what to wait for", 1},
                    {"nfds", &kinds::unsigned_number, "how many descriptors"},
                    {"timeout", &kinds::int_number, "milliseconds to wait; -1: for ever"}}},
     .returns = Returns::number,
     .returned = how_many_ready,
     .errors = {{{"EINTR", "a signal handler ran before anything happened"},
                 {"EFAULT", "fds is not the program's memory"},
                 {"EINVAL", "nfds is more than the program may have open"}}}},
    ppoll,
    variant(ppoll, "ppoll_time64", {{2, &kinds::poll_timeout64}}),
    select,
    old_select(),
    variant(select, "_newselect"),
    pselect6,
    variant(pselect6, "pselect6_time64", {{4, &kinds::poll_timeout64}}),
    {.name = "epoll_create",
     .group = Group::descriptors,
     .does = "Makes a list of files to wait for.",
     .when = "In old servers; epoll_create1 also takes flags.",
     .arguments = {{{"size", &kinds::int_number, "once a guess of how many; above 0"}}},
     .returns = Returns::descriptor,
     .returned = "a descriptor for the list",
     .errors = {{{"EINVAL", "size is not above 0"},
                 {"EMFILE", "the program has as many files open as it may"},
                 {"ENOMEM", "the kernel is short of memory"}}}},
    {.name = "epoll_create1",
     .group = Group::descriptors,
     .does = "Makes a list of files to wait for.",
     .when = "In servers with many connections, such as nginx or node.",
     .arguments = {{{"flags", &kinds::epoll_flags, "how the descriptor works"}}},
     .returns = Returns::descriptor,
     .returned = "a descriptor for the list",
     .errors = {{{"EMFILE", "the program has as many files open as it may"},
                 {"EINVAL", "a flag that the kernel does not know"},
                 {"ENOMEM", "the kernel is short of memory"}}}},
    {.name = "epoll_ctl",
     .group = Group::descriptors,
     .does = "Adds a file to a list of those to wait for, changes it or removes it.",
     .when = "Once for each connection that a server takes.",
     .arguments = {{{"epfd", &kinds::fd, "the list, from epoll_create1"},
                    {"op", &kinds::epoll_operation, "add, change or remove"},
                    {"fd", &kinds::fd, "the file"},
                    {"event", &kinds::epoll_event_in,
                     "what to wait for, and a reminder to get back with it"}}},
     .returns = Returns::zero,
     .returned = "0: the list is as wanted",
     .errors = {{{"EEXIST", "it is on the list already"},
                 {"ENOENT", "it is not on the list"},
                 {"EPERM",
                  "this kind of file never makes anybody wait: ordinary files and directories"}}}},
    {.name = "epoll_wait",
     .group = Group::descriptors,
     .does = "Waits until a file of a list has something to say, or time runs out.",
     .when = "Where a server sits when it has nothing to do.",
     .arguments = {{{"epfd", &kinds::fd, "the list"},
                    {"events", &kinds::epoll_events_out, "where what happened goes"},
                    {"maxevents", &kinds::int_number, "how many there is room for"},
                    {"timeout", &kinds::int_number, "milliseconds to wait; -1: for ever"}}},
     .returns = Returns::number,
     .returned = how_many_ready,
     .errors = errors_of_lists},
    {.name = "epoll_pwait",
     .group = Group::descriptors,
     .does = "Waits as epoll_wait does, with other signals blocked meanwhile.",
     .when = "In servers such as node; on 64-bit ARM libc's epoll_wait ends here.",
     .arguments = {{{"epfd", &kinds::fd, "the list"},
                    {"events", &kinds::epoll_events_out, "where what happened goes"},
                    {"maxevents", &kinds::int_number, "how many there is room for"},
                    {"timeout", &kinds::int_number, "milliseconds to wait; -1: for ever"},
                    {"sigmask", &kinds::signal_set_in, "signals to block meanwhile", 5},
                    {"sigsetsize", &kinds::size, "the size of sigmask"}}},
     .returns = Returns::number,
     .returned = how_many_ready,
     .errors = errors_of_lists},
    {.name = "epoll_pwait2",
     .group = Group::descriptors,
     .does = "Waits as epoll_pwait does, with a finer time.",
     .when = "In servers that need times finer than milliseconds.",
     .arguments = {{{"epfd", &kinds::fd, "the list"},
                    {"events", &kinds::epoll_events_out, "where what happened goes"},
                    {"maxevents", &kinds::int_number, "how many there is room for"},
                    {"timeout", &kinds::timespec64_in, "how long to wait; NULL: for ever"},
                    {"sigmask", &kinds::signal_set_in, "signals to block meanwhile", 5},
                    {"sigsetsize", &kinds::size, "the size of sigmask"}}},
     .returns = Returns::number,
     .returned = how_many_ready,
     .errors = errors_of_lists,
     .unified = 441},
    {.name = "eventfd",
     .group = Group::descriptors,
     .does = "Makes a counter that can be waited for like a file.",
     .when = "In old event loops; eventfd2 also takes flags.",
     .arguments = {{{"initval", &kinds::unsigned_number, "what it starts with"}}},
     .returns = Returns::descriptor,
     .returned = "a new descriptor",
     .errors = {{{"EMFILE", "the program has as many files open as it may"},
                 {"ENFILE", "the whole system has as many files open as it can"},
                 {"ENOMEM", "the kernel is short of memory"}}}},
    {.name = "eventfd2",
     .group = Group::descriptors,
     .does = "Makes a counter that can be waited for like a file.",
     .when = "In event loops, so that one thread can wake another.",
     .arguments = {{{"initval", &kinds::unsigned_number, "what it starts with"},
                    {"flags", &kinds::eventfd_flags, "how it works"}}},
     .returns = Returns::descriptor,
     .returned = "a new descriptor",
     .errors = {{{"EMFILE", "the program has as many files open as it may"},
                 {"EINVAL", "a flag that the kernel does not know"},
                 {"ENOMEM", "the kernel is short of memory"}}}},
};

}  // namespace

std::span<const Row> waiting() { return waiting_rows; }

}  // namespace spyglass::rows
