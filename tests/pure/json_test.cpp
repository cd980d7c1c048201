// Events as lines of JSON: their forms, their promises in docs/json.md, and that no bytes whatever
// make a line that is not JSON.

#include <fcntl.h>
#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <random>
#include <set>
#include <sstream>

#include "core/report/json.hpp"
#include "core/report/utf8.hpp"
#include "core/report/value_json.hpp"
#include "core/syscalls/kinds.hpp"
#include "tests/pure/made_call.hpp"

namespace spyglass {
namespace {

constexpr EventPlace place{Pid(7), Tid(8), std::nullopt};

Json parsed(const std::string& line) {
  INFO(line);
  CHECK(line.find('\n') == std::string::npos);
  CHECK(std::ranges::all_of(line, [](char c) { return c >= ' ' && c <= '~'; }));
  return Json::parse(line);
}

/// What a value becomes at key "x" of a line, remarks about it included.
Json line_with(const Value& value) {
  ValuesAsJson values;
  Json line = {{"x", values.at("x", value)}};
  values.add_remarks(line);
  return parsed(line.dump(-1, ' ', true));
}
std::string form(const Value& value) { return line_with(value)["x"].dump(); }

siginfo_t sent_by(int number, pid_t sender) {
  siginfo_t info{};
  info.si_signo = number;
  info.si_code = SI_USER;
  info.si_pid = sender;
  info.si_uid = 1000;
  return info;
}

}  // namespace

TEST_CASE("bytes are UTF-8 or not, as strictly as the standard says") {
  CHECK(is_utf8(""));
  CHECK(is_utf8(std::string_view("a\0b", 3)));
  CHECK(is_utf8("ü → 🙂"));
  CHECK(is_utf8("\xed\x9f\xbf"));
  CHECK(is_utf8("\xf4\x8f\xbf\xbf"));
  CHECK_FALSE(is_utf8("\x80"));
  CHECK_FALSE(is_utf8("\xc0\xaf"));          // overlong
  CHECK_FALSE(is_utf8("\xe0\x9f\xbf"));      // overlong
  CHECK_FALSE(is_utf8("\xf0\x8f\xbf\xbf"));  // overlong
  CHECK_FALSE(is_utf8("\xed\xa0\x80"));      // a surrogate
  CHECK_FALSE(is_utf8("\xf4\x90\x80\x80"));  // past U+10FFFF
  CHECK_FALSE(is_utf8("\xff"));
  CHECK_FALSE(is_utf8("\xe2\x86z"));

  CHECK(check_utf8("ab\xe2\x86").valid == 2);
  CHECK(check_utf8("ab\xe2\x86").ends_inside);
  CHECK_FALSE(check_utf8("ab\xffzz").ends_inside);
  CHECK_FALSE(check_utf8("ab\xe2zz").ends_inside);
}

TEST_CASE("what is UTF-8 to us is UTF-8 to the JSON library") {
  std::mt19937 random(1);
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes;
    for (auto length = random() % 5 + 1; length > 0; --length) {
      bytes += static_cast<char>(0x70 + random() % 0x90);
    }
    bool agrees = is_utf8(bytes);
    try {
      (void)Json(bytes).dump();
    } catch (const Json::exception&) {
      agrees = !agrees;
    }
    REQUIRE(agrees);
  }
}

