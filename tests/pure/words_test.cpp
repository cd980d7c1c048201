// Lines taken apart, numbers as people write them, and the bounds of the event log.

#include <catch2/catch.hpp>

#include "repl/commands/command.hpp"
#include "repl/expression.hpp"

using namespace spyglass;

namespace {

std::vector<std::string> words(std::string_view line) { return split_words(line)->list; }
using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("lines are split at spaces") {
  CHECK(words("").empty());
  CHECK(words("  \t ").empty());
  CHECK(words(" set  rdx\t5 ") == Texts{"set", "rdx", "5"});
  CHECK(split_words("  explain write(1, \"x\")")->rest == "explain write(1, \"x\")");
}

TEST_CASE("quotes keep words together") {
  CHECK(words("send \"two words\"") == Texts{"send", "two words"});
  CHECK(words("send 'two words'") == Texts{"send", "two words"});
  CHECK(words("a\"b c\"d") == Texts{"ab cd"});
  CHECK(words("\"\"") == Texts{""});
  CHECK(words("'it''s'") == Texts{"its"});
}

TEST_CASE("inside double quotes the escapes of C mean what they mean there") {
  CHECK(words(R"("a\nb\tc\\d\"e\rf")") == Texts{"a\nb\tc\\d\"e\rf"});
  CHECK(words(R"("\x41\x4")") == Texts{"A\x04"});
  CHECK(words(R"("\x41b")") == Texts{"Ab"});
  CHECK(words(R"("\0")") == Texts{std::string(1, '\0')});
  CHECK(words(R"("\xg\q")") == Texts{"xgq"});
  CHECK(words(R"('a\nb')") == Texts{"a\\nb"});
}

TEST_CASE("a quote that is not closed is an error") {
  for (const char* line : {"\"", "a 'b", "\"a\\\"", "\"\\", "'\""}) {
    INFO(line);
    REQUIRE(!split_words(line));
    CHECK(split_words(line).error().message.find("never closed") != std::string::npos);
  }
}

TEST_CASE("numbers as people write them") {
  CHECK(parse_number("0") == 0u);
  CHECK(parse_number("15") == 15u);
  CHECK(parse_number("0x402000") == 0x402000u);
  CHECK(parse_number("0XfF") == 255u);
  CHECK(parse_number("017") == 15u);
  CHECK(parse_number("-1") == ~std::uint64_t{0});
  CHECK(parse_number("-0x10") == ~std::uint64_t{15});
  CHECK(parse_number("'H'") == 72u);
  CHECK(parse_number("18446744073709551615") == ~std::uint64_t{0});
  CHECK(parse_number("0xffffffffffffffff") == ~std::uint64_t{0});
}

TEST_CASE("what is no number") {
  for (const char* text : {"", "-", "0x", "x", "1x", "08", "0x1g", "--1", "-0x", "''", "'ab'",
                           "18446744073709551616", "0x10000000000000000", "1 2", " 1", "+1"}) {
    INFO(text);
    CHECK(!parse_number(text));
  }
}
