// strace's notation for tampering with calls, and how a call that was tampered with is written.

#include "core/inject/injection.hpp"

#include <catch2/catch.hpp>

#include "core/decode/call.hpp"
#include "core/memory/buffer_memory.hpp"
#include "core/report/text.hpp"
#include "core/syscalls/catalogue.hpp"
#include "core/syscalls/signals.hpp"

using namespace spyglass;
using namespace std::chrono_literals;

namespace {

Injection parsed(std::string_view expression, InjectionStyle style = InjectionStyle::inject) {
  auto injection = parse_injection(expression, style);
  INFO(expression << ": " << (injection ? "" : injection.error().message));
  REQUIRE(injection);
  return *injection;
}

std::string refusal(std::string_view expression, InjectionStyle style = InjectionStyle::inject) {
  const auto injection = parse_injection(expression, style);
  INFO(expression);
  REQUIRE_FALSE(injection);
  CHECK(injection.error().kind == Error::Kind::input);
  return injection.error().message;
}

void check_refused(std::string_view expression, std::string_view because) {
  INFO(expression);
  CHECK_THAT(refusal(expression), Catch::Contains(std::string(because)));
}

/// The invocations, of the first ten, that a when= means.
std::vector<int> meant(std::string_view when) {
  const Injection injection = parsed("getuid:retval=1:when=" + std::string(when));
  std::vector<int> list;
  for (int i = 1; i <= 10; ++i) {
    if (injection.when.includes(static_cast<std::uint64_t>(i))) list.push_back(i);
  }
  return list;
}

std::string line_of(Tampering injected, std::int64_t result, std::string_view name = "getuid") {
  const BufferMemory memory(Addr(0), {});
  Call call =
      decode_entry({.abi = AbiId::x86_64, .number = *call_number(AbiId::x86_64, name)}, memory, {});
  call.injected = injected;
  decode_exit(call, result, memory, {});
  return call_text(call, {.result_column = 0});
}

}  // namespace

TEST_CASE("each thing that can be injected") {
  const Injection error = parsed("openat,close:error=ENOENT");
  CHECK(error.calls.contains("close", AbiId::x86_64));
  CHECK_FALSE(error.calls.contains("open", AbiId::x86_64));
  CHECK(error.error == Errno(2));
  CHECK(error.replaces_result());
  CHECK(error.when == Invocations{});
  CHECK(error.text == "openat,close:error=ENOENT");
  CHECK(parsed("close:error=eperm").error == Errno(1));
  CHECK(parsed("close:error=010").error == Errno(10));
  CHECK(parsed("close:error=4095").error == Errno(4095));
  CHECK(parsed("close:retval=5").result == 5u);
  CHECK(parsed("close:retval=0x10").result == 16u);
  CHECK(parsed("close:retval=022").result == 18u);
  CHECK(parsed("close:retval=-1").result == ~std::uint64_t{0});
  CHECK(parsed("close:signal=SIGUSR1").signal == Signal(10));
  CHECK_FALSE(parsed("close:signal=SIGUSR1").replaces_result());
  CHECK(parsed("close:syscall=getpid:retval=1").runs == "getpid");
  CHECK(parsed("close:retval=1:syscall=getpid").runs == "getpid");
  CHECK(parsed("close:delay_enter=20").delay_enter == 20us);
  CHECK(parsed("close:delay_enter=0").delay_enter == 0ns);
  CHECK(parsed("close:delay_exit=1.5s").delay_exit == 1500ms);
  CHECK(parsed("close:delay_exit=2ms").delay_exit == 2ms);
  CHECK(parsed("close:delay_exit=3us").delay_exit == 3us);
  CHECK(parsed("close:delay_exit=4ns").delay_exit == 4ns);
  CHECK(parsed("close:delay_exit=1e3").delay_exit == 1ms);
  const Injection pokes = parsed("read:poke_enter=@arg1=00fF,@arg6=48690a:poke_exit=@arg2=20");
  REQUIRE(pokes.poke_enter.size() == 2);
  CHECK(pokes.poke_enter[0].argument == 0);
  CHECK(pokes.poke_enter[0].bytes == std::vector{std::byte{0}, std::byte{0xff}});
  CHECK(pokes.poke_enter[1].argument == 5);
  REQUIRE(pokes.poke_exit.size() == 1);
  CHECK(pokes.poke_exit[0].argument == 1);
}

TEST_CASE("fault= is ENOSYS unless another error is named") {
  CHECK(parsed("close", InjectionStyle::fault).error == Errno(38));
  CHECK(parsed("close:error=EIO:when=2", InjectionStyle::fault).error == Errno(5));
  CHECK_THAT(refusal("close:retval=1", InjectionStyle::fault), Catch::Contains("use inject="));
  CHECK_THAT(refusal("close:signal=USR1", InjectionStyle::fault), Catch::Contains("use inject="));
}

