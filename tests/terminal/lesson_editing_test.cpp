// A task in which a source file is edited: by somebody who saves it in another window, by an editor
// that is opened here, and by people who take the file away.

#include <sys/stat.h>

#include <regex>

#include "tests/terminal/lesson_player.hpp"

namespace {

namespace fs = std::filesystem;

const std::string at_the_task = R"({"version": 1, "lessons": {"hello-nostdlib": {
  "steps": {}, "at": "a-line-of-your-own"}}})";

/// A learner at the last task of lesson 3, in a home whose path has a blank.
struct Editing {
  explicit Editing(std::vector<std::string> environment = {})
      : terminal({"lesson", "3"},
                 {.home = home(), .columns = 500, .environment = std::move(environment)}) {
    terminal.expect("Its source file: ");
    file = terminal.expect("\n");
    file.pop_back();
    REQUIRE(fs::exists(file));
    original = read_whole(file);
    terminal.expect("Task: Until now you changed the running program.");
  }

  fs::path home() {
    folder.write("a home/state/spyglass/progress.json", at_the_task);
    return folder.path() / "a home";
  }
  /// Types a line at the task's prompt.
  void type(const std::string& line) {
    terminal.expect("step 7 > ");
    answer(terminal, line);
  }
  void say(const std::string& line, const std::string& says) {
    type(line);
    terminal.expect(says);
  }
  void save(const std::string& text) const { std::ofstream(file, std::ios::binary) << text; }
  [[nodiscard]] std::string changed(const std::string& what, const std::string& to) const {
    return std::regex_replace(original, std::regex(what), to);
  }
  /// The line of another text, and the status 0.
  [[nodiscard]] std::string right() const {
    return std::regex_replace(changed("Hello, kernel", "Good morning"), std::regex("\\$42"), "$$0");
  }
  void expect_done() {
    terminal.expect("Done.");
    terminal.expect("The same five things");
    terminal.expect("This is the end of lesson 3; 6 steps were skipped.");
    terminal.expect("(spyglass) ");
  }
  void watch() { say("watch", "Ctrl-C ends the watching."); }

  TemporaryFolder folder;
  PseudoTerminal terminal;
  std::string file, original;
};

}  // namespace

TEST_CASE("a source file that is watched is built and judged whenever it is saved") {
  Editing task;
  task.watch();
  task.save(task.changed("syscall  ", "sysccall"));
  task.terminal.expect("hello.S was saved.");
  task.terminal.expect("line 16: ");
  task.terminal.expect("hello.S cannot be built.");
  task.save(task.original);
  task.terminal.expect("hello.S was saved.");
  task.terminal.expect("Not yet: it prints the old line still");
  task.save(task.changed("kernel", "world"));
  task.terminal.expect("Not yet: the line is yours, but it ended with 42, and the task wants 0");
  task.save(task.changed("message,", "0,"));
  task.terminal.expect("Not yet: write failed with EFAULT");
  task.save("");
  task.terminal.expect("cannot find entry symbol _start");
  task.terminal.expect("none of it is to be loaded");
  task.save(task.right());
  task.terminal.expect("\"Good morning!\\n\"");
  task.expect_done();
  end(task.terminal);
}

TEST_CASE("a file that takes the place of the old one was saved, too") {
  Editing task;
  task.watch();
  const fs::path file = task.file, backup = task.file + "~";
  SECTION("a new one is moved over it") {
    const std::string fresh = task.folder.write("a home/state/fresh", task.right());
    fs::rename(fresh, file);
  }
  SECTION("the old one is moved aside first, as vim does") {
    fs::rename(file, backup);
    task.save(task.right());
    fs::remove(backup);
  }
  SECTION("what else is saved there is not meant") {
    std::ofstream(file.parent_path() / "other.S") << "nonsense";
    std::ofstream(file.parent_path() / "hello.S.swp") << "nonsense";
    task.save(task.right());
  }
  const std::string shown = task.terminal.expect("Done.");
  CHECK(shown.find("cannot be built") == std::string::npos);
  task.terminal.expect("(spyglass) ");
  end(task.terminal);
}

TEST_CASE("Ctrl-C ends the watching, and before that a program that runs for ever") {
  Editing task;
  task.watch();
  SECTION("while nothing runs") {
    task.terminal.press(key::ctrl_c);
    task.terminal.expect("No longer watching.");
    task.watch();
  }
  SECTION("while the program runs") {
    // It writes its line and then goes in circles.
    task.save(task.changed("mov     \\$231, %eax", "jmp     ."));
    task.terminal.expect("= 15");
    task.terminal.press(key::ctrl_c);
    task.terminal.expect("interrupted");
  }
  task.save(task.right());
  task.expect_done();
  end(task.terminal);
}

TEST_CASE("a file is built once by build") {
  Editing task;
  task.say("build", "Not yet: it prints the old line still");
  task.say("build", "Not yet: it prints the old line still");
  task.save("_start: nonsense\n");
  task.say("build", "line 1: ");
  fs::remove(task.file);
  task.say("build", "cannot read " + task.file + ": No such file or directory");
  fs::create_directory(task.file);
  task.say("build", "cannot");
  fs::remove(task.file);
  task.save(std::string("\0\xff\x1b[2J", 6));
  task.say("build", "hello.S cannot be built.");
  CHECK(task.terminal.raw().find("\033[2J") == std::string::npos);
  task.save(task.right());
  task.say("regs", "the program has ended");
  task.type("build");
  task.expect_done();
  end(task.terminal);
}

