// The table of calls, character for character, as strace 6.1 prints it for the same numbers.

#include "core/report/summary.hpp"

#include <catch2/catch.hpp>

#include "core/syscalls/catalogue.hpp"

using namespace spyglass;
using namespace std::chrono_literals;
using std::chrono::nanoseconds;

namespace {

constexpr std::int64_t ebadf = -9;
constexpr std::int64_t erestartsys = -512;

Call returned(std::string_view name, std::int64_t result = 0, AbiId abi = AbiId::x86_64) {
  Call call;
  const auto number = call_number(abi, name);
  REQUIRE(number);
  call.raw.abi = abi;
  call.raw.number = *number;
  call.row = find_row(name, abi);
  call.name = name;
  call.result = result;
  return call;
}

Summary empty_summary(nanoseconds overhead = {}) { return Summary(overhead, AbiId::x86_64); }

/// getpid twice, getppid, close twice in vain, gettid in no time.
Summary some_calls(nanoseconds overhead = {}) {
  Summary summary = empty_summary(overhead);
  summary.add(returned("getpid"), 1500ns);
  summary.add(returned("getppid"), 2500ns);
  summary.add(returned("close", ebadf), 999ns);
  summary.add(returned("getpid"), 3500499ns);
  summary.add(returned("close", ebadf), 499ns);
  summary.add(returned("gettid"), 0ns);
  return summary;
}

SummaryLook look(std::string_view columns, std::string_view order = "time") {
  const auto parsed = parse_summary_columns(columns);
  const auto sorted = parse_summary_order(order);
  INFO(columns << " by " << order);
  REQUIRE(parsed);
  REQUIRE(sorted);
  return {*parsed, *sorted};
}

/// The names of the rows in their order, with a space behind each.
std::string names_by(const Summary& summary, std::string_view order) {
  std::string names;
  const auto tables = summary.tables(look("name", order).order);
  for (const SummaryRow& row : tables.at(0).rows) names += row.name + ' ';
  return names;
}

}  // namespace

TEST_CASE("the summary as it is printed unless something else was asked for") {
  CHECK(some_calls().text() ==
        "% time     seconds  usecs/call     calls    errors syscall\n"
        "------ ----------- ----------- --------- --------- ----------------\n"
        " 99.89    0.003502        1751         2           getpid\n"
        "  0.07    0.000003           2         1           getppid\n"
        "  0.04    0.000001           0         2         2 close\n"
        "  0.00    0.000000           0         1           gettid\n"
        "------ ----------- ----------- --------- --------- ----------------\n"
        "100.00    0.003506         584         6         2 total\n");
}

TEST_CASE("the summary has every column, in any order") {
  CHECK(some_calls().text(look("name,errors,calls,avg-time,max-time,min-time,total-time,"
                               "time-percent")) ==
        "syscall             errors     calls  usecs/call  longest shortest     seconds % time\n"
        "---------------- --------- --------- ----------- -------- -------- ----------- ------\n"
        "getpid                             2        1751 0.003500 0.000002    0.003502  99.89\n"
        "getppid                            1           2 0.000003 0.000003    0.000003   0.07\n"
        "close                    2         2           0 0.000001 0.000000    0.000001   0.04\n"
        "gettid                             1           0 0.000000 0.000000    0.000000   0.00\n"
        "---------------- --------- --------- ----------- -------- -------- ----------- ------\n"
        "total                    2         6         584 0.003500 0.000000    0.003506 100.00\n");
  CHECK(some_calls().text(look("calls,name,errors", "calls")) ==
        "    calls syscall             errors\n"
        "--------- ---------------- ---------\n"
        "        2 close                    2\n"
        "        2 getpid                    \n"
        "        1 getppid                   \n"
        "        1 gettid                    \n"
        "--------- ---------------- ---------\n"
        "        6 total                    2\n");
}

TEST_CASE("calls that took no time make a whole of no time") {
  Summary summary = empty_summary();
  summary.add(returned("execve"), 0ns);
  summary.add(returned("close"), 0ns);
  CHECK(summary.text() ==
        "% time     seconds  usecs/call     calls    errors syscall\n"
        "------ ----------- ----------- --------- --------- ----------------\n"
        "  0.00    0.000000           0         1           close\n"
        "  0.00    0.000000           0         1           execve\n"
        "------ ----------- ----------- --------- --------- ----------------\n"
        "100.00    0.000000           0         2           total\n");
}

