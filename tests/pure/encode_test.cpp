// Calls that people write become what the kernel is given: whatever is encoded decodes to the very
// text that it came from.

#include <catch2/catch.hpp>
#include <cstring>

#include "core/decode/call.hpp"
#include "core/encode/encode.hpp"
#include "core/report/text.hpp"

using namespace spyglass;

namespace {

constexpr Addr base{0x10000};

class Image final : public Memory {
 public:
  explicit Image(std::vector<std::byte> bytes) : bytes_(std::move(bytes)) {}
  std::size_t read(Addr from, std::span<std::byte> into) const override {
    if (from < base || from >= base + bytes_.size()) return 0;
    const auto at = static_cast<std::size_t>(from - base);
    const std::size_t count = std::min(into.size(), bytes_.size() - at);
    std::memcpy(into.data(), &bytes_[at], count);
    return count;
  }

 private:
  std::vector<std::byte> bytes_;
};

Result<std::uint64_t> nobody(std::string_view name) {
  if (name == "buf" || name == "%rsp") return 0x402000;
  return bad_input("unknown");
}

std::string again(const std::string& text, AbiId id = AbiId::x86_64) {
  const auto written = parse_call(text);
  if (!written) return written.error().message;
  const auto encoded = encode_call(*written, abi(id), nobody);
  if (!encoded) return encoded.error().message;
  const Image memory(encoded->image_at(base));
  const DecodeRules rules{.all = {.verbose = true}};
  Call call = decode_entry(encoded->numbers_at(base), memory, rules);
  decode_exit(call, 0, memory, rules);
  const std::string result = call_text(call, {.result_column = 0});
  return result.substr(0, result.rfind(" = "));
}

}  // namespace

TEST_CASE("what is written decodes to what was written") {
  for (
      const std::string text : {
          R"(write(1, "hi\n", 3))",
          R"(openat(AT_FDCWD, "/tmp/x", O_RDWR|O_CREAT, 0644) = 3)",
          R"(openat(AT_FDCWD, "/tmp/x", O_RDONLY))",
          R"(mmap(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0))",
          R"(lseek(3, -1, SEEK_END))",
          R"(kill(4711, SIGUSR1))",
          R"(execve("/bin/ls", ["ls", "-l"], ["A=1", "B=2"]))",
          R"(writev(1, [{iov_base="hello", iov_len=5}, {iov_base=" all", iov_len=4}], 2))",
          R"(connect(3, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("127.0.0.1")}, 16))",
          R"(connect(3, {sa_family=AF_UNIX, sun_path="/run/x"}, 110))",
          R"(rt_sigprocmask(SIG_BLOCK, [INT USR1], NULL, 8))",
          R"(futex(0x402000, FUTEX_WAKE_PRIVATE, 1))",
          R"(ioctl(1, TIOCSWINSZ, {ws_row=24, ws_col=80, ws_xpixel=0, ws_ypixel=0}))",
          R"(timerfd_settime(3, 0, {it_interval={tv_sec=0, tv_nsec=0}, it_value={tv_sec=1, tv_nsec=5}}, NULL))",
          R"(epoll_ctl(4, EPOLL_CTL_ADD, 0, {events=EPOLLIN, data={u32=7, u64=7}}))",
          R"(mknodat(AT_FDCWD, "null", S_IFCHR|0666, makedev(0x1, 0x3)))",
          R"(getpid())",
      }) {
    INFO(text);
    CHECK(again(text) == text.substr(0, text.find(" = ")));
  }
}

TEST_CASE("calls of i386 have their own numbers and widths") {
  const auto written = parse_call(R"(pread64(3, _, 10, 0x500000001))");
  REQUIRE(written);
  const auto encoded = encode_call(*written, abi(AbiId::i386), nobody);
  REQUIRE(encoded);
  const CallNumbers numbers = encoded->numbers_at(base);
  CHECK(numbers.number == 180);
  CHECK(numbers.arguments[3] == 1);
  CHECK(numbers.arguments[4] == 5);
  CHECK(again(R"(write(1, "hi\n", 3))", AbiId::i386) == R"(write(1, "hi\n", 3))");
  CHECK(again("nanosleep({tv_sec=1, tv_nsec=2}, NULL)", AbiId::i386) ==
        "nanosleep({tv_sec=1, tv_nsec=2}, NULL)");
}

TEST_CASE("room is as large as the call says") {
  const auto encode = [](const char* text) {
    return encode_call(*parse_call(text), abi(AbiId::x86_64), nobody);
  };
  CHECK(encode("read(0, _, 100)")->size() == 100);
  CHECK(encode(R"(read(0, "what it was", 3))")->size() == 11);
  CHECK(encode("pipe2(_, 0)")->size() == 8);
  CHECK(encode("poll([{fd=0, events=POLLIN}], 1, 0)")->size() == 8);
}

TEST_CASE("what cannot be meant is refused with the place and the nearest word") {
  const auto says = [](const std::string& text, const std::string& part) {
    INFO(text << ": " << again(text));
    CHECK(again(text).find(part) != std::string::npos);
  };
  says("", "the name of a call");
  says("write", "`(` behind the name");
  says("write(1", "expected `,` or `)`");
  says("write(1, \"x", "begins at column 10 has no end");
  says("write(1, \"\\q\", 1)", "what a `\\` can stand before");
  says("write(1, 2)", "`count` is missing");
  says("write(1, 2, 3, 4)", "write(fd, buf, count) has 3 arguments, and 4 were given");
  says("writ(1)", "did you mean write");
  says("openat(AT_FDCWD, \"x\", O_RDNLY)", "did you mean O_RDONLY");
  says("openat(AT_FDCWD, \"x\", O_RDONLY, 0) x", "expected the end");
  says("write(\"1\", 2, 3)", "`fd`: a file descriptor is wanted here, not a string");
  says("nanosleep({tv_second=1}, NULL)",
       "struct timespec has no member `tv_second` (did you mean tv_sec?)");
  says("close(_)", "the kernel fills in nothing here");
  says("read(0, _, 99999999999)", "too many");
  says("connect(3, {sin_port=1}, 16)", "which sa_family");
  says("kill(1, SIGUSER1)", "SIGUSR1");
  says("write(1, [[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]], 1)", "nested too deeply");
  says("execve(\"x\", [1], [])", "each of the list is a string");
  says("write(fd=1, bus=2, count=3)", "no argument `bus`");
  says("close(-x)", "`-x` at column 7 is no number");
}
