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

}  // namespace
}  // namespace spyglass