TEST_CASE("a summary without calls is no text") {
  Summary summary = empty_summary();
  CHECK(summary.text() == "");
  CHECK(summary.tables().empty());
  CHECK(summary.is_empty());
  summary.add(returned("close"), 1us);
  CHECK_FALSE(summary.is_empty());
}

TEST_CASE("what counts as a call") {
  Summary summary = empty_summary();

  Call ends = returned("exit_group");
  ends.result.reset();
  ends.no_return = true;
  Call blocked = returned("read");
  blocked.result.reset();
  Call nothing = returned("read", -38);
  nothing.raw.number = 0x1234;
  nothing.name = "syscall_0x1234";
  nothing.row = nullptr;
  for (const Call& call : {ends, blocked, nothing}) summary.add(call, 5us);
  CHECK(summary.is_empty());

  summary.add(returned("read", erestartsys), 5us);
  summary.add(returned("read", 1), 5us);
  summary.add(returned("restart_syscall"), 5us);
  CHECK(summary.text(look("calls,errors")) ==
        "    calls    errors syscall\n"
        "--------- --------- ----------------\n"
        "        2         1 read\n"
        "        1           restart_syscall\n"
        "--------- --------- ----------------\n"
        "        3         1 total\n");
}

TEST_CASE("a summary is sorted by any column, what is equal by the numbers of the calls") {
  // Their numbers: close 3, getpid 39, execve 59, getuid 102, getppid 110, gettid 186.
  Summary summary = empty_summary();
  summary.add(returned("gettid"), 5ms);
  summary.add(returned("execve"), 1ms);
  summary.add(returned("getpid"), 1500us);
  summary.add(returned("getppid"), 5ms);
  summary.add(returned("close", ebadf), 999us);
  summary.add(returned("getpid"), 3500us);
  summary.add(returned("close", ebadf), 499us);
  summary.add(returned("getuid"), 2ms);

  CHECK(names_by(summary, "time") == "getpid getppid gettid getuid close execve ");
  CHECK(names_by(summary, "min-time") == "getppid gettid getuid getpid execve close ");
  CHECK(names_by(summary, "max-time") == "getppid gettid getpid getuid execve close ");
  CHECK(names_by(summary, "avg-time") == "getppid gettid getpid getuid execve close ");
  CHECK(names_by(summary, "calls") == "close getpid execve getuid getppid gettid ");
  CHECK(names_by(summary, "errors") == "close getpid execve getuid getppid gettid ");
  CHECK(names_by(summary, "name") == "close execve getpid getppid gettid getuid ");
  CHECK(names_by(summary, "nothing") == "close getpid execve getuid getppid gettid ");
}

TEST_CASE("the overhead is taken off each call, down to nothing") {
  CHECK(some_calls(1us).text(look("time,total-time,min-time,max-time,avg-time,calls,errors")) ==
        "% time     seconds shortest  longest  usecs/call     calls    errors syscall\n"
        "------ ----------- -------- -------- ----------- --------- --------- ----------------\n"
        " 99.96    0.003500 0.000000 0.003499        1750         2           getpid\n"
        "  0.04    0.000002 0.000002 0.000002           1         1           getppid\n"
        "  0.00    0.000000 0.000000 0.000000           0         2         2 close\n"
        "  0.00    0.000000 0.000000 0.000000           0         1           gettid\n"
        "------ ----------- -------- -------- ----------- --------- --------- ----------------\n"
        "100.00    0.003501 0.000000 0.003499         583         6         2 total\n");
  CHECK(some_calls(1s).tables().at(0).total().total == 0ns);
  Summary backwards = empty_summary();
  backwards.add(returned("close"), -5us);
  CHECK(backwards.tables().at(0).total().shortest == 0ns);
}