TEST_CASE("every alternative of a value has its form") {
  using namespace value;
  using value::Constant;
  using enum Number::Base;
  CHECK(form({Number{~std::uint64_t{0}}}) == "-1");
  CHECK(form({Number{~std::uint64_t{0}, unsigned_decimal}}) == "18446744073709551615");
  CHECK(form({Number{0644, octal}}) == "420");
  CHECK(form({Address{Addr(0)}}) == "null");
  CHECK(form({Address{Addr(0x7f00)}}) == R"({"address":"0x7f00"})");
  CHECK(form({Constant{0, "SEEK_SET"}}) == R"({"name":"SEEK_SET","value":0})");
  CHECK(form({Constant{9, {}, "SEEK_???"}}) == R"({"name":null,"value":9})");
  CHECK(form({Constant{0xffffff9c, "AT_FDCWD"}}) == R"({"name":"AT_FDCWD","value":-100})");
  CHECK(form({Constant{~std::uint64_t{99}, "AT_FDCWD"}}) == R"({"name":"AT_FDCWD","value":-100})");
  CHECK(form({Constant{0x80045430, "TIOCGPTN"}}) == R"({"name":"TIOCGPTN","value":2147767344})");
  CHECK(form({Flags{0100644, {"S_IFREG"}, 0644, {}, octal}}) ==
        R"({"names":["S_IFREG"],"value":33188,"rest":420})");
  CHECK(form({Flags{0, {}}}) == R"({"names":[],"value":0,"rest":0})");
  CHECK(form({Text{"a\"\n"}}) == R"("a\"\n")");
  CHECK(form({Text{"\xff\x01"}}) == R"({"hex":"ff01"})");
  CHECK(form({Text{"ab", false, {}, true}}) == R"({"hex":"6162"})");
  CHECK(form({Text{"bus", false, "@"}}) == R"({"mark":"@","text":"bus"})");
  CHECK(form({Descriptor{3}}) == "3");
  CHECK(form({Descriptor{3, "/etc/\xff"}}) == R"({"fd":3,"path":{"hex":"2f6574632fff"}})");
  CHECK(form({Descriptor{3, "/etc"}}) == R"({"fd":3,"path":"/etc"})");
  CHECK(form({Array{{{Number{1}}, {Text{"a"}}}}}) == R"([1,"a"])");
  CHECK(form({Struct{{{"b", {Number{1}}}, {"a", {Number{2}}}}}}) == R"({"b":1,"a":2})");
  CHECK(form({Applied{"htons", {{Number{80}}}}}) == R"({"function":"htons","arguments":[80]})");
  CHECK(form({Set{{"INT", "RT_3"}, true}}) == R"({"all_but":["SIGINT","SIGRT_3"]})");
  CHECK(form({Set{{"0", "12"}}}) == R"({"set":[0,12]})");
  CHECK(form({Changed{{{Number{1}}, {Number{2}}}}}) == R"({"before":1,"after":2})");
  CHECK(form({Expression{"SIGINT"}}) == R"({"name":"SIGINT","value":2})");
  CHECK(form({Expression{"SIGRT_3"}}) == R"({"name":"SIGRT_3","value":35})");
  CHECK(form({Expression{"8192*1024"}}) == "8388608");
  CHECK(form({Expression{"8*RAX"}}) == R"({"expression":"8*RAX"})");
  CHECK(form({Expression{"\xff"}}) == R"({"expression":{"hex":"ff"}})");
  CHECK(form({Pending{}}) == R"({"pending":true})");
  CHECK(form({Absent{}}) == "null");
}

TEST_CASE("remarks stand beside the values, and say the way to them") {
  using namespace value;
  const Value cut_text{Text{"abc", true}};
  CHECK(line_with(cut_text).dump() == R"({"x":"abc","cut":["x"]})");
  const Value deep{Struct{{{"list", {Array{{{Number{1}}, cut_text}, true}}}}, true}};
  CHECK(line_with(deep).dump() == R"({"x":{"list":[1,"abc"]},"cut":["x","x.list","x.list[1]"]})");
  const Value broken{Array{{}, false, Addr(0x1000)}};
  CHECK(line_with(broken).dump() == R"({"x":[],"unreadable":{"x":"0x1000"}})");
  const Value applied{Applied{"f", {{Number{1}, "one"}}}, "all"};
  CHECK(line_with(applied)["comments"].dump() == R"({"x":"all","x.arguments[0]":"one"})");
  const Value changed{Changed{{{Number{1}}, {Number{2}, "two"}}}};
  CHECK(line_with(changed)["comments"].dump() == R"({"x.after":"two"})");
}

