// The flags of `spyglass trace` that say how the program is started, and by whom it is watched.

#include <unistd.h>

#include <catch2/catch.hpp>

#include "tests/temporary_folder.hpp"
#include "tests/terminal/process.hpp"

namespace {

const std::string hello = SPYGLASS_PROGRAMS_DIR "/x86_64/hello";

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("-E gives the program a variable, and takes one away") {
  const auto result = run_spyglass({"trace", "-e", "none", "-E", "COLOUR=blue", "-E", "HOME", "sh",
                                    "-c", "echo $COLOUR ${HOME-none}"});
  CHECK(result.output == "blue none\n");
  CHECK(run_spyglass({"trace", "-E", "=x", "true"}).status == 2);
}

TEST_CASE("-u runs the program as somebody else") {
  const auto nobody = run_spyglass({"trace", "-e", "none", "-u", "nobody", "id", "-un"});
  if (geteuid() == 0) {
    CHECK(nobody.output == "nobody\n");
  } else {
    CHECK(nobody.status == 1);
    CHECK(has(nobody.errors, "only root"));
  }
  CHECK(has(run_spyglass({"trace", "-u", "no-such-user", "true"}).errors, "there is no such user"));
}

TEST_CASE("-b execve lets go of what becomes another program") {
  const auto result = run_spyglass({"trace", "-f", "-b", "execve", "-e", "write", "sh", "-c",
                                    "/bin/echo from the child; echo from the shell"});
  CHECK(result.output == "from the child\nfrom the shell\n");
  CHECK_FALSE(has(result.errors, "\"from the child"));
  CHECK(has(result.errors, "\"from the shell\\n\""));
  CHECK(has(result.errors, "detached"));
  CHECK(run_spyglass({"trace", "-b", "open", "true"}).status == 2);
}

TEST_CASE("-D makes the program the child of whoever called, with its own exit status") {
  const TemporaryFolder folder;
  for (const char* flag : {"-D", "-DD", "-DDD", "--daemonize=session"}) {
    // The shell's child is the program; the tracer, its grandchild, ends after it.
    const std::string file = folder.file("trace");
    const auto result =
        run_spyglass({"-c", SPYGLASS_BINARY " trace " + std::string(flag) + " -o '|cat >" + file +
                                "; echo done' sh -c 'exit 7'; echo status $?"},
                     "", {.binary = "/bin/sh"});
    INFO(flag);
    CHECK(has(result.output, "status 7"));
    CHECK(has(result.output, "done"));
    CHECK(has(read_whole(file), "+++ exited with 7 +++"));
  }
}

TEST_CASE("-o writes to a command, and -A adds to a file") {
  const TemporaryFolder folder;
  const std::string file = folder.file("trace");
  run_spyglass({"trace", "-e", "write", "-o", file, hello});
  const std::string once = read_whole(file);
  run_spyglass({"trace", "-A", "-e", "write", "-o", file, hello});
  CHECK(read_whole(file) == once + once);
  for (const char* mark : {"|", "!"}) {
    run_spyglass({"trace", "-e", "write", "-o", mark + ("tr a-z A-Z >" + file), hello});
    CHECK(read_whole(file).starts_with("WRITE(1, \"HELLO, KERNEL!"));
  }
}

TEST_CASE("-ff writes a file for each thread") {
  const TemporaryFolder folder;
  run_spyglass({"trace", "-ff", "-e", "write", "-o", folder.file("trace"),
                SPYGLASS_PROGRAMS_DIR "/x86_64/fork"});
  std::string all;
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    ++files;
    all += read_whole(entry.path());
  }
  CHECK(files == 2);
  CHECK(has(all, "write(1, \"child\\n\", 6)"));
  CHECK(has(all, "write(1, \"parent\\n\", 7)"));
  CHECK_FALSE(has(all, "[pid"));
  CHECK_FALSE(has(all, "unfinished"));
}

TEST_CASE("a reader that goes away ends the trace, not the program") {
  const TemporaryFolder folder;
  // The reader goes first, then the program makes calls, and goes on when the tracer is gone.
  const std::string script = R"(
    mkfifo gone left done
    )" SPYGLASS_BINARY R"( trace -o '|exec <&-; echo >gone' \
      sh -c 'read x <gone; read x <left; echo goes on >done'
    echo status $?
    echo >left & cat done)";
  const auto result =
      run_spyglass({"-c", script}, "", {.directory = folder.path().string(), .binary = "/bin/sh"});
  CHECK(result.output == "status 1\ngoes on\n");
  CHECK(has(result.errors, "the trace is not complete"));
}

