// Recordings: made by a trace or at the prompt, and looked at again.

#include <catch2/catch.hpp>
#include <filesystem>
#include <regex>

#include "tests/temporary_folder.hpp"
#include "tests/terminal/process.hpp"

using Catch::Matchers::Contains;

namespace {

const std::string programs = SPYGLASS_PROGRAMS_DIR "/";
const std::string hello = programs + "x86_64/hello";

/// Without the ids of threads and times, which differ from run to run.
std::string without_numbers(const std::string& text) {
  static const std::regex varying(R"(thread \d+|process +\d+|\b\d+\.\d+ s\b)");
  return std::regex_replace(text, varying, "#");
}

/// Records a whole run of a program at the prompt.
std::string recorded(const TemporaryFolder& folder, const std::string& program = hello,
                     const std::string& moves = "continue\n") {
  const std::string path = folder.file("run.spy");
  const auto run = run_spyglass({}, "record " + path + "\nrun " + program + "\n" + moves);
  INFO(run.output << run.errors);
  REQUIRE(run.status == 0);
  return path;
}

}  // namespace

TEST_CASE("a recording of ls is told as it was told live, by any flags") {
  const TemporaryFolder folder;
  const std::string run = folder.file("ls.spy");
  folder.write("data/one", "1");
  folder.write("data/two", "22");
  const std::vector<std::vector<std::string>> looks = {
      {}, {"-ttt", "-T", "-r"}, {"-yy", "-i", "-n"}, {"--json"}, {"-c"}, {"-e", "trace=openat"}};
  for (const auto& look : looks) {
    const std::string live = folder.file("live"), again = folder.file("again");
    std::vector<std::string> words = {"trace", "--record", run, "-o", live};
    words.insert(words.end(), look.begin(), look.end());
    words.insert(words.end(), {"ls", "-l", folder.file("data")});
    REQUIRE(run_spyglass(words).status == 0);
    words = {"trace", "--from", run, "-o", again};
    words.insert(words.end(), look.begin(), look.end());
    const auto replayed = run_spyglass(words);
    INFO(replayed.errors);
    CHECK(replayed.status == 0);
    REQUIRE_FALSE(read_whole(live).empty());
    CHECK(read_whole(live) == read_whole(again));
  }
}

TEST_CASE("more of it can be shown than was shown when it was made") {
  const TemporaryFolder folder;
  const std::string run = folder.file("run.spy");
  const std::string word(100, 'x');
  REQUIRE(run_spyglass({"trace", "--record", run, "-e", "trace=none", "/bin/echo", word}).status ==
          0);
  CHECK_THAT(run_spyglass({"trace", "--from", run, "-e", "write"}).errors,
             Contains("write(1, \"" + word.substr(0, 32) + "\"..., 101) = 101"));
  CHECK_THAT(run_spyglass({"trace", "--from", run, "-s", "200", "-v", "-e", "write,execve"}).errors,
             Contains(word + "\\n\", 101) = 101") && Contains("\"NO_COLOR=1\""));
}

TEST_CASE("children and 32-bit programs are recorded like others") {
  const TemporaryFolder folder;
  const std::string run = folder.file("run.spy");
  for (const std::vector<std::string>& program :
       {std::vector<std::string>{"sh", "-c", "/bin/true; cat /dev/null | cat"},
        {programs + "i386/hello"}}) {
    const std::string live = folder.file("live"), again = folder.file("again");
    std::vector<std::string> words = {"trace", "-f", "--record", run, "-o", live};
    words.insert(words.end(), program.begin(), program.end());
    (void)run_spyglass(words);
    REQUIRE(run_spyglass({"trace", "--from", run, "-o", again}).status == 0);
    REQUIRE_FALSE(read_whole(live).empty());
    CHECK(read_whole(live) == read_whole(again));
  }
}

TEST_CASE("all commands that look say of a recording what they said of the program") {
  for (const std::string abi : {"x86_64", "i386"}) {
    const TemporaryFolder folder;
    const std::string path = folder.file("run.spy");
    const std::string buffer = abi == "i386" ? "ecx" : "rsi";
    const std::string looks = "regs\nstack\nmaps\nfds\nmem " + buffer +
                              " 16\ndisas\nlimits\nenv NO_\nsymbols\ncalls\nabi\n";
    const std::string program = programs + abi + "/hello";
    // Nothing but looking between the two marks.
    const auto live =
        run_spyglass({}, "record " + path + "\nrun " + program + "\nenter\nhelp tree\n" + looks +
                             "help tree\nfinish\ncontinue\n");
    const auto again = run_spyglass({"replay", path}, "enter\nhelp tree\n" + looks + "help tree\n");
    INFO(live.output << live.errors << again.errors);
    REQUIRE(live.status == 0);
    REQUIRE(again.status == 0);
    const auto between_marks = [](const std::string& text) {
      const std::string mark = "tree\n";
      const std::size_t from = text.find(mark);
      const std::size_t to = text.rfind(mark);
      return without_numbers(text.substr(from, to - from));
    };
    CHECK(between_marks(live.output).size() > 2000);
    CHECK(between_marks(live.output) == between_marks(again.output));
  }
}