TEST_CASE("when= counts as strace does") {
  using List = std::vector<int>;
  CHECK(meant("1") == List{1});
  CHECK(meant("4") == List{4});
  CHECK(meant("8+") == List{8, 9, 10});
  CHECK(meant("2+3") == List{2, 5, 8});
  CHECK(meant("2..4") == List{2, 3, 4});
  CHECK(meant("4..4") == List{4});
  CHECK(meant("3..4+") == List{3, 4});
  CHECK(meant("2..9+3") == List{2, 5, 8});
  CHECK(meant("9+65535") == List{9});
  CHECK(meant("65535").empty());
  CHECK(parsed("close:error=5:when=7:when=2").when.first == 2);
}

TEST_CASE("an injection that makes no sense is refused, and the sentence says what would") {
  check_refused("clos:error=EIO", "did you mean close?");
  check_refused("", "no system call");
  check_refused("close", "as in close:error=ENOENT");
  check_refused("close:", "not what to do");
  check_refused("close:when=2", "not what to do");
  check_refused("close:eror=5", "did you mean error?");
  check_refused("close:ERROR=5", "cannot be injected");
  check_refused("close:error", "error wants a value");
  check_refused("close:error=", "error wants a value");
  check_refused("close:error=ENOENTT", "did you mean ENOENT?");
  for (const char* error : {"0", "4096", "-1", "0x5", "99999999999999999999"}) {
    check_refused("close:error=" + std::string(error), "error");
  }
  check_refused("close:error=5:retval=1", "exclude each other");
  check_refused("close:retval=1:error=5", "exclude each other");
  check_refused("close:error=5:error=6", "stands there twice");
  check_refused("close:signal=USR1:signal=USR2", "stands there twice");
  check_refused("close:retval=x", "retval= wants a number");
  check_refused("close:retval=18446744073709551616", "retval= wants a number");
  check_refused("close:signal=SIGCHLDD", "did you mean SIGCHLD?");
  check_refused("close:signal=0", "1 to 64");
  check_refused("close:signal=65", "1 to 64");
  check_refused("close:syscall=read:retval=0", "changes nothing");
  check_refused("close:syscall=getpid", "error= or retval=");
  check_refused("close:syscall=getpid:signal=USR1", "error= or retval=");
  for (const char* delay : {"-1", "x", "s", "1m", "1 s", "0x10", "1e300", "nan", "inf"}) {
    check_refused("close:delay_enter=" + std::string(delay), "is no delay");
  }
  check_refused("read:poke_enter=arg1=00", "@arg2=00ff");
  check_refused("read:poke_enter=@arg1", "@arg2=00ff");
  for (const char* argument : {"0", "7", "01", "x", ""}) {
    check_refused("read:poke_exit=@arg" + std::string(argument) + "=00", "@arg1 to @arg6");
  }
  for (const char* bytes : {"", "0", "0g", "0x00", "000"}) {
    check_refused("read:poke_exit=@arg1=" + std::string(bytes), "pairs of hexadecimal digits");
  }
  check_refused("read:poke_exit=@arg1=00,@arg1=11", "@arg1 stands there twice");
  for (const char* when : {"0", "65536", "x", "2+0", "2+65536", "4..2", "2..65535", "2..", "..4",
                           "2..+", "2+2..4", "2.4", "0x2", "-2", "2+-1", "2...4"}) {
    check_refused("close:error=5:when=" + std::string(when), "FIRST..LAST");
  }
}

TEST_CASE("signals as a person calls them") {
  for (const char* word : {"SIGUSR1", "USR1", "sigusr1", "usr1", "10"}) {
    INFO(word);
    CHECK(parse_signal(word) == Signal(10));
  }
  CHECK(parse_signal("SIGRTMIN") == Signal(32));
  CHECK(parse_signal("rt_1") == Signal(33));
  CHECK(parse_signal("SIGRT_32") == Signal(64));
  for (const char* word : {"", "SIG", "SIGRT_33", "-1", "1x"}) CHECK_FALSE(parse_signal(word));
}

TEST_CASE("what was done to a call stands behind its result") {
  CHECK(line_of({}, 5) == "getuid() = 5");
  CHECK(line_of({.result = true}, 5) == "getuid() = 5 (INJECTED)");
  CHECK(line_of({.result = true}, -2) ==
        "getuid() = -1 ENOENT (No such file or directory) (INJECTED)");
  CHECK(line_of({.result = true}, -4000) == "getuid() = -1 (errno 4000) (INJECTED)");
  CHECK(line_of({.result = true}, -5000) == "getuid() = 18446744073709546616 (INJECTED)");
  CHECK(line_of({.arguments = true}, 5) == "getuid() = 5 (INJECTED: args)");
  CHECK(line_of({.result = true, .arguments = true}, 5) == "getuid() = 5 (INJECTED: args, retval)");
  CHECK(line_of({.delayed = true}, 5) == "getuid() = 5 (DELAYED)");
  CHECK(line_of({.result = true, .delayed = true}, 5) == "getuid() = 5 (INJECTED) (DELAYED)");
  CHECK(line_of({}, 0, "exit_group") == "exit_group(0) = ?");
  CHECK(line_of({.result = true}, 4, "exit_group") == "exit_group(0) = 4 (INJECTED)");
}
