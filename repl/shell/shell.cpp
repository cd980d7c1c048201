#include "repl/shell/shell.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>

#include "core/elf/runnable.hpp"
#include "repl/commands/borrowed.hpp"
#include "repl/lesson/lessons.hpp"
#include "repl/resources.hpp"
#include "repl/shell/completion.hpp"
#include "repl/shell/pasted.hpp"
#include "repl/views/stop_panel.hpp"

namespace spyglass {

Shell::Shell(Signals& signals, Output& out, Settings settings)
    : signals_(signals),
      out_(out),
      settings_(settings),
      live_(out),
      session_(signals, live_),
      recipes_(session_,
               {.result = [this](std::string_view lines) { live_.say(lines); },
                .problem =
                    [this](const std::string& problem) { out_.paragraph(problem, 0, Tone::bad); }}),
      packets_(
          {.packet = [this](const std::string& line) { live_.say(inert_line(line) + '\n'); },
           .sender = [this](const std::string& sender) { show_sender(sender); },
           .problem = [this](const std::string& problem) { out_.paragraph(problem, 0, Tone::bad); },
           .call = [this](const Call& call) { return live_.short_text(call); }},
          [this]() -> const WireLog& { return session_.wire().log(); }),
      lessons_(std::make_unique<Lessons>(*this)) {
  live_.pass_on({&recipes_, &packets_});
  live_.after_showing([this] { packets_.show(); });
  live_.call_threads([this](Tid thread) { return session_.number_of(thread); });
}

Shell::~Shell() {
  (void)recipes_.end({});  // what they have counted is shown, however somebody leaves
  live_.pass_on({});
  live_.after_showing({});
}

Result<void> Shell::run_line(std::string_view typed) {
  const std::string_view line = without_prompts(typed);
  auto words = split_words(line);
  if (!words) return tl::make_unexpected(words.error());
  if (words->empty() || words->list.front().starts_with('#')) return {};
  const std::string name = words->list.front();
  words->list.erase(words->list.begin());
  words->rest.erase(0, std::min(words->rest.find_first_of(" \t"), words->rest.size()));
  words->rest.erase(0, std::min(words->rest.find_first_not_of(" \t"), words->rest.size()));
  const auto command = find_command(name);
  if (!command) {
    const std::string meant =
        other_meaning(line.substr(line.find_first_not_of(" \t")), workplace.directory);
    const std::string& message = command.error().message;
    return bad_input(meant.empty() ? message : fmt::format("{}. {}", message, meant));
  }
  // `next 3` must not quietly be `next`.
  if (!words->empty() && !(*command)->takes_words()) return wrong_usage((*command)->name);
  auto done = (*command)->run(*this, *words);
  tell_of_recording();
  if (done && (*command)->acts) lessons_->after_action();
  if (done && lessons_->current() == nullptr) {
    const bool starts = (*command)->name == "run" && last_program.has_value();
    diary_.note(line, starts ? &last_program->arguments : nullptr);
  }
  return done;
}

std::string Shell::from_workplace(const std::string& path) const {
  const bool is_relative = !path.empty() && !path.starts_with('/');
  return is_relative && !workplace.directory.empty() ? workplace.directory + '/' + path : path;
}

Result<std::string> Shell::writable_from_workplace(const std::string& path) const {
  std::string place = from_workplace(path);
  if (place == path) return place;
  std::filesystem::path part = workplace.directory;
  for (const auto& name : std::filesystem::path(path)) {
    part /= name;
    std::error_code ignored;
    if (std::filesystem::is_symlink(part, ignored)) {
      return bad_input(fmt::format(
          "{} is a link in the lesson's directory, and links there are not followed; try another "
          "name",
          inert_line(path)));
    }
  }
  return place;
}

Result<void> Shell::start(ProgramSpec spec) {
  if (auto reason = why_not_runnable(spec.path_from_here())) return bad_input(std::move(*reason));
  if (access(spec.path_from_here().c_str(), R_OK) != 0) {
    return bad_input(
        fmt::format("cannot look into {}: you may run this file but not read it, and the kernel "
                    "hides the memory of such a program. Try: as root",
                    spec.path));
  }
  if (auto held = hold_in(spec); !held) return held;
  if (auto followed = packets_.follow(spec.sandbox); !followed) return followed;
  last_program = spec;
  live_.show_calls(false);
  live_.new_program();
  auto outcome = session_.run(spec, settings_.patience);
  if (outcome && outcome->reason == Outcome::Reason::returned) {
    // execve came back: the kernel would not have the file after all.
    const auto error = outcome->call->error().value_or(Errno());
    (void)session_.kill();
    return fail_errno(fmt::format("{} cannot be started", spec.path), error.value());
  }
  return arrive(std::move(outcome));
}

Result<void> Shell::move(const Goal& goal, std::uint64_t count) {
  // Moves that go through calls on their way show them; the others show the one that they are
  // about.
  live_.show_calls(goal.kind == Goal::Kind::run || goal.kind == Goal::Kind::until ||
                   goal.kind == Goal::Kind::next);
  Result<Outcome> outcome = session_.pursue(goal, settings_.patience);
  while (--count > 0 && outcome && session_.state() == Session::State::stopped &&
         (outcome->reason == Outcome::Reason::stepped ||
          outcome->reason == Outcome::Reason::before_call ||
          outcome->reason == Outcome::Reason::returned)) {
    outcome = session_.pursue(goal, settings_.patience);
  }
  return arrive(std::move(outcome));
}

Result<Session::Sampled> Shell::sample(std::chrono::milliseconds length) {
  // One that runs already goes on showing what it was showing.
  if (session_.state() == Session::State::stopped) live_.show_calls(false);
  return session_.sample(length);
}

Result<void> Shell::arrive(Result<Outcome> outcome) {
  for (const std::string& problem : session_.injector().take_problems()) {
    out_.paragraph("inject: " + problem, 0, Tone::bad);
  }
  live_.show_folds();
  packets_.show_all();
  if (!outcome) return tl::make_unexpected(outcome.error());
  if (!outcome->remark.empty()) out_.paragraph(outcome->remark, 0, Tone::bad);
  if (outcome->reason == Outcome::Reason::waiting) live_.mark_unfinished(*outcome->call);
  if (outcome->reason == Outcome::Reason::ended) (void)recipes_.end({});
  // A program that ran freely has told of its end already, line by line.
  if (outcome->reason == Outcome::Reason::ended && live_.shows_calls()) return {};
  show_stop(out_, session_, *outcome);
  return {};
}

void Shell::tell_of_recording() {
  const auto path = session_.take_finished_recording();
  if (path && *path) out_.line(fmt::format("recorded in {0}; `replay {0}` looks at it", **path));
  if (path && !*path) show_error(path->error());
}

void Shell::fold_loader(bool on) {
  live_.fold_loader(on);
  session_.tell_loader_calls(on);
}

void Shell::show_error(const Error& error) { out_.paragraph(error.message, 0, Tone::bad); }

void Shell::show_sender(const std::string& sender) {
  const std::string_view mark = out_.look().plain ? "  sent by " : "    ← ";
  const int room = out_.look().usable_width() - columns_of(mark);
  live_.say(std::string(mark) + shortened(inert_line(sender), room) + '\n');
}

void Shell::idle() {
  live_.before_writing([this] { editor_->hide_line(); });
  if (auto outcome = session_.tend()) {
    editor_->hide_line();
    (void)arrive(std::move(*outcome));
    tell_of_recording();
    lessons_->after_action();
  }
  packets_.show();
  live_.before_writing({});
  editor_->watch(session_.terminal().fd());
}

std::string Shell::prompt() const {
  const std::string lesson = lessons_->prompt();
  return (lesson.empty() ? "(spyglass)" : lesson) + " ";
}

void Shell::handle_line(const std::string& line) {
  if (lessons_->take_answer(std::string(without_prompts(line)))) return;
  if (auto done = run_line(line); !done) show_error(done.error());
}

void Shell::converse() {
  editor_ = std::make_unique<LineEditor>(
      signals_, user_folders::state() / "history",
      LineEditor::Hooks{
          .complete = [this](const std::string& before) { return completions(*this, before); },
          .idle = [this] { idle(); },
          .resized =
              [this](int columns, int rows) {
                out_.set_width(columns);
                session_.set_terminal_size(columns, rows);
              },
          .interrupted =
              [this] {
                if (session_.state() != Session::State::running) return;
                if (auto stopped = arrive(session_.interrupt()); !stopped)
                  show_error(stopped.error());
              }});
  while (!leaving_) {
    editor_->watch(session_.terminal().fd());
    out_.fresh_line();
    const auto line = editor_->read(prompt());
    if (!line) break;
    out_.set_at_line_start();
    handle_line(*line);
    if (signals_.leaving()) break;
  }
  editor_.reset();
}

}  // namespace spyglass