TEST_CASE("a recording is gone through forwards, backwards and by numbers") {
  const TemporaryFolder folder;
  const std::string path = recorded(folder);
  const auto run = run_spyglass({"replay", path},
                                "next\nfinish\ncontinue\nback\nback\ngoto start\nuntil exit_group\n"
                                "goto 2\ncheckpoints\ncalls\nexplain write\n");
  INFO(run.output << run.errors);
  CHECK(run.status == 0);
  CHECK_THAT(run.output, Contains("a recording of " + hello) && Contains("It holds calls 2 to 3"));
  CHECK_THAT(run.output, Contains("all 15 bytes that were asked for"));
  // The kernel may hand the text over before it reports the end of the call that wrote it.
  CHECK_THAT(run.output, Contains("\nHello, kernel!\n") && Contains("\nexit_group(42)"));
  CHECK_THAT(run.output, Contains("+++ exited with 42 +++"));
  CHECK_THAT(run.output, Contains("back at the door of call 3  from after call 3"));
  CHECK_THAT(run.output, Contains("back after call 1  from at the door of call 2"));
  CHECK_THAT(run.output, Contains("at the kernel's door: exit_group has been called"));
}

TEST_CASE("nothing of a recording can be changed or run, and each command says so") {
  const TemporaryFolder folder;
  const std::string path = recorded(folder);
  for (const std::string command :
       {"set rdx 1", "poke rsp 1", "do getpid()", "asm nop", "kill", "detach", "break _start",
        "catch write", "watch rsp 8", "inject write error=EIO", "sample 10ms", "record x.spy"}) {
    const auto run = run_spyglass({"replay", path}, "enter\n" + command + "\n");
    INFO(command << ": " << run.output);
    CHECK(run.status == 1);
    CHECK_THAT(run.errors, Contains("this is a recording"));
  }
  const auto over = run_spyglass({"replay", path}, "continue\nregs\n");
  CHECK_THAT(over.errors, Contains("the recorded program has ended"));
}

TEST_CASE("a program takes the place of a recording, and a recording that of a program") {
  const TemporaryFolder folder;
  const std::string path = recorded(folder);
  const auto run = run_spyglass({"replay", path}, "run " + hello + "\nfinish\nreplay " + path +
                                                      "\nregs\nrun " + hello + "\ncontinue\n");
  INFO(run.output << run.errors);
  CHECK(run.status == 0);
  CHECK_THAT(run.output, Contains("+++ exited with 42 +++"));
}

TEST_CASE("recording can begin in the middle, and be ended") {
  const TemporaryFolder folder;
  const std::string path = folder.file("half.spy");
  const auto run = run_spyglass(
      {hello}, "enter\nrecord " + path + "\nset rdx 5\nfinish\nrecord stop\ncontinue\n");
  INFO(run.output << run.errors);
  REQUIRE(run.status == 0);
  CHECK_THAT(run.output, Contains("from here on everything is written to " + path) &&
                             Contains("recorded in " + path));
  const auto again = run_spyglass({"replay", path}, "regs\nfinish\ncontinue\ncalls\n");
  INFO(again.output << again.errors);
  CHECK_THAT(again.output, Contains("It holds calls 2 to 2"));
  CHECK_THAT(again.output, Contains("write(1, \"Hello\", 5) = 5"));
  CHECK_THAT(again.output, Contains("Here the recording ends; the program went on."));
}

TEST_CASE("a journey back is in the recording, too, with what came after it") {
  const TemporaryFolder folder;
  const std::string path = recorded(folder, hello, "finish\nback\nset rdx 5\nfinish\ncontinue\n");
  const auto again = run_spyglass({"replay", path}, "continue\ncalls\ngoto 2\nfinish\n");
  INFO(again.output << again.errors);
  CHECK_THAT(again.output, Contains("2  write(1, \"Hello\", 5) = 5"));
  CHECK_THAT(again.output, Contains("3  exit_group(42)"));
}

