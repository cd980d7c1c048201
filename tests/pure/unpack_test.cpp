// Calls of i386 that stand for others.

#include <catch2/catch.hpp>

#include "core/report/text.hpp"
#include "tests/pure/made_call.hpp"

namespace spyglass {
namespace {

std::string told(std::array<std::uint64_t, 6> arguments, std::int64_t result,
                 const ProgramMemory& program = {}) {
  return call_text(made_call("ipc", arguments, result, program, AbiId::i386), {.result_column = 0});
}

TEST_CASE("ipc is shown as the call that is meant") {
  CHECK(told({2, 0, 1, 0x3ff}, 7) == "semget(IPC_PRIVATE, 1, IPC_CREAT|0777) = 7");
  CHECK(told({13, 0, 0x380}, 7) == "msgget(IPC_PRIVATE, IPC_CREAT|0600) = 7");
  CHECK(told({22, 0, 0, 0, 0x5000}, 0) == "shmdt(0x5000) = 0");
  CHECK(told({99, 1, 2, 3, 4, 5}, -38) ==
        "ipc(99, 0x1, 0x2, 0x3, 0x4, 0x5) = -1 ENOSYS (Function not implemented)");
}

TEST_CASE("arguments and results of ipc that are in memory") {
  ProgramMemory program;
  struct {
    std::uint32_t type = 3;
    std::array<char, 4> text{'a', 'b', 'c', 'd'};
  } const message;
  const std::uint64_t at = program.put_value(message);
  const std::array<std::uint32_t, 2> pair{static_cast<std::uint32_t>(at), 5};
  const std::uint64_t pair_at = program.put_value(pair);
  CHECK(told({12, 7, 4, 0, pair_at}, 4, program) ==
        "msgrcv(7, {mtype=3, mtext=\"abcd\"}, 4, 5, 0) = 4");
  CHECK(told({12 | 1 << 16, 7, 4, 0, at, 6}, 4, program) ==
        "msgrcv(7, {mtype=3, mtext=\"abcd\"}, 4, 6, 0) = 4");
  CHECK(told({3, 7, 0, 16, pair_at + 4}, 0, program) == "semctl(7, 0, SETVAL, 0x5) = 0");
  const std::uint64_t mapped = program.put_value(std::uint32_t{0x6000});
  CHECK(told({21, 7, 0, mapped, 0}, 0, program) == "shmat(7, NULL, 0) = 0x6000");
  CHECK(told({21, 7, 0, 0x10, 0}, -22, program) ==
        "shmat(7, NULL, 0) = -1 EINVAL (Invalid argument)");
}

TEST_CASE("what is known of objects of ipc, as i386 has it") {
  // Key, user, group, creator, its group, mode and padding, number and padding, unused.
  constexpr std::array<std::uint32_t, 9> owner{5, 1, 2, 3, 4, 0xffff0180, 0xffff0001, 0, 0};
  const auto at = [&](ProgramMemory& program, std::initializer_list<std::uint32_t> rest) {
    std::vector<std::uint32_t> words(owner.begin(), owner.end());
    words.insert(words.end(), rest);
    return program.put({reinterpret_cast<const char*>(words.data()), words.size() * 4});
  };
  constexpr std::uint64_t newer = 0x100, set = newer | 1, stat = newer | 2;
  const std::string perm = "perm={uid=1, gid=2, mode=0600, key=5, cuid=3, cgid=4}";
  const std::string new_perm = "perm={uid=1, gid=2, mode=0600}";

  ProgramMemory shm;
  const auto shm_at = at(shm, {4096, 10, 0, 11, 0, 12, 0, 100, 101, 1, 0, 0});
  CHECK(told({24, 7, stat, 0, shm_at}, 0, shm) ==
        "shmctl(7, IPC_64|IPC_STAT, {shm_" + perm +
            ", shm_segsz=4096, shm_cpid=100, shm_lpid=101, shm_nattch=1, shm_atime=10, "
            "shm_dtime=11, shm_ctime=12}) = 0");
  CHECK(told({24, 7, set, 0, shm_at}, 0, shm) ==
        "shmctl(7, IPC_64|IPC_SET, {shm_" + new_perm + "}) = 0");

  ProgramMemory msg;
  const auto msg_at = at(msg, {10, 0, 11, 0, 12, 0, 8, 1, 16384, 100, 101, 0, 0});
  CHECK(told({14, 7, stat, 0, msg_at}, 0, msg) ==
        "msgctl(7, IPC_64|IPC_STAT, {msg_" + perm +
            ", msg_stime=10, msg_rtime=11, msg_ctime=12, msg_qnum=1, msg_qbytes=16384, "
            "msg_lspid=100, msg_lrpid=101}) = 0");
  CHECK(told({14, 7, set, 0, msg_at}, 0, msg) ==
        "msgctl(7, IPC_64|IPC_SET, {msg_" + new_perm + ", msg_qbytes=16384}) = 0");

  ProgramMemory sem;
  const auto sem_at = at(sem, {10, 0, 11, 0, 2, 0, 0});
  const auto pointer_at = sem.put_value(static_cast<std::uint32_t>(sem_at));
  CHECK(told({3, 7, 0, stat, pointer_at}, 0, sem) ==
        "semctl(7, 0, IPC_64|IPC_STAT, {sem_" + perm +
            ", sem_otime=10, sem_ctime=11, sem_nsems=2}) = 0");
  CHECK(told({3, 7, 0, stat, pointer_at}, -22, sem).find(", 0x7") != std::string::npos);
}

}  // namespace
}  // namespace spyglass
