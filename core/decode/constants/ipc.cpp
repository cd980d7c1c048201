#include "core/decode/constants/tables.hpp"

namespace spyglass::constants {

namespace {

constexpr Constant futex_rows[] = {
    {"FUTEX_WAIT", 0, 0, "sleep if the word still has this value"},
    {"FUTEX_WAKE", 1, 0, "wake so many sleepers"},
    {"FUTEX_FD", 2},
    {"FUTEX_REQUEUE", 3, 0, "wake some sleepers, move the others to another word"},
    {"FUTEX_CMP_REQUEUE", 4, 0, "the same, if the word still has this value"},
    {"FUTEX_WAKE_OP", 5, 0, "change a second word, wake sleepers of one or both"},
    {"FUTEX_LOCK_PI", 6, 0, "take a lock whose owner runs with the priority of who waits"},
    {"FUTEX_UNLOCK_PI", 7, 0, "give such a lock back"},
    {"FUTEX_TRYLOCK_PI", 8, 0, "take such a lock if it is free"},
    {"FUTEX_WAIT_BITSET", 9, 0, "sleep until a point in time, for some wakers only"},
    {"FUTEX_WAKE_BITSET", 10, 0, "wake those sleepers that wait for one of these bits"},
    {"FUTEX_WAIT_REQUEUE_PI", 11},
    {"FUTEX_CMP_REQUEUE_PI", 12},
    {"FUTEX_LOCK_PI2", 13, 0, "FUTEX_LOCK_PI by another clock"},
    {"FUTEX_WAIT_PRIVATE", 128, 0, "FUTEX_WAIT between threads of one process"},
    {"FUTEX_WAKE_PRIVATE", 129, 0, "FUTEX_WAKE between threads of one process"},
    {"FUTEX_FD|FUTEX_PRIVATE_FLAG", 130},
    {"FUTEX_REQUEUE_PRIVATE", 131},
    {"FUTEX_CMP_REQUEUE_PRIVATE", 132},
    {"FUTEX_WAKE_OP_PRIVATE", 133},
    {"FUTEX_LOCK_PI_PRIVATE", 134},
    {"FUTEX_UNLOCK_PI_PRIVATE", 135},
    {"FUTEX_TRYLOCK_PI_PRIVATE", 136},
    {"FUTEX_WAIT_BITSET_PRIVATE", 137, 0, "FUTEX_WAIT_BITSET between threads of one process"},
    {"FUTEX_WAKE_BITSET_PRIVATE", 138, 0, "FUTEX_WAKE_BITSET between threads of one process"},
    {"FUTEX_WAIT_REQUEUE_PI_PRIVATE", 139},
    {"FUTEX_CMP_REQUEUE_PI_PRIVATE", 140},
    {"FUTEX_LOCK_PI2_PRIVATE", 141},
    {"FUTEX_WAIT|FUTEX_CLOCK_REALTIME", 256},
    {"FUTEX_WAIT_PRIVATE|FUTEX_CLOCK_REALTIME", 384},
    {"FUTEX_WAIT_BITSET|FUTEX_CLOCK_REALTIME", 265},
    {"FUTEX_WAIT_BITSET_PRIVATE|FUTEX_CLOCK_REALTIME", 393},
    {"FUTEX_WAIT_REQUEUE_PI|FUTEX_CLOCK_REALTIME", 267},
    {"FUTEX_WAIT_REQUEUE_PI_PRIVATE|FUTEX_CLOCK_REALTIME", 395},
};

constexpr Constant futex_bitset_rows[] = {
    {"FUTEX_BITSET_MATCH_ANY", 0xffffffff, 0, "any waker or sleeper"},
};

constexpr Constant wake_operation_rows[] = {
    {"FUTEX_OP_SET", 0},  {"FUTEX_OP_ADD", 1}, {"FUTEX_OP_OR", 2},
    {"FUTEX_OP_ANDN", 3}, {"FUTEX_OP_XOR", 4},
};
constexpr Constant wake_comparison_rows[] = {
    {"FUTEX_OP_CMP_EQ", 0}, {"FUTEX_OP_CMP_NE", 1}, {"FUTEX_OP_CMP_LT", 2},
    {"FUTEX_OP_CMP_LE", 3}, {"FUTEX_OP_CMP_GT", 4}, {"FUTEX_OP_CMP_GE", 5},
};

constexpr Constant ipc_key_rows[] = {
    {"IPC_PRIVATE", 0, 0, "no key: a new one, for this process and its children"},
};

constexpr Constant resource_rows[] = {
    {"IPC_CREAT", 01000, 0, "make it if it is not there"},
    {"IPC_EXCL", 02000, 0, "with IPC_CREAT: fail if it is already there"},
    {"IPC_NOWAIT", 04000, 0, "fail with EAGAIN rather than wait"},
};

constexpr Constant shm_rows[] = {
    {"IPC_CREAT", 01000, 0, "make it if it is not there"},
    {"IPC_EXCL", 02000, 0, "with IPC_CREAT: fail if it is already there"},
    {"SHM_HUGETLB", 04000, 0, "use large pages"},
    {"SHM_NORESERVE", 010000, 0, "do not reserve room for swapping it out"},
};

constexpr Constant attach_rows[] = {
    {"SHM_RDONLY", 010000, 0, "for reading only"},
    {"SHM_RND", 020000, 0, "round the address down"},
    {"SHM_REMAP", 040000, 0, "replace what is mapped there"},
    {"SHM_EXEC", 0100000, 0, "allow to execute it"},
};

constexpr Constant shm_control_rows[] = {
    {"IPC_RMID", 0, 0, "remove it when the last one lets go"},
    {"IPC_SET", 1, 0, "change its owner and permissions"},
    {"IPC_STAT", 2, 0, "ask for all that is known of it"},
    {"IPC_INFO", 3, 0, "ask for the limits"},
    {"SHM_LOCK", 11, 0, "keep it in memory"},
    {"SHM_UNLOCK", 12, 0, "allow it to be swapped out"},
    {"SHM_STAT", 13},
    {"SHM_INFO", 14},
    {"SHM_STAT_ANY", 15},
};
constexpr Constant msg_control_rows[] = {
    {"IPC_RMID", 0, 0, "remove the queue"},
    {"IPC_SET", 1, 0, "change its owner, permissions and size"},
    {"IPC_STAT", 2, 0, "ask for all that is known of it"},
    {"IPC_INFO", 3, 0, "ask for the limits"},
    {"MSG_STAT", 11},
    {"MSG_INFO", 12},
    {"MSG_STAT_ANY", 13},
};
constexpr Constant sem_control_rows[] = {
    {"IPC_RMID", 0, 0, "remove the semaphores"},
    {"IPC_SET", 1, 0, "change their owner and permissions"},
    {"IPC_STAT", 2, 0, "ask for all that is known of them"},
    {"IPC_INFO", 3, 0, "ask for the limits"},
    {"GETPID", 11, 0, "who changed it last"},
    {"GETVAL", 12, 0, "ask for the value of one"},
    {"GETALL", 13, 0, "ask for the values of all"},
    {"GETNCNT", 14, 0, "how many wait for it to grow"},
    {"GETZCNT", 15, 0, "how many wait for it to become 0"},
    {"SETVAL", 16, 0, "set one"},
    {"SETALL", 17, 0, "set all"},
    {"SEM_STAT", 18},
    {"SEM_INFO", 19},
    {"SEM_STAT_ANY", 20},
};

constexpr Constant message_rows[] = {
    {"MSG_NOERROR", 010000, 0, "cut a message that is too long"},
    {"MSG_EXCEPT", 020000, 0, "any message but those of this type"},
    {"MSG_COPY", 040000, 0, "leave the message in the queue"},
    {"IPC_NOWAIT", 04000, 0, "fail with EAGAIN rather than wait"},
};

constexpr Constant semaphore_rows[] = {
    {"SEM_UNDO", 010000, 0, "undo it when the process ends"},
    {"IPC_NOWAIT", 04000, 0, "fail with EAGAIN rather than wait"},
};

constexpr Constant mq_rows[] = {
    {"O_NONBLOCK", 04000, 0, "fail with EAGAIN rather than wait"},
};

}  // namespace

constexpr ConstantTable futex_operations{"operations of futex(2)", "FUTEX_???", futex_rows};
constexpr ConstantTable futex_bitsets{"bits of futex(2)", "", futex_bitset_rows};
constexpr ConstantTable wake_operations{"changes of FUTEX_WAKE_OP", "FUTEX_OP_???",
                                        wake_operation_rows};
constexpr ConstantTable wake_comparisons{"comparisons of FUTEX_WAKE_OP", "FUTEX_OP_CMP_???",
                                         wake_comparison_rows};
constexpr ConstantTable ipc_keys{"keys of System V objects", "", ipc_key_rows};
constexpr ConstantTable ipc_flags{"flags of semget(2) and msgget(2)", "IPC_???", resource_rows};
constexpr ConstantTable shm_flags{"flags of shmget(2)", "SHM_???", shm_rows};
constexpr ConstantTable attach_flags{"flags of shmat(2)", "SHM_???", attach_rows};
constexpr ConstantTable shm_commands{"commands of shmctl(2)", "SHM_???", shm_control_rows};
constexpr ConstantTable msg_commands{"commands of msgctl(2)", "MSG_???", msg_control_rows};
constexpr ConstantTable sem_commands{"commands of semctl(2)", "SEM_???", sem_control_rows};
constexpr ConstantTable message_queue_flags{"flags of msgrcv(2)", "MSG_???", message_rows};
constexpr ConstantTable mq_flags{"flags of mq_getattr(3)", "O_???", mq_rows};
constexpr ConstantTable semaphore_flags{"flags of semop(2)", "SEM_???", semaphore_rows};

}  // namespace spyglass::constants