TEST_CASE("columns get wider for large times") {
  const auto columns = look("total-time,min-time,max-time,avg-time,calls").columns;
  // The total is as wide as it is when rounded, the others as they are when cut off.
  Summary days = empty_summary();
  days.add(returned("getpid"), 99999s + 999999600ns);
  days.add(returned("getuid"), 3s);
  CHECK(days.text({columns}) ==
        "      seconds     shortest      longest  usecs/call     calls syscall\n"
        "------------- ------------ ------------ ----------- --------- ----------------\n"
        "100000.000000 100000.000000 100000.000000 99999999999         1 getpid\n"
        "     3.000000     3.000000     3.000000     3000000         1 getuid\n"
        "------------- ------------ ------------ ----------- --------- ----------------\n"
        "100003.000000     3.000000 100000.000000 50001499999         2 total\n");
  Summary seconds = empty_summary();
  seconds.add(returned("getpid"), 9s + 999999600ns);
  seconds.add(returned("getuid"), 3s);
  CHECK(seconds.text({columns}) ==
        "    seconds shortest  longest  usecs/call     calls syscall\n"
        "----------- -------- -------- ----------- --------- ----------------\n"
        "  10.000000 10.000000 10.000000     9999999         1 getpid\n"
        "   3.000000 3.000000 3.000000     3000000         1 getuid\n"
        "----------- -------- -------- ----------- --------- ----------------\n"
        "  13.000000 3.000000 10.000000     6499999         2 total\n");
}

TEST_CASE("columns get wider for large counts") {
  const SummaryTable many{AbiId::x86_64,
                          {{"getpid", 1234567890, 12345678901, 1234567s, 1ns, 1ns},
                           {"close", 1, 0, 100ns, 100ns, 100ns}}};
  CHECK(table_text(many, look("time,avg-time,calls,errors").columns) ==
        "% time  usecs/call      calls      errors syscall\n"
        "------ ----------- ---------- ----------- ----------------\n"
        "100.00         999 1234567890 12345678901 getpid\n"
        "  0.00           0          1             close\n"
        "------ ----------- ---------- ----------- ----------------\n"
        "100.00         999 1234567891 12345678901 total\n");
  // What only the sum of all is too long for.
  const SummaryTable sum{
      AbiId::x86_64, {{"read", 999999999, 999999999, 1s, 1ns, 1ns}, {"close", 1, 1, 1s, 1s, 1s}}};
  CHECK(table_text(sum, look("calls,errors").columns) ==
        "     calls     errors syscall\n"
        "---------- ---------- ----------------\n"
        " 999999999  999999999 read\n"
        "         1          1 close\n"
        "---------- ---------- ----------------\n"
        "1000000000 1000000000 total\n");
  // What only a row is too long for.
  const SummaryTable row{
      AbiId::x86_64,
      {{"close", 1, 0, 123456s, 123456s, 123456s}, {"getpid", 99999999, 0, 100ns, 1ns, 1ns}}};
  CHECK(table_text(row, look("avg-time").columns) ==
        "  usecs/call syscall\n"
        "------------ ----------------\n"
        "123456000000 close\n"
        "           0 getpid\n"
        "------------ ----------------\n"
        "        1234 total\n");
}

TEST_CASE("the column of the names has room for the longest one") {
  Summary summary = empty_summary();
  summary.add(returned("inotify_rm_watch"), 1us);
  CHECK(summary.text(look("name,calls")) ==
        "syscall               calls\n"
        "----------------- ---------\n"
        "inotify_rm_watch          1\n"
        "----------------- ---------\n"
        "total                     1\n");
  summary.add(returned("sched_get_priority_max"), 1us);
  CHECK(summary.text(look("calls,name")) ==
        "    calls syscall\n"
        "--------- -----------------------\n"
        "        1 sched_get_priority_max\n"
        "        1 inotify_rm_watch\n"
        "--------- -----------------------\n"
        "        2 total\n");
}

TEST_CASE("halves of a microsecond are rounded as strace rounds them") {
  const SummaryTable halves{AbiId::x86_64,
                            {{"seccomp", 1004, 0, 3202821500ns, 0ns, 35085ns},
                             {"dup3", 4, 0, 2002ms, 103ms, 787ms},
                             {"close", 2, 0, 7999ns, 3ns, 4ns}}};
  CHECK(table_text(halves, look("total-time,avg-time").columns) ==
        "    seconds  usecs/call syscall\n"
        "----------- ----------- ----------------\n"
        "   3.202821        3190 seccomp\n"
        "   2.002000      500499 dup3\n"
        "   0.000008           4 close\n"
        "----------- ----------- ----------------\n"
        "   5.204829        5153 total\n");
}

