#include <signal.h>
#include <sys/wait.h>

#include <array>
#include <catch2/catch.hpp>

#include "core/decode/call.hpp"
#include "core/decode/siginfo.hpp"
#include "core/syscalls/catalogue.hpp"
#include "core/syscalls/kinds.hpp"
#include "tests/pure/decode_bench.hpp"

namespace spyglass {
namespace {

using kinds::signal_set_in;

std::string status_text(int status, std::int64_t result = 100) {
  DecodeBench bench(status);
  bench.result = result;
  return bench.text(kinds::wait_status);
}

TEST_CASE("a wait status is said in the macros that take it apart") {
  CHECK(status_text(W_EXITCODE(0, 0)) == "[{WIFEXITED(s) && WEXITSTATUS(s) == 0}]");
  CHECK(status_text(W_EXITCODE(42, 0)) == "[{WIFEXITED(s) && WEXITSTATUS(s) == 42}]");
  CHECK(status_text(SIGKILL) == "[{WIFSIGNALED(s) && WTERMSIG(s) == SIGKILL}]");
  CHECK(status_text(SIGSEGV | WCOREFLAG) ==
        "[{WIFSIGNALED(s) && WTERMSIG(s) == SIGSEGV && WCOREDUMP(s)}]");
  CHECK(status_text(W_STOPCODE(SIGSTOP)) == "[{WIFSTOPPED(s) && WSTOPSIG(s) == SIGSTOP}]");
  CHECK(status_text(W_STOPCODE(SIGTRAP | 0x80)) ==
        "[{WIFSTOPPED(s) && WSTOPSIG(s) == SIGTRAP | 0x80}]");
  CHECK(status_text(W_STOPCODE(SIGTRAP) | 1 << 16) ==
        "[{WIFSTOPPED(s) && WSTOPSIG(s) == SIGTRAP} | PTRACE_EVENT_FORK << 16]");
  CHECK(status_text(0xffff) == "[{WIFCONTINUED(s)}]");
}

TEST_CASE("a wait status counts only when a child was found") {
  CHECK(status_text(0, 0) == address_text(DecodeBench::base));
  CHECK(status_text(0, -ECHILD) == address_text(DecodeBench::base));
  DecodeBench bench(Room{8});
  bench.result = 100;
  CHECK(wild_answers(kinds::wait_status, bench, 4).empty());
}

TEST_CASE("an environment is counted, though not for ever") {
  constexpr std::size_t longest = 1 << 20;
  DecodeBench bench(Room{(longest + 1) * sizeof(std::uint64_t)});
  const std::string address = address_text(DecodeBench::base);
  CHECK(bench.text(kinds::environment) == address + " /* 0 vars */");
  bench.put(0, DecodeBench::base);
  CHECK(bench.text(kinds::environment) == address + " /* 1 var */");
  for (std::size_t i = 0; i <= longest; ++i) bench.put(i * sizeof(std::uint64_t), bench.end() - 1);
  CHECK(bench.text(kinds::environment) == address + " /* at least 1048576 vars */");
  CHECK_THAT(bench.text(kinds::string_vector), Catch::EndsWith(", ...]"));
}

TEST_CASE("signal sets show the shorter half") {
  DecodeBench bench(std::uint64_t{0x4002});
  bench.size_from = 0;
  bench.siblings[0] = 8;
  CHECK(bench.text(signal_set_in) == "[INT TERM]");
  bench.put(0, ~std::uint64_t{0});
  CHECK(bench.text(signal_set_in) == "~[]");
  bench.put(0, ~(std::uint64_t{3} << 31));
  CHECK(bench.text(signal_set_in) == "~[RTMIN RT_1]");
  bench.put(0, std::uint64_t{0});
  CHECK(bench.text(signal_set_in) == "[]");
  // 41 signals are shown as they are, 42 as the others.
  bench.put(0, (std::uint64_t{1} << 41) - 1);
  CHECK(bench.text(signal_set_in).front() == '[');
  bench.put(0, (std::uint64_t{1} << 42) - 1);
  CHECK(bench.text(signal_set_in).front() == '~');
  CHECK(wild_answers(signal_set_in, bench, 8).empty());
}

TEST_CASE("signal sets of a wrong size are not looked at") {
  DecodeBench bench(Room{64});
  bench.size_from = 0;
  for (const std::uint64_t size : {std::uint64_t{0}, std::uint64_t{4}, std::uint64_t{9},
                                   std::uint64_t{1} << 63, ~std::uint64_t{0}}) {
    bench.siblings[0] = size;
    CHECK(bench.text(signal_set_in) == address_text(DecodeBench::base));
  }
}

TEST_CASE("signal actions are shown in the order of their meaning") {
  struct Kernel {
    std::uint64_t handler = 0x401000;
    std::uint64_t flags = 0x14000000;
    std::uint64_t restorer = 0x402000;
    std::uint64_t mask = 2;
  };
  DecodeBench bench(Kernel{});
  CHECK(bench.text(kinds::signal_action_in) ==
        "{sa_handler=0x401000, sa_mask=[INT], sa_flags=SA_RESTORER|SA_RESTART, "
        "sa_restorer=0x402000}");
  bench.put(0, Kernel{.handler = 1, .flags = 0, .restorer = 5, .mask = 0});
  CHECK(bench.text(kinds::signal_action_in) == "{sa_handler=SIG_IGN, sa_mask=[], sa_flags=0}");
  CHECK(wild_answers(kinds::signal_action_in, bench, sizeof(Kernel)).empty());
}

TEST_CASE("signal actions of 32-bit programs are smaller") {
  const std::array<std::uint32_t, 5> action = {0xffffffff, 4, 0, 1, 0};
  DecodeBench bench(action, AbiId::i386);
  CHECK(bench.text(kinds::signal_action_in) ==
        "{sa_handler=SIG_ERR, sa_mask=[HUP], sa_flags=SA_SIGINFO}");
}

TEST_CASE("the mask on the stack of a signal handler is found by the ABI") {
  for (const AbiId id : {AbiId::x86_64, AbiId::i386, AbiId::aarch64}) {
    DecodeBench bench(Room{1024}, id);
    bench.put(abi(id).signal_mask.low, std::uint64_t{1} << 9);
    CHECK(bench.text(kinds::signal_frame) == "{mask=[USR1]}");
    const std::uint64_t last = bench.end() - abi(id).signal_mask.high - 4;
    CHECK(bench.text(kinds::signal_frame, last) == "{mask=[]}");
    CHECK(bench.text(kinds::signal_frame, last + 1) == address_text(last + 1));
    CHECK(bench.text(kinds::signal_frame, ~std::uint64_t{0}) == address_text(~std::uint64_t{0}));
  }
  DecodeBench bench(Room{1024}, AbiId::i386);
  bench.put(abi(AbiId::i386).old_signal_mask.low, std::uint32_t{2});
  bench.put(abi(AbiId::i386).old_signal_mask.high, std::uint32_t{1});
  CHECK(bench.text(kinds::old_signal_frame) == "{mask=[INT RT_1]}");
}

TEST_CASE("a signal's information shows what its cause has") {
  siginfo_t info{};
  CHECK(value_text(signal_info_value(info)) == "{}");
  info.si_signo = SIGINT;
  info.si_code = SI_KERNEL;
  CHECK(value_text(signal_info_value(info)) == "{si_signo=SIGINT, si_code=SI_KERNEL}");
  info.si_code = SI_USER;
  info.si_pid = 7;
  CHECK(value_text(signal_info_value(info)) ==
        "{si_signo=SIGINT, si_code=SI_USER, si_pid=7, si_uid=0}");
  info.si_code = SI_QUEUE;
  info.si_value.sival_int = -1;
  CHECK(value_text(signal_info_value(info)) ==
        "{si_signo=SIGINT, si_code=SI_QUEUE, si_pid=7, si_uid=0, si_int=-1, si_ptr=0xffffffff}");

  siginfo_t child{};
  child.si_signo = SIGCHLD;
  child.si_code = CLD_KILLED;
  child.si_pid = 7;
  child.si_status = SIGTERM;
  child.si_utime = 12;
  CHECK(value_text(signal_info_value(child)) ==
        "{si_signo=SIGCHLD, si_code=CLD_KILLED, si_pid=7, si_uid=0, si_status=SIGTERM, "
        "si_utime=12 /* 0.12 s */, si_stime=0}");

  siginfo_t fault{};
  fault.si_signo = SIGSEGV;
  fault.si_code = SEGV_MAPERR;
  CHECK(value_text(signal_info_value(fault)) ==
        "{si_signo=SIGSEGV, si_code=SEGV_MAPERR, si_addr=NULL}");
}

TEST_CASE("a signal's information of a 32-bit program is packed more closely") {
  const std::array<std::int32_t, 8> info = {SIGCHLD, 0, CLD_EXITED, 7, 1000, 3, 0, 0};
  DecodeBench bench(info, AbiId::i386);
  CHECK(bench.text(kinds::siginfo_in) ==
        "{si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=7, si_uid=1000, si_status=3, si_utime=0, "
        "si_stime=0}");
}

TEST_CASE("half of a signal's information is none") {
  siginfo_t child{};
  child.si_signo = SIGCHLD;
  child.si_code = CLD_EXITED;
  const auto* bytes = reinterpret_cast<const std::byte*>(&child);
  for (std::size_t length = 0; length < 48; ++length) {
    DecodeBench bench(Room{length});
    for (std::size_t i = 0; i < length; ++i) bench.put(i, bytes[i]);
    CHECK(bench.text(kinds::siginfo_in) == address_text(DecodeBench::base));
  }
}

TEST_CASE("clone's flags end with the child's signal") {
  DecodeBench bench(Room{1});
  CHECK(bench.text(kinds::clone_flags, 0x1200011) ==
        "CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID|SIGCHLD");
  CHECK(bench.text(kinds::clone_flags, 17) == "SIGCHLD");
  CHECK(bench.text(kinds::clone_flags, 0) == "0");
  CHECK(bench.text(kinds::clone_flags, 0x80000011) == "CLONE_IO|SIGCHLD");
}

TEST_CASE("clone3's struct shows what its flags ask for, and what the kernel wrote") {
  struct Arguments {
    std::uint64_t flags = 0x3d0f00;
    std::uint64_t pidfd = 0;
    std::uint64_t child_tid = 0x1000;
    std::uint64_t parent_tid = DecodeBench::base + 88;
    std::uint64_t exit_signal = 0;
    std::uint64_t stack = 0x2000;
    std::uint64_t stack_size = 0x7fff00;
    std::uint64_t tls = 0x3000;
    std::uint64_t set_tid = 0;
    std::uint64_t set_tid_size = 0;
    std::uint64_t cgroup = 0;
    std::uint64_t parent = 1234;
  };
  DecodeBench bench(Arguments{});
  bench.size_from = 1;
  bench.siblings[1] = 88;
  const std::string asked =
      "{flags=CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_SIGHAND|CLONE_THREAD|CLONE_SYSVSEM|CLONE_SETTLS|"
      "CLONE_PARENT_SETTID|CLONE_CHILD_CLEARTID, child_tid=0x1000, parent_tid=0x70000058, "
      "exit_signal=0, stack=0x2000, stack_size=0x7fff00, tls=0x3000}";
  CHECK(bench.text(kinds::clone_arguments) == asked);
  CHECK(bench.text_after(kinds::clone_arguments, 1234) == asked + " => {parent_tid=[1234]}");
  bench.result.reset();
  CHECK(bench.text_after(kinds::clone_arguments, -EAGAIN) == asked);
  bench.result.reset();
  bench.siblings[1] = 63;
  CHECK(bench.text(kinds::clone_arguments) == address_text(DecodeBench::base));
  for (const std::uint64_t size : {std::uint64_t{64}, std::uint64_t{80}, std::uint64_t{88}}) {
    bench.siblings[1] = size;
    CHECK(wild_answers(kinds::clone_arguments, bench, size).empty());
  }
  bench.siblings[1] = std::uint64_t{1} << 63;
  CHECK(wild_answers(kinds::clone_arguments, bench, 88).empty());
}

TEST_CASE("structs of processes and times never read past their end") {
  struct Case {
    const Kind& kind;
    std::size_t size;
  };
  for (const Case& one :
       {Case{kinds::timespec_in, 16}, Case{kinds::timespec64_in, 16}, Case{kinds::timeval_in, 16},
        Case{kinds::itimerspec_in, 32}, Case{kinds::itimerval_in, 32}, Case{kinds::tms_out, 32},
        Case{kinds::utimbuf_in, 16}, Case{kinds::timeval_pair, 32}, Case{kinds::timex_out, 168},
        Case{kinds::timezone_in, 8}, Case{kinds::sigevent_in, 24}, Case{kinds::signal_stack_in, 24},
        Case{kinds::wait_rusage_out, 144}, Case{kinds::schedule_in, 48}, Case{kinds::int_in, 4},
        Case{kinds::time_in, 8}}) {
    CAPTURE(one.kind.name);
    DecodeBench bench(Room{one.size + 40});
    bench.result = 1;
    CHECK(wild_answers(one.kind, bench, one.size).empty());
  }
}

TEST_CASE("times of 32-bit programs are words, but in the calls that end with 64") {
  DecodeBench bench(std::array<std::uint64_t, 2>{0x5'0000'0001, 7}, AbiId::i386);
  CHECK(bench.text(kinds::timespec_in) == "{tv_sec=1, tv_nsec=5}");
  CHECK(bench.text(kinds::timespec64_in) == "{tv_sec=21474836481, tv_nsec=7}");
}

TEST_CASE("what is left of a sleep counts only after an interruption") {
  DecodeBench bench(std::array<std::uint64_t, 2>{1, 2});
  bench.size_from = 1;
  bench.result = 0;
  CHECK(bench.text(kinds::timespec_left) == address_text(DecodeBench::base));
  bench.result = -516;
  CHECK(bench.text(kinds::timespec_left) == "{tv_sec=1, tv_nsec=2}");
  bench.siblings[1] = 1;
  CHECK(bench.text(kinds::timespec_left) == address_text(DecodeBench::base));
}

TEST_CASE("semaphore operations may begin anywhere and be any number") {
  DecodeBench bench(std::array<std::int16_t, 6>{0, 1, 0x1000, 1, -1, 0x800});
  bench.size_from = 2;
  bench.siblings[2] = 2;
  CHECK(bench.text(kinds::semaphore_operations) ==
        "[{sem_num=0, sem_op=1, sem_flg=SEM_UNDO}, {sem_num=1, sem_op=-1, sem_flg=IPC_NOWAIT}]");
  for (const std::uint64_t count : {std::uint64_t{1}, std::uint64_t{1} << 63, ~std::uint64_t{0}}) {
    bench.siblings[2] = count;
    CHECK(wild_answers(kinds::semaphore_operations, bench, 6).empty());
  }
}

TEST_CASE("queue messages of any length stay inside memory") {
  DecodeBench bench(Room{16});
  bench.put(0, std::uint64_t{3});
  bench.put(8, std::array<char, 8>{'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'});
  bench.size_from = 2;
  bench.siblings[2] = 8;
  CHECK(bench.text(kinds::queue_message_in) == "{mtype=3, mtext=\"abcdefgh\"}");
  bench.siblings[2] = std::uint64_t{1} << 63;
  CHECK(bench.text(kinds::queue_message_in) == "{mtype=3, mtext=0x70000008}");
}

CallNumbers numbers(AbiId id, std::string_view name, std::array<std::uint64_t, 6> arguments) {
  return {.abi = id, .number = call_number(id, name).value(), .arguments = arguments};
}

std::string call_line(const CallNumbers& raw, std::int64_t result, std::size_t memory_size = 64) {
  const GuardedBuffer buffer(memory_size);
  const BufferMemory memory(Addr(DecodeBench::base), buffer.bytes());
  Call call = decode_entry(raw, memory, {});
  decode_exit(call, result, memory, {});
  return call_text(call, {.result_column = 0});
}

TEST_CASE("clone names its arguments and shows them in one order on every ABI") {
  CHECK(call_line(numbers(AbiId::x86_64, "clone", {0x1200011, 0, 0, 0x1000, 0}), 5) ==
        "clone(child_stack=NULL, flags=CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID|SIGCHLD, "
        "child_tidptr=0x1000) = 5");
  CHECK(call_line(numbers(AbiId::i386, "clone", {0x1200011, 0, 0, 0, 0x1000}), 5) ==
        "clone(child_stack=NULL, flags=CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID|SIGCHLD, "
        "child_tidptr=0x1000) = 5");
  CHECK(call_line(numbers(AbiId::x86_64, "clone", {0x80000, 0x10, 0, 0, 0x2000}), 5) ==
        "clone(child_stack=0x10, flags=CLONE_SETTLS, tls=0x2000) = 5");
}

TEST_CASE("a futex call has the arguments of its operation") {
  const auto futex = [](std::uint64_t operation) {
    return call_line(numbers(AbiId::x86_64, "futex", {0x1000, operation, 3, 0x10, 5, 6}), 0);
  };
  CHECK(futex(128) == "futex(0x1000, FUTEX_WAIT_PRIVATE, 3, 0x10) = 0");
  CHECK(futex(1) == "futex(0x1000, FUTEX_WAKE, 3) = 0");
  CHECK(futex(4) == "futex(0x1000, FUTEX_CMP_REQUEUE, 3, 16, 0x5, 6) = 0");
  CHECK(futex(6) == "futex(0x1000, FUTEX_LOCK_PI, 0x10) = 0");
  CHECK(futex(8) == "futex(0x1000, FUTEX_TRYLOCK_PI) = 0");
}

TEST_CASE("a result may have a name") {
  CHECK(call_line(numbers(AbiId::x86_64, "sched_getscheduler", {}), 1) ==
        "sched_getscheduler(0) = 1 (SCHED_FIFO)");
  CHECK(call_line(numbers(AbiId::x86_64, "sched_getscheduler", {}), 99) ==
        "sched_getscheduler(0) = 99");
}

TEST_CASE("restart_syscall says what goes on") {
  const GuardedBuffer buffer(1);
  const BufferMemory memory(Addr(DecodeBench::base), buffer.bytes());
  const CallNumbers raw = numbers(AbiId::x86_64, "restart_syscall", {});
  CHECK(value_text(decode_entry(raw, memory, {}, "nanosleep").arguments.at(0)) ==
        "<... resuming interrupted nanosleep ...>");
  CHECK(value_text(decode_entry(raw, memory, {}).arguments.at(0)) ==
        "<... resuming interrupted system call ...>");
}

TEST_CASE("registers that ptrace reads and writes are told apart") {
  constexpr std::uint64_t get = 12, set = 13;
  std::array<std::uint64_t, 27> values{};
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = i;
  DecodeBench bench(values);
  bench.siblings = {get, 100, 0, DecodeBench::base};
  bench.result = 0;
  const std::string all = bench.text(kinds::ptrace_data);
  CHECK(all.starts_with("{r15=0, r14=0x1, "));
  CHECK(all.ends_with(", fs=0x19, gs=0x1a}"));
  CHECK(wild_answers(kinds::ptrace_data, bench, sizeof values).empty());
  bench.result = -ESRCH;
  CHECK(bench.text(kinds::ptrace_data) == address_text(DecodeBench::base));
  bench.siblings[0] = set;
  CHECK(bench.text(kinds::ptrace_data) == all);

  DecodeBench narrow(std::array<std::uint32_t, 17>{7}, AbiId::i386);
  narrow.siblings = {set, 100, 0, DecodeBench::base};
  CHECK(narrow.text(kinds::ptrace_data).starts_with("{ebx=0x7, ecx=0, "));
}

}  // namespace
}  // namespace spyglass
