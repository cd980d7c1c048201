// Reading and writing without waiting: io_uring, and the older asynchronous calls.

#include "core/syscalls/kinds.hpp"
#include "core/syscalls/rare_kinds.hpp"
#include "core/syscalls/rows/families.hpp"
#include "core/syscalls/rows/words.hpp"

namespace spyglass::rows {

namespace {

constexpr Argument aio_context = {"ctx_id", &kinds::address, "the queue"};

constexpr std::array<ErrorNote, 3> getevents_errors = {
    {{"EINVAL", "there is no such queue, or a number makes no sense"},
     {"EINTR", "a signal arrived before anything was done"},
     {"EFAULT", "a pointer is not the program's memory"}}};

constexpr Row pgetevents_row(std::string_view name, const Kind& timeout, std::string_view when) {
  return {.name = name,
          .group = Group::descriptors,
          .does = "Waits until requests are done, with other signals blocked meanwhile.",
          .when = when,
          .arguments = {{aio_context,
                         {"min_nr", &kinds::long_number, "how many to wait for"},
                         {"nr", &kinds::long_number, "how many at most"},
                         {"events", &kinds::aio_events_out, "where the answers go"},
                         {"timeout", &timeout, "how long to wait; NULL: without end"},
                         {"usig", &kinds::select_mask, "signals to block meanwhile"}}},
          .returns = Returns::number,
          .returned = "how many are done",
          .errors = getevents_errors};
}

constexpr Row io_uring_rows[] = {
    {.name = "io_uring_setup",
     .group = Group::descriptors,
     .does = "Makes a pair of queues through which many calls can be made without entering "
             "the kernel for each.",
     .when = "In databases and servers that read and write a great deal.",
     .arguments = {{{"entries", &kinds::unsigned_number, "how many calls fit in"},
                    {"params", &kinds::io_uring_params, "wishes, and then where the queues are"}}},
     .returns = Returns::descriptor,
     .returned = "the descriptor of the queues",
     .errors = {{{"EPERM", "io_uring is switched off on this machine"},
                 {"EINVAL", "there is no such flag, or they contradict each other"},
                 {"ENOMEM", "the queues need more memory than the program may lock"}}},
     .unified = 425},
    {.name = "io_uring_enter",
     .group = Group::descriptors,
     .does = "Hands requests that stand in the queue to the kernel, and waits for answers.",
     .when = "After a program has put requests into its ring.",
     .arguments = {{{"fd", &kinds::fd, "the queues"},
                    {"to_submit", &kinds::unsigned_number, "how many requests"},
                    {"min_complete", &kinds::unsigned_number, "how many answers to wait for"},
                    {"flags", &kinds::io_uring_enter_flags, "how"},
                    {"sig", &kinds::io_uring_enter_argument, "signals to block meanwhile", 5},
                    {"size", &kinds::size, "its size"}}},
     .returns = Returns::number,
     .returned = "how many requests were taken",
     .errors = {{{"EBUSY", "too many answers are waiting to be read"},
                 {"EINTR", "a signal arrived while it waited"},
                 {"EBADFD", "the queues were not started yet"}}},
     .unified = 426},
    {.name = "io_uring_register",
     .group = Group::descriptors,
     .does = "Tells the kernel files, buffers and rules beforehand that requests will use.",
     .when = "In programs that use io_uring a great deal, at their start.",
     .arguments = {{{"fd", &kinds::fd, "the queues"},
                    {"opcode", &kinds::io_uring_register_operation, "what to do"},
                    {"arg", &kinds::io_uring_register_argument, "what the operation needs", 3},
                    {"nr_args", &kinds::unsigned_number, "how many of them"}}},
     .returns = Returns::number,
     .returned = "0, or what the operation says",
     .errors = {{{"EINVAL", "there is no such operation"},
                 {"EBUSY", "that was done already"},
                 {"ENXIO", "there is nothing to undo"}}},
     .unified = 427},
    {.name = "io_setup",
     .group = Group::descriptors,
     .does = "Makes a queue for requests that are worked off while the program goes on.",
     .when = "In databases and virtual machines; libc's aio_read is something else.",
     .arguments = {{{"nr_events", &kinds::unsigned_number, "how many requests fit in"},
                    {"ctx_idp", &kinds::address_out, "where the queue's number goes"}}},
     .returns = Returns::zero,
     .returned = "0",
     .errors = {{{"EAGAIN", "all programs together have too many requests"},
                 {"EINVAL", "the place is not empty, or nr_events makes no sense"},
                 {"EFAULT", "the pointer is not the program's memory"}}}},
    {.name = "io_destroy",
     .group = Group::descriptors,
     .does = "Removes a queue of requests, and waits for those that are under way.",
     .when = "When a database ends.",
     .arguments = {{aio_context}},
     .returns = Returns::zero,
     .returned = "0",
     .errors = {{{"EINVAL", "there is no such queue"}}}},
    {.name = "io_submit",
     .group = Group::descriptors,
     .does = "Puts requests to read or write into a queue.",
     .when = "In databases, for each batch of reads and writes.",
     .arguments = {{aio_context,
                    {"nr", &kinds::long_number, "how many requests"},
                    {"iocbpp", &kinds::aio_requests_in, "the requests", 1}}},
     .returns = Returns::number,
     .returned = "how many were taken",
     .errors = {{{"EAGAIN", "there is no room in the queue"},
                 {"EBADF", "a file is not open"},
                 {"EINVAL", "there is no such queue, or a request makes no sense"}}}},
    {.name = "io_cancel",
     .group = Group::descriptors,
     .does = "Takes a request back.",
     .when = "Hardly ever: hardly any request can be taken back.",
     .arguments = {{aio_context,
                    {"iocb", &kinds::aio_request_in, "the request"},
                    {"result", &kinds::address, "no longer used"}}},
     .returns = Returns::zero,
     .returned = "0",
     .errors = {{{"EINPROGRESS", "it is being cancelled"},
                 {"EINVAL", "there is no such request"},
                 {"EAGAIN", "it was not cancelled"}}}},
    {.name = "io_getevents",
     .group = Group::descriptors,
     .does = "Waits until requests are done, and tells what came of them.",
     .when = "After io_submit, when the program needs the data.",
     .arguments = {{aio_context,
                    {"min_nr", &kinds::long_number, "how many to wait for"},
                    {"nr", &kinds::long_number, "how many at most"},
                    {"events", &kinds::aio_events_out, "where the answers go"},
                    {"timeout", &kinds::timespec_in, "how long to wait; NULL: without end"}}},
     .returns = Returns::number,
     .returned = "how many are done",
     .errors = getevents_errors},
    pgetevents_row("io_pgetevents", kinds::timespec_in,
                   "After io_submit, in programs that also wait for signals."),
    pgetevents_row("io_pgetevents_time64", kinds::timespec64_in, year_2038),
};

}  // namespace

std::span<const Row> io_uring() { return io_uring_rows; }

}  // namespace spyglass::rows
