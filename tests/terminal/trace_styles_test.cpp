// The flags of `spyglass trace` that change how values are written. That the lines are strace's,
// the differential suite sees (commands/styles.txt); here is what must hold without it.

#include <catch2/catch.hpp>
#include <regex>

#include "tests/terminal/process.hpp"

namespace {

const std::string hello = SPYGLASS_PROGRAMS_DIR "/x86_64/hello";
const std::string echo = SPYGLASS_PROGRAMS_DIR "/x86_64/echo";

/// The trace of a program; the flags come before it.
std::string trace_of(std::vector<std::string> flags, const std::vector<std::string>& program,
                     const std::string& input = "") {
  flags.insert(flags.begin(), "trace");
  flags.emplace_back("--");
  flags.insert(flags.end(), program.begin(), program.end());
  return run_spyglass(flags, input).errors;
}

bool has(const std::string& text, const std::string& part) {
  INFO(text);
  const bool found = text.find(part) != std::string::npos;
  CHECK(found);
  return found;
}
bool matches(const std::string& text, const std::string& pattern) {
  INFO(text);
  const bool found = std::regex_search(text, std::regex(pattern));
  CHECK(found);
  return found;
}

const std::string hello_in_hex =
    R"(write(1, "\x48\x65\x6c\x6c\x6f\x2c\x20\x6b\x65\x72\x6e\x65\x6c\x21\x0a", 15) = 15)";

}  // namespace

TEST_CASE("-x writes odd strings in hexadecimal, -xx all of them") {
  const std::vector<std::string> odd = {"/usr/bin/printf", R"(a\377\n)"};
  has(trace_of({"-x", "-e", "write"}, odd), R"(write(1, "\x61\xff\x0a", 3))");
  has(trace_of({"--strings-in-hex=non-ascii", "-e", "write"}, odd), R"("\x61\xff\x0a")");
  has(trace_of({"--strings-in-hex=non-ascii-chars", "-e", "write"}, odd), R"("a\xff\n")");
  has(trace_of({"--strings-in-hex=none", "-e", "write"}, odd), R"("a\377\n")");
  has(trace_of({"-x", "-e", "write"}, {hello}), R"(write(1, "Hello, kernel!\n", 15))");
  has(trace_of({"-xx", "-e", "write"}, {hello}), hello_in_hex);
  has(trace_of({"-x", "-x", "-e", "write"}, {hello}), hello_in_hex);
  has(trace_of({"--strings-in-hex", "-e", "write"}, {hello}), hello_in_hex);
  has(trace_of({"--strings-in-hex=all", "-e", "write"}, {hello}), hello_in_hex);
}

TEST_CASE("-X writes constants as names, numbers, or both") {
  const std::vector<std::string> missing = {"/bin/cat", "/no/such/file"};
  const std::string path = R"("/no/such/file")";
  has(trace_of({"-X", "raw", "-e", "openat"}, missing),
      "openat(-100, " + path + ", 0)        = -1 ENOENT");
  has(trace_of({"-Xverbose", "-e", "openat"}, missing),
      "openat(-100 /* AT_FDCWD */, " + path + ", 0 /* O_RDONLY */) = -1 ENOENT");
  has(trace_of({"--const-print-style=abbrev", "-e", "openat"}, missing),
      "openat(AT_FDCWD, " + path + ", O_RDONLY) = -1 ENOENT");
}

TEST_CASE("-X reaches the lines of signals") {
  const std::vector<std::string> raised = {"/bin/sh", "-c", "kill -USR1 $$"};
  matches(trace_of({"-X", "raw"}, raised), R"(--- SIGUSR1 \{si_signo=10, si_code=0, si_pid=)");
  matches(trace_of({"-X", "verbose"}, raised),
          R"(--- SIGUSR1 \{si_signo=10 /\* SIGUSR1 \*/, si_code=0 /\* SI_USER \*/, )");
}

TEST_CASE("-e raw= writes the words of some calls") {
  const std::string lines = trace_of({"-e", "raw=write,exit_group"}, {hello});
  matches(lines, R"(\nwrite\(0x1, 0x[0-9a-f]+, 0xf\) +=  ?0xf\n)");
  has(lines, "exit_group(0x2a)");
  has(lines, "execve(\"" + hello + "\"");
  has(trace_of({"--raw=all"}, {hello}), "execve(0x");
  has(trace_of({"-e", "x=write"}, {hello}), "write(0x1, ");
}

