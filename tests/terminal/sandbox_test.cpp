// The sandbox as people meet it: flags, the command, what is told of refused calls, and what is
// left where a layer is missing.

#include <unistd.h>

#include <catch2/catch.hpp>

#include "core/sandbox/layers.hpp"
#include "tests/temporary_folder.hpp"
#include "tests/terminal/process.hpp"
#include "tests/terminal/pseudo_terminal.hpp"

using Catch::Matchers::Contains;
using namespace spyglass;

namespace {

bool is_whole_here() {
  const auto tried = run_spyglass({"trace", "-qq", "-e", "none", "--sandbox=require", "true"});
  if (tried.status != 0) WARN("SKIPPED: " << tried.errors);
  return tried.status == 0;
}

}  // namespace

TEST_CASE("`sandbox` says of every layer whether it holds") {
  const auto run = run_spyglass({"--without", "landlock,ipc", "-e", "sandbox"});
  INFO(run.output << run.errors);
  CHECK(run.status == 0);
  for (const LayerWords& words : all_layers()) CHECK_THAT(run.output, Contains(words.title.data()));
  CHECK_THAT(run.output, Contains("missing  switched off: no second lock is on the files"));
  CHECK_THAT(run.output, Contains("There is no program"));
}

TEST_CASE("`sandbox` is about the program at hand, where that is in one") {
  const auto held = at_prompt({"sandbox"}, SPYGLASS_PROGRAMS_DIR "/x86_64/hello");
  CHECK_THAT(held.output, Contains("This program is in no sandbox"));
  const auto inside = run_spyglass({"--sandbox", "--limit", "memory=512m", "-e", "sandbox",
                                    SPYGLASS_PROGRAMS_DIR "/x86_64/hello"});
  INFO(inside.errors);
  CHECK_THAT(inside.output, !Contains("would be made of") && Contains("memory=512m") &&
                                Contains("It may write to"));
}

TEST_CASE("what is wanted of a sandbox and makes no sense is refused at once") {
  const auto refusal = [](std::vector<std::string> flags) {
    flags.insert(flags.end(), {"-e", "sandbox"});
    const auto run = run_spyglass(flags);
    CHECK(run.status == 2);
    return run.errors;
  };
  CHECK_THAT(refusal({"--sandbox=maybe"}), Contains("require"));
  CHECK_THAT(refusal({"--without", "landlok"}),
             Contains("did you mean `landlock`?") || Contains("landlock"));
  CHECK_THAT(refusal({"--limit", "memory=much"}), Contains("`memory=much`"));
  const auto together = run_spyglass({"trace", "--sandbox", "-D", "true"});
  CHECK_THAT(together.errors, Contains("one of them"));
  CHECK(together.status != 0);
}

TEST_CASE("--sandbox=require runs nothing where a layer is missing, and names it") {
  const auto prompt = run_spyglass({"--sandbox=require", "--without", "seccomp", "-e", "continue",
                                    SPYGLASS_PROGRAMS_DIR "/x86_64/hello"});
  CHECK(prompt.status == 1);
  CHECK_THAT(prompt.errors, Contains("seccomp (switched off)"));
  CHECK_THAT(prompt.output, !Contains("Hello"));
  const auto traced = run_spyglass({"trace", "--sandbox=require", "--without=mount", "true"});
  CHECK(traced.status == 1);
  CHECK_THAT(traced.errors, Contains("mount namespace (switched off)") && !Contains("execve"));
  const auto lesson = run_spyglass(
      {"lesson", "--sandbox=require", "--without", "limits", "--demonstrate", "hello-nostdlib"});
  CHECK(lesson.status == 1);
  CHECK_THAT(lesson.output, Contains("Missing: ") && Contains("resource"));
}

TEST_CASE("a refused call says so at the prompt, in a trace, as JSON, and in a recording") {
  if (!is_whole_here()) return;
  const TemporaryFolder folder;
  const std::string path = folder.file("run.spy");
  // /var is no private place, and nobody's to write to in a sandbox.
  const std::vector<std::string> program = {"mkdir", "/var/spyglass-was-here"};
  const std::string said = geteuid() == 0 ? "stopped by the sandbox (mount namespace: read-only "
                                            "outside your scratch directory)"
                                          : "mkdir(";
  const auto with = [&](std::vector<std::string> words) {
    words.insert(words.end(), program.begin(), program.end());
    return run_spyglass(words);
  };
  CHECK_THAT(with({"--sandbox", "-e", "continue"}).output, Contains(said));
  CHECK_THAT(with({"trace", "--sandbox", "--record", path}).errors, Contains(said));
  CHECK_THAT(run_spyglass({"trace", "--from", path}).errors, Contains(said));
  const auto json = with({"trace", "--sandbox", "--json", "-e", "mkdir"});
  if (geteuid() == 0) CHECK_THAT(json.errors, Contains("\"denied_by\":\"mount namespace: "));
  const auto explained = with({"--sandbox", "-e", "until mkdir", "-e", "finish", "-e", "explain"});
  if (geteuid() == 0) CHECK_THAT(explained.output, Contains("stopped by"));
}

TEST_CASE("nothing of the sandbox's own making is in the trace") {
  const auto free = run_spyglass({"trace", "true"});
  const auto held = run_spyglass({"trace", "--sandbox", "true"});
  const auto calls = [](const std::string& text) {
    std::vector<std::string> names;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
      // What a machine lacks is told before.
      if (!line.starts_with("spyglass: ")) names.push_back(line.substr(0, line.find('(')));
    }
    return names;
  };
  CHECK(calls(held.errors) == calls(free.errors));
  CHECK(calls(held.errors).front() == "execve");
}

TEST_CASE("people see the numbers that a program in a sandbox sees") {
  if (!is_whole_here()) return;
  const auto run = run_spyglass({"--sandbox", "-e", "until getpid", "-e", "finish", "-e", "tree",
                                 SPYGLASS_TARGETS_DIR "/own_ids"});
  INFO(run.output);
  CHECK_THAT(run.output, Contains("= 2\n") || Contains("= 2 "));
  CHECK_THAT(run.output, Contains("*  2 "));
}

TEST_CASE("a lesson with servers and a trace of its own can be finished without any layer") {
  // price-server, who is called by TCP, and `trace` inside of the lesson: what a sandbox may break.
  const std::string layer = GENERATE(from_range([] {
    std::vector<std::string> names;
    for (const LayerWords& words : all_layers()) names.emplace_back(words.name);
    return names;
  }()));
  INFO("without " << layer);
  const auto played = run_spyglass(
      {"lesson", "--demonstrate", "--seed", "1", "--without", layer, "who-is-it-calling"});
  INFO(played.output.substr(0, 3000) << played.errors);
  CHECK(played.status == 0);
  CHECK_THAT(played.output, Contains("The sandbox of this lesson's programs lacks its"));
}
