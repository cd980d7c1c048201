// All that a call moved: -e read=, -e write=.

#include <sys/socket.h>
#include <sys/uio.h>

#include <catch2/catch.hpp>

#include "core/report/transfer_text.hpp"
#include "tests/pure/made_call.hpp"

namespace spyglass {
namespace {

const DecodeRules everything{.read = NumberSet::all(), .written = NumberSet::all()};

std::string text_of(const Call& call) {
  std::string text;
  if (call.transfer) write_transfer(*call.transfer, [&](std::string_view lines) { text += lines; });
  return text;
}

std::string moved(std::string_view name, std::array<std::uint64_t, 6> arguments,
                  std::int64_t result, const ProgramMemory& program, AbiId id = AbiId::x86_64,
                  const DecodeRules& rules = everything) {
  return text_of(made_call(name, arguments, result, program, id, rules));
}

const std::string row_of_one =
    " | 00000  6f 6e 65                                          one              |\n";
const std::string row_of_three =
    " | 00000  74 68 72 65 65                                    three            |\n";

template <class Word>
struct Piece {
  Word base, length;
};

TEST_CASE("a row shows sixteen bytes, and dots for those that are no characters") {
  ProgramMemory program;
  const auto at = program.put(std::string_view("0123456789abcdef\0\n~\x7f\xff", 21));
  CHECK(moved("write", {1, at, 21}, 21, program) ==
        " | 00000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  0123456789abcdef |\n"
        " | 00010  00 0a 7e 7f ff                                    ..~..            |\n");
  CHECK(moved("write", {1, at, 9}, 9, program) ==
        " | 00000  30 31 32 33 34 35 36 37  38                       012345678        |\n");
  CHECK(moved("write", {1, at, 0}, 0, program).empty());
}

TEST_CASE("what is written is kept as the call is made, what is read when it is over") {
  ProgramMemory program;
  const auto at = program.put("one");
  const BufferMemory memory = program.memory();
  const auto number = [](std::string_view name) {
    return call_number(AbiId::x86_64, name).value();
  };
  Call write = decode_entry({AbiId::x86_64, number("write"), {1, at, 3}}, memory, everything);
  Call read = decode_entry({AbiId::x86_64, number("read"), {0, at, 3}}, memory, everything);
  CHECK_FALSE(read.transfer);
  std::memcpy(program.bytes().data(), "two", 3);
  decode_exit(write, 3, memory, everything);
  decode_exit(read, 3, memory, everything);
  CHECK(text_of(write) == row_of_one);
  CHECK(text_of(read).find("two") != std::string::npos);
}

TEST_CASE("only the descriptors that were asked for are looked at") {
  ProgramMemory program;
  const auto at = program.put("one");
  const auto three = [](std::string_view) -> Result<int> { return 3; };
  const DecodeRules rules{.read = NumberSet::parse("3", three).value()};
  CHECK(moved("read", {3, at, 3}, 3, program, AbiId::x86_64, rules) == row_of_one);
  CHECK(moved("read", {4, at, 3}, 3, program, AbiId::x86_64, rules).empty());
  CHECK(moved("write", {3, at, 3}, 3, program, AbiId::x86_64, rules).empty());
  CHECK(moved("read", {0xffffffff, at, 3}, 3, program).empty());
  CHECK(moved("lseek", {3, at, 3}, 3, program).empty());
}

TEST_CASE("a reader that failed moved nothing, a writer shows what it tried to") {
  ProgramMemory program;
  const auto at = program.put("one");
  CHECK(moved("read", {3, at, 3}, -EBADF, program).empty());
  CHECK(moved("write", {3, at, 3}, -EBADF, program) == row_of_one);
}

TEST_CASE("a message that was longer than the buffer is shown as far as it came in") {
  ProgramMemory program;
  const auto at = program.put("onetwo");
  CHECK(moved("recvfrom", {3, at, 3, MSG_TRUNC, 0, 0}, 6, program) == row_of_one);
}

TEMPLATE_TEST_CASE("the buffers of one call are shown one by one", "", std::uint64_t,
                   std::uint32_t) {
  constexpr AbiId id = sizeof(TestType) == 8 ? AbiId::x86_64 : AbiId::i386;
  ProgramMemory program;
  const auto word = [](std::uint64_t value) { return static_cast<TestType>(value); };
  const auto one = word(program.put("one")), three = word(program.put("three"));
  const std::array<Piece<TestType>, 3> pieces = {{{one, 3}, {one, 0}, {three, 5}}};
  const auto at = program.put_value(pieces);
  const std::string whole =
      " * 3 bytes in buffer 0\n" + row_of_one + " * 5 bytes in buffer 2\n" + row_of_three;
  CHECK(moved("writev", {1, at, 3}, 8, program, id) == whole);
  CHECK(moved("readv", {1, at, 3}, 8, program, id) == whole);
  CHECK(moved("readv", {1, at, 3}, 3, program, id) == " * 3 bytes in buffer 0\n" + row_of_one);

  const std::array<TestType, 8> message = {0, 0, word(at), 3, 0, 0, 0, 8};
  const auto header = program.put_value(message);
  CHECK(moved("sendmsg", {1, header, 0}, 8, program, id) == whole);
  CHECK(moved("recvmsg", {1, header, 0}, 8, program, id) == whole);

  const std::array<std::array<TestType, 8>, 2> messages = {message, message};
  const auto list = program.put_value(messages);
  const std::string vector = " = 3 buffers in vector 0\n" + whole;
  CHECK(moved("sendmmsg", {1, list, 2, 0}, 1, program, id) == vector);
  CHECK(moved("recvmmsg", {1, list, 2, 0, 0}, 1, program, id) == vector);
  CHECK(moved("sendmmsg", {1, list, 2, 0}, 2, program, id) ==
        vector + " = 3 buffers in vector 1\n" + whole);
  CHECK(moved("sendmmsg", {1, list, 2, 0}, -EBADF, program, id).empty());
}

TEST_CASE("a wild length costs no more than the memory that is there") {
  ProgramMemory program(64);
  const std::uint64_t end = DecodeBench::base + 64;
  const Call call = made_call("write", {1, end - 5, ~std::uint64_t{0}}, -EFAULT, program,
                              AbiId::x86_64, everything);
  REQUIRE(call.transfer);
  CHECK(call.transfer->vectors.at(0).at(0).bytes.size() == 5);
  CHECK(moved("write", {1, 8, 100}, -EFAULT, program).empty());
  CHECK(moved("writev", {1, 8, ~std::uint64_t{0}}, -EFAULT, program).empty());
  CHECK(moved("writev", {1, end - 8, 2}, -EFAULT, program).empty());
  CHECK(moved("sendmsg", {1, end - 8, 0}, -EFAULT, program).empty());
  CHECK(moved("sendmmsg", {1, end - 8, ~std::uint64_t{0}, 0}, 5, program).empty());
}

TEST_CASE("a long transfer is handed out in parts, and no byte is lost") {
  constexpr std::size_t size = 100'001;
  ProgramMemory program(size);
  const auto text = program.bytes();
  for (std::size_t i = 0; i < size; ++i) text[i] = std::byte{'x'};
  const Call call =
      made_call("write", {1, DecodeBench::base, size}, size, program, AbiId::x86_64, everything);
  REQUIRE(call.transfer);
  int parts = 0;
  std::size_t longest = 0, lines = 0;
  std::string last;
  write_transfer(*call.transfer, [&](std::string_view part) {
    ++parts;
    longest = std::max(longest, part.size());
    lines += static_cast<std::size_t>(std::ranges::count(part, '\n'));
    last = part;
  });
  CHECK(parts > 1);
  CHECK(longest < 2 * (1 << 16));
  CHECK(lines == (size + 15) / 16);
  CHECK(last.ends_with(
      " | 186a0  78                                                x                |\n"));
}

TEST_CASE("raw calls are looked at like others") {
  ProgramMemory program;
  const auto at = program.put("one");
  DecodeRules rules = everything;
  rules.raw = CallSet::all();
  CHECK(moved("write", {1, at, 3}, 3, program, AbiId::x86_64, rules) == row_of_one);
}

}  // namespace
}  // namespace spyglass
