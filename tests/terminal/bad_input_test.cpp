// Whatever is typed or named: a clear sentence and exit status 1 (2 for options that make no
// sense), never a crash and never a hang.

#include <elf.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "tests/temporary_folder.hpp"
#include "tests/terminal/process.hpp"
#include "tests/terminal/pseudo_terminal.hpp"

using Catch::Matchers::Contains;

namespace {

const std::string hello = SPYGLASS_PROGRAMS_DIR "/x86_64/hello";

Finished load(const std::string& program) { return run_spyglass({"-e", "next", "--", program}); }

void must_refuse(const std::string& program, const std::string& because) {
  INFO(program);
  const auto result = load(program);
  CHECK(result.status == 1);
  CHECK_THAT(result.errors, Contains("spyglass: ") && Contains(because));
}

std::string executable(const TemporaryFolder& folder, const std::string& name,
                       const std::string& text) {
  const std::string path = folder.write(name, text);
  chmod(path.c_str(), 0755);
  return path;
}

struct BadCommand {
  const char* line;
  const char* says;
};

/// A program of ours that waits until its pipe is closed.
class Bystander {
 public:
  Bystander() {
    REQUIRE(pipe(ends_) == 0);
    id_ = fork();
    REQUIRE(id_ >= 0);
    if (id_ == 0) {
      close(ends_[1]);
      char none = 0;
      [[maybe_unused]] const auto count = read(ends_[0], &none, 1);
      _exit(0);
    }
    close(ends_[0]);
  }
  ~Bystander() {
    close(ends_[1]);
    waitpid(id_, nullptr, 0);
  }
  Bystander(const Bystander&) = delete;
  Bystander& operator=(const Bystander&) = delete;
  [[nodiscard]] std::string id() const { return std::to_string(id_); }

 private:
  int ends_[2] = {-1, -1};
  pid_t id_ = -1;
};

}  // namespace

TEST_CASE("programs that cannot be run say why") {
  TemporaryFolder folder;
  const std::string code = read_whole(hello);
  must_refuse(folder.file("missing"), "there is no such file");
  must_refuse("no-such-command-anywhere", "in PATH");
  must_refuse(folder.path(), "it is a directory");
  must_refuse(folder.write("notes", "just text\n"), "text");
  must_refuse(executable(folder, "text", "just text\n"), "text");
  must_refuse(executable(folder, "empty", ""), "it is empty");
  must_refuse(executable(folder, "script", "#!/no/such/interpreter\n"), "/no/such/interpreter");
  must_refuse(executable(folder, "cut-1", code.substr(0, 40)), "truncated");
  must_refuse(executable(folder, "cut-2", code.substr(0, 100)), "truncated");
  std::string foreign = code;
  foreign[offsetof(Elf64_Ehdr, e_machine)] = static_cast<char>(EM_AARCH64);
  must_refuse(executable(folder, "foreign", foreign), "another processor");
  const std::string forbidden = folder.write("forbidden", code);
  must_refuse(forbidden, "execut");
  if (geteuid() != 0) {  // root may read anything
    chmod(forbidden.c_str(), 0111);
    must_refuse(forbidden, "you may run this file but not read it");
  }
}

TEST_CASE("commands that make no sense say what would") {
  const auto bad = GENERATE(values<BadCommand>({
      {"mem 0", "nothing is mapped at 0x0"},
      {"mem", "usage: mem PLACE"},
      {"mem message 0", "from 1 to 4096"},
      {"mem message 99999", "from 1 to 4096"},
      {"mem message+", "missing something"},
      {"mem 99999999999999999999", "is no number"},
      {"poke 0 \"x\"", "mapped"},
      {"poke message", "usage: poke"},
      {"poke message 256", "is no byte"},
      {"break 0", "nothing is mapped at 0x0"},
      {"break nosuch", "is no number, register, symbol"},
      {"break -d _start", "no breakpoint stands at"},
      {"disas 0", "nothing is mapped at 0x0"},
      {"disas _start 0", "from 1 to 1000"},
      {"set foo 1", "there is no register `foo` in x86-64"},
      {"set eex 1", "did you mean"},
      {"set rax", "usage: set REGISTER"},
      {"set rax 'a", "a quote (') is opened and never closed"},
      {"x\"y", "a quote (\") is opened and never closed"},
      {"\"\" x", "there is no command ``"},
      {"until opnat", "did you mean openat"},
      {"stepi 0", "usage: stepi"},
      {"next 3", "usage: next"},
      {"kill 1", "usage: kill"},
      {"call 99", "there is no call 99"},
      {"errno 9999", "there is no error"},
      {"errno ENONT", "did you mean"},
      {"explain opnat", "did you mean openat"},
      {"explain write(1", "never closed"},
      {"abi opnat", "did you mean openat"},
      {"elf /no/such/file", "No such file"},
      {"elf /etc/passwd", "is not an ELF file"},
      {"symbols zzz", "no symbol contains"},
      {"lesson hello-nostdlb", "did you mean hello-nostdlib"},
      {"interrupt", "stopped already"},
      {"attach 0", "no process number"},
      {"attach 4294967297", "no process number"},
      {"attach no-such-name-", "no process is called"},
      {"hint", "no lesson is open"},
      {"finsh", "did you mean finish"},
      {"s", "could be"},
  }));
  INFO(bad.line);
  const auto result = run_spyglass({"-e", bad.line, "--", hello});
  CHECK(result.status == 1);
  CHECK_THAT(result.errors, Contains("spyglass: ") && Contains(bad.says));
}