TEST_CASE("each ABI has a table, and all but one a headline") {
  Summary summary = empty_summary();
  summary.add(returned("write", 1, AbiId::i386), 2us);
  summary.add(returned("execve"), 1us);
  summary.add(returned("write", ebadf, AbiId::i386), 3us);
  CHECK(summary.text(look("calls,errors")) ==
        "    calls    errors syscall\n"
        "--------- --------- ----------------\n"
        "        1           execve\n"
        "--------- --------- ----------------\n"
        "        1           total\n"
        "System call usage summary for 32 bit mode:\n"
        "    calls    errors syscall\n"
        "--------- --------- ----------------\n"
        "        2         1 write\n"
        "--------- --------- ----------------\n"
        "        2         1 total\n");

  Summary narrow = empty_summary();
  narrow.add(returned("write", 1, AbiId::i386), 2us);
  CHECK(narrow.text(look("calls")) ==
        "System call usage summary for 32 bit mode:\n"
        "    calls syscall\n"
        "--------- ----------------\n"
        "        1 write\n"
        "--------- ----------------\n"
        "        1 total\n");
  const auto tables = narrow.tables();
  REQUIRE(tables.size() == 1);
  CHECK(tables[0].abi == AbiId::i386);
}

TEST_CASE("the unnamed table is the first one, whichever it is") {
  Summary summary({}, AbiId::i386);
  summary.add(returned("execve"), 1us);
  summary.add(returned("write", 1, AbiId::i386), 2us);
  const auto tables = summary.tables();
  REQUIRE(tables.size() == 2);
  CHECK(tables[0].abi == AbiId::i386);
  CHECK(summary.text().find("for 64 bit mode:\n") != std::string::npos);
}

TEST_CASE("what was made through socketcall has its own rows, after all calls with numbers") {
  Summary summary = empty_summary();
  const auto made_through_socketcall = [](std::string_view name, std::uint64_t number) {
    Call call = returned("socketcall", 0, AbiId::i386);
    call.raw.arguments[0] = number;
    call.name = name;
    call.row = find_row(name, AbiId::i386);
    return call;
  };
  summary.add(made_through_socketcall("getsockopt", 15), 1us);
  summary.add(made_through_socketcall("socket", 1), 1us);
  summary.add(returned("rseq", 0, AbiId::i386), 1us);
  // One whose arguments could not be read.
  summary.add(returned("socketcall", -14, AbiId::i386), 1us);
  CHECK(names_by(summary, "nothing") == "socketcall rseq socket getsockopt ");
}

TEST_CASE("the rows of a summary are values") {
  const auto tables = some_calls().tables();
  REQUIRE(tables.size() == 1);
  CHECK(tables[0].abi == AbiId::x86_64);
  REQUIRE(tables[0].rows.size() == 4);
  CHECK(tables[0].rows[0] == SummaryRow{"close", 2, 2, 1498ns, 499ns, 999ns});
  CHECK(tables[0].rows[1] == SummaryRow{"getpid", 2, 0, 3501999ns, 1500ns, 3500499ns});
  CHECK(tables[0].rows[2] == SummaryRow{"getppid", 1, 0, 2500ns, 2500ns, 2500ns});
  CHECK(tables[0].rows[3] == SummaryRow{"gettid", 1, 0, 0ns, 0ns, 0ns});
  CHECK(tables[0].rows[0].average() == 749ns);
  CHECK(SummaryRow{"read", 2, 0, 7ns, 3ns, 4ns}.average() == 4ns);
  CHECK(SummaryRow{}.average() == 0ns);
  CHECK(tables[0].total() == SummaryRow{"total", 6, 2, 3505997ns, 0ns, 3500499ns});
}

TEST_CASE("a million calls of one name are one row") {
  Summary summary = empty_summary();
  const Call call = returned("read");
  for (int i = 1; i <= 1000000; ++i) summary.add(call, nanoseconds(i));
  const auto tables = summary.tables();
  REQUIRE(tables.size() == 1);
  REQUIRE(tables[0].rows.size() == 1);
  CHECK(tables[0].rows[0] == SummaryRow{"read", 1000000, 0, 500000500000ns, 1ns, 1ms});
}
