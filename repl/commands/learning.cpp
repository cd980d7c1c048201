#include <fmt/format.h>

#include "core/base/number.hpp"
#include "repl/commands/families.hpp"
#include "repl/lesson/beginning.hpp"
#include "repl/lesson/lessons.hpp"
#include "repl/shell/shell.hpp"

namespace spyglass::commands {

namespace {

Result<void> record_lesson(Shell& shell, const std::string& name) {
  if (shell.diary().chapters().empty()) {
    return bad_input(
        "there is nothing to make a lesson of yet: `run` a program outside of lessons, do with it "
        "what a learner is to see, and then `lesson record NAME`");
  }
  const auto file = add_lesson(".", name, draft_lesson(shell.diary(), shell.session()));
  if (!file) return tl::make_unexpected(file.error());
  shell.out().paragraph(
      fmt::format("A draft is in {0}. Fill in its TODOs; `spyglass lesson --check ./{0}` says what "
                  "is missing.",
                  *file));
  return {};
}

Result<void> lesson(Shell& shell, const Words& words) {
  if (words.empty()) {
    shell.lessons().show_list();
    return {};
  }
  if (words[0] == "record") {
    if (words.size() != 2) return wrong_usage("lesson");
    return record_lesson(shell, words[1]);
  }
  std::optional<std::uint64_t> seed;
  if (words.size() == 2) {
    constexpr std::string_view prefix = "seed=";
    if (!words[1].starts_with(prefix)) return wrong_usage("lesson");
    seed = parse_digits(words[1].substr(prefix.size()));
    if (!seed) return bad_input("a seed is a number: `lesson mystery-config seed=4711`");
  }
  if (words.size() > 2) return wrong_usage("lesson");
  return shell.lessons().open(words[0], seed);
}

Result<void> hint(Shell& shell, const Words&) { return shell.lessons().hint(); }
Result<void> retry(Shell& shell, const Words&) { return shell.lessons().retry(); }
Result<void> skip(Shell& shell, const Words&) { return shell.lessons().skip(); }
Result<void> build(Shell& shell, const Words&) { return shell.lessons().build(); }
Result<void> edit(Shell& shell, const Words&) { return shell.lessons().edit(); }
Result<void> where(Shell& shell, const Words&) { return shell.lessons().where(); }
Result<void> leave(Shell& shell, const Words&) { return shell.lessons().leave(); }
Result<void> progress(Shell& shell, const Words& words) {
  if (words.size() > 1) return wrong_usage("progress");
  return shell.lessons().show_progress(words.empty() ? "" : words[0]);
}

Result<void> review(Shell& shell, const Words& words) {
  if (words.size() > 1) return wrong_usage("review");
  return shell.lessons().review(words.empty() ? "" : words[0]);
}

Result<void> reset(Shell& shell, const Words& words) {
  const bool confirmed = words.size() == 2 && words[1] == "yes";
  if (words.empty() || words.size() > 2 || (words.size() == 2 && !confirmed)) {
    return wrong_usage("reset");
  }
  return shell.lessons().reset(words[0], confirmed);
}

Result<void> clues(Shell& shell, const Words&) { return shell.lessons().show_clues(); }
Result<void> clue(Shell& shell, const Words& words) {
  if (words.empty()) return wrong_usage("clue");
  return shell.lessons().note_clue(words.rest);
}

constexpr Command rows[] = {
    {"lesson", "lesson [NAME [seed=N]|record NAME]", "list lessons, open one, or draft one",
     "Lists the lessons with what you have done, or opens one where you left it. Mysteries are "
     "drawn anew for each run, or from your own seed where `spyglass lesson --learner NAME` has "
     "said who you are; the same seed draws the same one. A lesson of a pack is PACK/NAME. For "
     "those who write lessons, "
     "`lesson record NAME` makes a draft, NAME.lua, of what was typed at the prompt.\n"
     "  lesson mystery-config seed=4711",
     Completes::lessons, lesson},
    {"hint", "hint", "a nudge in the task at hand",
     "Shows the next hint; each says more than the one before. Hints are noted, never counted "
     "against you.",
     Completes::nothing, hint},
    {"retry", "retry", "begin the task again, with a fresh program",
     "Begins the task at hand again: a fresh program in a fresh directory. Nothing that you did "
     "before counts against you.",
     Completes::nothing, retry},
    {"skip", "skip", "go on to the next step",
     "Leaves the step at hand undone and goes on. The list of lessons shows what is left.",
     Completes::nothing, skip},
    {"build", "build", "build the task's source file, and check it",
     "In a task that lets you edit a source file: assembles and links it, runs it, and checks what "
     "it did; where the file is a recipe, the task's program runs while it looks on. `watch` does "
     "so whenever the file is saved.",
     Completes::nothing, build},
    {"edit", "edit", "open the task's source file in your editor",
     "In a task that lets you edit a source file: opens it in $VISUAL or $EDITOR, and builds and "
     "checks it when you leave the editor.",
     Completes::nothing, edit},
    {"clue", "clue TEXT", "note what you have found",
     "Notes a line for the lesson at hand; it is kept with your progress.\n"
     "  clue it opens /etc/profile first",
     Completes::nothing, clue},
    {"clues", "clues", "show what you have noted",
     "Shows the clues that you have noted in this lesson.", Completes::nothing, clues},
    {"where", "where", "which lesson and step this is",
     "Shows the lesson, the step, and how many there are.", Completes::nothing, where},
    {"progress", "progress [LESSON]", "what you have done, step by step",
     "Shows the steps of a lesson: done, skipped or ahead, and how many hints each took. Without a "
     "name it is the open lesson, or a sum of all.\n"
     "  progress hello-nostdlib",
     Completes::lessons, progress},
    {"review", "review [LESSON]", "read a lesson again, with its answers",
     "Shows what a lesson said and asked, with the answers and solutions of all that you have "
     "done, as far as you have come.\n"
     "  review hello-nostdlib",
     Completes::lessons, review},
    {"reset", "reset LESSON|all [yes]", "forget what you have done of a lesson",
     "Says what would be forgotten; with `yes` behind it, does it. A copy of the progress file is "
     "kept beside it.\n"
     "  reset hello-nostdlib yes",
     Completes::lessons, reset},
    {"leave", "leave", "leave the lesson, keeping the place",
     "Closes the lesson; `lesson NAME` comes back to the same step.", Completes::nothing, leave},
};

}  // namespace

CommandFamily learning() { return {"learn", rows}; }

}  // namespace spyglass::commands
