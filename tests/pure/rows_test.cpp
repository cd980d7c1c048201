#include <map>
#include <set>
#include <string>

#include <catch2/catch.hpp>

#include "core/decode/constants.hpp"
#include "core/decode/kind.hpp"
#include "core/syscalls/catalogue.hpp"
#include "core/syscalls/errors.hpp"

namespace spyglass {
namespace {

template <class Check>
void for_each_row(Check check) {
  for (const auto family : row_families()) {
    for (const Row& row : family) {
      CAPTURE(row.name);
      check(row);
    }
  }
}

/// Calls that are made only through another one: send, of i386's socketcall.
std::set<std::string_view> multiplexed_names() {
  std::set<std::string_view> names;
  for_each_row(
      [&](const Row& row) { names.insert(row.multiplexes.begin(), row.multiplexes.end()); });
  return names;
}

bool has_a_number(std::string_view name) {
  for (const Abi* abi : all_abis()) {
    if (call_number(abi->id, name)) return true;
  }
  return false;
}

TEST_CASE("every row says what its call does, in one sentence") {
  for_each_row([](const Row& row) {
    CHECK_FALSE(row.name.empty());
    REQUIRE_FALSE(row.does.empty());
    CHECK(row.does.back() == '.');
    CHECK(row.does.find(". ") == std::string_view::npos);
    CHECK(row.does.size() <= 120);
    if (!row.when.empty()) CHECK((row.when.back() == '.' || row.when.back() == '?'));
    if (!row.returned.empty()) CHECK(row.returned.back() != '.');
  });
}

TEST_CASE("every argument has a name, words and a kind that can answer") {
  for_each_row([](const Row& row) {
    std::set<std::string_view> names;
    for (const Argument& argument : row.argument_list()) {
      CAPTURE(argument.name);
      CHECK_FALSE(argument.name.empty());
      CHECK(names.insert(argument.name).second);
      CHECK_FALSE(argument.kind->name.empty());
      CHECK_FALSE(argument.kind->words.empty());
      CHECK((argument.kind->decode != nullptr || argument.kind->choose != nullptr));
      CHECK(argument.size_from < static_cast<int>(row.argument_count()));
    }
    for (std::size_t i = row.argument_count(); i < row.arguments.size(); ++i) {
      CHECK(row.arguments[i].kind == nullptr);
    }
  });
}

TEST_CASE("a call has one row under each ABI") {
  std::map<std::string, int> general;
  std::map<std::pair<std::string, AbiId>, int> special;
  for_each_row([&](const Row& row) {
    if (row.only) {
      CHECK(++special[{std::string(row.name), *row.only}] == 1);
    } else {
      CHECK(++general[std::string(row.name)] == 1);
    }
  });
}

TEST_CASE("every row's call is one that some ABI has") {
  const auto multiplexed = multiplexed_names();
  for_each_row([&](const Row& row) {
    if (multiplexed.contains(row.name)) return;
    if (row.only) {
      CHECK(call_number(*row.only, row.name).has_value());
    } else {
      CHECK(has_a_number(row.name));
    }
  });
}

TEST_CASE("numbers and rows lead to each other") {
  for (const Abi* abi : all_abis()) {
    for_each_row([&](const Row& row) {
      const auto number = call_number(abi->id, row.name);
      if (!number) return;
      CAPTURE(abi->name, *number);
      CHECK(call_name(abi->id, *number) == row.name);
      const Row* found = find_row(abi->id, *number);
      REQUIRE(found != nullptr);
      CHECK(found->name == row.name);
      if (row.only == abi->id) CHECK(found == &row);
    });
  }
}

TEST_CASE("errors of rows are errors") {
  for_each_row([](const Row& row) {
    bool ended = false;
    for (const ErrorNote& error : row.errors) {
      if (error.name.empty()) {
        ended = true;
        CHECK(error.why.empty());
        continue;
      }
      CAPTURE(error.name);
      CHECK_FALSE(ended);
      CHECK(find_error(error.name) != nullptr);
      CHECK_FALSE(error.why.empty());
    }
  });
}

TEST_CASE("a table of constants has each value once, and every name can be found") {
  for (const ConstantTable* table : constant_tables()) {
    CAPTURE(table->title);
    CHECK_FALSE(table->title.empty());
    std::set<std::string_view> names;
    for (const Constant& row : table->rows) {
      CAPTURE(row.name);
      CHECK(names.insert(row.name).second);
      CHECK(find_constant(row.name).has_value());
    }
  }
}

}  // namespace
}  // namespace spyglass
