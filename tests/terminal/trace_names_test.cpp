// `spyglass trace` with names beside numbers (-y, -Y) and with a filter by path (-P), against the
// reference where it is there.

#include <catch2/catch.hpp>
#include <sstream>

#include "tests/temporary_folder.hpp"
#include "tests/terminal/reference.hpp"

namespace {

using Catch::Matchers::Contains;
using Lines = std::vector<std::string>;

constexpr const char* every_descriptor = SPYGLASS_TARGETS_DIR "/every_descriptor";

std::string without_names(std::string text) {
  // Whose child the program is, who speaks, and a folder's name, which is ours alone.
  text = std::regex_replace(text, std::regex("<(strace|spyglass)>"), "<tracer>");
  text = std::regex_replace(text, std::regex("(^|\n)(strace|spyglass): "), "$1TRACER: ");
  return std::regex_replace(text, std::regex("spyglass-test-[A-Za-z0-9]{6}"), "FOLDER");
}

void check_same(const std::vector<std::string>& flags, const std::vector<std::string>& program) {
  // Where a program has several processes, the order of their lines is the scheduler's: one of a
  // few runs has to agree.
  std::string mine, theirs;
  for (int tries = 0; tries < 6 && (tries == 0 || mine != theirs); ++tries) {
    const auto [ours, reference] = compare(flags, program);
    CHECK(ours.status == reference.status);
    mine = normal_form(without_names(ours.errors));
    theirs = normal_form(without_names(reference.errors));
  }
  CHECK(mine == theirs);
}

/// Each run has a folder that is as empty as the other's.
std::string errors_in_folder(std::vector<std::string> flags, const char* program) {
  const TemporaryFolder folder;
  flags.insert(flags.begin(), "trace");
  flags.insert(flags.end(), {"--", program, folder.path()});
  return run_spyglass(flags).errors;
}

Lines lines_with(const std::string& text, const std::string& part) {
  Lines found;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.find(part) != std::string::npos) found.push_back(line);
  }
  return found;
}

}  // namespace

TEST_CASE("descriptors of every kind are named as strace names them") {
  if (!strace_is_here()) return;
  for (const std::vector<std::string>& flags :
       std::vector<std::vector<std::string>>{{"-y"},
                                             {"-yy"},
                                             {"--decode-fds=socket"},
                                             {"-e", "decode-fds=!path"},
                                             {"-e", "decode-fd=dev,pidfd"}}) {
    const TemporaryFolder folder;
    INFO(flags.back());
    check_same(flags, {every_descriptor, folder.path()});
  }
}

TEST_CASE("ids of processes are named as strace names them") {
  if (!strace_is_here()) return;
  check_same({"-Y"}, {SPYGLASS_TARGETS_DIR "/own_ids"});
  check_same({"-y", "--decode-pids=comm", "--pidns-translation"}, {"/bin/echo", "hello"});
}

TEST_CASE("what is not asked for is not named") {
  const std::string plain = errors_in_folder({}, every_descriptor);
  CHECK_THAT(plain, Contains("close(3)"));
  CHECK(lines_with(plain, "3<").empty());
  CHECK(lines_with(plain, "AT_FDCWD<").empty());
  CHECK(lines_with(errors_in_folder({"-e", "decode-fds=none"}, every_descriptor), "3<").empty());
}

TEST_CASE("-y says what descriptors are open on") {
  const std::string named = errors_in_folder({"-y"}, every_descriptor);
  CHECK_THAT(named, Contains("close(3</dev/null>)"));
  CHECK_THAT(named, Contains("/plain>(deleted)"));
  CHECK_THAT(named, Contains("od\\74d\\76").operator!());
  CHECK_THAT(named, Contains("/an \\74odd\\76 \\\"name\\\"\\n\\303\\244>"));
  CHECK_THAT(named, Contains("/not really (deleted)>, "));
  CHECK_THAT(named, Contains("= 3<anon_inode:[eventfd]>"));
  CHECK_THAT(named, Contains("close(-1)  "));
  CHECK_THAT(errors_in_folder({"-yy"}, every_descriptor),
             Contains("close(3</dev/null<char 1:3>>)"));
}

TEST_CASE("the name of a process stands in front of each of its lines") {
  const TemporaryFolder folder;
  const std::string file = folder.file("trace");
  const auto result =
      run_spyglass({"trace", "-f", "-Y", "-o", file, "--", "/bin/sh", "-c", "/bin/true; :"});
  CHECK(result.status == 0);
  const std::string text = read_whole(file);
  CHECK(std::regex_search(text, std::regex("(^|\n)[0-9]+<sh> .*fork\\(")));
  CHECK(std::regex_search(text, std::regex("\n[0-9]+<true> exit_group\\(0\\)")));
  // It is gone by then.
  CHECK(std::regex_search(text, std::regex("\n[0-9]+<true> \\+\\+\\+ exited with 0 \\+\\+\\+")));
  CHECK(std::regex_search(text, std::regex(" = [0-9]+<sh>\n")));
}

