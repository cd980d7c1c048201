#include "repl/lesson/stage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <lua.hpp>

#include "core/launch_inside.hpp"
#include "repl/lesson/courses.hpp"
#include "repl/lesson/guards.hpp"
#include "repl/lesson/own_lines.hpp"
#include "repl/resources.hpp"
#include "repl/script/bindings.hpp"
#include "repl/session/terminal.hpp"
#include "repl/shell/shell.hpp"
#include "repl/views/sandbox_page.hpp"

namespace spyglass {

namespace {

namespace fs = std::filesystem;

/// A program of ours is copied into the scratch directory, so that its name in the trace is short
/// and the same on every machine; others are found as a shell would find them.
Result<std::string> program_path(const Lesson& lesson, const std::string& name,
                                 const fs::path& scratch) {
  if (const auto built = program_of(lesson, name)) {
    const fs::path copy = scratch / built->filename();
    // Moved there, since a file that is just being executed cannot be written to.
    const fs::path fresh = copy.string() + ".new";
    std::error_code error;
    fs::copy_file(*built, fresh, fs::copy_options::overwrite_existing, error);
    if (!error) fs::rename(fresh, copy, error);
    if (error) return fail(fmt::format("cannot copy {}: {}", built->string(), error.message()));
    return "./" + built->filename().string();
  }
  const auto found = find_program(name);
  if (!found) {
    return fail(
        fmt::format("the lesson's program `{}` is not on this machine: it is neither built "
                    "here nor in PATH",
                    name));
  }
  return *found;
}

/// In a lesson's files, variables and arguments {here} is the scratch directory.
std::string placed(std::string text, const fs::path& scratch) {
  constexpr std::string_view place = "{here}";
  for (auto at = text.find(place); at != std::string::npos; at = text.find(place, at)) {
    text.replace(at, place.size(), scratch.string());
  }
  return text;
}

std::vector<std::string> placed(std::vector<std::string> texts, const fs::path& scratch) {
  for (std::string& text : texts) text = placed(std::move(text), scratch);
  return texts;
}

bool is_edited(const Lesson& lesson, const std::string& name) {
  return std::ranges::find(lesson.steps, name, &Step::edits) != lesson.steps.end();
}

/// What a learner has written stays: to save is theirs alone, and may happen at any moment.
Result<void> lay_out(const Lesson& lesson, const fs::path& scratch) {
  for (const auto& [name, contents] : lesson.files) {
    const fs::path path = scratch / name;
    std::error_code ignored;
    if (is_edited(lesson, name) && fs::exists(path, ignored)) continue;
    // A name that ends with a slash is a folder, and parent_path() is then all of it.
    fs::create_directories(path.parent_path(), ignored);
    if (name.ends_with('/')) continue;
    std::ofstream stream(path, std::ios::binary);
    if (!(stream << placed(contents, scratch)).flush()) {
      return fail_errno("cannot make " + path.string(), errno);
    }
    // A script is a file to be executed.
    if (contents.starts_with("#!")) fs::permissions(path, fs::perms(0755), ignored);
  }
  for (const std::string& name : lesson.brings) {
    if (auto copied = program_path(lesson, name, scratch); !copied) {
      return tl::make_unexpected(copied.error());
    }
  }
  return {};
}

}  // namespace

Stage::Stage(Shell& shell, const Lesson& lesson, fs::path edits_folder)
    : shell_(shell), lesson_(lesson), edits_folder_(std::move(edits_folder)) {
  shell_.fold_loader(!lesson_.shows_loader);
}

Stage::~Stage() {
  shell_.workplace = {};
  shell_.fold_loader(false);
}

Result<void> Stage::start_program(const Step& step, bool quietly) {
  source_.clear();
  auto scratch = Scratch::make("the lesson");
  if (!scratch) return tl::make_unexpected(scratch.error());
  if (auto made = lay_out(lesson_, scratch->path()); !made) return made;
  const auto path =
      program_path(lesson_, placed(step.program.front(), scratch->path()), scratch->path());
  if (!path) return tl::make_unexpected(path.error());
  auto sandbox = make_task_sandbox(scratch->path().string(), *path);
  if (!sandbox) return tl::make_unexpected(sandbox.error());
  if (auto started = start_companion(*scratch, *sandbox); !started) return started;
  ProgramSpec spec{.path = *path,
                   .arguments = placed(step.program, scratch->path()),
                   .directory = scratch->path().string(),
                   .environment = placed(lesson_.environment, scratch->path())};
  if (*sandbox) spec.put_into(*sandbox);
  // Programs of ours are known by the name that they are started with.
  if (path->starts_with("./")) spec.arguments.front() = *path;
  const Muted muted(shell_.out(), quietly);
  shell_.workplace = {spec.directory, spec.environment, spec.sandbox};
  started_ = spec.arguments;
  clear_the_way();
  auto started = shell_.start(spec);
  // Only now, when no process runs there any more, may the old directory go.
  scratch_ = std::move(*scratch);
  return started;
}

void Stage::clear_the_way() {
  shell_.session().remove_traps();
  (void)shell_.recipes().end({});
}

Result<std::shared_ptr<const Sandbox>> Stage::make_task_sandbox(std::string scratch,
                                                                const std::string& program) {
  SandboxWish wish{.scratch = std::move(scratch),
                   .shared = !lesson_.beside.empty(),
                   .ports = lesson_.ports,
                   .spare = spare_of_session};
  const fs::path path(program);
  if (path.is_absolute()) wish.shown.push_back(path.parent_path().string());
  auto sandbox = make_sandbox(shell_.settings().sandbox, std::move(wish));
  if (sandbox && *sandbox && !std::exchange(told_of_sandbox_, true)) {
    show_missing_layers(shell_.out(), **sandbox, "this lesson's programs");
  }
  return sandbox;
}

Result<void> Stage::start_companion(const Scratch& scratch,
                                    const std::shared_ptr<const Sandbox>& sandbox) {
  // The old one first: both may want the same port.
  companion_.reset();
  if (lesson_.beside.empty()) return {};
  const auto path =
      program_path(lesson_, placed(lesson_.beside.front(), scratch.path()), scratch.path());
  if (!path) return tl::make_unexpected(path.error());
  LaunchOptions options{
      .path = *path,
      .arguments = placed(lesson_.beside, scratch.path()),
      .environment = environment_in_terminal(placed(lesson_.environment, scratch.path())),
      .directory = scratch.path().string()};
  if (sandbox) launch_inside(options, sandbox);
  auto companion = Companion::start(std::move(options));
  if (!companion) return tl::make_unexpected(companion.error());
  companion_ = std::move(*companion);
  return {};
}

Result<void> Stage::start_program_of_recipe(const Step& task) {
  const fs::path folder = source_.parent_path();
  if (auto made = lay_out(lesson_, folder); !made) return made;
  const auto path = program_path(lesson_, placed(task.program.front(), folder), folder);
  if (!path) return tl::make_unexpected(path.error());
  auto sandbox = make_task_sandbox(folder.string(), *path);
  if (!sandbox) return tl::make_unexpected(sandbox.error());
  ProgramSpec spec{.path = *path,
                   .arguments = placed(task.program, folder),
                   .directory = folder.string(),
                   .environment = placed(lesson_.environment, folder)};
  if (*sandbox) spec.put_into(*sandbox);
  if (path->starts_with("./")) spec.arguments.front() = *path;
  shell_.workplace = {spec.directory, spec.environment, spec.sandbox, this};
  return shell_.start(std::move(spec));
}

Result<void> Stage::load_program(const Step& step) {
  const Flag working(working_);
  return start_program(step, false);
}

Result<void> Stage::begin(const Step& task) {
  const Flag working(working_);
  if (!task.edits.empty()) {
    if (auto begun = begin_editing(task); !begun) return begun;
  } else if (!task.program.empty()) {
    if (auto started = start_program(task, !task.start.empty()); !started) return started;
  }
  for (std::size_t i = 0; i < task.start.size(); ++i) {
    if (auto allowed = allow_own_line(task.start[i]); !allowed) return allowed;
    const Muted muted(shell_.out(), i + 1 < task.start.size());
    if (auto done = shell_.run_line(task.start[i]); !done) return done;
  }
  return {};
}

bool Stage::plays_its_own() const {
  return source_.empty() && shell_.last_program && shell_.last_program->arguments == started_;
}

Result<std::optional<std::string>> Stage::known_mistake(const Step& task) {
  std::optional<std::string> found;
  for (const Mistake& mistake : task.mistakes) {
    auto asked = lesson_.host->protected_call([&](lua_State* state) {
      mistake.when.push(state);
      bindings::push_program(state, shell_.session());
      lua_call(state, 1, 1);
      if (lua_toboolean(state, -1) != 0) found = mistake.say;
    });
    if (!asked) return tl::make_unexpected(asked.error());
    if (found) break;
  }
  return found;
}

Verdict Stage::judge(const Step& task) {
  Verdict verdict{Verdict::Kind::undecided};
  auto asked = lesson_.host->protected_call([&](lua_State* state) {
    task.check.push(state);
    bindings::push_program(state, shell_.session());
    lua_call(state, 1, 1);
    if (lua_isboolean(state, -1) && lua_toboolean(state, -1) != 0) {
      verdict.kind = Verdict::Kind::passed;
    } else if (lua_isstring(state, -1) != 0) {
      verdict = {Verdict::Kind::not_yet, lua_tostring(state, -1)};
    }
  });
  if (!asked) return {Verdict::Kind::broken, asked.error().message};
  if (verdict.kind == Verdict::Kind::passed) return verdict;
  auto mistake = known_mistake(task);
  if (!mistake) return {Verdict::Kind::broken, mistake.error().message};
  if (*mistake) return {Verdict::Kind::not_yet, **mistake};
  return verdict;
}

}  // namespace spyglass
