#include "core/decode/constants/rare_tables.hpp"

// io_uring(7), the older aio(7), and how preadv2(2) reads.

namespace spyglass::constants {

namespace {

constexpr Constant transfer_rows[] = {
    {"RWF_HIPRI", 1, 0, "ask the disk again and again instead of waiting for it"},
    {"RWF_DSYNC", 2, 0, "the data is on the disk when the call returns"},
    {"RWF_SYNC", 4, 0, "data and facts about the file are on the disk when it returns"},
    {"RWF_NOWAIT", 8, 0, "fail rather than wait"},
    {"RWF_APPEND", 0x10, 0, "at the end of the file, wherever that is"},
    {"RWF_NOAPPEND", 0x20, 0, "at the offset, also with O_APPEND"},
    {"RWF_ATOMIC", 0x40, 0, "all of it or nothing, also if the machine stops"},
    {"RWF_DONTCACHE", 0x80, 0, "do not keep it in memory afterwards"},
};

constexpr Constant command_rows[] = {
    {"IOCB_CMD_PREAD", 0, 0, "read"},
    {"IOCB_CMD_PWRITE", 1, 0, "write"},
    {"IOCB_CMD_FSYNC", 2, 0, "bring the file to the disk"},
    {"IOCB_CMD_FDSYNC", 3, 0, "bring its data to the disk"},
    {"IOCB_CMD_POLL", 5, 0, "wait until it is ready"},
    {"IOCB_CMD_NOOP", 6, 0, "nothing"},
    {"IOCB_CMD_PREADV", 7, 0, "read into several buffers"},
    {"IOCB_CMD_PWRITEV", 8, 0, "write several buffers"},
};

constexpr Constant control_block_rows[] = {
    {"IOCB_FLAG_RESFD", 1, 0, "tell an eventfd when it is done"},
    {"IOCB_FLAG_IOPRIO", 2, 0, "with a priority of its own"},
};

constexpr Constant setup_rows[] = {
    {"IORING_SETUP_IOPOLL", 0x1, 0, "ask the disk again and again instead of waiting for it"},
    {"IORING_SETUP_SQPOLL", 0x2, 0, "a kernel thread looks for requests, so no call is needed"},
    {"IORING_SETUP_SQ_AFF", 0x4, 0, "that thread runs on one processor"},
    {"IORING_SETUP_CQSIZE", 0x8, 0, "how many answers there is room for is given"},
    {"IORING_SETUP_CLAMP", 0x10, 0, "make do with less room than was asked for"},
    {"IORING_SETUP_ATTACH_WQ", 0x20, 0, "share the workers of another ring"},
    {"IORING_SETUP_R_DISABLED", 0x40, 0, "does nothing until it is enabled"},
    {"IORING_SETUP_SUBMIT_ALL", 0x80, 0, "go on after a request that makes no sense"},
    {"IORING_SETUP_COOP_TASKRUN", 0x100, 0, "do not disturb the program when one is done"},
    {"IORING_SETUP_TASKRUN_FLAG", 0x200, 0, "say in the ring that there is work to finish"},
    {"IORING_SETUP_SQE128", 0x400, 0, "requests of 128 bytes"},
    {"IORING_SETUP_CQE32", 0x800, 0, "answers of 32 bytes"},
    {"IORING_SETUP_SINGLE_ISSUER", 0x1000, 0, "only one thread makes requests"},
    {"IORING_SETUP_DEFER_TASKRUN", 0x2000, 0, "finish work only when the program waits"},
    {"IORING_SETUP_NO_MMAP", 0x4000, 0, "the rings are in the program's own memory"},
    {"IORING_SETUP_REGISTERED_FD_ONLY", 0x8000},
    {"IORING_SETUP_NO_SQARRAY", 0x10000},
    {"IORING_SETUP_HYBRID_IOPOLL", 0x20000},
    {"IORING_SETUP_CQE_MIXED", 0x40000},
};

constexpr Constant feature_rows[] = {
    {"IORING_FEAT_SINGLE_MMAP", 0x1, 0, "one mmap shows both rings"},
    {"IORING_FEAT_NODROP", 0x2, 0, "no answer is lost"},
    {"IORING_FEAT_SUBMIT_STABLE", 0x4, 0, "what a request points to may change afterwards"},
    {"IORING_FEAT_RW_CUR_POS", 0x8, 0, "offset -1 is the file's position"},
    {"IORING_FEAT_CUR_PERSONALITY", 0x10},
    {"IORING_FEAT_FAST_POLL", 0x20},
    {"IORING_FEAT_POLL_32BITS", 0x40},
    {"IORING_FEAT_SQPOLL_NONFIXED", 0x80},
    {"IORING_FEAT_EXT_ARG", 0x100},
    {"IORING_FEAT_NATIVE_WORKERS", 0x200},
    {"IORING_FEAT_RSRC_TAGS", 0x400},
    {"IORING_FEAT_CQE_SKIP", 0x800},
    {"IORING_FEAT_LINKED_FILE", 0x1000},
    {"IORING_FEAT_REG_REG_RING", 0x2000},
    {"IORING_FEAT_RECVSEND_BUNDLE", 0x4000},
    {"IORING_FEAT_MIN_TIMEOUT", 0x8000},
    {"IORING_FEAT_RW_ATTR", 0x10000},
    {"IORING_FEAT_NO_IOWAIT", 0x20000},
};

constexpr Constant enter_rows[] = {
    {"IORING_ENTER_GETEVENTS", 1, 0, "wait for answers"},
    {"IORING_ENTER_SQ_WAKEUP", 2, 0, "wake the thread that looks for requests"},
    {"IORING_ENTER_SQ_WAIT", 4, 0, "wait until there is room for requests"},
    {"IORING_ENTER_EXT_ARG", 8, 0, "the argument is a struct with a time, too"},
    {"IORING_ENTER_REGISTERED_RING", 0x10, 0, "the ring's number is a registered one"},
    {"IORING_ENTER_ABS_TIMER", 0x20, 0, "the time is a point, not a span"},
    {"IORING_ENTER_EXT_ARG_REG", 0x40},
    {"IORING_ENTER_NO_IOWAIT", 0x80},
};

constexpr Constant register_rows[] = {
    {"IORING_REGISTER_BUFFERS", 0, 0, "let the kernel know buffers beforehand"},
    {"IORING_UNREGISTER_BUFFERS", 1, 0, "forget them"},
    {"IORING_REGISTER_FILES", 2, 0, "let the kernel know files beforehand"},
    {"IORING_UNREGISTER_FILES", 3, 0, "forget them"},
    {"IORING_REGISTER_EVENTFD", 4, 0, "tell an eventfd of each answer"},
    {"IORING_UNREGISTER_EVENTFD", 5, 0, "no longer"},
    {"IORING_REGISTER_FILES_UPDATE", 6, 0, "exchange some of the known files"},
    {"IORING_REGISTER_EVENTFD_ASYNC", 7, 0, "tell an eventfd of answers that took a while"},
    {"IORING_REGISTER_PROBE", 8, 0, "which requests does the kernel know?"},
    {"IORING_REGISTER_PERSONALITY", 9, 0, "keep the program's rights for later requests"},
    {"IORING_UNREGISTER_PERSONALITY", 10, 0, "forget them"},
    {"IORING_REGISTER_RESTRICTIONS", 11, 0, "allow some requests only"},
    {"IORING_REGISTER_ENABLE_RINGS", 12, 0, "start a ring that was made disabled"},
    {"IORING_REGISTER_FILES2", 13},
    {"IORING_REGISTER_FILES_UPDATE2", 14},
    {"IORING_REGISTER_BUFFERS2", 15},
    {"IORING_REGISTER_BUFFERS_UPDATE", 16},
    {"IORING_REGISTER_IOWQ_AFF", 17, 0, "on which processors its workers run"},
    {"IORING_UNREGISTER_IOWQ_AFF", 18, 0, "on any"},
    {"IORING_REGISTER_IOWQ_MAX_WORKERS", 19, 0, "how many workers there may be"},
    {"IORING_REGISTER_RING_FDS", 20, 0, "let the kernel know the ring itself beforehand"},
    {"IORING_UNREGISTER_RING_FDS", 21, 0, "forget it"},
    {"IORING_REGISTER_PBUF_RING", 22, 0, "a ring of buffers from which the kernel takes"},
    {"IORING_UNREGISTER_PBUF_RING", 23, 0, "forget it"},
    {"IORING_REGISTER_SYNC_CANCEL", 24, 0, "cancel requests, and wait until they are"},
    {"IORING_REGISTER_FILE_ALLOC_RANGE", 25},
    {"IORING_REGISTER_PBUF_STATUS", 26},
    {"IORING_REGISTER_NAPI", 27},
    {"IORING_UNREGISTER_NAPI", 28},
    {"IORING_REGISTER_CLOCK", 29, 0, "by which clock it waits"},
    {"IORING_REGISTER_CLONE_BUFFERS", 30},
    {"IORING_REGISTER_SEND_MSG_RING", 31},
    {"IORING_REGISTER_ZCRX_IFQ", 32},
    {"IORING_REGISTER_RESIZE_RINGS", 33, 0, "make the rings larger or smaller"},
    {"IORING_REGISTER_MEM_REGION", 34},
    {"IORING_REGISTER_QUERY", 35},
};

}  // namespace

constexpr ConstantTable transfer_flags{"flags of preadv2(2)", "RWF_???", transfer_rows};
constexpr ConstantTable aio_commands{"aio_lio_opcode of io_submit(2)", "IOCB_CMD_???", command_rows,
                                     value::Number::Base::unsigned_decimal};
constexpr ConstantTable aio_flags{"aio_flags of io_submit(2)", "IOCB_FLAG_???", control_block_rows};
constexpr ConstantTable io_uring_setup_flags{"flags of io_uring_setup(2)", "IORING_SETUP_???",
                                             setup_rows};
constexpr ConstantTable io_uring_features{"features of io_uring_setup(2)", "IORING_FEAT_???",
                                          feature_rows};
constexpr ConstantTable io_uring_enter_flags{"flags of io_uring_enter(2)", "IORING_ENTER_???",
                                             enter_rows};
constexpr ConstantTable io_uring_register_operations{"op of io_uring_register(2)",
                                                     "IORING_REGISTER_???", register_rows};

}  // namespace spyglass::constants
