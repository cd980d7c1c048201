#include "repl/trace/tips.hpp"

#include <catch2/catch.hpp>

using namespace spyglass;

TEST_CASE("a tip is asked for by number, or by chance") {
  const auto third = parse_tip_request("id:3,format:full");
  REQUIRE(third);
  CHECK(third->id == 3u);
  CHECK(third->format == TipRequest::Format::full);
  CHECK(tip_text(*third, 0).find("Tip 3 of") != std::string::npos);
  const auto any = parse_tip_request("");
  REQUIRE(any);
  CHECK(tip_text(*any, 5).starts_with("Tip 5: "));
  CHECK(tip_text(*parse_tip_request("7"), 5).starts_with("Tip 7: "));
  CHECK(tip_text(*parse_tip_request("random"), 5).starts_with("Tip 5: "));
  CHECK(tip_text(*parse_tip_request("none"), 5).empty());
}

TEST_CASE("numbers beyond the last tip begin anew, and nonsense is refused") {
  CHECK_FALSE(tip_text(*parse_tip_request("4000000000"), 0).empty());
  CHECK_FALSE(parse_tip_request("x"));
  CHECK_FALSE(parse_tip_request("id:"));
  CHECK_FALSE(parse_tip_request("-1"));
  CHECK_FALSE(parse_tip_request("compact,"));
}
