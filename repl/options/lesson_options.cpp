#include "repl/options/lesson_options.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>

#include "repl/complain.hpp"
#include "repl/lesson/annotations.hpp"
#include "repl/lesson/beginning.hpp"
#include "repl/lesson/checker.hpp"
#include "repl/lesson/class/grade_report.hpp"
#include "repl/lesson/lessons.hpp"
#include "repl/lesson/reference.hpp"
#include "repl/shell/shell.hpp"

namespace spyglass {

namespace {

int print_page(Output& out, const std::string& text) {
  // line() ends the last line by itself.
  out.line(std::string_view(text).substr(0, text.size() - 1));
  return 0;
}

int begin(Output& out, const std::string& name) {
  const auto file = begin_lesson(".", name);
  if (!file) return complain(file.error().message);
  out.line(*file + " is written: a small lesson that explains itself. What to do with it:",
           Tone::good);
  const auto next = [&](const std::string& arguments, std::string_view what) {
    const auto width = fmt::formatted_size("--check ./{}", *file);
    out.line(fmt::format("  spyglass lesson {:{}}  {}", arguments, width, what));
  };
  next("./" + *file, "play it");
  next("--check ./" + *file, "prove that it can be finished, and can be failed");
  next("--reference", "read what else a lesson can do, and how your editor learns it");
  return 0;
}

}  // namespace

void declare_lesson(CLI::App& app, LessonOptions& options, SandboxOptions& sandbox) {
  auto* lesson = app.add_subcommand("lesson", "Open a lesson; without a name, list them");
  lesson->add_option("name", options.names, "Names of lessons");
  lesson->add_flag("--list", options.list, "List the lessons, with what is done");
  auto* check =
      lesson->add_flag("--check", options.check,
                       "Play every stored solution and wrong try of all (or the named) lessons");
  lesson->add_flag("--demonstrate", options.demonstrate,
                   "Play the lesson by its stored solutions, for watching");
  lesson
      ->add_option("--grade", options.grade,
                   "For teachers: a table of what learners have done, from their progress files")
      ->type_name("FILE")
      ->excludes(check);
  lesson
      ->add_flag("--present", options.present,
                 "For teachers: show the lesson to a room, a step a page, with notes")
      ->excludes(check)
      ->excludes("--demonstrate")
      ->excludes("--grade");
  auto* json = lesson->add_flag("--json", options.json, "With --check and --grade: report as JSON");
  lesson->add_flag("--csv", options.csv, "With --grade: a table for spreadsheets")
      ->needs("--grade")
      ->excludes(json);
  lesson->add_flag("--junit", options.junit, "With --check: report as JUnit's XML")
      ->needs(check)
      ->excludes(json);
  lesson
      ->add_option("--repeat", options.repeat,
                   "With --check: play everything so many times, and tell what is not the same "
                   "each time")
      ->type_name("N")
      ->check(CLI::Range(1, 1000))
      ->needs(check);
  lesson->add_option("--seed", options.seed,
                     "Which mystery to draw: the same seed, the same mystery");
  lesson
      ->add_option("--learner", options.learner,
                   "Keep with your progress who you are: each learner draws mysteries of their own")
      ->type_name("NAME")
      ->excludes(check)
      ->excludes("--grade")
      ->excludes("--demonstrate")
      ->excludes("--present");
  lesson->add_flag("--reference", options.reference,
                   "For authors: print all that a lesson may say, as Markdown");
  lesson->add_flag("--annotations", options.annotations,
                   "For authors: print the same for editors with the Lua language server");
  declare_sandbox(*lesson, sandbox);
  lesson->add_subcommand("new", "For authors: begin a lesson, in the current directory")
      ->add_option("name", options.new_name, "Letters, digits and hyphens: who-am-i")
      ->required();
  declare_packs(*lesson, options.pack);
}

int run_lesson(const LessonOptions& options, const SandboxPolicy& sandbox, Signals& signals,
               Output& out) {
  if (options.reference) return print_page(out, lesson_reference());
  if (options.annotations) return print_page(out, lesson_annotations());
  if (options.new_name) return begin(out, *options.new_name);
  if (!options.pack.contents.empty()) return run_pack(options.pack, out);
  if (!options.pack.file.empty()) return run_install(options.pack, sandbox, signals, out);
  if (!options.grade.empty()) {
    return show_class(out, options.grade,
                      options.json  ? GradeForm::json
                      : options.csv ? GradeForm::csv
                                    : GradeForm::text);
  }
  if (options.json && !options.check) {
    complain("--json is for reports: of --check, or of --grade");
    return 2;
  }
  if (options.check) {
    return check_lessons(signals, out,
                         {.names = options.names,
                          .seed = options.seed,
                          .repeat = options.repeat,
                          .sandbox = sandbox,
                          .form = options.json    ? ReportForm::json
                                  : options.junit ? ReportForm::junit
                                                  : ReportForm::text});
  }
  const bool interactive = isatty(STDIN_FILENO) != 0 && isatty(STDOUT_FILENO) != 0;
  if (options.present) {
    if (options.names.size() != 1) {
      complain("which lesson is to be presented? `spyglass lesson --present NAME`, one at a time");
      return 2;
    }
    if (!interactive) {
      complain(
          "--present waits for somebody who presses Enter, and there is no terminal; "
          "--demonstrate plays a lesson without one");
      return 2;
    }
  }
  if (options.learner) {
    Shell shell(signals, out, {.patience = {}, .interactive = interactive, .sandbox = sandbox});
    if (auto done = shell.lessons().be_learner(*options.learner); !done) {
      shell.show_error(done.error());
      return 1;
    }
    if (options.names.empty() && !options.list) return 0;
  }
  if (options.demonstrate || (!interactive && !options.names.empty() && !options.list)) {
    if (!options.demonstrate) {
      out.line("There is no terminal: the lesson is played by its own solutions (--demonstrate).",
               Tone::faint);
    }
    return demonstrate_lessons(signals, out, options.names, options.seed, sandbox);
  }
  Shell shell(signals, out, {.patience = {}, .interactive = interactive, .sandbox = sandbox});
  if (options.list || options.names.empty()) {
    shell.lessons().show_list();
    return 0;
  }
  Lessons& lessons = shell.lessons();
  const std::string& name = options.names.front();
  auto opened =
      options.present ? lessons.present(name, options.seed) : lessons.open(name, options.seed);
  if (!opened) {
    shell.show_error(opened.error());
    return 1;
  }
  shell.converse();
  return 0;
}

}  // namespace spyglass