TEST_CASE("-e verbose= leaves structs and arrays alone") {
  matches(trace_of({"-e", "verbose=!execve"}, {hello}),
          R"(execve\("[^"]*", 0x[0-9a-f]+, 0x[0-9a-f]+\) = 0)");
  has(trace_of({"--verbose=write"}, {hello}), R"(write(1, "Hello, kernel!\n", 15))");
  matches(trace_of({"-e", "v=none"}, {hello}), R"(execve\("[^"]*", 0x)");
}

TEST_CASE("-v and -e abbrev= show the environment of one call, and of no other") {
  for (const std::vector<std::string>& flags :
       std::vector<std::vector<std::string>>{{"-v"},
                                             {"--no-abbrev"},
                                             {"-e", "abbrev=none"},
                                             {"-e", "a=!execve"},
                                             {"--abbrev=write"}}) {
    has(trace_of(flags, {hello}), "\"NO_COLOR=1\"");
  }
  matches(trace_of({"-v", "-e", "abbrev=execve"}, {hello}), R"(0x[0-9a-f]+ /\* \d+ vars \*/)");
}

TEST_CASE("-e write= shows all that is written under its line") {
  const std::string lines = trace_of({"-e", "write=1", "-s", "3"}, {hello});
  has(lines,
      "write(1, \"Hel\"..., 15)                  = 15\n"
      " | 00000  48 65 6c 6c 6f 2c 20 6b  65 72 6e 65 6c 21 0a     Hello, kernel!.  |\n"
      "exit_group(42)");
  CHECK(trace_of({"-e", "write=2"}, {hello}).find(" | ") == std::string::npos);
  has(trace_of({"--write=all"}, {hello}), " | 00000  48 65");
  has(trace_of({"-e", "w=!2"}, {hello}), " | 00000  48 65");
}

TEST_CASE("-e read= shows all that is read, and nothing at the end") {
  const std::string lines = trace_of({"-e", "read=0", "-e", "trace=read"}, {echo}, "hi\n");
  CHECK(lines ==
        "read(0, \"hi\\n\", 64)                     = 3\n"
        " | 00000  68 69 0a                                          hi.              |\n"
        "read(0, \"\", 64)                         = 0\n"
        "+++ exited with 0 +++\n");
}

TEST_CASE("--json has what -e write= asks for") {
  const auto result = run_spyglass({"trace", "--json", "-e", "write=1", "-e", "trace=write", "--",
                                    SPYGLASS_PROGRAMS_DIR "/x86_64/hello"});
  has(result.errors, R"("transfer":[[{"length":15,"bytes":"Hello, kernel!\n"}]])");
}

TEST_CASE("styles that do not exist are refused") {
  for (const auto& [flags, expected] :
       std::vector<std::pair<std::vector<std::string>, std::string>>{
           {{"-X", "row"}, "-X has no `row`; it has raw, abbrev, verbose"},
           {{"--strings-in-hex=some"}, "--strings-in-hex has no `some`; it has none, "},
           {{"-x", "--strings-in-hex=all"}, "don't go together"},
           {{"--strings-in-hex", "-xx"}, "don't go together"},
           {{"-e", "read=one"}, "`one` is no descriptor"},
           {{"-e", "write=-1"}, "`-1` is no descriptor"},
           {{"-e", "write="}, "`` is no descriptor"},
           {{"-e", "raw=opnat"}, "did you mean openat?"},
           {{"-e", "abbrev=%fil"}, "did you mean file?"},
           {{"--json", "-xx"}, "-x is for lines of text"},
           {{"--json", "-X", "raw"}, "-X is for lines of text"},
           {{"--json", "--strings-in-hex"}, "--strings-in-hex is for lines of text"}}) {
    std::vector<std::string> words = {"trace"};
    words.insert(words.end(), flags.begin(), flags.end());
    words.push_back(hello);
    const auto result = run_spyglass(words);
    CHECK(result.status == 2);
    CHECK(result.output.empty());
    has(result.errors, expected);
  }
}
