#include <cstdio>
#include <filesystem>
#include <fstream>
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

bool is_sentence(std::string_view text) {
  return !text.empty() && (text.back() == '.' || text.back() == '?');
}

TEST_CASE("no row is empty: name, group, what it does, when one meets it, what comes back") {
  for_each_row([](const Row& row) {
    CHECK_FALSE(row.name.empty());
    CHECK_FALSE(group_name(row.group).empty());
    REQUIRE_FALSE(row.does.empty());
    CHECK(row.does.back() == '.');
    CHECK(row.does.find(". ") == std::string_view::npos);
    CHECK(row.does.size() <= 120);
    CHECK(is_sentence(row.when));
    REQUIRE_FALSE(row.returned.empty());
    CHECK(row.returned.back() != '.');
  });
}

TEST_CASE("every argument has a name, words and a kind that can answer") {
  for_each_row([](const Row& row) {
    std::set<std::string_view> names;
    for (const Argument& argument : row.argument_list()) {
      CAPTURE(argument.name);
      CHECK_FALSE(argument.name.empty());
      CHECK(names.insert(argument.name).second);
      REQUIRE_FALSE(argument.means.empty());
      CHECK(argument.means.back() != '.');
      CHECK_FALSE(argument.kind->name.empty());
      CHECK_FALSE(argument.kind->words.empty());
      CHECK((argument.kind->decode != nullptr || argument.kind->choose != nullptr));
      CHECK(argument.size_from < static_cast<int>(row.argument_count()));
    }
    for (std::size_t i = row.argument_count(); i < row.arguments.size(); ++i) {
      CHECK(row.arguments[i].kind == nullptr);
      CHECK(row.arguments[i].name.empty());
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

TEST_CASE("no call of any ABI is without a row") {
  // Numbers end far below that; i386 and x86-64 share the upper ones.
  constexpr std::uint64_t numbers = 1024;
  for (const Abi* abi : all_abis()) {
    for (std::uint64_t number = 0; number < numbers; ++number) {
      const auto name = call_name(abi->id, number);
      if (!name) continue;
      CAPTURE(abi->name, number, *name);
      CHECK(find_row(*name, abi->id) != nullptr);
    }
  }
}

TEST_CASE("numbers that rows give themselves are distinct, and those of libseccomp if it knows") {
  std::map<int, std::string_view> seen;
  for_each_row([&](const Row& row) {
    if (row.unified < 0) return;
    CAPTURE(row.unified);
    CHECK(seen.emplace(row.unified, row.name).second);
    // All ABIs count alike from 424 on; below that a number is one ABI's.
    constexpr int first_common = 424;
    CHECK((row.unified >= first_common || row.only.has_value()));
    for (const Abi* abi : all_abis()) {
      if (row.only && *row.only != abi->id) continue;
      CHECK(call_number(abi->id, row.name) == static_cast<std::uint64_t>(row.unified));
    }
  });
}

/// Where the kernel describes its calls, one folder each; empty when nobody lets us look.
std::filesystem::path call_descriptions() {
  for (const char* folder : {"/sys/kernel/tracing", "/sys/kernel/debug/tracing"}) {
    const auto events = std::filesystem::path(folder) / "events" / "syscalls";
    std::error_code error;
    if (std::filesystem::exists(events, error)) return events;
  }
  return {};
}

/// How many arguments the kernel says that a call has: the fields of its tracepoint, without the
/// call's own number. Nothing when the tracepoint cannot be read.
std::optional<std::size_t> kernel_argument_count(const std::filesystem::path& events,
                                                 std::string_view name) {
  // Functions in the kernel that are not named like their calls.
  static const std::map<std::string_view, std::string_view> functions = {
      {"stat", "newstat"},   {"lstat", "newlstat"}, {"fstat", "newfstat"},
      {"uname", "newuname"}, {"umount2", "umount"}, {"sendfile", "sendfile64"}};
  const auto function = functions.find(name);
  if (function != functions.end()) name = function->second;
  std::ifstream format(events / ("sys_enter_" + std::string(name)) / "format");
  if (!format) return std::nullopt;
  std::size_t count = 0;
  bool after_number = false;
  for (std::string line; std::getline(format, line);) {
    if (line.find("field:") == std::string::npos) continue;
    // Newer kernels add what a pointer led to, after the arguments.
    if (line.find("__data_loc") != std::string::npos) continue;
    if (after_number) ++count;
    if (line.find("__syscall_nr") != std::string::npos) after_number = true;
  }
  return after_number ? std::optional(count) : std::nullopt;
}

TEST_CASE("rows have as many arguments as the kernel says") {
  const std::filesystem::path events = call_descriptions();
  if (events.empty()) {
    std::puts(
        "SKIPPED: rows have as many arguments as the kernel says (tracefs is not mounted, or "
        "is for root)");
    return;
  }
#if defined(__aarch64__)
  constexpr AbiId native = AbiId::aarch64;
#else
  constexpr AbiId native = AbiId::x86_64;
#endif
  // Where a row and the kernel count differently on purpose: the upper half of an offset, which
  // 64-bit programs leave alone, and a frame that no register holds.
  static const std::map<std::string_view, std::size_t> others = {
      {"preadv", 4}, {"pwritev", 4}, {"rt_sigreturn", 1}, {"restart_syscall", 1}};
  std::size_t compared = 0;
  for_each_row([&](const Row& row) {
    if (find_row(row.name, native) != &row || !call_number(native, row.name)) return;
    const auto count = kernel_argument_count(events, row.name);
    if (!count) return;
    ++compared;
    const auto other = others.find(row.name);
    CHECK(row.argument_count() == (other == others.end() ? *count : other->second));
  });
  CHECK(compared > 200);
}

TEST_CASE("errors of rows are errors") {
  for_each_row([](const Row& row) {
    bool ended = false;
    std::set<std::string_view> names;
    for (const ErrorNote& error : row.errors) {
      if (error.name.empty()) {
        ended = true;
        CHECK(error.why.empty());
        continue;
      }
      CAPTURE(error.name);
      CHECK_FALSE(ended);
      const ErrorRow* known = find_error(error.name);
      REQUIRE(known != nullptr);
      // As a trace names it: EAGAIN, not EWOULDBLOCK.
      CHECK(known->name == error.name);
      REQUIRE_FALSE(error.why.empty());
      CHECK(error.why.back() != '.');
      CHECK(names.insert(error.name).second);
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
