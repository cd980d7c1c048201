#include <algorithm>
#include <clocale>
#include <cstdint>
#include <cstring>
#include <set>
#include <string>
#include <string_view>

#include <catch2/catch.hpp>

#include "core/syscalls/errors.hpp"
#include "core/syscalls/signals.hpp"

namespace spyglass {
namespace {

constexpr int last_program_error = 133;
constexpr int first_kernel_error = 512;
constexpr int last_standard_signal = 31;

const std::set<std::string_view> error_aliases{"EWOULDBLOCK", "EDEADLOCK", "ENOTSUP"};

/// What strerror(3) and strsignal(3) say here must not depend on who runs the tests.
struct CLocale {
  CLocale() { std::setlocale(LC_ALL, "C"); }
};

void check_sentence(std::string_view sentence) {
  CAPTURE(sentence);
  REQUIRE_FALSE(sentence.empty());
  CHECK(sentence.size() <= 160);
  CHECK(sentence.back() == '.');
  CHECK(sentence.find(". ") == std::string_view::npos);
  CHECK(sentence.find("  ") == std::string_view::npos);
}

template <class Rows>
void check_all_different(const Rows& rows) {
  std::set<std::string_view> names;
  std::set<std::string_view> sentences;
  for (const auto& row : rows) {
    CAPTURE(row.name);
    CHECK(names.insert(row.name).second);
    CHECK(sentences.insert(row.sentence).second);
  }
}

TEST_CASE("errors say what strerror says") {
  const CLocale c_locale;
  for (const ErrorRow& row : error_rows()) {
    if (row.number >= first_kernel_error) continue;
    CAPTURE(row.name);
    CHECK(row.message == std::strerror(row.number));
  }
}

TEST_CASE("the kernel's own errors say what strace says") {
  const auto message = [](int number) {
    const ErrorRow* row = find_error(Errno(number));
    REQUIRE(row);
    return std::string(row->name) + " (" + std::string(row->message) + ")";
  };
  CHECK(message(512) == "ERESTARTSYS (To be restarted if SA_RESTART is set)");
  CHECK(message(513) == "ERESTARTNOINTR (To be restarted)");
  CHECK(message(514) == "ERESTARTNOHAND (To be restarted if no handler)");
  CHECK(message(515).starts_with("ENOIOCTLCMD ("));
  CHECK(message(516) == "ERESTART_RESTARTBLOCK (Interrupted by signal)");
  CHECK(error_rows().back().number == 516);
}

TEST_CASE("every error that the C library knows has its row, and no other number has one") {
  for (int number = -1; number <= 600; ++number) {
    CAPTURE(number);
    const ErrorRow* row = find_error(Errno(number));
    const char* known =
        number >= 1 && number <= last_program_error ? ::strerrorname_np(number) : nullptr;
    const bool expected = known || (number >= first_kernel_error && number <= 516);
    REQUIRE((row != nullptr) == expected);
    if (!row) continue;
    CHECK(row->number == number);
    if (!known) continue;
    CHECK(find_error(std::string_view(known)) == row);
    if (!error_aliases.contains(known)) CHECK(row->name == known);
  }
}

TEST_CASE("errors are found by name") {
  for (const ErrorRow& row : error_rows()) CHECK(find_error(row.name) == &row);
  CHECK(find_error("EWOULDBLOCK") == find_error("EAGAIN"));
  CHECK(find_error("EDEADLOCK") == find_error("EDEADLK"));
  CHECK(find_error("ENOTSUP") == find_error("EOPNOTSUPP"));
  for (const std::string_view alias : error_aliases) CHECK(find_error(alias));
  for (const std::string_view none : {"", "E", "NOENT", "enoent", "ENOENT ", "ENOTHING"}) {
    CAPTURE(none);
    CHECK_FALSE(find_error(none));
  }
}

TEST_CASE("errors are in order, with names and sentences of their own") {
  const auto rows = error_rows();
  for (std::size_t i = 1; i < rows.size(); ++i) CHECK(rows[i - 1].number < rows[i].number);
  check_all_different(rows);
  for (const ErrorRow& row : rows) {
    CHECK_FALSE(row.message.empty());
    check_sentence(row.sentence);
  }
}

TEST_CASE("results that start a call again") {
  for (const std::int64_t result : {-512, -513, -514, -516}) CHECK(is_restart(result));
  for (const std::int64_t result : {-517, -511, -4, -1, 0, 512, 514, 516}) {
    CAPTURE(result);
    CHECK_FALSE(is_restart(result));
  }
}

TEST_CASE("signals say what strsignal says") {
  const CLocale c_locale;
  for (const SignalRow& row : signal_rows()) {
    CAPTURE(row.name);
    CHECK(row.message == ::strsignal(row.number));
  }
}

TEST_CASE("every standard signal has its row, and no other number has one") {
  REQUIRE(signal_rows().size() == last_standard_signal);
  for (int number = -1; number <= 70; ++number) {
    CAPTURE(number);
    const SignalRow* row = find_signal(Signal(number));
    REQUIRE((row != nullptr) == (number >= 1 && number <= last_standard_signal));
    if (!row) continue;
    CHECK(row->number == number);
    const std::string_view known = ::sigabbrev_np(number);
    CHECK(find_signal(known) == row);
    if (known != "POLL") CHECK(row->name == "SIG" + std::string(known));
  }
}

TEST_CASE("signals are found by name, with or without SIG") {
  for (const SignalRow& row : signal_rows()) {
    CAPTURE(row.name);
    REQUIRE(row.name.starts_with("SIG"));
    CHECK(find_signal(row.name) == &row);
    CHECK(find_signal(row.name.substr(3)) == &row);
  }
  CHECK(find_signal("SIGPOLL") == find_signal("SIGIO"));
  CHECK(find_signal("CLD") == find_signal("SIGCHLD"));
  CHECK(find_signal("SIGIOT") == find_signal("ABRT"));
  for (const std::string_view none : {"", "SIG", "SIGSIGINT", "sigint", "SIGNONE", "SIGRTMIN"}) {
    CAPTURE(none);
    CHECK_FALSE(find_signal(none));
  }
}

TEST_CASE("signals have names and sentences of their own") {
  check_all_different(signal_rows());
  for (const SignalRow& row : signal_rows()) check_sentence(row.sentence);
}

TEST_CASE("every signal has a sentence, and real-time signals share one") {
  for (const SignalRow& row : signal_rows()) {
    CHECK(signal_sentence(Signal(row.number)) == row.sentence);
  }
  check_sentence(signal_sentence(Signal(32)));
  for (int number = 33; number <= 64; ++number) {
    CHECK(signal_sentence(Signal(number)) == signal_sentence(Signal(32)));
  }
  for (const int none : {-1, 0, 65}) CHECK(signal_sentence(Signal(none)).empty());
}

TEST_CASE("a signal's name leads back to its number") {
  for (int number = 1; number <= 64; ++number) {
    const std::string name = signal_name(Signal(number));
    CAPTURE(name);
    CHECK(signal_number(name) == Signal(number));
    CHECK(signal_number(name.substr(3)) == Signal(number));
  }
  CHECK(signal_number("SIGPOLL") == Signal(29));
  for (const std::string_view none : {"", "SIG", "SIGRT_0", "SIGRT_33", "SIGRT", "65", "sigint"}) {
    CAPTURE(none);
    CHECK_FALSE(signal_number(none));
  }
}

TEST_CASE("signals are named as in a trace") {
  CHECK(signal_name(Signal(1)) == "SIGHUP");
  CHECK(signal_name(Signal(29)) == "SIGIO");
  CHECK(signal_name(Signal(31)) == "SIGSYS");
  CHECK(signal_name(Signal(32)) == "SIGRTMIN");
  CHECK(signal_name(Signal(33)) == "SIGRT_1");
  CHECK(signal_name(Signal(34)) == "SIGRT_2");
  CHECK(signal_name(Signal(64)) == "SIGRT_32");
  CHECK(signal_name(Signal(65)) == "65");
  CHECK(signal_name(no_signal) == "0");
  CHECK(signal_name(Signal(-3)) == "-3");
}

}  // namespace
}  // namespace spyglass