TEST_CASE("commands that need a program say that there is none") {
  const std::string command =
      GENERATE("regs", "mem 0x1000", "stack", "disas", "fds", "maps", "symbols", "set rax 1",
               "poke 1 1", "next", "stepi", "enter", "finish", "until write", "continue", "kill",
               "detach", "interrupt", "send x", "break 1", "run", "elf", "explain");
  INFO(command);
  const auto result = run_spyglass({"-e", command});
  CHECK(result.status == 1);
  CHECK_THAT(result.errors, Contains("spyglass: "));
}

TEST_CASE("commands after the program's end say so") {
  const std::string command = GENERATE("regs", "next", "set rax 1", "fds", "kill");
  const auto result = run_spyglass({"-e", "continue", "-e", command, "--", hello});
  CHECK(result.status == 1);
  CHECK_THAT(result.errors, Contains("the program has ended; `run` starts it again"));
}

TEST_CASE("options that make no sense give exit status 2") {
  using Words = std::vector<std::string>;
  const auto words = GENERATE(values<Words>(
      {{"--no-such"}, {"--no-such", hello}, {"-e"}, {"-x"}, {"explain"}, {"lesson", "--no-such"}}));
  CHECK(run_spyglass(words).status == 2);
}

TEST_CASE("command files that cannot be read say why") {
  TemporaryFolder folder;
  CHECK_THAT(run_spyglass({"-x", folder.file("missing")}).errors, Contains("No such file"));
  const auto result = run_spyglass({"-x", folder.path()});
  CHECK(result.status == 1);
  CHECK_THAT(result.errors, Contains("Is a directory"));
}

TEST_CASE("an unknown lesson gets the nearest one") {
  const std::vector<std::string> mode = GENERATE(values<std::vector<std::string>>(
      {{"lesson"}, {"lesson", "--check"}, {"lesson", "--demonstrate"}}));
  auto words = mode;
  words.emplace_back("hello-nostdlb");
  const auto result = run_spyglass(words);
  CHECK(result.status == 1);
  CHECK_THAT(result.errors, Contains("did you mean hello-nostdlib?"));
}

TEST_CASE("processes that cannot be attached to say why") {
  SECTION("it is gone") {
    const pid_t gone = fork();
    REQUIRE(gone >= 0);
    if (gone == 0) _exit(0);
    waitpid(gone, nullptr, 0);
    const auto result = run_spyglass({"-p", std::to_string(gone), "-e", "regs"});
    CHECK(result.status == 1);
    CHECK_THAT(result.errors, Contains("there is no such process"));
  }
  SECTION("it is traced already") {
    TemporaryFolder home;
    PseudoTerminal other({SPYGLASS_PROGRAMS_DIR "/x86_64/echo"}, {.home = home.path()});
    WatchedProcess program(other);
    const auto result = run_spyglass({"-p", std::to_string(program.id()), "-e", "regs"});
    CHECK(result.status == 1);
    CHECK_THAT(result.errors, Contains("(spyglass) traces it already"));
  }
}

TEST_CASE("a process of ours is attached to, and goes on afterwards") {
  const Bystander bystander;
  const auto result =
      run_spyglass({"-p", bystander.id(), "-e", "regs", "-e", "fds", "-e", "send x"});
  CHECK_THAT(result.output, Contains("attached, and stopped where it was") && Contains("rax"));
  // Its terminal is its own.
  CHECK(result.status == 1);
  CHECK_THAT(result.errors, Contains("keeps its own terminal"));
}