TEST_CASE("a text that is cut inside a character ends before it") {
  CHECK(form({value::Text{"a\xc3", true}}) == R"("a")");
  CHECK(form({value::Text{"a\xc3", false}}) == R"({"hex":"61c3"})");
  CHECK(form({value::Text{"a\xff", true}}) == R"({"hex":"61ff"})");
}

TEST_CASE("a call that failed says why") {
  ProgramMemory program;
  const auto path = program.put("/etc/ld.so.preload");
  const Json line = parsed(call_json(made_call("access", {path, R_OK}, -ENOENT, program)));
  CHECK(line["name"] == "access");
  CHECK(line["arguments"]["pathname"] == "/etc/ld.so.preload");
  CHECK(line["arguments"]["mode"]["names"] == Json({"R_OK"}));
  CHECK(line["result"] == -2);
  CHECK(line["error"].dump() ==
        R"({"name":"ENOENT","number":2,"message":"No such file or directory"})");
  CHECK(line["words"] == Json({"0x70000000", "0x4"}));
  CHECK_FALSE(line.contains("time"));
  CHECK_FALSE(line.contains("duration_ns"));
  CHECK_FALSE(line.contains("returned"));

  const Json odd = parsed(call_json(made_call("access", {path, R_OK}, -4000, program)));
  CHECK(odd["error"].dump() == R"({"number":4000})");
}

TEST_CASE("a call that the kernel restarts has not failed") {
  const Json line = parsed(call_json(made_call("pause", {}, -514)));
  CHECK(line["restart"]["name"] == "ERESTARTNOHAND");
  CHECK_FALSE(line.contains("error"));
}

TEST_CASE("addresses are told in hexadecimal too, and notes are told") {
  const Json mapped = parsed(call_json(made_call("brk", {0}, 0x7f00)));
  CHECK(mapped["arguments"]["addr"].is_null());
  CHECK(mapped["result"] == 0x7f00);
  CHECK(mapped["result_hex"] == "0x7f00");
  const Json flags = parsed(call_json(made_call("fcntl", {1, F_GETFL}, O_RDWR)));
  CHECK(flags["notes"][0]["name"] == "flags");
  CHECK(flags["notes"][0]["value"]["names"] == Json({"O_RDWR"}));
  CHECK_FALSE(flags["arguments"].contains("arg"));
}

TEST_CASE("calls that did not come back say so") {
  const Json waits = parsed(call_json(made_call("read", {0, 0x70000000, 10}, std::nullopt)));
  CHECK(waits["returned"] == false);
  CHECK(waits["unfinished"] == true);
  CHECK_FALSE(waits.contains("result"));
  CHECK(waits["arguments"]["buf"].dump() == R"({"pending":true})");

  const Json ends = parsed(call_json(made_call("exit_group", {0}, std::nullopt)));
  CHECK(ends["returned"] == false);
  CHECK_FALSE(ends.contains("unfinished"));

  Call killed = made_call("read", {0, 0, 10}, std::nullopt);
  killed.no_return = true;
  CHECK_FALSE(parsed(call_json(killed)).contains("unfinished"));
}

TEST_CASE("a call without known arguments has its words") {
  const BufferMemory nothing(Addr(0), {});
  const Call unknown = decode_entry({AbiId::x86_64, 5000, {1, 2}}, nothing, {});
  const Json line = parsed(call_json(unknown));
  CHECK(line["name"] == "syscall_0x1388");
  CHECK(line["number"] == 5000);
  CHECK_FALSE(line.contains("arguments"));
  CHECK_FALSE(line.contains("group"));
  CHECK(line["words"] == Json({"0x1", "0x2", "0x0", "0x0", "0x0", "0x0"}));

  const Json indirect = parsed(call_json(made_call("mmap", {0x10}, -EFAULT, {}, AbiId::i386)));
  CHECK_FALSE(indirect.contains("arguments"));
  CHECK(indirect["words"] == Json({"0x10"}));
}