TEST_CASE("breakpoints leave no trace in a recording") {
  const TemporaryFolder folder;
  const std::string path =
      recorded(folder, hello, "break _start+5\nstepi\nbreak _start+10\ncontinue\ncontinue\n");
  const auto again = run_spyglass({"replay", path}, "disas _start 4\nnext\ndisas _start 4\n");
  INFO(again.output << again.errors);
  CHECK(again.status == 0);
  CHECK_THAT(again.output, !Contains("int3"));
  CHECK_THAT(again.output, Contains("movl   $0x402000, %esi"));
}

TEST_CASE("files that are no recordings, and flags that a recording cannot follow, are refused") {
  const TemporaryFolder folder;
  const std::string path = recorded(folder);
  const auto refused = [](const std::vector<std::string>& words) {
    const auto run = run_spyglass(words);
    CHECK(run.status != 0);
    return run.errors;
  };
  CHECK_THAT(refused({"replay", "/etc/passwd"}), Contains("is no recording of spyglass"));
  CHECK_THAT(refused({"replay", folder.file("none")}), Contains("No such file"));
  CHECK_THAT(refused({"trace", "--from", path, "ls"}), Contains("one of them"));
  CHECK_THAT(refused({"trace", "-f", "--from", path}), Contains("-f is for living programs"));
  CHECK_THAT(refused({"trace", "-e", "inject=read:error=EIO", "--from", path}),
             Contains("for living programs"));
  CHECK_THAT(refused({"trace", "--record", "/nowhere/x", "ls"}), Contains("cannot write"));
}

TEST_CASE("a cut recording opens up to the cut, and says so") {
  const TemporaryFolder folder;
  const std::string path = folder.file("run.spy");
  REQUIRE(run_spyglass({"trace", "--record", path, "-o", folder.file("live"), "ls", "/"}).status ==
          0);
  std::filesystem::resize_file(path, std::filesystem::file_size(path) * 9 / 10);
  const auto told = run_spyglass({"trace", "--from", path});
  CHECK(told.status == 1);
  CHECK_THAT(told.errors, Contains("execve(") && Contains("ends in the middle"));
  const auto looked = run_spyglass({"replay", path}, "next\nregs\ncontinue\n");
  INFO(looked.output << looked.errors);
  CHECK(looked.status == 0);
  CHECK_THAT(looked.output, Contains("Up to there it can be looked at"));
}

TEST_CASE("the names of a program are in its recording: its file need not be there any more") {
  const TemporaryFolder folder;
  const std::string program = folder.file("program");
  std::filesystem::copy_file(hello, program);
  const std::string path = recorded(folder, program);
  std::filesystem::remove(program);
  const auto again = run_spyglass({"replay", path}, "symbols\nmem message 13\nenter\nmaps\n");
  INFO(again.output << again.errors);
  CHECK(again.status == 0);
  CHECK_THAT(again.output, Contains("0x402000  message") && Contains("Hello, kernel") &&
                               Contains("code of the program"));
}

TEST_CASE("what somebody lets a program do is no part of its life, but what it changed is") {
  const TemporaryFolder folder;
  const std::string path =
      recorded(folder, hello, "enter\ndo getpid()\nasm mov $5, %edx\nfinish\ncontinue\n");
  const auto again = run_spyglass({"replay", path}, "continue\ncalls\n");
  INFO(again.output << again.errors);
  CHECK_THAT(again.output, Contains("2  write(1, \"Hello\", 5) = 5") && !Contains("getpid"));
  const auto run = run_spyglass({hello}, "record " + folder.file("half.spy") +
                                             "\ndo -y execve(\"/bin/true\", [\"true\"], [])\n");
  INFO(run.output << run.errors);
  CHECK_THAT(run.output, Contains("recorded in " + folder.file("half.spy")));
}

TEST_CASE("a recording outlives its folder, and a folder that is not there is named") {
  const TemporaryFolder folder;
  const std::string path = folder.write("gone/run.spy", "");
  const auto run = run_spyglass({}, "record " + path + "\nrun /bin/rm -r " + folder.file("gone") +
                                        "\ncontinue\nrecord " + folder.file("gone/x") + "\n");
  INFO(run.output << run.errors);
  CHECK(run.status == 1);
  CHECK_THAT(run.output, Contains("recorded in " + path));
  CHECK_THAT(run.errors, Contains("cannot write a recording to " + folder.file("gone/x")));
}
