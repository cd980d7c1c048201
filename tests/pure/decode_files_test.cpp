// Kinds and structs of files, descriptors, memory, identity and system: each on bytes of ours, at
// the very end of memory, and half outside.

#include <fcntl.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <termios.h>

#include <catch2/catch.hpp>

#include "core/decode/call.hpp"
#include "core/syscalls/catalogue.hpp"
#include "core/syscalls/kinds.hpp"
#include "tests/pure/decode_bench.hpp"

namespace spyglass {
namespace {

constexpr std::uint64_t base = DecodeBench::base;

/// A call as a trace shows it, with `buffer` for its memory.
struct Made {
  Call call;
  const Memory& memory;

  Made(AbiId id, std::string_view name, std::array<std::uint64_t, 6> arguments, const Memory& bytes)
      : memory(bytes) {
    call = decode_entry({id, call_number(id, name).value(), arguments}, bytes, {});
  }
  Made& returns(std::int64_t result) {
    decode_exit(call, result, memory, {});
    return *this;
  }
  [[nodiscard]] std::string text() const { return call_text(call, {.result_column = 0}); }
};

template <class T>
struct Bytes {
  GuardedBuffer buffer;
  BufferMemory memory;

  explicit Bytes(const T& contents)
      : buffer(std::as_bytes(std::span(&contents, 1))), memory(Addr(base), buffer.bytes()) {}
  void put(const T& contents) { std::memcpy(buffer.bytes().data(), &contents, sizeof contents); }
};

const BufferMemory nothing(Addr(base), {});

std::string told(AbiId id, std::string_view name, std::array<std::uint64_t, 6> arguments,
                 std::int64_t result, const Memory& memory = nothing) {
  return Made(id, name, arguments, memory).returns(result).text();
}
std::string told(std::string_view name, std::array<std::uint64_t, 6> arguments, std::int64_t result,
                 const Memory& memory = nothing) {
  return told(AbiId::x86_64, name, arguments, result, memory);
}

TEST_CASE("modes have a type and permissions") {
  const DecodeBench bench(Room{8});
  CHECK(bench.text(kinds::file_mode, S_IFREG | 0644) == "S_IFREG|0644");
  CHECK(bench.text(kinds::file_mode, S_IFREG) == "S_IFREG|000");
  CHECK(bench.text(kinds::file_mode, S_IFDIR | 01777) == "S_IFDIR|S_ISVTX|0777");
  CHECK(bench.text(kinds::file_mode, 0170005) == "0170005");
  CHECK(bench.text(kinds::file_mode, 5) == "005");
  CHECK(bench.text(kinds::device, makedev(1, 3)) == "makedev(0x1, 0x3)");
}

TEST_CASE("open's mode is there only when a file may be made") {
  CHECK(told("openat", {AT_FDCWD & 0xffffffff, 0, O_RDONLY | O_CLOEXEC, 0644}, 3) ==
        "openat(AT_FDCWD, NULL, O_RDONLY|O_CLOEXEC) = 3");
  CHECK(told("openat", {AT_FDCWD & 0xffffffff, 0, O_WRONLY | O_CREAT, 0644}, 3) ==
        "openat(AT_FDCWD, NULL, O_WRONLY|O_CREAT, 0644) = 3");
  CHECK(told("open", {0, O_TMPFILE | O_RDWR, 0600}, -2) ==
        "open(NULL, O_RDWR|O_TMPFILE, 0600) = -1 ENOENT (No such file or directory)");
}

TEST_CASE("stat tells a size, and of devices a number") {
  struct stat facts {};
  facts.st_mode = S_IFREG | 0644;
  facts.st_size = 1234;
  DecodeBench bench(facts);
  bench.result = 0;
  CHECK(bench.text(kinds::stat_out) == "{st_mode=S_IFREG|0644, st_size=1234, ...}");
  CHECK(wild_answers(kinds::stat_out, bench, sizeof facts).empty());

  facts.st_mode = S_IFCHR | 0620;
  facts.st_rdev = makedev(136, 1);
  bench.put(0, facts);
  CHECK(bench.text(kinds::stat_out) == "{st_mode=S_IFCHR|0620, st_rdev=makedev(0x88, 0x1), ...}");
  bench.result = -ENOENT;
  CHECK(bench.text(kinds::stat_out) == "0x70000000");
}

TEST_CASE("stat of 32-bit programs has another shape") {
  struct {
    std::uint64_t dev = 0;
    std::uint32_t pad = 0, ino = 7, mode = S_IFREG | 0600, nlink = 1, uid = 0, gid = 0;
    std::array<std::uint32_t, 2> rdev = {};
    std::uint32_t pad2 = 0;
    std::array<std::uint32_t, 2> size = {5, 1};
    std::uint32_t blksize = 4096;
    std::array<std::uint32_t, 10> rest = {};
  } facts;
  DecodeBench bench(facts, AbiId::i386);
  bench.result = 0;
  CHECK(bench.text(kinds::stat64_out) == "{st_mode=S_IFREG|0600, st_size=4294967301, ...}");
  CHECK(wild_answers(kinds::stat64_out, bench, 96).empty());
}

TEST_CASE("statfs tells a file system's name and flags") {
  struct statfs facts {};
  facts.f_type = 0xef53;
  facts.f_bsize = 4096;
  facts.f_fsid = {{0x15, 0}};
  facts.f_namelen = 255;
  facts.f_flags = 0x1020;
  DecodeBench bench(facts);
  bench.result = 0;
  CHECK(bench.text(kinds::statfs_out) ==
        "{f_type=EXT2_SUPER_MAGIC, f_bsize=4096, f_blocks=0, f_bfree=0, f_bavail=0, f_files=0, "
        "f_ffree=0, f_fsid={val=[0x15, 0]}, f_namelen=255, f_frsize=0, "
        "f_flags=ST_VALID|ST_RELATIME}");
  CHECK(wild_answers(kinds::statfs_out, bench, sizeof facts).empty());
}

TEST_CASE("directory entries are counted, never past what was filled") {
  struct Entry {
    std::uint64_t ino = 1, off = 2;
    std::uint16_t length = 24;
    std::uint8_t type = 4;
    std::array<char, 5> name = {'.', 0};
  };
  static_assert(sizeof(Entry) == 24);
  DecodeBench bench(std::array<Entry, 2>{});
  bench.result = 48;
  CHECK(bench.text(kinds::directory_entries64_out) == "0x70000000 /* 2 entries */");
  bench.result = 24;
  CHECK(bench.text(kinds::directory_entries64_out) == "0x70000000 /* 1 entry */");
  bench.result = 0;
  CHECK(bench.text(kinds::directory_entries64_out) == "0x70000000 /* 0 entries */");
  // More than there is, and entries without a length.
  bench.result = 1 << 20;
  CHECK(bench.text(kinds::directory_entries64_out) == "0x70000000 /* 2 entries */");
  bench.put(16, std::uint16_t{0});
  CHECK(bench.text(kinds::directory_entries64_out) == "0x70000000 /* 0 entries */");
}

TEST_CASE("getdents64 of a whole list, when all is wanted") {
  struct {
    std::uint64_t ino = 1, off = 2;
    std::uint16_t length = 24;
    std::uint8_t type = 8;
    std::array<char, 5> name = {'a', 'b', 0};
  } entry;
  Bytes bytes(entry);
  Call call =
      decode_entry({AbiId::x86_64, 217, {3, base, 100}}, bytes.memory, {.all = {.verbose = true}});
  decode_exit(call, 24, bytes.memory, {.all = {.verbose = true}});
  CHECK(call_text(call, {.result_column = 0}) ==
        "getdents64(3, [{d_ino=1, d_off=2, d_reclen=24, d_type=DT_REG, d_name=\"ab\"}], 100) = 24");
}

TEST_CASE("buffers show what they hold, or as much as was filled") {
  struct {
    std::array<iovec, 2> vector;
    std::array<char, 8> data = {'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'};
  } contents;
  contents.vector = {
      {{reinterpret_cast<void*>(base + 32), 5}, {reinterpret_cast<void*>(base + 37), 3}}};
  Bytes bytes(contents);
  CHECK(told("writev", {1, base, 2}, 8, bytes.memory) ==
        "writev(1, [{iov_base=\"abcde\", iov_len=5}, {iov_base=\"fgh\", iov_len=3}], 2) = 8");
  CHECK(told("readv", {1, base, 2}, 6, bytes.memory) ==
        "readv(1, [{iov_base=\"abcde\", iov_len=5}, {iov_base=\"f\", iov_len=3}], 2) = 6");
  CHECK(told("readv", {1, base, 2}, -EBADF, bytes.memory) ==
        "readv(1, [{iov_base=0x70000020, iov_len=5}, {iov_base=0x70000025, iov_len=3}], 2) = -1 "
        "EBADF (Bad file descriptor)");
  CHECK(told("writev", {1, base, 0}, 0, bytes.memory) == "writev(1, [], 0) = 0");
  CHECK(told("writev", {1, base + 32, 1}, 0, bytes.memory) == "writev(1, 0x70000020, 1) = 0");

  DecodeBench bench(Room{16});
  bench.size_from = 0;
  bench.siblings[0] = 1;
  CHECK(wild_answers(kinds::buffers_in, bench, 16).empty());
  CHECK(wild_answers(kinds::buffers_out, bench, 16).empty());
}

TEST_CASE("memory that ends inside an array is said") {
  DecodeBench bench(std::array<std::uint32_t, 2>{7, 9});
  bench.size_from = 0;
  bench.siblings[0] = 5;
  CHECK(bench.text(kinds::ids_in) == "[7, 9, ... /* 0x70000008 */]");
  bench.siblings[0] = 2;
  CHECK(bench.text(kinds::ids_in) == "[7, 9]");
  bench.siblings[0] = 0;
  CHECK(bench.text(kinds::ids_in) == "[]");
}

TEST_CASE("fcntl's command says what its argument and result are") {
  CHECK(told("fcntl", {3, F_GETFD, 99}, 1) == "fcntl(3, F_GETFD) = 0x1 (flags FD_CLOEXEC)");
  CHECK(told("fcntl", {3, F_GETFD, 99}, 0) == "fcntl(3, F_GETFD) = 0");
  CHECK(told("fcntl", {3, F_SETFD, FD_CLOEXEC}, 0) == "fcntl(3, F_SETFD, FD_CLOEXEC) = 0");
  CHECK(told("fcntl", {3, F_GETFL}, 0100002) ==
        "fcntl(3, F_GETFL) = 0x8002 (flags O_RDWR|O_LARGEFILE)");
  CHECK(told("fcntl", {3, F_GETFL}, -EBADF) ==
        "fcntl(3, F_GETFL) = -1 EBADF (Bad file descriptor)");
  CHECK(told("fcntl", {3, F_DUPFD_CLOEXEC, 10}, 10) == "fcntl(3, F_DUPFD_CLOEXEC, 10) = 10");
  CHECK(told("fcntl", {3, 999, 5}, -EINVAL) ==
        "fcntl(3, 0x3e7 /* F_??? */, 0x5) = -1 EINVAL (Invalid argument)");

  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_len = 10;
  lock.l_pid = 42;
  Bytes bytes(lock);
  CHECK(told("fcntl", {3, F_SETLK, base}, 0, bytes.memory) ==
        "fcntl(3, F_SETLK, {l_type=F_WRLCK, l_whence=SEEK_SET, l_start=0, l_len=10}) = 0");
  CHECK(
      told("fcntl", {3, F_GETLK, base}, 0, bytes.memory) ==
      "fcntl(3, F_GETLK, {l_type=F_WRLCK, l_whence=SEEK_SET, l_start=0, l_len=10, l_pid=42}) = 0");
  for (const Kind* kind : {&kinds::lock_in, &kinds::lock64_in, &kinds::lock_out}) {
    DecodeBench bench(lock);
    bench.result = 0;
    CHECK(wild_answers(*kind, bench, sizeof lock).empty());
  }
}

TEST_CASE("an argument that waits for its command's answer is not shown before") {
  Bytes bytes(std::array<std::byte, 36>{});
  const Made asked(AbiId::x86_64, "ioctl", {0, 0x5401, base}, bytes.memory);
  CHECK(asked.text() == "ioctl(0, TCGETS <unfinished ...>");
  const Made set(AbiId::x86_64, "ioctl", {0, 0x540e, 1}, bytes.memory);
  CHECK(set.text() == "ioctl(0, TIOCSCTTY, 1 <unfinished ...>");
}

TEST_CASE("ioctl's request says what its argument is") {
  CHECK(told("ioctl", {1, 0x5401, base}, -ENOTTY) ==
        "ioctl(1, TCGETS, 0x70000000) = -1 ENOTTY (Inappropriate ioctl for device)");
  CHECK(told("ioctl", {1, 0x5451, 7}, 0) == "ioctl(1, FIOCLEX) = 0");
  CHECK(told("ioctl", {1, 0xc06400ab, 7}, 0) ==
        "ioctl(1, _IOC(_IOC_READ|_IOC_WRITE, 0, 0xab, 0x64), 0x7) = 0");
  CHECK(told("ioctl", {1, 0, 0}, 0) == "ioctl(1, _IOC(_IOC_NONE, 0, 0, 0), 0) = 0");
  Bytes size(std::array<std::uint16_t, 4>{24, 80, 0, 0});
  CHECK(told("ioctl", {1, 0x5413, base}, 0, size.memory) ==
        "ioctl(1, TIOCGWINSZ, {ws_row=24, ws_col=80, ws_xpixel=0, ws_ypixel=0}) = 0");
}

TEST_CASE("a terminal's settings") {
  DecodeBench bench(std::array<std::uint32_t, 9>{ICRNL | IXON, OPOST | ONLCR, B38400 | CS8 | CREAD,
                                                 ISIG | ICANON | ECHO});
  bench.result = 0;
  CHECK(bench.text(kinds::termios_out) ==
        "{c_iflag=ICRNL|IXON, c_oflag=NL0|CR0|TAB0|BS0|VT0|FF0|OPOST|ONLCR, "
        "c_cflag=B38400|CS8|CREAD, c_lflag=ISIG|ICANON|ECHO, ...}");
  CHECK(wild_answers(kinds::termios_out, bench, 36).empty());
  CHECK(wild_answers(kinds::winsize_in, bench, 8).empty());
}

TEST_CASE("poll tells what was found, and select what of its sets is left") {
  Bytes list(std::array<pollfd, 3>{{{3, POLLIN, POLLIN | POLLHUP}, {4, POLLOUT, 0}, {-1, 5, 0}}});
  const std::string asked = "poll([{fd=3, events=POLLIN}, {fd=4, events=POLLOUT}, {fd=-1}], 3, -1)";
  CHECK(told("poll", {base, 3, ~0ULL}, 1, list.memory) ==
        asked + " = 1 ([{fd=3, revents=POLLIN|POLLHUP}])");
  CHECK(told("poll", {base, 3, ~0ULL}, 0, list.memory) == asked + " = 0 (Timeout)");
  CHECK(Made(AbiId::x86_64, "poll", {base, 3, ~0ULL}, list.memory).text() ==
        asked.substr(0, asked.size() - 1) + " <unfinished ...>");
  CHECK(told("poll", {base + 16, 2, 0}, -EFAULT, list.memory) ==
        "poll([{fd=-1}, ... /* 0x70000018 */], 2, 0) = -1 EFAULT (Bad address)");

  struct {
    std::uint64_t set = 0b1001, other = 0;
    std::int64_t seconds = 1, microseconds = 5;
  } contents;
  Bytes sets(contents);
  CHECK(told("select", {4, base, base + 8, 0, base + 16}, 2, sets.memory) ==
        "select(4, [0 3], [], NULL, {tv_sec=1, tv_usec=5}) = 2 (in [0 3], left {tv_sec=1, "
        "tv_usec=5})");
  CHECK(told("select", {4, base, 0, 0, 0}, 0, sets.memory) ==
        "select(4, [0 3], NULL, NULL, NULL) = 0 (Timeout)");
  CHECK(told("select", {~0ULL, base, 0, 0, 0}, -EINVAL, sets.memory) ==
        "select(-1, 0x70000000, NULL, NULL, NULL) = -1 EINVAL (Invalid argument)");
  DecodeBench bench(Room{8});
  bench.size_from = 0;
  bench.siblings[0] = 64;
  CHECK(wild_answers(kinds::read_set, bench, 8).empty());
}

TEST_CASE("epoll's events are packed on x86 only") {
  const epoll_event event{EPOLLIN, {.u64 = 7}};
  DecodeBench bench(event);
  bench.siblings[1] = EPOLL_CTL_ADD;
  CHECK(bench.text(kinds::epoll_event_in) == "{events=EPOLLIN, data={u32=7, u64=7}}");
  bench.siblings[1] = EPOLL_CTL_DEL;
  CHECK(bench.text(kinds::epoll_event_in) == "0x70000000");
  bench.siblings[1] = EPOLL_CTL_MOD;
  CHECK(wild_answers(kinds::epoll_event_in, bench, 12).empty());

  DecodeBench wide(std::array<std::uint64_t, 2>{EPOLLIN, 7}, AbiId::aarch64);
  wide.siblings[1] = EPOLL_CTL_ADD;
  CHECK(wide.text(kinds::epoll_event_in) == "{events=EPOLLIN, data={u32=7, u64=7}}");
  Bytes events(std::array<epoll_event, 2>{event, event});
  CHECK(told("epoll_wait", {3, base, 64, 0}, 1, events.memory) ==
        "epoll_wait(3, [{events=EPOLLIN, data={u32=7, u64=7}}], 64, 0) = 1");
}

TEST_CASE("mmap of three kinds") {
  const std::string mapped = "(NULL, 4096, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, ";
  CHECK(told("mmap", {0, 4096, 3, 0x22, ~0ULL, 0x1000}, 0x7000'0000'0000) ==
        "mmap" + mapped + "0x1000) = 0x700000000000");
  CHECK(told(AbiId::i386, "mmap2", {0, 4096, 3, 0x22, 0xffffffff, 0x80001}, 0xf7000000) ==
        "mmap2" + mapped + "0x80001000) = 0xf7000000");
  Bytes words(std::array<std::uint32_t, 6>{0, 4096, 3, 0x22, 0xffffffff, 0x1000});
  CHECK(told(AbiId::i386, "mmap", {base}, 0xf7000000, words.memory) ==
        "mmap" + mapped + "0x1000) = 0xf7000000");
  CHECK(told(AbiId::i386, "mmap", {base + 4}, -EFAULT, words.memory) ==
        "mmap(0x70000004) = -1 EFAULT (Bad address)");
}

TEST_CASE("64-bit arguments of 32-bit programs are put together") {
  CHECK(told(AbiId::i386, "pread64", {3, 0, 10, 5, 1}, -EBADF) ==
        "pread64(3, NULL, 10, 4294967301) = -1 EBADF (Bad file descriptor)");
  Bytes position(std::int64_t{4294967301});
  CHECK(told(AbiId::i386, "_llseek", {3, 1, 5, base, 0}, 0, position.memory) ==
        "_llseek(3, 4294967301, [4294967301], SEEK_SET) = 0");
  CHECK(told(AbiId::i386, "ftruncate64", {3, 0xffffffff, 0xffffffff}, -EINVAL) ==
        "ftruncate64(3, 18446744073709551615) = -1 EINVAL (Invalid argument)");
}

TEST_CASE("a call by a 32-bit table is not about what lies beyond 32 bits") {
  constexpr std::uint64_t far = 0x7fff'0000'0000;
  const std::array<char, 4> text = {'f', 'a', 'r', '\0'};
  const BufferMemory memory(Addr(far), std::as_bytes(std::span(text)));
  CHECK(told(AbiId::x86_64, "write", {1, far, 3}, 3, memory) == "write(1, \"far\", 3) = 3");
  CHECK(told(AbiId::i386, "write", {1, far, 3}, -EFAULT, memory) ==
        "write(1, 0x7fff00000000, 3) = -1 EFAULT (Bad address)");
  CHECK(told(AbiId::i386, "open", {far, 0}, -EFAULT, memory) ==
        "open(0x7fff00000000, O_RDONLY) = -1 EFAULT (Bad address)");
}

TEST_CASE("what sendfile moved on") {
  Bytes offset(std::int64_t{5});
  Made call(AbiId::x86_64, "sendfile", {4, 3, base, 10}, offset.memory);
  offset.put(15);
  CHECK(call.returns(10).text() == "sendfile(4, 3, [5] => [15], 10) = 10");
  CHECK(told("sendfile", {4, 3, base, 10}, -EBADF, offset.memory) ==
        "sendfile(4, 3, [15], 10) = -1 EBADF (Bad file descriptor)");
}

TEST_CASE("old i386 calls have ids of 16 bits") {
  Bytes ids(std::array<std::uint16_t, 2>{1, 2});
  CHECK(told(AbiId::i386, "setgroups", {2, base}, 0, ids.memory) == "setgroups(2, [1, 2]) = 0");
  CHECK(told(AbiId::i386, "setuid", {0xffff}, -EINVAL) ==
        "setuid(-1) = -1 EINVAL (Invalid argument)");
  CHECK(told(AbiId::i386, "setuid32", {0xffff}, 0) == "setuid32(65535) = 0");
}

TEST_CASE("limits, names and other facts about the system") {
  const DecodeBench number(Room{8});
  CHECK(number.text(kinds::limit, 8192 * 1024) == "8192*1024");
  CHECK(number.text(kinds::limit, 1024) == "1024");
  CHECK(number.text(kinds::limit, ~std::uint64_t{0}) == "RLIM64_INFINITY");

  utsname names{};
  std::strcpy(names.sysname, "Linux");
  std::strcpy(names.nodename, "vm");
  DecodeBench bench(names);
  bench.result = 0;
  CHECK(bench.text(kinds::utsname_out) == "{sysname=\"Linux\", nodename=\"vm\", ...}");
  CHECK(wild_answers(kinds::utsname_out, bench, sizeof names).empty());
  CHECK(wild_answers(kinds::sysinfo_out, bench, 112).empty());
  CHECK(wild_answers(kinds::rusage_out, bench, 144).empty());
  CHECK(wild_answers(kinds::rlimit_in, bench, 16).empty());
  CHECK(wild_answers(kinds::rlimit64_out, bench, 16).empty());
  CHECK(wild_answers(kinds::statx_out, bench, 256).empty());
  CHECK(wild_answers(kinds::file_times, bench, 32).empty());

  Bytes random(std::array<unsigned char, 3>{0x7f, 0, 0x41});
  CHECK(told("getrandom", {base, 3, 1}, 3, random.memory) ==
        "getrandom(\"\\x7f\\x00\\x41\", 3, GRND_NONBLOCK) = 3");
  CHECK(told("sched_getaffinity", {0, 128, base}, 1, random.memory) ==
        "sched_getaffinity(0, 128, [0 1 2 3 4 5 6]) = 1");
  CHECK(told("personality", {0xffffffff}, 0x40000) ==
        "personality(0xffffffff) = 0x40000 (PER_LINUX|ADDR_NO_RANDOMIZE)");
  CHECK(told("prctl", {38, 1, 0, 0, 0}, 0) == "prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) = 0");
  CHECK(told("prctl", {3, 9, 9, 9, 9}, 1) == "prctl(PR_GET_DUMPABLE) = 1 (SUID_DUMP_USER)");
  CHECK(told("umask", {022}, 0) == "umask(022) = 000");
  CHECK(told("brk", {0}, 0x5000) == "brk(NULL) = 0x5000");
}

TEST_CASE("utimensat's times may be wishes") {
  Bytes times(std::array<std::int64_t, 4>{5, UTIME_OMIT, 0, UTIME_NOW});
  CHECK(told("utimensat", {3, 0, base, 0}, 0, times.memory) ==
        "utimensat(3, NULL, [UTIME_OMIT, UTIME_NOW], 0) = 0");
}

TEST_CASE("no call's arguments crash a decoder, whatever they are") {
  Bytes bytes(std::array<std::byte, 64>{});
  const std::uint64_t wild[] = {0,        1,         base,       base + 60, base + 64,
                                base - 1, ~0ULL - 7, 1ULL << 63, ~0ULL,     0x7fffffff};
  for (const Abi* abi : all_abis()) {
    for (const auto family : row_families()) {
      for (const Row& row : family) {
        const auto number = call_number(abi->id, row.name);
        if (!number) continue;
        CAPTURE(row.name, abi->name);
        for (const std::uint64_t value : wild) {
          for (const std::int64_t result : {std::int64_t{0}, std::int64_t{-14}, std::int64_t{60}}) {
            Call call = decode_entry({abi->id, *number, {value, value, value, value, value, value}},
                                     bytes.memory, {});
            CHECK_FALSE(call_text(call).empty());
            decode_exit(call, result, bytes.memory, {});
            CHECK_FALSE(call_text(call).empty());
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace spyglass
