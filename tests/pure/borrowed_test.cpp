// What is said of words that are no commands here, but are somewhere else.

#include <catch2/catch.hpp>
#include <sstream>

#include "repl/commands/borrowed.hpp"
#include "repl/commands/command.hpp"
#include "tests/temporary_folder.hpp"

using namespace spyglass;
using Catch::Matchers::Contains;

namespace {

std::vector<std::string> parts(const std::string& text, char separator) {
  std::vector<std::string> found;
  std::istringstream rest(text);
  for (std::string part; std::getline(rest, part, separator);) found.push_back(part);
  return found;
}

std::string meaning(std::string_view line) { return other_meaning(line, ""); }

std::string said_of(std::string_view word) {
  const auto command = find_command(word);
  return command ? "" : command.error().message;
}

}  // namespace

TEST_CASE("words of other tools are none of ours, and what stands for them is") {
  for (const Borrowed& row : borrowed_words()) {
    for (const std::string& word : parts(std::string(row.words), ' ')) {
      INFO(word);
      CHECK_THAT(said_of(word), Contains("; try " + std::string(row.here)));
    }
    const auto pieces = parts(std::string(row.here), '`');
    CHECK(pieces.size() > 1);
    for (std::size_t i = 1; i < pieces.size(); i += 2) {
      const auto command = find_command(parts(pieces[i], ' ').front());
      INFO(pieces[i]);
      REQUIRE(command);
      CHECK((*command)->is_called(parts(pieces[i], ' ').front()));
      CHECK(((*command)->takes_words() || parts(pieces[i], ' ').size() == 1));
    }
  }
}

TEST_CASE("a word that nobody knows is told of, with the nearest command") {
  CHECK(said_of("nxet") == "there is no command `nxet` (did you mean next?); `help` lists them");
  CHECK(said_of("zzzzzz") == "there is no command `zzzzzz`; `help` lists them");
  CHECK(said_of("bt") ==
        "there is no command `bt`; try `stack`, or `kstack` inside the kernel; `help` lists them");
  CHECK_THAT(said_of("x/4i"), Contains("no command `x/4i`; try `mem PLACE`"));
  CHECK_THAT(said_of("p"), Contains("`p` could be ") && Contains("; try `regs`"));
}

TEST_CASE("a line that is a call or a program says how it is meant here") {
  CHECK(meaning("write(1, \"x\", 1)") == "`do write(1, \"x\", 1)` makes that call");
  CHECK(meaning("openat") ==
        "`until openat` runs to such a call, `explain openat` tells what it does");
  CHECK(meaning("openat /etc/passwd") == meaning("openat"));
  CHECK(meaning("cat /etc/passwd") == "`run cat /etc/passwd` starts the program of that name");
  CHECK(meaning("/bin/cat") == "`run /bin/cat` starts the program of that name");
  for (const char* line :
       {"", "zzzzzz", "/etc/passwd", "/etc", "./nonesuch", "frob(1)", "(", "bt"}) {
    INFO(line);
    CHECK(meaning(line).empty());
  }
  // A file is looked for where `run` would start it.
  const TemporaryFolder folder;
  folder.write_program("here", "#!/bin/sh\n");
  CHECK(meaning("./here").empty());
  CHECK(other_meaning("./here 1", folder.path()) ==
        "`run ./here 1` starts the program of that name");
}