TEST_CASE("a call of which only the words are wanted has nothing else") {
  const Call raw =
      made_call("close", {3}, 0, {}, AbiId::x86_64, DecodeRules{.raw = CallSet::all()});
  const Json line = parsed(call_json(raw));
  CHECK_FALSE(line.contains("arguments"));
  CHECK(line["words"] == Json({"0x3"}));
  CHECK(line["group"] == "descriptors");
}

TEST_CASE("all that was moved is there, where it was asked for") {
  ProgramMemory program;
  const auto at = program.put("abc\xff");
  const DecodeRules rules{.written = NumberSet::all()};
  const auto written = [&](std::uint64_t length) {
    return parsed(call_json(
        made_call("write", {1, at, length}, 3, program, AbiId::x86_64, rules)))["transfer"];
  };
  CHECK(written(3).dump() == R"([[{"length":3,"bytes":"abc"}]])");
  CHECK(written(4).dump() == R"([[{"length":4,"bytes":{"hex":"616263ff"}}]])");
  const Call unwatched = made_call("write", {1, at, 3}, 3, program);
  CHECK_FALSE(parsed(call_json(unwatched)).contains("transfer"));
}

TEST_CASE("64-bit arguments take two words of a 32-bit program") {
  const Json line = parsed(call_json(made_call("truncate64", {0, 5, 1}, -EFAULT, {}, AbiId::i386)));
  CHECK(line["arguments"]["length"] == 0x1'0000'0005);
  CHECK(line["words"] == Json({"0x0", "0x5", "0x1"}));
  CHECK(line["abi"] == "i386");
}

TEST_CASE("times lose nothing") {
  Call call = made_call("getpid", {}, 7);
  call.entered = Call::Clock::time_point(std::chrono::nanoseconds(1'000));
  call.left = call.entered + std::chrono::nanoseconds(1'234'567'891);
  const Json line =
      parsed(call_json(call, WallTime(std::chrono::nanoseconds(1'700'000'000'000'000'001))));
  CHECK(line["time"] == "1700000000.000000001");
  CHECK(line["duration_ns"] == 1'234'567'891);
  CHECK(parsed(started_json({Pid(1), Tid(1), WallTime(std::chrono::nanoseconds(-1))}))["time"] ==
        "-1.999999999");
}

TEST_CASE("the other events of a trace") {
  CHECK(signal_json(place, Signal(SIGINT), sent_by(SIGINT, 5)) ==
        R"({"type":"signal","pid":7,"tid":8,"signal":{"name":"SIGINT","value":2},)"
        R"("info":{"si_signo":{"name":"SIGINT","value":2},)"
        R"("si_code":{"name":"SI_USER","value":0},"si_pid":5,"si_uid":1000}})");
  CHECK(stopped_json(place, Signal(SIGTSTP)) ==
        R"({"type":"stopped","pid":7,"tid":8,"signal":{"name":"SIGTSTP","value":20}})");
  CHECK(ended_json(place, {.code = 42}) == R"({"type":"exited","pid":7,"tid":8,"code":42})");
  CHECK(ended_json(place, {.killed_by = Signal(SIGSEGV), .dumped_core = true}) ==
        R"({"type":"killed","pid":7,"tid":8,"signal":{"name":"SIGSEGV","value":11},)"
        R"("core_dumped":true})");
  CHECK(started_json(place, Tid(7)) == R"({"type":"started","pid":7,"tid":8,"parent":7})");
  CHECK(started_json(place) == R"({"type":"started","pid":7,"tid":8})");
  CHECK(superseded_json(place, Tid(9)) == R"({"type":"superseded","pid":7,"tid":8,"by":9})");
}

}  // namespace spyglass