TEST_CASE("a reader that ends early has not got everything, and that is said") {
  // It waits until there is something to read, reads nothing, and ends.
  const std::string reader = "|exec bash -c 'until read -t 0; do :; done'";
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"trace", "-qqq", "-e", "exit_group", "-o", reader, hello},
        {"pcap", reader, "--", SPYGLASS_TARGETS_DIR "/wire_talks", "kept-alive"}}) {
    const auto result = run_spyglass(words);
    INFO(result.errors);
    CHECK(result.status == 1);
    CHECK(has(result.errors, "the trace is not complete: cannot write to `exec bash"));
    CHECK_FALSE(has(result.errors, "packets of"));
  }
  // Whoever reads all of it may think of it what it wants.
  const auto result = run_spyglass({"trace", "-o", "|cat >/dev/null; exit 3", hello});
  CHECK(result.status == 42);
  CHECK_FALSE(has(result.errors, "not complete"));
}

TEST_CASE("what is attached to goes on after the trace, or ends with it where that is wanted") {
  const TemporaryFolder folder;
  for (const auto& [flag, status] : {std::pair{"", "0"}, {"--kill-on-exit", "137"}}) {
    const std::string script = std::string(R"(
      mkfifo go; sh -c 'read x <go; exit 0' & program=$!
      )" SPYGLASS_BINARY R"( trace -p $program )") +
                               flag + R"( 2>told & tracer=$!
      until grep -q attached told; do :; done
      kill -TERM $tracer; wait $tracer
      exec 3<>go; echo >&3; wait $program; echo $?; exec 3>&-; rm go told)";
    const auto run = run_spyglass({"-c", script}, "",
                                  {.directory = folder.path().string(), .binary = "/bin/sh"});
    INFO(flag << run.errors);
    CHECK(run.output == std::string(status) + "\n");
  }
}

TEST_CASE("a filter in the kernel is used where it can be, and says so where it was asked for") {
  const auto with = run_spyglass({"trace", "-f", "-e", "write", hello});
  const auto without = run_spyglass({"trace", "-e", "write", hello});
  CHECK(with.errors == without.errors);
  const auto seen = run_spyglass(
      {"trace", "-f", "-e", "write", "grep", "-c", "^Seccomp:[[:space:]]*2", "/proc/self/status"});
  CHECK(seen.output == "1\n");
  CHECK(has(run_spyglass({"trace", "--seccomp-bpf", "-e", "write", hello}).errors, "add -f"));
  CHECK(has(run_spyglass({"trace", "--seccomp-bpf", "-f", hello}).errors, "see -e"));
}

TEST_CASE("-d tells every stop, and --tips a tip") {
  CHECK(has(run_spyglass({"trace", "-d", hello}).errors, "stopped at the entry of call 1\n"));
  CHECK(has(run_spyglass({"trace", "--tips=id:2", hello}).errors, "\nTip 2: "));
}

TEST_CASE("-h shows every flag, and -V the version") {
  const auto help = run_spyglass({"trace", "-h"});
  CHECK(help.status == 0);
  CHECK(has(help.output, "--follow-forks"));
  CHECK(run_spyglass({"trace", "-V"}).output.starts_with("spyglass "));
}

TEST_CASE("processors are kept awake while we trace, where we may, and not with --no-tuning") {
  if (access("/dev/cpu_dma_latency", W_OK) != 0) {
    puts("SKIPPED: nobody here may keep processors awake (/dev/cpu_dma_latency)");
    return;
  }
  // The program's parent is the tool.
  const std::vector<std::string> program = {"sh", "-c", "ls -l /proc/$PPID/fd"};
  for (const bool tuned : {true, false}) {
    std::vector<std::string> words = {"trace", "--engine=ptrace", "-o", "/dev/null"};
    if (!tuned) words.push_back("--no-tuning");
    words.insert(words.end(), program.begin(), program.end());
    const Finished run = run_spyglass(words);
    CHECK(run.status == 0);
    CHECK((run.output.find("cpu_dma_latency") != std::string::npos) == tuned);
  }
}
