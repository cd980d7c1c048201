// Attaching by name: one, several, none, and never ourselves.

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <regex>

#include "tests/temporary_folder.hpp"
#include "tests/terminal/process.hpp"
#include "tests/tracing/process.hpp"

using Catch::Matchers::Contains;

namespace {

/// A name that nobody else's program has.
std::string rare_name() { return "spg" + std::to_string(getpid()) + "xyz"; }

std::string copy_of(const std::string& program, const TemporaryFolder& folder) {
  const std::string path = folder.file(rare_name());
  std::filesystem::copy_file(program, path, std::filesystem::copy_options::overwrite_existing);
  return path;
}

/// A program that is ready, and waits for a line. Ended at the end.
class Waiting {
 public:
  Waiting(const std::string& path, const std::string& first_word) {
    int in[2], out[2];
    REQUIRE(pipe2(in, O_CLOEXEC) == 0);
    REQUIRE(pipe2(out, O_CLOEXEC) == 0);
    id_ = fork();
    REQUIRE(id_ >= 0);
    if (id_ == 0) {
      dup2(in[0], 0);
      dup2(out[1], 1);
      execl(path.c_str(), first_word.c_str(), nullptr);
      _exit(127);
    }
    close(in[0]);
    close(out[1]);
    char byte = 0;
    while (byte != '\n' && read(out[0], &byte, 1) == 1) {
    }
    REQUIRE(byte == '\n');
    close(out[0]);
    input_ = in[1];
  }
  ~Waiting() {
    close(input_);
    CHECK(waitpid(id_, &status_, 0) == id_);
    CHECK(status_ == 0);  // whoever was attached has left it as it was
  }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;
  [[nodiscard]] std::string id() const { return std::to_string(id_); }

 private:
  pid_t id_ = -1;
  int input_ = -1;
  int status_ = -1;
};

}  // namespace

TEST_CASE("one process of a name is attached to, by whichever of its names") {
  const TemporaryFolder folder;
  const std::string program = copy_of(SPYGLASS_TARGETS_DIR "/echo_lines", folder);
  const Waiting waiting(program, "another" + rare_name());
  const std::string name = std::string(GENERATE("", "another")) + rare_name();
  const bool by_flag = GENERATE(true, false);
  const auto result = by_flag
                          ? run_spyglass({"--plain", "-p", name, "-e", "status", "-e", "detach"})
                          : run_spyglass({"--plain", "-e", "attach " + name, "-e", "status"});
  INFO(result.errors);
  CHECK(result.status == 0);
  CHECK_THAT(result.output, Contains("attached, and stopped where it was") &&
                                Contains("process " + waiting.id() + ","));
}

TEST_CASE("several processes of a name are listed to choose from") {
  const TemporaryFolder folder;
  const std::string program = copy_of(SPYGLASS_TARGETS_DIR "/echo_lines", folder);
  const Waiting one(program, program);
  const Waiting two(program, program);
  const std::string name = rare_name();
  const auto prompt = run_spyglass({"--plain", "-e", "attach " + name});
  CHECK(prompt.status == 1);
  CHECK_THAT(prompt.errors,
             Contains("2 processes are called `" + name + "`") && Contains("`attach "));
  for (const auto* each : {&one, &two}) {
    CHECK(std::regex_search(prompt.output,
                            std::regex("\n" + each->id() + " \\S+ \\d+\\.\\d+ s ago .*" + name)));
  }
  const auto trace = run_spyglass({"trace", "-p", name});
  CHECK(trace.status != 0);
  CHECK_THAT(trace.errors, Contains(one.id()) && Contains(two.id()) &&
                               Contains("2 processes are called") && Contains("trace -p "));
}

TEST_CASE("no process of a name: those that are nearly called so are named") {
  const TemporaryFolder folder;
  const std::string program = copy_of(SPYGLASS_TARGETS_DIR "/echo_lines", folder);
  const Waiting waiting(program, program);
  std::string wrong = rare_name();
  wrong.back() = 'w';
  for (const auto& words : {std::vector<std::string>{"-e", "attach " + wrong},
                            std::vector<std::string>{"trace", "-p", wrong}}) {
    const auto result = run_spyglass(words);
    CHECK(result.status != 0);
    CHECK_THAT(result.errors, Contains("no process is called `" + wrong + "` (did you mean " +
                                       rare_name() + "?)"));
  }
}

TEST_CASE("we ourselves are never offered") {
  const TemporaryFolder folder;
  const std::string binary = copy_of(SPYGLASS_BINARY, folder);
  const auto result =
      run_spyglass({"-e", "attach " + rare_name()}, "", {.environment = {}, .binary = binary});
  CHECK(result.status == 1);
  CHECK_THAT(result.errors,
             Contains("no process is called `" + rare_name() + "`") && !Contains("did you mean"));
}

TEST_CASE("root is told whose program it is, and only where it is not root's") {
  if (geteuid() != 0) {
    puts("SKIPPED: only root may attach to what belongs to others");
    return;
  }
  const bool others = GENERATE(true, false);
  // Becomes `cat` as another user, and answers then.
  const spyglass::Talker program("/usr/bin/setpriv",
                                 {others ? "--reuid=65534" : "--reuid=0", "--clear-groups", "cat"});
  program.say("hello\n");
  REQUIRE(program.hear() == "hello\n");
  const std::string id = std::to_string(program.process().value());
  const auto word = Contains("process " + id + " (cat) belongs to nobody. You are root");
  const Finished at_prompt = run_spyglass({"-p", id, "-e", "detach"});
  CHECK(at_prompt.status == 0);
  const std::string all = at_prompt.output + at_prompt.errors;
  if (others) CHECK_THAT(all, word);
  if (!others) CHECK_THAT(all, !Contains("belongs to"));
  program.say("hello\n");
  CHECK(program.hear() == "hello\n");
}
