// The words that say which columns a table of calls has and how it is sorted.

#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "core/report/summary.hpp"

using namespace spyglass;

namespace {

std::string columns_complaint(std::string_view words) {
  const auto parsed = parse_summary_columns(words);
  return parsed ? "" : parsed.error().message;
}

std::string order_complaint(std::string_view word) {
  const auto parsed = parse_summary_order(word);
  return parsed ? "" : parsed.error().message;
}

}  // namespace

TEST_CASE("columns have strace's words") {
  using enum SummaryColumn;
  const std::vector<std::pair<SummaryColumn, std::vector<std::string_view>>> known = {
      {time_percent, {"time-percent", "time", "time_percent"}},
      {total_time, {"total-time", "time-total", "time_total", "total_time"}},
      {min_time, {"min-time", "time-min", "shortest", "min_time"}},
      {max_time, {"max-time", "time-max", "longest", "time_max"}},
      {avg_time, {"avg-time", "time-avg", "avg_time"}},
      {calls, {"calls", "count"}},
      {errors, {"errors", "error"}},
  };
  for (const auto& [column, words] : known) {
    for (const std::string_view word : words) {
      INFO(word);
      CHECK(parse_summary_columns(word) == std::vector{column, name});
    }
  }
  for (const char* word : {"name", "syscall", "syscall-name", "syscall_name"}) {
    CHECK(parse_summary_columns(word) == std::vector{name});
    CHECK(parse_summary_columns(fmt::format("{},calls", word)) == std::vector{name, calls});
  }
}

TEST_CASE("orders have strace's words") {
  using enum SummaryOrder;
  const std::vector<std::pair<SummaryOrder, std::vector<std::string_view>>> known = {
      {total_time, {"time", "time-percent", "total-time", "time-total", "time_total"}},
      {min_time, {"min-time", "time-min", "shortest"}},
      {max_time, {"max-time", "time-max", "longest"}},
      {avg_time, {"avg-time", "time-avg"}},
      {calls, {"calls", "count"}},
      {errors, {"errors", "error"}},
      {name, {"name", "syscall", "syscall-name"}},
      {nothing, {"nothing", "none"}},
  };
  for (const auto& [order, words] : known) {
    for (const std::string_view word : words) {
      INFO(word);
      CHECK(parse_summary_order(word) == order);
    }
  }
}

TEST_CASE("what is no column or order is refused with the nearest one and with all") {
  CHECK(columns_complaint("calls,erors") ==
        "a summary has no column `erors` (did you mean errors?); its columns are time-percent, "
        "total-time, min-time, max-time, avg-time, calls, errors, name");
  CHECK(columns_complaint("longes").find("did you mean longest?") != std::string::npos);
  for (const char* words : {"", "name,", ",name", "name, calls", "nothing", "NAME", "%"}) {
    INFO(words);
    CHECK(columns_complaint(words).find("a summary has no column") == 0);
  }
  CHECK(columns_complaint("calls,errors,calls") ==
        "the column calls can be in a summary once only");
  CHECK(columns_complaint("time,time-percent") ==
        "the column time-percent can be in a summary once only");
  CHECK(columns_complaint("calls,count") ==
        "the column calls can be in a summary once only, and `count` is it");

  CHECK(order_complaint("nam") ==
        "a summary cannot be sorted by `nam` (did you mean name?); it can by total-time, "
        "min-time, max-time, avg-time, calls, errors, name, nothing");
  CHECK(order_complaint("nothin").find("did you mean nothing?") != std::string::npos);
  for (const char* word : {"", "Time", "min", "calls,name", " calls"}) {
    INFO(word);
    CHECK(order_complaint(word).find("a summary cannot be sorted by") == 0);
  }
}

TEST_CASE("every word that is offered is understood") {
  for (const std::string_view word : summary_column_words()) CHECK(parse_summary_columns(word));
  for (const std::string_view word : summary_order_words()) CHECK(parse_summary_order(word));
  CHECK(summary_column_words().size() == 8);
  CHECK(summary_order_words().size() == 8);
}
