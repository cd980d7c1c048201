#include "repl/options/lesson_options.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>

#include "repl/complain.hpp"
#include "repl/lesson/annotations.hpp"
#include "repl/lesson/beginning.hpp"
#include "repl/lesson/checker.hpp"
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
  auto* json =
      lesson->add_flag("--json", options.json, "With --check: report as JSON")->needs(check);
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
  lesson->add_flag("--reference", options.reference,
                   "For authors: print all that a lesson may say, as Markdown");
  lesson->add_flag("--annotations", options.annotations,
                   "For authors: print the same for editors with the Lua language server");
  declare_sandbox(*lesson, sandbox);
  lesson->add_subcommand("new", "For authors: begin a lesson, in the current directory")
      ->add_option("name", options.new_name, "Letters, digits and hyphens: who-am-i")
      ->required();
}

int run_lesson(const LessonOptions& options, const SandboxPolicy& sandbox, Signals& signals,
               Output& out) {
  if (options.reference) return print_page(out, lesson_reference());
  if (options.annotations) return print_page(out, lesson_annotations());
  if (options.new_name) return begin(out, *options.new_name);
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
  if (auto opened = shell.lessons().open(options.names.front(), options.seed); !opened) {
    shell.show_error(opened.error());
    return 1;
  }
  shell.converse();
  return 0;
}

}  // namespace spyglass
