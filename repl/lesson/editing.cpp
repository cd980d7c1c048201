// Tasks in which the learner edits a source file: it is built anew, and what was built is played.

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "core/assemble/assemble.hpp"
#include "core/assemble/program.hpp"
#include "core/base/free_name.hpp"
#include "repl/lesson/editor.hpp"
#include "repl/lesson/guards.hpp"
#include "repl/lesson/lessons.hpp"
#include "repl/lesson/place.hpp"
#include "repl/lesson/save_watch.hpp"
#include "repl/recipe/loader.hpp"
#include "repl/resources.hpp"
#include "repl/shell/shell.hpp"

namespace spyglass {

namespace fs = std::filesystem;

namespace {

/// Examples stand in a folder of their ABI.
const Abi& abi_of_example(const std::string& name) {
  const std::string folder = fs::path(name).parent_path().string();
  const auto abis = all_abis();
  const auto found = std::ranges::find_if(
      abis, [&](const Abi* abi) { return resources::folder_of(*abi) == folder; });
  return found == abis.end() ? native_abi() : **found;
}

/// The file as the learner gets it, where it is not there yet.
Result<void> copy_original(const Step& task, const Lesson& lesson, const fs::path& to) {
  std::error_code error;
  fs::create_directories(to.parent_path(), error);
  if (fs::exists(to, error)) return {};
  if (task.edits_recipe()) {
    if ((std::ofstream(to, std::ios::binary) << lesson.files.at(task.edits)).flush()) return {};
    return fail_errno("cannot write " + to.string(), errno);
  }
  const fs::path original = resources::examples() / task.edits;
  if (!error) fs::copy_file(original, to, error);
  if (!error) return {};
  return fail(
      fmt::format("cannot copy {} to {}: {}", original.string(), to.string(), error.message()));
}

}  // namespace

Result<void> Stage::begin_editing(const Step& task) {
  auto scratch = Scratch::make("the lesson");
  if (!scratch) return tl::make_unexpected(scratch.error());
  const fs::path folder = edits_folder_.empty() ? scratch->path() : edits_folder_;
  source_ = folder / fs::path(task.edits).filename();
  edited_ = &task;
  source_abi_ = task.edits_recipe() ? nullptr : &abi_of_example(task.edits);
  // What was edited before stays; putting it aside is for `retry`.
  if (auto copied = copy_original(task, lesson_, source_); !copied) return copied;
  clear_the_way();
  shell_.out().line({{"Its source file: ", Tone::faint}, {source_.string(), Tone::strong}});
  if (task.edits_recipe()) {
    if (auto started = start_program_of_recipe(task); !started) return started;
  } else {
    // Also where the file cannot be built as it was left.
    auto sandbox = make_task_sandbox(folder.string(), "");
    if (!sandbox) return tl::make_unexpected(sandbox.error());
    shell_.workplace = {folder.string(), {}, *sandbox, this};
    if (auto built = build(); !built) return tl::make_unexpected(built.error());
  }
  // Only now, when no process runs there any more, may the old directory go.
  scratch_ = std::move(*scratch);
  return {};
}

Result<bool> Stage::build() {
  const Flag working(working_);
  return source_abi_ == nullptr ? build_recipe() : build_program_of_source();
}

Result<bool> Stage::build_recipe() {
  clear_the_way();
  // By itself first: one that cannot be used is no reason to start anything.
  if (const auto loaded = load_recipe(source_, {}); !loaded) {
    shell_.out().paragraph(loaded.error().message, 0, Tone::bad);
    shell_.out().line(fmt::format("{} cannot be used.", source_.filename().string()), Tone::bad);
    return false;
  }
  const Muted muted(shell_.out(), true);
  if (auto started = start_program_of_recipe(*edited_); !started) {
    return tl::make_unexpected(started.error());
  }
  if (auto added = shell_.recipes().add({source_.string()}); !added) {
    return tl::make_unexpected(added.error());
  }
  return true;
}

Result<bool> Stage::build_program_of_source() {
  const fs::path program = source_.parent_path() / source_.stem();
  auto built = build_program(source_, *source_abi_, program);
  if (!built) return tl::make_unexpected(built.error());
  Output& out = shell_.out();
  if (!built->errors.empty()) {
    out.paragraph(complaints_text(built->source, built->errors, 2), 0, Tone::bad);
    out.line(fmt::format("{} cannot be built.", source_.filename().string()), Tone::bad);
    return false;
  }
  if (!built->warnings.empty()) {
    out.paragraph(complaints_text(built->source, built->warnings, 2), 0, Tone::changed);
  }
  const std::string name = "./" + program.filename().string();
  ProgramSpec spec{.path = name, .arguments = {name}, .directory = source_.parent_path().string()};
  if (shell_.workplace.sandbox) spec.put_into(shell_.workplace.sandbox);
  const Muted muted(out, true);
  if (auto started = shell_.start(std::move(spec)); !started)
    return tl::make_unexpected(started.error());
  return true;
}

Result<void> Stage::put_aside_edits(const Step& task) {
  if (task.edits.empty() || edits_folder_.empty()) return {};
  const fs::path source = edits_folder_ / fs::path(task.edits).filename();
  std::error_code error;
  if (!fs::exists(source, error)) return {};
  const fs::path aside = free_name(source, "before-retry");
  fs::rename(source, aside, error);
  if (error) {
    return fail(fmt::format("cannot move {} out of the way: {}", source.string(), error.message()));
  }
  shell_.out().paragraph("What you had written is kept as " + aside.string(), 0, Tone::faint);
  return {};
}

bool Lessons::edits_source() const { return shell_.workplace.source != nullptr; }

Result<Stage*> Lessons::source() const {
  if (edits_source()) return shell_.workplace.source;
  return bad_input("there is no source file to edit here; some tasks of lessons have one");
}

Result<void> Lessons::build() {
  const auto stage = source();
  if (!stage) return tl::make_unexpected(stage.error());
  const auto built = (*stage)->build();
  if (!built) {
    // The stage may outlive the lesson that it was set up for.
    const Step* step = current();
    if (step == nullptr) return tl::make_unexpected(built.error());
    return fail_at(place_of(*lesson_, step->id), built.error());
  }
  return *built ? shell_.run_line("continue") : Result<void>{};
}

Result<void> Lessons::edit() {
  const auto stage = source();
  if (!stage) return tl::make_unexpected(stage.error());
  auto edited = edit_file((*stage)->source());
  // Ctrl-C in the editor was not meant for us.
  shell_.signals().collect();
  shell_.signals().take_interrupt();
  return edited ? build() : edited;
}

Result<void> Lessons::build_on_save() {
  const auto stage = source();
  if (!stage) return tl::make_unexpected(stage.error());
  const std::filesystem::path file = (*stage)->source();
  if (!shell_.settings().interactive) {
    return bad_input(
        "`watch` waits for somebody who saves, and nobody is here; `build` builds once");
  }
  auto saves = SaveWatch::begin(file);
  if (!saves) return tl::make_unexpected(saves.error());
  const Step* task = current();
  const std::string name = file.filename().string();
  shell_.out().paragraph(fmt::format("Watching {}: save it in your editor, and it is built and "
                                     "checked. Ctrl-C ends the watching.",
                                     name),
                         0, Tone::faint);
  while (edits_source() && current() == task) {
    switch (saves->wait(shell_.signals())) {
      case SaveWatch::Event::interrupted:
        shell_.out().line("No longer watching.", Tone::faint);
        return {};
      case SaveWatch::Event::gone:
        return fail(fmt::format("the folder {} has been removed; `retry` begins with a new one",
                                file.parent_path().string()));
      case SaveWatch::Event::saved: break;
    }
    shell_.out().line(name + " was saved.", Tone::faint);
    if (auto done = build(); !done) shell_.show_error(done.error());
  }
  return {};
}

}  // namespace spyglass
