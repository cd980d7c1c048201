#include "core/syscalls/kinds.hpp"
#include "core/syscalls/rows/families.hpp"
#include "core/syscalls/rows/words.hpp"

// Between threads and processes: futexes, System V objects, POSIX message queues.

namespace spyglass::rows {

namespace {

using Values = std::span<const std::uint64_t>;

constexpr std::uint64_t bit(unsigned operation) { return std::uint64_t{1} << operation; }

/// Whether a futex call has an argument, given the operations that lack it.
constexpr bool unless_one_of(Values arguments, std::uint64_t lacking) {
  const std::uint64_t operation = arguments[1] & 127;
  constexpr unsigned last_operation = 13;
  return operation > last_operation || (lacking >> operation & 1) == 0;
}

// futex(2), by number: 0 WAIT, 1 WAKE, 2 FD, 3 REQUEUE, 4 CMP_REQUEUE, 5 WAKE_OP, 6 LOCK_PI,
// 7 UNLOCK_PI, 8 TRYLOCK_PI, 9 WAIT_BITSET, 10 WAKE_BITSET, 11 WAIT_REQUEUE_PI, 12 CMP_REQUEUE_PI,
// 13 LOCK_PI2.
constexpr bool has_value(Values arguments) {
  return unless_one_of(arguments, bit(6) | bit(7) | bit(8) | bit(13));
}
constexpr bool has_timeout(Values arguments) {
  return unless_one_of(arguments, bit(1) | bit(2) | bit(7) | bit(8) | bit(10));
}
constexpr bool has_second_address(Values arguments) {
  return unless_one_of(
      arguments, bit(0) | bit(1) | bit(2) | bit(6) | bit(7) | bit(8) | bit(9) | bit(10) | bit(13));
}
constexpr bool has_last_value(Values arguments) {
  return unless_one_of(
      arguments, bit(0) | bit(1) | bit(2) | bit(3) | bit(6) | bit(7) | bit(8) | bit(11) | bit(13));
}

constexpr Row futex_row(std::string_view name, const Kind& timeout, std::string_view when) {
  return {
      .name = name,
      .group = Group::ipc,
      .does = "Lets a thread sleep until a word in memory changes, or wakes sleepers.",
      .when = when,
      .arguments = {{{"uaddr", &kinds::address, "the word in memory"},
                     {"futex_op", &kinds::futex_operation, "sleep, wake or more"},
                     {"val", &kinds::unsigned_number, "the value to find, or how many to wake", -1,
                      false, has_value},
                     {"timeout", &timeout, "how long to sleep, or another number, by the operation",
                      -1, false, has_timeout},
                     {"uaddr2", &kinds::address, "a second word", -1, false, has_second_address},
                     {"val3", &kinds::futex_value, "bits or a value, by the operation", -1, false,
                      has_last_value}}},
      .returns = Returns::number,
      .returned = "0, or how many were woken",
      .errors = {{{"EAGAIN", "the word had changed already: no need to sleep"},
                  {"ETIMEDOUT", "the time was over before anybody woke it"},
                  {"EINTR", "a signal handler ran while it slept"}}}};
}

constexpr Row semtimedop_row(std::string_view name, const Kind& timeout, std::string_view when) {
  return {.name = name,
          .group = Group::ipc,
          .does = "Adds to semaphores, or waits until it can take from them, but not for ever.",
          .when = when,
          .arguments = {{{"semid", &kinds::int_number, "which semaphores"},
                         {"sops", &kinds::semaphore_operations, "what to add to which one", 2},
                         {"nsops", &kinds::unsigned_number, "how many changes"},
                         {"timeout", &timeout, "how long to wait; NULL: without end"}}},
          .returns = Returns::zero,
          .returned = "0: it is done",
          .errors = {{{"EAGAIN", "it cannot be done now, or the time was over"},
                      {"EIDRM", "somebody removed the semaphores meanwhile"},
                      {"EINVAL", "there are no such semaphores"}}}};
}

constexpr Row mq_send_row(std::string_view name, const Kind& timeout, std::string_view when) {
  return {.name = name,
          .group = Group::ipc,
          .does = "Puts a message into a queue.",
          .when = when,
          .arguments = {{{"mqdes", &kinds::fd, "the queue"},
                         {"msg_ptr", &kinds::bytes_in, "the message", 2},
                         {"msg_len", &kinds::size, "how long it is"},
                         {"msg_prio", &kinds::unsigned_number, "how urgent; higher goes first"},
                         {"abs_timeout", &timeout, "until when to wait; NULL: without end"}}},
          .returns = Returns::zero,
          .returned = "0: the message is in the queue",
          .errors = {{{"EAGAIN", "the queue is full and was opened not to wait"},
                      {"EMSGSIZE", "the message is longer than the queue takes"},
                      {"ETIMEDOUT", "the queue stayed full until then"}}}};
}

constexpr Row mq_receive_row(std::string_view name, const Kind& timeout, std::string_view when) {
  return {.name = name,
          .group = Group::ipc,
          .does = "Takes the oldest of the most urgent messages from a queue.",
          .when = when,
          .arguments = {{{"mqdes", &kinds::fd, "the queue"},
                         {"msg_ptr", &kinds::bytes_out, "where the message goes", 2},
                         {"msg_len", &kinds::size, "how much room there is"},
                         {"msg_prio", &kinds::unsigned_out, "where its urgency goes"},
                         {"abs_timeout", &timeout, "until when to wait; NULL: without end"}}},
          .returns = Returns::bytes,
          .returned = "the message's length",
          .errors = {{{"EAGAIN", "the queue is empty and was opened not to wait"},
                      {"EMSGSIZE", "there is less room than the queue's longest message needs"},
                      {"ETIMEDOUT", "no message came until then"}}}};
}

constexpr bool makes_a_queue(Values arguments) {
  constexpr std::uint64_t create = 0100;
  return (arguments[1] & create) != 0;
}

constexpr Row ipc_rows[] = {
    futex_row("futex", kinds::futex_timeout,
              "In programs with threads: a mutex or a join that has to wait ends here."),
    futex_row("futex_time64", kinds::futex64_timeout, year_2038),
    {.name = "shmget",
     .group = Group::ipc,
     .does = "Finds or makes a piece of memory that programs share.",
     .when = "In databases, and in programs that draw quickly on the screen.",
     .arguments = {{{"key", &kinds::ipc_key, "the number that the programs agreed on"},
                    {"size", &kinds::size, "how many bytes"},
                    {"shmflg", &kinds::shm_mode, "how, and with what permissions"}}},
     .returns = Returns::number,
     .returned = "the memory's id",
     .errors = {{{"ENOENT", "nobody has made it, and IPC_CREAT was not given"},
                 {"EEXIST", "it is there already, and IPC_EXCL was given"},
                 {"EACCES", "its permissions say no"}}}},
    {.name = "shmat",
     .group = Group::ipc,
     .does = "Maps shared memory, so that the program sees it.",
     .when = "After shmget.",
     .arguments = {{{"shmid", &kinds::int_number, "the memory's id"},
                    {"shmaddr", &kinds::address, "where; NULL: the kernel chooses"},
                    {"shmflg", &kinds::attach_flags, "whether only to read, and more"}}},
     .returns = Returns::address,
     .returned = "where it is now",
     .errors = {{{"EINVAL", "there is no such memory, or the address will not do"},
                 {"EACCES", "its permissions say no"},
                 {"ENOMEM", "there is no room for it"}}}},
    {.name = "shmdt",
     .group = Group::ipc,
     .does = "Lets go of shared memory.",
     .when = "When a program needs the memory no more; it also goes when the program ends.",
     .arguments = {{{"shmaddr", &kinds::address, "where it is"}}},
     .returns = Returns::zero,
     .returned = "0: it is gone from the program, not from the others",
     .errors = {{{"EINVAL", "there is no shared memory at this address"}}}},
    {.name = "shmctl",
     .group = Group::ipc,
     .does = "Asks about shared memory, changes its owner, or removes it.",
     .when = "When the memory is no longer wanted: IPC_RMID.",
     .arguments = {{{"shmid", &kinds::int_number, "the memory's id"},
                    {"cmd", &kinds::shm_command, "what to do"},
                    {"buf", &kinds::shm_control, "data of the command"}}},
     .returns = Returns::number,
     .returned = "0 for most commands",
     .errors = {{{"EINVAL", "there is no such memory or command"},
                 {"EPERM", "it belongs to another user"},
                 {"EACCES", "its permissions say no"}}}},
    {.name = "semget",
     .group = Group::ipc,
     .does = "Finds or makes semaphores: counters that programs can wait for.",
     .when = "In old programs that take turns.",
     .arguments = {{{"key", &kinds::ipc_key, "the number that the programs agreed on"},
                    {"nsems", &kinds::int_number, "how many"},
                    {"semflg", &kinds::ipc_mode, "how, and with what permissions"}}},
     .returns = Returns::number,
     .returned = "the semaphores' id",
     .errors = {{{"ENOENT", "nobody has made them, and IPC_CREAT was not given"},
                 {"EEXIST", "they are there already, and IPC_EXCL was given"},
                 {"EACCES", "their permissions say no"}}}},
    {.name = "semop",
     .group = Group::ipc,
     .does = "Adds to semaphores, or waits until it can take from them.",
     .when = "Whenever programs that share a thing take turns with it.",
     .arguments = {{{"semid", &kinds::int_number, "which semaphores"},
                    {"sops", &kinds::semaphore_operations, "what to add to which one", 2},
                    {"nsops", &kinds::unsigned_number, "how many changes"}}},
     .returns = Returns::zero,
     .returned = "0: it is done",
     .errors = {{{"EAGAIN", "it cannot be done now, and IPC_NOWAIT was given"},
                 {"EIDRM", "somebody removed the semaphores meanwhile"},
                 {"EINVAL", "there are no such semaphores"}}}},
    semtimedop_row("semtimedop", kinds::timespec_in, "Behind libc's semop, too."),
    semtimedop_row("semtimedop_time64", kinds::timespec64_in, year_2038),
    {.name = "semctl",
     .group = Group::ipc,
     .does = "Asks about semaphores, sets them, or removes them.",
     .when = "Right after semget, to give them their first values.",
     .arguments = {{{"semid", &kinds::int_number, "which semaphores"},
                    {"semnum", &kinds::int_number, "which one of them, from 0 on"},
                    {"cmd", &kinds::sem_command, "what to do"},
                    {"arg", &kinds::sem_control, "data of the command"}}},
     .returns = Returns::number,
     .returned = "what was asked for, or 0",
     .errors = {{{"EINVAL", "there are no such semaphores, or no such command"},
                 {"EPERM", "they belong to another user"},
                 {"ERANGE", "the value is out of range"}}}},
    {.name = "msgget",
     .group = Group::ipc,
     .does = "Finds or makes a queue of messages between programs.",
     .when = "In old programs that pass work to each other.",
     .arguments = {{{"key", &kinds::ipc_key, "the number that the programs agreed on"},
                    {"msgflg", &kinds::ipc_mode, "how, and with what permissions"}}},
     .returns = Returns::number,
     .returned = "the queue's id",
     .errors = {{{"ENOENT", "nobody has made it, and IPC_CREAT was not given"},
                 {"EEXIST", "it is there already, and IPC_EXCL was given"},
                 {"EACCES", "its permissions say no"}}}},
    {.name = "msgsnd",
     .group = Group::ipc,
     .does = "Puts a message into a queue.",
     .when = "In old programs, to hand work to another one.",
     .arguments = {{{"msqid", &kinds::int_number, "the queue's id"},
                    {"msgp", &kinds::queue_message_in, "its type and its bytes", 2},
                    {"msgsz", &kinds::size, "how many bytes, the type not counted"},
                    {"msgflg", &kinds::queue_flags, "whether to wait for room"}}},
     .returns = Returns::zero,
     .returned = "0: the message is in the queue",
     .errors = {{{"EAGAIN", "the queue is full, and IPC_NOWAIT was given"},
                 {"EIDRM", "somebody removed the queue meanwhile"},
                 {"EINVAL", "there is no such queue, or the type is not above 0"}}}},
    {.name = "msgrcv",
     .group = Group::ipc,
     .does = "Takes a message from a queue.",
     .when = "In old programs, to get work from another one.",
     .arguments = {{{"msqid", &kinds::int_number, "the queue's id"},
                    {"msgp", &kinds::queue_message_out, "where its type and bytes go", 2},
                    {"msgsz", &kinds::size, "how many bytes there is room for"},
                    {"msgtyp", &kinds::long_number, "of which type; 0: any"},
                    {"msgflg", &kinds::queue_flags, "whether to wait, and more"}}},
     .returns = Returns::bytes,
     .returned = "how many bytes it had",
     .errors = {{{"ENOMSG", "there is no such message, and IPC_NOWAIT was given"},
                 {"E2BIG", "the message is longer than the room for it"},
                 {"EIDRM", "somebody removed the queue meanwhile"}}}},
    {.name = "msgctl",
     .group = Group::ipc,
     .does = "Asks about a queue, changes it, or removes it.",
     .when = "When the queue is no longer wanted: IPC_RMID.",
     .arguments = {{{"msqid", &kinds::int_number, "the queue's id"},
                    {"cmd", &kinds::msg_command, "what to do"},
                    {"buf", &kinds::msg_control, "data of the command"}}},
     .returns = Returns::number,
     .returned = "0 for most commands",
     .errors = {{{"EINVAL", "there is no such queue or command"},
                 {"EPERM", "it belongs to another user"},
                 {"EACCES", "its permissions say no"}}}},
    {.name = "ipc",
     .group = Group::ipc,
     .does = "Makes one of the calls of System V objects, which had no numbers of their own once.",
     .when = "In 32-bit programs; a trace shows the call that is meant.",
     .arguments = {{{"call", &kinds::unsigned_number, "which one"},
                    {"first", &kinds::hex, "mostly an id or a key"},
                    {"second", &kinds::hex, "mostly a count or a command"},
                    {"third", &kinds::hex, "mostly flags"},
                    {"ptr", &kinds::hex, "where the data is"},
                    {"fifth", &kinds::hex, "one more number"}}},
     .returns = Returns::number,
     .returned = "what that call returns",
     .errors = {{{"EINVAL", "there is no such call, or no such object"},
                 {"ENOSYS", "the kernel was made without it"}}}},
    {.name = "mq_open",
     .group = Group::ipc,
     .does = "Opens a queue of messages by its name.",
     .when = "In programs that pass messages to each other and want them by urgency.",
     .arguments = {{{"name", &kinds::path, "its name"},
                    {"oflag", &kinds::open_flags, "for reading, writing, and how"},
                    {"mode", &kinds::octal_mode, "permissions of a queue that is made", -1, false,
                     makes_a_queue},
                    {"attr", &kinds::mq_attributes_in, "how much fits into it", -1, false,
                     makes_a_queue}}},
     .returns = Returns::descriptor,
     .returned = "the queue's descriptor",
     .errors = {{{"ENOENT", "there is no such queue"},
                 {"EEXIST", "there is one already, and O_EXCL was given"},
                 {"EINVAL", "more should fit into it than the limits allow"}}}},
    mq_send_row("mq_timedsend", kinds::timespec_in, "Behind libc's mq_send."),
    mq_send_row("mq_timedsend_time64", kinds::timespec64_in, year_2038),
    mq_receive_row("mq_timedreceive", kinds::timespec_in, "Behind libc's mq_receive."),
    mq_receive_row("mq_timedreceive_time64", kinds::timespec64_in, year_2038),
    {.name = "mq_notify",
     .group = Group::ipc,
     .does = "Asks to be told when a message comes into an empty queue.",
     .when = "In programs that do other things until a message comes.",
     .arguments = {{{"mqdes", &kinds::fd, "the queue"},
                    {"sevp", &kinds::sigevent_in, "how to be told; NULL: no more"}}},
     .returns = Returns::zero,
     .returned = "0",
     .errors = {{{"EBUSY", "another process is told already"},
                 {"EBADF", "the descriptor is not open"},
                 {"EINVAL", "there is no such way to be told"}}}},
    {.name = "mq_getsetattr",
     .group = Group::ipc,
     .does = "Tells how much fits into a queue and how much is there; sets O_NONBLOCK.",
     .when = "Behind libc's mq_getattr.",
     .arguments = {{{"mqdes", &kinds::fd, "the queue"},
                    {"newattr", &kinds::mq_attributes_in, "what to set; NULL: only ask"},
                    {"oldattr", &kinds::mq_attributes_out, "where the answer goes"}}},
     .returns = Returns::zero,
     .returned = "0",
     .errors = {{{"EBADF", "the descriptor is not open"}, {"EINVAL", "there is no such flag"}}}},
    {.name = "mq_unlink",
     .group = Group::ipc,
     .does = "Removes a queue's name; the queue goes when the last one closes it.",
     .when = "When the programs that used a queue are done with it.",
     .arguments = {{{"name", &kinds::path, "its name"}}},
     .returns = Returns::zero,
     .returned = "0: the name is gone",
     .errors = {{{"ENOENT", "there is no such queue"},
                 {"EACCES", "it belongs to another user"},
                 {"ENAMETOOLONG", "the name is longer than 255 characters"}}}},
};

}  // namespace

std::span<const Row> ipc() { return ipc_rows; }

}  // namespace spyglass::rows