TEST_CASE("an editor is opened, and what it left is built and judged") {
  TemporaryFolder tools;
  const auto tool = [&](const std::string& name, const std::string& script) {
    const std::string path = tools.write(name, "#!/bin/sh\n" + script + "\n");
    chmod(path.c_str(), 0755);
    return path;
  };
  const std::string change = R"(sed -i 's/Hello, kernel/Good morning/; s/\$42/$0/' "$1")";
  SECTION("EDITOR") {
    Editing task({"VISUAL", "EDITOR=" + tool("ed", change)});
    task.type("edit");
    task.expect_done();
    end(task.terminal);
  }
  SECTION("VISUAL goes first, and may have options") {
    const std::string second = tool("visual", "test \"$1\" = --wait || exit 3; shift\n" + change);
    Editing task({"VISUAL=" + second + " --wait", "EDITOR=" + tool("ed", "exit 1")});
    task.type("edit");
    task.expect_done();
    end(task.terminal);
  }
  SECTION("it is left without a change") {
    Editing task({"VISUAL=", "EDITOR=true"});
    task.say("edit", "Not yet: it prints the old line still");
    task.type("quit");
    CHECK(task.terminal.expect_end() == 0);
  }
  SECTION("there is no such editor") {
    Editing task({"VISUAL", "EDITOR=no-such-editor"});
    task.say("edit",
             "there is no editor `no-such-editor`. Set EDITOR to one that is there, or edit " +
                 task.file + " in another window and use `watch` here");
    task.type("quit");
    CHECK(task.terminal.expect_end() == 0);
  }
  SECTION("it fails, or is killed") {
    const std::string end = GENERATE("exit 1", "kill -9 $$");
    const std::string path = tool("ed", change + "\n" + end);
    Editing task({"VISUAL", "EDITOR=" + path});
    task.say("edit",
             "the editor `" + path + "` did not end as it should; the file is " + task.file);
    // What it has written is there.
    task.type("build");
    task.expect_done();
    ::end(task.terminal);
  }
  SECTION("it has the terminal, and reads from it") {
    Editing task({"VISUAL", "EDITOR=" + tool("ed", "echo now; read line; " + change)});
    task.type("edit");
    task.terminal.expect("now");
    task.terminal.type("a line\n");
    task.expect_done();
    end(task.terminal);
  }
}

TEST_CASE("what was written stays, whatever becomes of the lesson, until it is put aside") {
  Editing task;
  const std::string mine = task.changed("kernel", "world");
  task.save(mine);
  task.say("leave", "comes back to this step");
  task.terminal.command("build");
  task.terminal.expect("there is no source file to edit here; some tasks of lessons have one");
  task.terminal.command("lesson 3");
  task.terminal.expect("Its source file: " + task.file);
  task.say("build", "Not yet: the line is yours, but it ended with 42");
  CHECK(read_whole(task.file) == mine);
  task.say("retry", "What you had written is kept as " + task.file + ".before-retry-1");
  task.say("build", "Not yet: it prints the old line still");
  CHECK(read_whole(task.file) == task.original);
  CHECK(read_whole(task.file + ".before-retry-1") == mine);
  task.say("retry", "kept as " + task.file + ".before-retry-2");
  task.say("skip", "This is the end of lesson 3; 7 steps were skipped.");
  task.terminal.expect("(spyglass) ");
  end(task.terminal);
}

TEST_CASE("a file that cannot be built any more is no reason not to open its task") {
  TemporaryFolder home;
  home.write("state/spyglass/progress.json", at_the_task);
  home.write("state/spyglass/edits/hello-nostdlib/hello.S", "_start: nonsense\n");
  PseudoTerminal terminal = lesson_at(home, {"3"});
  terminal.expect("line 1: ");
  terminal.expect("hello.S cannot be built.");
  terminal.expect("Task: Until now");
  play(terminal, 7,
       {{"build", {"line 1: "}},
        {"retry", {"before-retry-1", "Task: Until now"}},
        {"build", {"the old line"}}});
  go_away(terminal, 7);
}

TEST_CASE("where no source file is edited, its commands say so") {
  TemporaryFolder home;
  PseudoTerminal terminal = lesson_at(home, {"3"});
  const std::string none = "there is no source file to edit here; some tasks of lessons have one";
  play(terminal, 1,
       {{"build", {none}}, {"edit", {none}}, {"watch", {"no watchpoints"}}, {"?", {"Then let"}}});
  play(terminal, 2, {{"build", {none}}, {"edit", {none}}, {"leave", {"comes back"}}});
  terminal.command("edit");
  terminal.expect(none);
  terminal.expect("(spyglass) ");
  end(terminal);
}

TEST_CASE("a folder that is taken away while it is watched is no riddle") {
  Editing task;
  task.watch();
  const fs::path folder = fs::path(task.file).parent_path();
  SECTION("removed") { fs::remove_all(folder); }
  SECTION("moved") { fs::rename(folder, folder.string() + " elsewhere"); }
  task.terminal.expect("the folder " + folder.string() +
                       " has been removed; `retry` begins with a new one");
  task.say("watch", "cannot watch the folder " + folder.string());
  task.say("build", "cannot read " + task.file);
  task.say("retry", "Task: Until now");
  CHECK(read_whole(task.file) == task.original);
  task.watch();
  task.save(task.right());
  task.expect_done();
  end(task.terminal);
}