TEST_CASE("ids of another namespace come with ours") {
  const std::vector<std::string> in_namespace = {"/usr/bin/unshare", "--pid", "--fork",
                                                 SPYGLASS_TARGETS_DIR "/own_ids"};
  const auto tried = run_spyglass({in_namespace.begin() + 1, in_namespace.end()}, "",
                                  {.binary = "/usr/bin/unshare"});
  if (tried.status != 0) {
    puts("SKIPPED: no right to make a namespace of processes");
    return;
  }
  std::vector<std::string> words = {"trace", "-f",          "--decode-pids=pidns",
                                    "-e",    "getpid,kill", "--"};
  words.insert(words.end(), in_namespace.begin(), in_namespace.end());
  const std::string text = run_spyglass(words).errors;
  CHECK(
      std::regex_search(text, std::regex("getpid\\(\\) += 1 /\\* [0-9]+ in strace's PID NS \\*/")));
  CHECK(
      std::regex_search(text, std::regex("kill\\(1 /\\* [0-9]+ in strace's PID NS \\*/, SIGUSR1")));
  CHECK(std::regex_search(text, std::regex("si_pid=1 /\\* [0-9]+ in strace's PID NS \\*/")));
}

TEST_CASE("-P shows what has to do with a file, as strace does") {
  const TemporaryFolder folder;
  const std::string file = folder.write("file", "text\n");
  REQUIRE(symlink("file", folder.file("link").c_str()) == 0);
  const auto shown = [&](const std::vector<std::string>& paths, const std::string& opened) {
    std::vector<std::string> flags;
    for (const std::string& path : paths) flags.insert(flags.end(), {"-P", folder.file(path)});
    if (strace_is_here()) check_same(flags, {"/bin/cat", folder.file(opened)});
    flags.insert(flags.begin(), "trace");
    flags.insert(flags.end(), {"--", "/bin/cat", folder.file(opened)});
    return run_spyglass(flags).errors;
  };
  const std::string by_name = shown({"file"}, "file");
  CHECK_THAT(by_name, Contains("openat(AT_FDCWD, \"" + file + "\""));
  CHECK_THAT(by_name, Contains("read(3, \"text\\n\""));
  CHECK_THAT(by_name, Contains("close(3) "));
  CHECK(lines_with(by_name, "execve").empty());
  CHECK(lines_with(by_name, "ld.so").empty());
  CHECK(lines_with(by_name, "Requested path").empty());
  // By the descriptor alone: the name that is opened is another one.
  const std::string by_descriptor = shown({"file"}, "link");
  CHECK(lines_with(by_descriptor, "openat").empty());
  CHECK_THAT(by_descriptor, Contains("read(3, \"text\\n\""));
  const std::string resolved = shown({"link"}, "link");
  CHECK_THAT(resolved, Contains("spyglass: Requested path \"" + folder.file("link") +
                                "\" resolved into \"" + file + "\"\n"));
  CHECK_THAT(resolved, Contains("openat(AT_FDCWD, \"" + folder.file("link") + "\""));
  CHECK_THAT(shown({"nothing", "file"}, "link"), Contains("read(3, "));
  CHECK_THAT(shown({"nothing"}, "nothing"), Contains("ENOENT"));
}

TEST_CASE("-P is quiet about links when it is told to be, and wants a path") {
  const TemporaryFolder folder;
  folder.write("file", "text\n");
  REQUIRE(symlink("file", folder.file("link").c_str()) == 0);
  const auto result =
      run_spyglass({"trace", "-P", folder.file("link"), "-e", "quiet=path-resolution", "--",
                    "/bin/cat", folder.file("link")});
  CHECK(lines_with(result.errors, "Requested path").empty());
  CHECK_THAT(result.errors, Contains("openat"));
  CHECK_THAT(run_spyglass({"trace", "-P", "", "true"}).errors, Contains("-P wants the path"));
  CHECK_THAT(run_spyglass({"trace", "-e", "decode-fds=pth", "true"}).errors,
             Contains("there is no fact about descriptors `pth` (did you mean path?)"));
  CHECK_THAT(run_spyglass({"trace", "--decode-pids=com", "true"}).errors,
             Contains("did you mean comm?"));
}
