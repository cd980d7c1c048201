#include "core/base/duration.hpp"

#include <catch2/catch.hpp>

using namespace spyglass;
using namespace std::chrono_literals;

namespace {

std::string complaint(std::string_view word) {
  const auto parsed = parse_duration(word);
  return parsed ? "" : parsed.error().message;
}

}  // namespace

TEST_CASE("a length of time is a number with a unit, microseconds where there is none") {
  CHECK(parse_duration("10") == 10us);
  CHECK(parse_duration("10us") == 10us);
  CHECK(parse_duration("1.5s") == 1500ms);
  CHECK(parse_duration("20ms") == 20ms);
  CHECK(parse_duration("7ns") == 7ns);
  CHECK(parse_duration("+2e3us") == 2ms);
  CHECK(parse_duration(".5ms") == 500us);
  CHECK(parse_duration("1.") == 1us);
  CHECK(parse_duration("0") == 0ns);
  CHECK(parse_duration("1.9ns") == 1ns);
}

TEST_CASE("what is no length of time is refused with a sentence that says what is") {
  for (const char* word : {"", "s", "-1", "+-1", "inf", "nan", " 1", ".", "1e999"}) {
    INFO(word);
    CHECK(complaint(word).find("is no length of time, which is a number") != std::string::npos);
  }
  for (const char* word : {"1m", "1 us", "1US", "10us,", "0x10", "1e", "1h"}) {
    INFO(word);
    CHECK(complaint(word).find("followed by s, ms, us or ns") != std::string::npos);
  }
  CHECK(complaint("1e10s") == "`1e10s` is longer than a century");
  CHECK(parse_duration("5").has_value());
}
