// What /proc says about a process, as text: taken apart, and never trusted.

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <random>

#include <catch2/catch.hpp>

#include "core/elf/mapping_use.hpp"
#include "core/proc/descriptors.hpp"
#include "core/proc/kernel_stack.hpp"
#include "core/proc/limits.hpp"
#include "core/proc/processes.hpp"
#include "core/proc/status.hpp"
#include "core/proc/usage.hpp"
#include "core/proc/users.hpp"
#include "core/proc/waiting.hpp"
#include "repl/views/amounts.hpp"

namespace spyglass {
namespace {

using Content = MappingUse::Content;
using Owner = MappingUse::Owner;
using std::chrono::milliseconds;

const std::string limits_text =
    "Limit                     Soft Limit           Hard Limit           Units     \n"
    "Max cpu time              unlimited            unlimited            seconds   \n"
    "Max stack size            8388608              unlimited            bytes     \n"
    "Max nice priority         0                    0                    \n"
    "Max open files            1024                 1048576              files     \n";

const std::string status_text =
    "Name:\ta b: c\nUmask:\t0022\nState:\tS (sleeping)\nTgid:\t77\nPid:\t78\nPPid:\t5\n"
    "TracerPid:\t9\nUid:\t1000\t0\t1001\t0\nGid:\t100\t200\t300\t400\nVmHWM:\t  300 kB\n"
    "VmSize:\t    4096 kB\nVmRSS:\t     256 kB\nVmSwap:\t 8 kB\nThreads:\t3\n"
    "voluntary_ctxt_switches:\t12\nnonvoluntary_ctxt_switches:\t3\n";

const std::string stat_text =
    "78 (a) b (c)) S 5 78 78 0 -1 4194304 99 0 0 0 250 50 0 0 20 0 3 0 4711 4194304 64 1844";

const std::string stack_text =
    "[<0>] ptrace_stop+0x11/0x22\n[<0>] fuse_read+0x1/0x2 [fuse]\nnonsense\n[<0>] \n"
    "[<ffffffff8100>] do_syscall_64+0x71/0x280\n[<ffffffffffffffff>] 0xffffffffffffffff\n";

}  // namespace

TEST_CASE("limits are a line each", "[proc]") {
  const auto limits = proc::parse_limits(limits_text);
  REQUIRE(limits.size() == 4);
  CHECK(limits[0].name == "Max cpu time");
  CHECK_FALSE(limits[0].soft);
  CHECK_FALSE(limits[0].hard);
  CHECK(limits[1].soft == 8388608);
  CHECK_FALSE(limits[1].hard);
  CHECK(limits[1].unit == "bytes");
  CHECK(limits[2].soft == 0);
  CHECK(limits[2].unit.empty());
  CHECK(limits[3].hard == 1048576);
  CHECK(proc::parse_limits("").empty());
  CHECK(proc::parse_limits("Max cpu time\n1 2 seconds\nMax x unlimited\nMax x 5 y\n").empty());
  CHECK(proc::limits(Tid(getpid())).size() >= 16);
  CHECK(proc::limits(Tid(0x3fffffff)).empty());
}

TEST_CASE("status is read line by line, whatever the name is", "[proc]") {
  const proc::Status status = proc::parse_status(status_text);
  CHECK(status.name == "a b: c");
  CHECK(status.state == 'S');
  CHECK(status.process == Pid(77));
  CHECK(status.parent == Pid(5));
  CHECK(status.tracer == Pid(9));
  CHECK(status.real_user == 1000);
  CHECK(status.user == 0);
  CHECK(status.saved_user == 1001);
  CHECK(status.real_group == 100);
  CHECK(status.group == 200);
  CHECK(status.threads == 3);
  CHECK(proc::parse_status("").state == '?');
  CHECK(proc::parse_status("State:\nTgid: x\nUid\n:::\n").process == Pid());
}

TEST_CASE("what a process has used up", "[proc]") {
  const auto times = proc::parse_stat_times(stat_text);
  REQUIRE(times);
  CHECK(times->user == 250);
  CHECK(times->system == 50);
  CHECK(times->started == 4711);
  CHECK_FALSE(proc::parse_stat_times("78 (a) S 5 78"));
  CHECK_FALSE(proc::parse_stat_times("no parenthesis"));
  CHECK_FALSE(proc::parse_stat_times(""));

  proc::Usage usage;
  proc::add_status(usage, status_text);
  proc::add_status(usage, status_text);  // a second thread: memory is the same, switches add up
  CHECK(usage.virtual_memory == 4096 * 1024);
  CHECK(usage.resident == 256 * 1024);
  CHECK(usage.most_resident == 300 * 1024);
  CHECK(usage.swapped == 8 * 1024);
  CHECK(usage.voluntary_switches == 24);
  CHECK(usage.forced_switches == 6);
  CHECK_FALSE(usage.share_of_processor());
  usage.user = milliseconds(250);
  usage.system = milliseconds(250);
  usage.elapsed = milliseconds(2000);
  CHECK(usage.share_of_processor() == Approx(0.25));

  const auto ours = proc::usage(Pid(getpid()));
  REQUIRE(ours);
  CHECK(ours->resident > 0U);
  CHECK(ours->elapsed < std::chrono::hours(24));
  CHECK_FALSE(proc::usage(Pid(0x3fffffff)));
}

TEST_CASE("the kernel's stack is a list of functions", "[proc]") {
  CHECK(proc::parse_kernel_stack(stack_text) ==
        std::vector<std::string>{"ptrace_stop", "fuse_read", "do_syscall_64"});
  CHECK(proc::parse_kernel_stack("").empty());
  const auto gone = proc::kernel_stack(Tid(0x3fffffff));
  REQUIRE_FALSE(gone);
  CHECK(gone.error().gone());
  const auto ours = proc::kernel_stack(Tid(getpid()));
  if (!ours)
    CHECK((ours.error().number == Errno(EACCES) || ours.error().number == Errno(EPERM) ||
           ours.error().number == Errno(ENOENT)));
}

TEST_CASE("the stack pointer of a thread that stands still", "[proc]") {
  CHECK(proc::parse_stack_pointer("-1 0x7ffe10 0x7fc6\n") == Addr(0x7ffe10));
  CHECK(proc::parse_stack_pointer("0 0x3 0x7fc5 0x20000 0x1 0xffffffff 0x0 0x7ffe 0x7fc6\n") ==
        Addr(0x7ffe));
  CHECK_FALSE(proc::parse_stack_pointer("running\n"));
  CHECK_FALSE(proc::parse_stack_pointer("-1\n"));
  CHECK_FALSE(proc::parse_stack_pointer("0 0x3\n"));
  CHECK_FALSE(proc::parse_stack_pointer(""));
}

TEST_CASE("what only some descriptors have to say", "[proc]") {
  const auto counter = proc::parse_fdinfo("pos:\t0\nflags:\t02\neventfd-count:               1f\n");
  CHECK(counter.counter == 0x1f);
  const auto list = proc::parse_fdinfo(
      "pos:\t0\nflags:\t02000002\ntfd:        6 events:       19 data: 0  pos:0 ino:1 sdev:9\n"
      "tfd:        8 events:       19 data: 0\n");
  CHECK(list.watched == std::vector<int>{6, 8});
  CHECK(list.flags == 02000002);
  // A line that makes no sense does not take the others with it.
  const auto odd = proc::parse_fdinfo("pos:\tx\nflags:\t\ntfd: \nPid:\t5\n");
  CHECK(odd.position == 0);
  CHECK(odd.flags == 0);
  CHECK(odd.watched.empty());
  CHECK(odd.process == 5);
}

TEST_CASE("strings that end with a NUL", "[proc]") {
  using namespace std::string_literals;
  CHECK(proc::split_at_nuls("a=1\0b=\0\0c\nd=2\0"s) ==
        std::vector<std::string>{"a=1", "b=", "", "c\nd=2"});
  CHECK(proc::split_at_nuls("cut"s) == std::vector<std::string>{"cut"});
  CHECK(proc::split_at_nuls("").empty());
  CHECK(proc::start_environment(Tid(0x3fffffff)).empty());
}

TEST_CASE("users and groups have names", "[proc]") {
  CHECK(proc::user_name(0) == "root");
  CHECK(proc::group_name(0) == "root");
  CHECK(proc::user_name(3999999999) == "user 3999999999");
}

TEST_CASE("what lies in a mapping", "[elf]") {
  const auto maps = parse_maps(
      "1000-2000 r--p 00000000 fe:00 1 /bin/prog\n"
      "2000-3000 r-xp 00001000 fe:00 1 /bin/prog\n"
      "3000-4000 r--p 00002000 fe:00 1 /bin/prog\n"
      "4000-5000 rw-p 00003000 fe:00 1 /bin/prog\n"
      "5000-6000 rw-p 00000000 00:00 0 \n"
      "6000-7000 rw-p 00000000 00:00 0 [heap]\n"
      "10000-11000 ---p 00000000 00:00 0 \n"
      "11000-19000 rw-p 00000000 00:00 0 \n"
      "20000-21000 r-xp 00000000 fe:00 2 /lib/libx.so.1\n"
      "21000-22000 ---p 00001000 fe:00 2 /lib/libx.so.1\n"
      "22000-23000 r--p 00000000 fe:00 3 /usr/lib/locale\n"
      "23000-24000 rwxp 00000000 00:00 0 \n"
      "25000-26000 rw-s 00000000 00:01 7 /dev/zero (deleted)\n"
      "27000-28000 rw-s 00000000 00:00 0 \n"
      "29000-2a000 r-xp 00000000 fe:00 4 /lib/ld.so\n"
      "30000-31000 rw-p 00000000 00:00 0 [anon: named]\n"
      "40000-41000 ---p 00000000 00:00 0 \n"
      "50000-51000 rw-p 00000000 00:00 0 [stack]\n"
      "51000-52000 r--p 00000000 00:00 0 [vvar_vclock]\n"
      "52000-53000 r-xp 00000000 00:00 0 [vdso]\n");
  MappingFacts facts{"/bin/prog", "/lib/ld.so", {{Tid(7), Addr(0x12345)}, {Tid(6), Addr(0x50010)}}};
  const auto uses = uses_of(maps, facts);
  const std::vector<std::pair<Content, Owner>> expected = {
      {Content::headers, Owner::program},      {Content::code, Owner::program},
      {Content::constants, Owner::program},    {Content::variables, Owner::program},
      {Content::zeros, Owner::program},        {Content::heap, Owner::nobody},
      {Content::guard, Owner::nobody},         {Content::thread_stack, Owner::nobody},
      {Content::code, Owner::library},         {Content::reserved, Owner::library},
      {Content::file, Owner::nobody},          {Content::generated_code, Owner::nobody},
      {Content::shared_memory, Owner::nobody}, {Content::shared_memory, Owner::nobody},
      {Content::code, Owner::loader},          {Content::anonymous, Owner::nobody},
      {Content::reserved, Owner::nobody},      {Content::stack, Owner::nobody},
      {Content::vdso_data, Owner::nobody},     {Content::vdso, Owner::nobody},
  };
  REQUIRE(uses.size() == expected.size());
  for (std::size_t index = 0; index < uses.size(); ++index) {
    INFO(index << " " << maps[index].path);
    CHECK(uses[index].content == expected[index].first);
    CHECK(uses[index].owner == expected[index].second);
  }
  CHECK(uses[6].thread == Tid(7));
  CHECK(uses[7].thread == Tid(7));
  CHECK(uses_of({}, {}).empty());
  // Nothing known but the maps: still an answer for each.
  CHECK(uses_of(maps, {}).size() == maps.size());
}

TEST_CASE("our own mappings have owners", "[elf]") {
  const auto maps = read_maps(Tid(getpid())).value();
  const auto facts = mapping_facts(Tid(getpid()));
  const auto uses = uses_of(maps, facts);
  const auto owner_at = [&](auto address) {
    const Mapping* mapping = mapping_at(maps, Addr(reinterpret_cast<std::uint64_t>(address)));
    REQUIRE(mapping != nullptr);
    return uses[static_cast<std::size_t>(mapping - maps.data())].owner;
  };
  CHECK(owner_at(&limits_text) == Owner::program);
  CHECK(owner_at(&getpid) == Owner::library);
  CHECK_FALSE(facts.loader.empty());
}

TEST_CASE("amounts and lengths of time in words") {
  CHECK(amount_words(0) == "0 bytes");
  CHECK(amount_words(1) == "1 byte");
  CHECK(amount_words(1023) == "1023 bytes");
  CHECK(amount_words(4096) == "4 KiB");
  CHECK(amount_words(8388608) == "8 MiB");
  CHECK(amount_words(1288490188) == "1.2 GiB");
  CHECK_FALSE(amount_words(~std::uint64_t{0}).empty());
  CHECK(time_words(milliseconds(30)) == "0.03 s");
  CHECK(time_words(milliseconds(12400)) == "12.4 s");
  CHECK(time_words(std::chrono::seconds(185)) == "3 min 5 s");
  CHECK(time_words(std::chrono::minutes(131)) == "2 h 11 min");
  CHECK(time_words(std::chrono::hours(25)) == "1 day 1 h");
}

TEST_CASE("texts that were damaged on their way are read without harm", "[proc]") {
  const std::string texts[] = {limits_text,
                               status_text,
                               stat_text,
                               stack_text,
                               "pos:\t0\nflags:\t02\ntfd: 5 events: 1\neventfd-count: 5\n",
                               "0 0x3 0x7fc5 0x20000 0x1 0xffffffff 0x0 0x7ffe 0x7fc6\n"};
  std::mt19937 random(4);  // NOLINT: the same damage each time
  const auto below = [&](std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
  };
  for (int round = 0; round < 3000; ++round) {
    std::string text = texts[below(std::size(texts))];
    if (below(2) == 0) text.resize(below(text.size()));
    for (std::size_t flips = below(10); flips > 0 && !text.empty(); --flips) {
      text[below(text.size())] = static_cast<char>(below(256));
    }
    proc::Usage usage;
    proc::add_status(usage, text);
    (void)proc::parse_status(text);
    (void)proc::parse_stat_times(text);
    (void)proc::parse_fdinfo(text);
    (void)proc::parse_stack_pointer(text);
    (void)proc::parse_current_call(text);
    for (const auto& limit : proc::parse_limits(text)) CHECK_FALSE(limit.name.empty());
    for (const auto& name : proc::parse_kernel_stack(text)) CHECK_FALSE(name.empty());
    (void)uses_of(parse_maps(text), {});
  }
}

}  // namespace spyglass
