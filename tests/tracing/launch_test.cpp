// Launching, and the facts about a program's first moments.

#include <fcntl.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cerrno>

#include "tests/temporary_folder.hpp"
#include "tests/tracing/harness.hpp"

using namespace spyglass;

namespace {

bool has_line(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

/// How the execve of a launch went.
std::optional<Errno> error_of_launch(const std::string& path) {
  const WholeRun run = run_whole(options_for(path));
  REQUIRE_FALSE(run.calls.empty());
  CHECK(run.calls.front()->name == "execve");
  return run.calls.front()->error();
}

}  // namespace

TEST_CASE("a launched program stands at the entry of its execve") {
  const Deadline deadline;
  Tracer tracer;
  auto launched = tracer.launch(options_for(example("hello")));
  REQUIRE(launched);
  const auto entry = as<event::CallEntry>(launched->stop);
  CHECK(entry.call.abi == AbiId::x86_64);
  CHECK(entry.call.number == 59);
}

TEST_CASE("the first stop of a static program: registers 0, a 16-byte aligned stack, argc on it") {
  const Deadline deadline;
  Tracer tracer;
  Channels channels;
  Stop stop = run_to_first_instruction(tracer, options_for(example("hello")), channels);
  const RegisterValues registers = registers_of(stop);
  for (const char* name : {"rbx", "rcx", "rdx", "rsi", "rdi", "r8", "r11", "r15"}) {
    CHECK(registers.get(name) == 0);
  }
  CHECK(registers.get("orig_rax") == 59);
  CHECK(registers.stack_pointer().value() % 16 == 0);
  CHECK(stop.stopped->memory().get<std::uint64_t>(registers.stack_pointer()) == 1);
}

TEST_CASE("arguments, environment and directory are those that were asked for") {
  const Deadline deadline;
  LaunchOptions options = options_for(target("surroundings"), {"one", "", "two words"});
  options.environment = {"NAME=value", "EMPTY="};
  options.directory = "/";
  const std::string output = run_whole(options).output;
  INFO(output);
  CHECK(has_line(output, "argc 4"));
  CHECK(has_line(output, "argv one."));
  CHECK(has_line(output, "argv ."));
  CHECK(has_line(output, "argv two words."));
  CHECK(has_line(output, "environ NAME=value"));
  CHECK(has_line(output, "environ EMPTY="));
  CHECK_FALSE(has_line(output, "environ PATH=/usr/bin:/bin"));
  CHECK(has_line(output, "directory /"));
}

TEST_CASE("a launched program finds signals as in a fresh shell") {
  const Deadline deadline;
  sigset_t all, before;
  sigfillset(&all);
  sigdelset(&all, SIGALRM);
  sigprocmask(SIG_BLOCK, &all, &before);
  const auto changed = signal(SIGPIPE, SIG_IGN);
  const std::string output = run_whole(options_for(target("surroundings"))).output;
  signal(SIGPIPE, changed);
  sigprocmask(SIG_SETMASK, &before, nullptr);
  INFO(output);
  CHECK(output.find("blocked") == std::string::npos);
  CHECK(has_line(output, "SIGPIPE default"));
}

TEST_CASE("with pipes there is no terminal, and a session of its own") {
  const Deadline deadline;
  const std::string output = run_whole(options_for(target("surroundings"))).output;
  CHECK(has_line(output, "terminal none"));
  CHECK(has_line(output, "session own"));
}

TEST_CASE("with a terminal it is the program's own, by the name that we know") {
  const Deadline deadline;
  Tracer tracer;
  LaunchOptions options = options_for(target("surroundings"));
  options.streams = Streams::terminal;
  auto launched = tracer.launch(options);
  REQUIRE(launched);
  const std::string name = launched->channels.terminal_name;
  CHECK(run_to_end(tracer, std::move(launched->stop)).code == 0);
  // As long as somebody has the other side open there is no end.
  launched->channels.terminal_side.reset();
  const std::string output = read_to_end(launched->channels.terminal);
  INFO(output);
  CHECK(has_line(output, "terminal " + name));
  CHECK(has_line(output, "session own"));
}

TEST_CASE("inherited descriptors are ours") {
  const Deadline deadline;
  int ends[2];
  REQUIRE(pipe2(ends, O_CLOEXEC) == 0);
  const UniqueFd output(ends[0]);
  const UniqueFd ours(dup(1));
  Tracer tracer;
  LaunchOptions options = options_for(example("hello"));
  options.streams = Streams::inherited;
  dup2(ends[1], 1);
  close(ends[1]);
  auto launched = tracer.launch(options);
  dup2(ours.get(), 1);
  REQUIRE(launched);
  CHECK_FALSE(launched->channels.output);
  CHECK(run_to_end(tracer, std::move(launched->stop)).code == 42);
  CHECK(read_to_end(output) == "Hello, kernel!\n");
}

TEST_CASE("an execve that fails is seen as such, with the kernel's reason") {
  const Deadline deadline;
  const TemporaryFolder folder;
  CHECK(error_of_launch(folder.file("missing")) == Errno(ENOENT));
  CHECK(error_of_launch(folder.write("plain", "text\n")) == Errno(EACCES));
  CHECK(error_of_launch(folder.write_program("text", "no program\n")) == Errno(ENOEXEC));
  CHECK(error_of_launch(folder.write_program("script", "#!/no/such/interpreter\n")) ==
        Errno(ENOENT));
  CHECK(error_of_launch(folder.path().string()) == Errno(EACCES));
  CHECK_FALSE(error_of_launch(example("hello")));
}

TEST_CASE("a directory that is missing is an error, and nothing stays behind") {
  const Deadline deadline;
  Tracer tracer;
  LaunchOptions options = options_for(example("hello"));
  options.directory = "/no/such/directory";
  const auto launched = tracer.launch(options);
  REQUIRE_FALSE(launched);
  CHECK(launched.error().number == Errno(ENOENT));
  CHECK(tracer.empty());
  CHECK(waitpid(-1, nullptr, __WALL | WNOHANG) == -1);
  CHECK(errno == ECHILD);
}

TEST_CASE("a program without arguments gets the empty one that the kernel gives it") {
  const Deadline deadline;
  LaunchOptions options = options_for(target("surroundings"));
  SECTION("argv is an empty array") {
    options.arguments.clear();
    options.environment.clear();
  }
  SECTION("argv is NULL") {
    options = options_for(target("exec_null"), {target("surroundings")});
    const WholeRun run = run_whole(options);
    CHECK(run.calls.front()->raw.arguments[1] != 0);
    std::vector<std::shared_ptr<const Call>> executions;
    for (const auto& call : run.calls) {
      if (call->name == "execve") executions.push_back(call);
    }
    REQUIRE(executions.size() == 2);
    CHECK(executions[1]->raw.arguments[1] == 0);
    CHECK(run.lines("execve")[1].find(", NULL, NULL) = 0") != std::string::npos);
  }
  const WholeRun run = run_whole(options);
  INFO(run.output);
  CHECK(has_line(run.output, "argc 1"));
  CHECK(has_line(run.output, "argv ."));
  CHECK(run.output.find("environ") == std::string::npos);
  CHECK(run.ends.at(run.first).code == 0);
}

TEST_CASE("addresses are the same each time, unless randomness is asked for") {
  const Deadline deadline;
  const auto stack_of = [](bool randomize) {
    Tracer tracer;
    Channels channels;
    LaunchOptions options = options_for(example("hello"));
    options.randomize_addresses = randomize;
    return registers_of(run_to_first_instruction(tracer, options, channels)).stack_pointer();
  };
  CHECK(stack_of(false) == stack_of(false));
  CHECK(stack_of(true) != stack_of(true));
}

TEST_CASE("destroying a tracer leaves nothing to wait for") {
  const Deadline deadline;
  {
    Tracer tracer;
    REQUIRE(tracer.launch(options_for(example("hello"))));
    Channels channels;
    Stop stop = run_to_first_instruction(tracer, options_for(target("threads")), channels);
    run_to<event::NewThread>(tracer, std::move(stop), Resume::run);
  }
  CHECK(waitpid(-1, nullptr, __WALL | WNOHANG) == -1);
  CHECK(errno == ECHILD);
}
