// The ways in which a value may be written: strings in hexadecimal, names as numbers or with them.

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if_packet.h>
#include <sys/un.h>

#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "core/decode/constants/tables.hpp"
#include "core/syscalls/kinds.hpp"
#include "core/syscalls/rare_kinds.hpp"
#include "tests/pure/made_call.hpp"

namespace spyglass {
namespace {

constexpr TextOptions numbers{.result_column = 0, .names = NameStyle::numbers};
constexpr TextOptions both{.result_column = 0, .names = NameStyle::both};

std::string quoted(std::string_view bytes, HexStrings hex) {
  std::string out;
  append_quoted(out, bytes, false, hex);
  return out;
}

std::string line(const Call& call, const TextOptions& options) { return call_text(call, options); }

/// What a kind makes of a number, in all three styles.
struct Styles {
  std::string by_name, by_number, by_both;
};
Styles styles_of(const Kind& kind, std::uint64_t raw) {
  const DecodeBench bench(Room{8});
  const Value value = bench.ask(kind, raw);
  return {value_text(value), value_text(value, numbers), value_text(value, both)};
}
void check_styles(const Kind& kind, std::uint64_t raw, const Styles& expected) {
  const Styles found = styles_of(kind, raw);
  CHECK(found.by_name == expected.by_name);
  CHECK(found.by_number == expected.by_number);
  CHECK(found.by_both == expected.by_both);
}

TEST_CASE("odd bytes decide which strings are written in hexadecimal") {
  using enum HexStrings;
  constexpr std::string_view plain = "a\tb\n\"\\~";
  CHECK(quoted(plain, none) == R"("a\tb\n\"\\~")");
  CHECK(quoted(plain, odd_bytes) == quoted(plain, none));
  CHECK(quoted(plain, odd_strings) == quoted(plain, none));
  CHECK(quoted("a\n", all) == R"("\x61\x0a")");
  CHECK(quoted("", all) == R"("")");
  for (const std::string_view odd : {"\x7f", "\x80", "\xff", "\x08", "\x0e", "\x1f", "\x01"}) {
    const std::string text = "n\n" + std::string(odd);
    const std::string digits = fmt::format("\\x{:02x}", static_cast<unsigned char>(odd[0]));
    CHECK(quoted(text, odd_bytes) == "\"n\\n" + digits + '"');
    CHECK(quoted(text, odd_strings) == "\"\\x6e\\x0a" + digits + '"');
    CHECK(quoted(text, none) ==
          fmt::format("\"n\\n\\{:o}\"", static_cast<unsigned>(static_cast<unsigned char>(odd[0]))));
  }
  CHECK(quoted("\1"
               "2",
               none) == R"("\0012")");
  CHECK(quoted("\1"
               "2",
               odd_bytes) == R"("\x012")");
}

TEST_CASE("a string that is cut is judged by what is shown of it") {
  ProgramMemory program;
  const auto text = program.put("abc\xff");
  const DecodeRules three{.all = {.string_limit = 3}};
  const Call call = made_call("write", {1, text, 4}, 4, program, AbiId::x86_64, three);
  CHECK(line(call, {.result_column = 0, .hex_strings = HexStrings::odd_strings}) ==
        "write(1, \"abc\"..., 4) = 4");
}

TEST_CASE("constants are names, numbers or both, in the base that is usual for them") {
  check_styles(kinds::seek_origin, 2, {"SEEK_END", "0x2", "0x2 /* SEEK_END */"});
  check_styles(kinds::seek_origin, 0, {"SEEK_SET", "0", "0 /* SEEK_SET */"});
  check_styles(kinds::seek_origin, 99, {"0x63 /* SEEK_??? */", "0x63", "0x63 /* SEEK_??? */"});
  check_styles(kinds::directory_fd, 0xffffff9c, {"AT_FDCWD", "-100", "-100 /* AT_FDCWD */"});
  check_styles(kinds::directory_fd, 3, {"3", "3", "3"});
  check_styles(kinds::signal, 10, {"SIGUSR1", "10", "10 /* SIGUSR1 */"});
  check_styles(kinds::signal, 35, {"SIGRT_3", "35", "35 /* SIGRT_3 */"});
  check_styles(kinds::signal, 0, {"0", "0", "0"});
  check_styles(kinds::signal_handler, 1, {"SIG_IGN", "0x1", "0x1 /* SIG_IGN */"});
  check_styles(kinds::address, 0, {"NULL", "NULL", "NULL"});
  check_styles(kinds::limit, 8192 * 1024, {"8192*1024", "8388608", "8388608 /* 8192*1024 */"});
  check_styles(
      kinds::limit, ~std::uint64_t{0},
      {"RLIM64_INFINITY", "18446744073709551615", "18446744073709551615 /* RLIM64_INFINITY */"});
  check_styles(kinds::clock_ticks, 123, {"123 /* 1.23 s */", "123", "123 /* 1.23 s */"});
}

TEST_CASE("flags are written as one number, but for those that are several things") {
  check_styles(kinds::open_flags, 0x80241,
               {"O_WRONLY|O_CREAT|O_TRUNC|O_CLOEXEC", "0x80241",
                "0x80241 /* O_WRONLY|O_CREAT|O_TRUNC|O_CLOEXEC */"});
  check_styles(kinds::open_flags, 0x80000001,
               {"O_WRONLY|0x80000000", "0x80000001", "0x80000001 /* O_WRONLY|0x80000000 */"});
  check_styles(kinds::protection, 0, {"PROT_NONE", "0", "0 /* PROT_NONE */"});
  check_styles(kinds::protection, 0x1000,
               {"0x1000 /* PROT_??? */", "0x1000", "0x1000 /* PROT_??? */"});
  check_styles(kinds::rename_flags, 0, {"0", "0", "0"});
  check_styles(kinds::socket_type, 02000001,
               {"SOCK_STREAM|SOCK_CLOEXEC", "0x1|0x80000",
                "0x1 /* SOCK_STREAM */|0x80000 /* SOCK_CLOEXEC */"});
  check_styles(kinds::clone_flags, 0x1200011,
               {"CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID|SIGCHLD", "0x1200000|17",
                "0x1200000 /* CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID */|17 /* SIGCHLD */"});
  check_styles(kinds::ipc_mode, 01600,
               {"IPC_CREAT|0600", "0x200|0600", "0x200 /* IPC_CREAT */|0600"});
}

TEST_CASE("what is written as one word can still be taken apart") {
  const DecodeBench bench(Room{8});
  const Value value = bench.ask(kinds::socket_type, 02000001);
  const auto* flags = value.as<value::Flags>();
  REQUIRE(flags != nullptr);
  CHECK(flags->bits == 02000001);
  CHECK(flags->names == List<std::string_view>{"SOCK_STREAM", "SOCK_CLOEXEC"});
  CHECK(flags->rest == 0);
}

TEST_CASE("modes and devices keep their own notation") {
  check_styles(kinds::file_mode, 0100644,
               {"S_IFREG|0644", "0100644", "0100644 /* S_IFREG|0644 */"});
  check_styles(kinds::octal_mode, 04755, {"04755", "04755", "04755"});
  check_styles(kinds::device, 0x103,
               {"makedev(0x1, 0x3)", "0x103", "0x103 /* makedev(0x1, 0x3) */"});
}

TEST_CASE("modes and devices in registers have the kernel's own width") {
  constexpr std::uint64_t above = 0xabcd'1234'0000'0000;
  check_styles(kinds::octal_mode, above | 0xffff0000 | 04644, {"04644", "04644", "04644"});
  check_styles(kinds::file_mode, above | 0xabcd0000 | 0100644,
               {"S_IFREG|0644", "0100644", "0100644 /* S_IFREG|0644 */"});
  check_styles(kinds::short_device, above | 0x103,
               {"makedev(0x1, 0x3)", "0x103", "0x103 /* makedev(0x1, 0x3) */"});
  check_styles(kinds::octal_number, 044321263611, {"044321263611", "044321263611", "044321263611"});
}

TEST_CASE("of a file type that is none, nothing is named") {
  check_styles(kinds::file_mode, 0174644, {"0174644", "0174644", "0174644"});
}

TEST_CASE("flags that are unsigned longs are shown whole") {
  check_styles(kinds::protection, 0x1'0000'0001,
               {"PROT_READ|0x100000000", "0x100000001", "0x100000001 /* PROT_READ|0x100000000 */"});
  check_styles(kinds::wide_memory_policy, 0x1'0000'0001,
               {"MPOL_PREFERRED|0x100000000", "0x100000001",
                "0x100000001 /* MPOL_PREFERRED|0x100000000 */"});
  check_styles(kinds::memory_policy, 0x1'0000'0001,
               {"MPOL_PREFERRED", "0x1", "0x1 /* MPOL_PREFERRED */"});
}

TEST_CASE("what is several things is written one by one") {
  check_styles(kinds::mount_flags, 0xc0ed4000,
               {"MS_MGC_VAL|MS_REC", "0xc0ed0000|0x4000",
                "0xc0ed0000 /* MS_MGC_VAL */|0x4000 /* MS_REC */"});
  check_styles(kinds::mount_flags, 0xc0ed0000,
               {"MS_MGC_VAL", "0xc0ed0000", "0xc0ed0000 /* MS_MGC_VAL */"});
  check_styles(kinds::shm_mode, 0x1800U | 21U << 26 | 0600,
               {"SHM_HUGETLB|SHM_NORESERVE|21<<SHM_HUGE_SHIFT|0600", "0x1800|21<<26|0600",
                "0x1800 /* SHM_HUGETLB|SHM_NORESERVE */|21<<26 /* SHM_HUGE_SHIFT */|0600"});
  check_styles(kinds::shm_mode, 2U << 26,
               {"2<<SHM_HUGE_SHIFT|000", "2<<26|000", "2<<26 /* SHM_HUGE_SHIFT */|000"});
  check_styles(kinds::kexec_flags, 0x1230001,
               {"0x1230000 /* KEXEC_ARCH_??? */|KEXEC_ON_CRASH", "0x1230000|0x1",
                "0x1230000 /* KEXEC_ARCH_??? */|0x1 /* KEXEC_ON_CRASH */"});
}

TEST_CASE("the parts of FUTEX_WAKE_OP are written one by one") {
  const auto operation = [](std::uint64_t bits) {
    return made_call("futex", {0, 5, 1, 1, 0, bits}, 0);
  };
  const auto shows = [](const Call& call, const TextOptions& options, std::string_view expected) {
    const std::string text = line(call, options);
    INFO(text);
    CHECK(text.ends_with(fmt::format(", {}) = 0", expected)));
  };
  const TextOptions by_name{.result_column = 0};
  const Call known = operation(0x14001003);
  shows(known, by_name, "FUTEX_OP_ADD<<28|0x1<<12|FUTEX_OP_CMP_GT<<24|0x3");
  shows(known, numbers, "0x1<<28|0x1<<12|0x4<<24|0x3");
  shows(known, both, "0x1 /* FUTEX_OP_ADD */<<28|0x1<<12|0x4 /* FUTEX_OP_CMP_GT */<<24|0x3");
  const Call unknown = operation(0xffffffff);
  shows(unknown, by_name,
        "FUTEX_OP_OPARG_SHIFT<<28|0x7<<28 /* FUTEX_OP_??? */|0xfff<<12|"
        "0xf<<24 /* FUTEX_OP_CMP_??? */|0xfff");
  const auto* flags = known.arguments[5].as<value::Flags>();
  REQUIRE(flags != nullptr);
  CHECK(flags->bits == 0x14001003);
  CHECK(flags->names == List<std::string_view>{"FUTEX_OP_ADD", "FUTEX_OP_CMP_GT"});
  CHECK(flags->rest == 0x1003);
}

TEST_CASE("the halves of a set of capabilities are words of their own") {
  ProgramMemory program;
  const auto header = program.put_value(std::array<std::uint32_t, 2>{0x20080522, 0});
  const auto data = program.put_value(std::array<std::uint32_t, 6>{1, 2, 0, 1, 0x80000000, 1});
  const Call call = made_call("capset", {header, data}, 0, program);
  const auto sets = [&](const TextOptions& options) {
    const std::string text = line(call, options);
    return text.substr(text.find("effective"));
  };
  CHECK(sets({.result_column = 0}) ==
        "effective=1<<CAP_CHOWN|1<<CAP_MAC_OVERRIDE, "
        "permitted=1<<CAP_DAC_OVERRIDE|0x80000000 /* CAP_??? */, "
        "inheritable=1<<CAP_MAC_OVERRIDE}) = 0");
  CHECK(sets(numbers) == "effective=0x1|0x1, permitted=0x2|0x80000000, inheritable=0x1}) = 0");
  const auto* found = call.arguments[1].as<value::Struct>();
  REQUIRE(found != nullptr);
  const auto* inheritable = found->fields[2].value.as<value::Flags>();
  REQUIRE(inheritable != nullptr);
  CHECK(inheritable->bits == std::uint64_t{1} << 32);
}

TEST_CASE("sets of signals are written as names or numbers") {
  const std::uint64_t usr1_and_child = 1 << 9 | 1 << 16;
  const DecodeBench bench(usr1_and_child);
  const Value value = bench.ask(kinds::signal_set, usr1_and_child);
  CHECK(value_text(value) == "[USR1 CHLD]");
  CHECK(value_text(value, numbers) == "[10 17]");
  CHECK(value_text(value, both) == "[10 /* USR1 */ 17 /* CHLD */]");
  const Value all_but_kill = bench.ask(kinds::signal_set, ~(std::uint64_t{1} << 8));
  CHECK(value_text(all_but_kill, numbers) == "~[9]");
}

TEST_CASE("numbers in network order are plain bytes") {
  sockaddr_in address{AF_INET, htons(80), {htonl(INADDR_LOOPBACK)}, {}};
  ProgramMemory program;
  const auto at = program.put_value(address);
  const Call call = made_call("connect", {3, at, sizeof address}, 0, program);
  CHECK(line(call, numbers) ==
        R"(connect(3, {sa_family=0x2, sin_port="\x00\x50", sin_addr="\x7f\x00\x00\x01"}, 16) = 0)");
  CHECK(line(call, both) ==
        R"(connect(3, {sa_family=0x2 /* AF_INET */, sin_port="\x00\x50" /* htons(80) */, )"
        R"(sin_addr="\x7f\x00\x00\x01" /* inet_addr("127.0.0.1") */}, 16) = 0)");
}

TEST_CASE("a comment does not say again which member it is about") {
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  address.sin6_addr.s6_addr[15] = 1;
  ProgramMemory program;
  const auto at = program.put_value(address);
  const Call call = made_call("connect", {3, at, sizeof address}, 0, program);
  const std::string bytes = R"("\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01")";
  CHECK(line(call, {.result_column = 0}).find(R"(, inet_pton(AF_INET6, "::1", &sin6_addr), )") !=
        std::string::npos);
  CHECK(line(call, numbers).find("sin6_addr=" + bytes + ", ") != std::string::npos);
  CHECK(line(call, both).find("sin6_addr=" + bytes + R"( /* inet_pton(AF_INET6, "::1") */, )") !=
        std::string::npos);
}

TEST_CASE("a note that only names the result is not written as that number again") {
  const Call flags = made_call("fcntl", {3, F_GETFL}, 2);
  CHECK(line(flags, numbers) == "fcntl(3, 0x3) = 0x2 (flags O_RDWR)");
  const Call close_on_exec = made_call("fcntl", {3, F_GETFD}, 1);
  CHECK(line(close_on_exec, numbers) == "fcntl(3, 0x1) = 0x1 (flags 0x1)");
  CHECK(line(made_call("sched_getscheduler", {0}, 1), numbers) ==
        "sched_getscheduler(0) = 1 (SCHED_FIFO)");
}

TEST_CASE("a note that takes the result apart is not written where numbers are wanted") {
  const Call call = made_call("ioprio_get", {1, 0}, 2 << 13 | 4);
  CHECK(line(call, {.result_column = 0}) ==
        "ioprio_get(IOPRIO_WHO_PROCESS, 0) = 16388 (IOPRIO_PRIO_VALUE(IOPRIO_CLASS_BE, 4))");
  CHECK(line(call, numbers) == "ioprio_get(0x1, 0) = 16388");
  CHECK(line(call, both) ==
        "ioprio_get(0x1 /* IOPRIO_WHO_PROCESS */, 0) = 16388 "
        "(IOPRIO_PRIO_VALUE(0x2 /* IOPRIO_CLASS_BE */, 4))");
}

TEST_CASE("a result that is a set of signals is shown by name, number, or both") {
  const Call call = made_call("sgetmask", {}, 0x4002, {}, AbiId::i386);
  CHECK(line(call, {.result_column = 0}) == "sgetmask() = 0x4002 (mask [INT TERM])");
  CHECK(line(call, numbers) == "sgetmask() = 0x4002 (mask [2 15])");
  CHECK(line(call, both) == "sgetmask() = 0x4002 (mask [2 /* INT */ 15 /* TERM */])");
}

TEST_CASE("the protocol of a packet socket's address is plain bytes") {
  sockaddr_ll address{};
  address.sll_family = AF_PACKET;
  address.sll_protocol = htons(0x800);
  ProgramMemory program;
  const auto at = program.put_value(address);
  const Call call = made_call("connect", {3, at, sizeof address}, 0, program);
  CHECK(line(call, numbers).find(R"(sll_protocol="\x08\x00", )") != std::string::npos);
  CHECK(line(call, both).find(R"(sll_protocol="\x08\x00" /* htons(ETH_P_IP) */, )") !=
        std::string::npos);
}

TEST_CASE("the style reaches a signal's line") {
  siginfo_t info{};
  info.si_signo = SIGUSR1;
  info.si_code = SI_USER;
  CHECK(signal_text(Signal(SIGUSR1), info, numbers) ==
        "SIGUSR1 {si_signo=10, si_code=0, si_pid=0, si_uid=0}");
}

}  // namespace
}  // namespace spyglass
