#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

/// What docs/outputs.md promises of `trace --chrome`, as checks: a document that passes them is one
/// that its readers show as it is meant.
class ChromeDocument {
 public:
  using Json = nlohmann::json;

  explicit ChromeDocument(const std::string& text) {
    INFO(text.substr(0, 4000));
    REQUIRE(Json::accept(text));
    REQUIRE(std::ranges::all_of(text, [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); }));
    document_ = Json::parse(text);
    CHECK(document_.at("displayTimeUnit") == "ns");
    for (const Json& event : document_.at("traceEvents")) check(event);
    for (const auto& [row, slices] : slices_) check_row(slices);
  }

  [[nodiscard]] const Json& events() const { return document_.at("traceEvents"); }

  /// Those of a phase and a name; any name where it is empty.
  [[nodiscard]] std::vector<Json> of(const std::string& phase, const std::string& name = "") const {
    std::vector<Json> found;
    for (const Json& event : events()) {
      const bool is_named_so = name.empty() || event["name"] == name;
      if (event["ph"] == phase && is_named_so) found.push_back(event);
    }
    return found;
  }
  /// What processes or threads have been called, in any order.
  [[nodiscard]] std::set<std::string> names(const std::string& of_what) const {
    std::set<std::string> found;
    for (const Json& event : of("M", of_what)) found.insert(event["args"]["name"]);
    return found;
  }

 private:
  using Row = std::pair<int, int>;  ///< process and thread

  void check(const Json& event) {
    INFO(event);
    const Row row = {event.at("pid").get<int>(), event.at("tid").get<int>()};
    const std::string phase = event.at("ph"), name = event.at("name");
    CHECK_FALSE(name.empty());
    if (phase == "M") return check_name(event, row);
    CHECK(event.at("ts").is_number());
    CHECK(event.at("ts") >= 0);
    CHECK(event.at("cat").is_string());
    CHECK(event.at("args").is_object());
    CHECK(named_.contains(row));
    CHECK(named_processes_.contains(row.first));
    if (phase == "i") {
      CHECK((event.at("s") == "t" || event.at("s") == "p"));
    } else {
      REQUIRE(phase == "X");
      check_slice(event);
      slices_[row].push_back(event);
    }
  }

  void check_name(const Json& event, const Row& row) {
    CHECK_FALSE(event.at("args").at("name").get<std::string>().empty());
    if (event["name"] == "process_name") {
      named_processes_.insert(row.first);
    } else {
      CHECK(event["name"] == "thread_name");
      named_.insert(row);
    }
  }

  static void check_slice(const Json& slice) {
    CHECK(slice.at("dur").is_number());
    CHECK(slice.at("dur") >= 0);
    const Json& details = slice.at("args");
    for (const auto& argument : details.at("arguments")) CHECK(argument.is_string());
    CHECK(details.contains("result") != details.contains("unfinished"));
    if (details.contains("error")) CHECK(details.at("error").is_string());
  }

  /// A thread is in one call at a time.
  static void check_row(std::vector<Json> slices) {
    const auto begin = [](const Json& slice) { return slice["ts"].get<double>(); };
    std::ranges::sort(slices, {}, begin);
    for (std::size_t i = 1; i < slices.size(); ++i) {
      INFO(slices[i - 1] << "\n" << slices[i]);
      const double end = begin(slices[i - 1]) + slices[i - 1]["dur"].get<double>();
      CHECK(end <= begin(slices[i]) + 0.0005);  // half a nanosecond: doubles are rounded
    }
  }

  Json document_;
  std::set<Row> named_;
  std::set<int> named_processes_;
  std::map<Row, std::vector<Json>> slices_;
};
