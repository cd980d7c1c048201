// Where the line of a call is split when others have something to say while it is in the kernel: as
// much as is known goes into the first half, as strace does it.

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/sched.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <array>
#include <catch2/catch.hpp>

#include "core/decode/call.hpp"
#include "core/syscalls/catalogue.hpp"
#include "tests/pure/decode_bench.hpp"

namespace spyglass {
namespace {

constexpr std::uint64_t base = DecodeBench::base;
constexpr TextOptions no_column{.result_column = 0};

/// A call on a few bytes of memory, which the kernel changes before it returns.
class Halves {
 public:
  explicit Halves(std::string_view name, std::array<std::uint64_t, 6> arguments) {
    raw_.abi = AbiId::x86_64;
    raw_.number = call_number(AbiId::x86_64, name).value();
    raw_.arguments = arguments;
  }

  template <class T>
  Halves& before(const T& value, std::size_t offset = 0) {
    std::memcpy(room_.bytes().data() + offset, &value, sizeof value);
    return *this;
  }
  /// Makes the call. The halves come with a bar between them.
  template <class T>
  [[nodiscard]] std::string after(const T& value, std::int64_t result, std::size_t offset = 0) {
    const BufferMemory memory(Addr(base), room_.bytes());
    Call call = decode_entry(raw_, memory, {});
    std::string text;
    append_call_start(text, call);
    text += '|';
    std::memcpy(room_.bytes().data() + offset, &value, sizeof value);
    decode_exit(call, result, memory, {});
    append_call_end(text, call, no_column);
    return text;
  }
  [[nodiscard]] std::string unchanged(std::int64_t result) {
    return after(std::array<char, 0>{}, result);
  }

 private:
  GuardedBuffer room_{256};
  CallNumbers raw_{};
};

TEST_CASE("what the kernel fills in comes with the second half, and all that is behind it") {
  CHECK(Halves("read", {0, base, 3}).after('x', 1) == "read(0, |\"x\", 3) = 1");
  CHECK(Halves("write", {1, base, 0}).unchanged(0) == "write(1, \"\", 0|) = 0");
  CHECK(Halves("wait4", {~std::uint64_t{0}, 0, 0, 0}).unchanged(7) ==
        "wait4(-1, |NULL, 0, NULL) = 7");
}

TEST_CASE("what the kernel adds to comes with both halves") {
  const std::int64_t start = 16, now = 24;
  CHECK(Halves("sendfile", {1, 2, base, 8}).before(start).after(now, 8) ==
        "sendfile(1, 2, [16]| => [24], 8) = 8");
  CHECK(Halves("sendfile", {1, 2, base, 8}).before(start).unchanged(-EAGAIN) ==
        "sendfile(1, 2, [16]|, 8) = -1 EAGAIN (Resource temporarily unavailable)");
  CHECK(Halves("sendfile", {1, 2, 0, 8}).unchanged(8) == "sendfile(1, 2, NULL, 8|) = 8");

  const std::uint32_t room = 0, bytes = 2;
  CHECK(
      Halves("name_to_handle_at", {3, base, base, base, 0}).before(room).after(bytes, -EOVERFLOW) ==
      "name_to_handle_at(3, \"\", {handle_bytes=0| => 2}, " + address_text(base) +
          ", 0) = -1 EOVERFLOW (Value too large for defined data type)");
}

TEST_CASE("clone3 shows its struct at once, and the ids when they are there") {
  clone_args wanted{};
  wanted.flags = CLONE_VM;
  CHECK(Halves("clone3", {base, sizeof wanted}).before(wanted).unchanged(7) ==
        "clone3({flags=CLONE_VM, exit_signal=0, stack=NULL, stack_size=0}, 88|) = 7");
  wanted.flags |= CLONE_PARENT_SETTID;
  wanted.parent_tid = base + sizeof wanted;
  CHECK(Halves("clone3", {base, sizeof wanted}).before(wanted).after(7, 7, sizeof wanted) ==
        fmt::format("clone3({{flags=CLONE_VM|CLONE_PARENT_SETTID, parent_tid={:#x}, "
                    "exit_signal=0, stack=NULL, stack_size=0}}| => {{parent_tid=[7]}}, 88) = 7",
                    wanted.parent_tid));
  CHECK(Halves("clone3", {1, sizeof wanted}).unchanged(-EFAULT) ==
        "clone3(0x1, 88|) = -1 EFAULT (Bad address)");
}

TEST_CASE("clone keeps what it is told about ids to the end") {
  CHECK(Halves("clone", {CLONE_CHILD_SETTID | SIGCHLD, 0, 0, base, 0}).unchanged(7) ==
        fmt::format("clone(child_stack=NULL, flags=CLONE_CHILD_SETTID|SIGCHLD|, "
                    "child_tidptr={:#x}) = 7",
                    base));
  CHECK(Halves("clone", {SIGCHLD, 0, 0, 0, 0}).unchanged(7) ==
        "clone(child_stack=NULL, flags=SIGCHLD|) = 7");
}

TEST_CASE("commands are not followed by a comma before their argument is there") {
  CHECK(Halves("ioctl", {1, FIONREAD, base}).after(5, 0) == "ioctl(1, FIONREAD|, [5]) = 0");
  CHECK(Halves("ioctl", {1, FIONBIO, base}).before(1).unchanged(0) ==
        "ioctl(1, FIONBIO, [1]|) = 0");
  CHECK(Halves("ioctl", {1, FIOCLEX, base}).unchanged(0) == "ioctl(1, FIOCLEX|) = 0");
  CHECK(Halves("ioctl", {1, 0x1234, base}).unchanged(0) ==
        fmt::format("ioctl(1, _IOC(_IOC_NONE, 0x12, 0x34, 0)|, {:#x}) = 0", base));
  CHECK(Halves("fcntl", {1, F_GETLK, 0}).unchanged(-EFAULT) ==
        "fcntl(1, F_GETLK|, NULL) = -1 EFAULT (Bad address)");
  CHECK(Halves("fcntl", {1, F_SETFD, 0}).unchanged(0) == "fcntl(1, F_SETFD, 0|) = 0");
}

TEST_CASE("where the kernel has nowhere to write, all is known when the call is made") {
  CHECK(Halves("accept", {3, 0, 0}).unchanged(4) == "accept(3, NULL, NULL|) = 4");
  CHECK(Halves("accept4", {3, base, 1, 0}).unchanged(4) ==
        fmt::format("accept4(3, {:#x}, 0x1, 0|) = 4", base));
  CHECK(Halves("accept", {3, base, base}).unchanged(-EAGAIN) ==
        fmt::format("accept(3, |{:#x}, [0]) = -1 EAGAIN (Resource temporarily unavailable)", base));
  CHECK(Halves("getsockopt", {3, SOL_SOCKET, SO_ERROR, base, 1}).unchanged(-EFAULT) ==
        fmt::format("getsockopt(3, SOL_SOCKET, SO_ERROR, {:#x}, 0x1|) = -1 EFAULT (Bad address)",
                    base));
  CHECK(Halves("recvmsg", {3, 0, 0}).unchanged(-EFAULT) ==
        "recvmsg(3, NULL, 0|) = -1 EFAULT (Bad address)");
  CHECK(Halves("rt_sigtimedwait", {0, 0, 0, 8}).unchanged(-EINTR) ==
        "rt_sigtimedwait(NULL, NULL, NULL, 8|) = -1 EINTR (Interrupted system call)");
}

TEST_CASE("what a tracer gives is known at once, what it asks for is not") {
  CHECK(Halves("ptrace", {PTRACE_CONT, 12, 0, SIGINT}).unchanged(0) ==
        "ptrace(PTRACE_CONT, 12, NULL, SIGINT|) = 0");
  CHECK(Halves("ptrace", {PTRACE_PEEKDATA, 12, 0, base}).after(7L, 0) ==
        "ptrace(PTRACE_PEEKDATA, 12, NULL, |[0x7]) = 0");
}

TEST_CASE("a first half that is no longer true is followed by what is") {
  // Another thread of the program changed its wishes while the call was under way.
  std::array<std::uint32_t, 30> params{};
  CHECK_THAT(Halves("io_uring_setup", {4, base}).before(params).after(2U, 3, 8),
             Catch::Matchers::StartsWith("io_uring_setup(4, {flags=0, sq_thread_cpu=0, "
                                         "sq_thread_idle=0| => {flags=IORING_SETUP_SQPOLL, "));
}

}  // namespace
}  // namespace spyglass
