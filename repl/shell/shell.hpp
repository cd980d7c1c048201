#pragma once

#include <memory>

#include "core/abi/syntax.hpp"
#include "core/base/scratch.hpp"
#include "repl/commands/command.hpp"
#include "repl/lesson/draft.hpp"
#include "repl/line_editor.hpp"
#include "repl/sandbox_policy.hpp"
#include "repl/session/session.hpp"
#include "repl/shell/live_trace.hpp"
#include "repl/shell/prompt_lua.hpp"
#include "repl/shell/prompt_packets.hpp"
#include "repl/shell/prompt_recipes.hpp"
#include "repl/views/output.hpp"

namespace spyglass {

class Lessons;
class Stage;

/// The prompt: takes lines, finds their commands, runs them on the session, and shows what comes
/// of it. Works the same from a terminal, a pipe, a file, and inside the lesson checker.
class Shell {
 public:
  struct Settings {
    Patience patience;           ///< how long a move may be silent
    bool interactive = false;    ///< a person sits there
    SandboxPolicy sandbox = {};  ///< what programs are held in
  };

  Shell(Signals& signals, Output& out, Settings settings);
  ~Shell();

  /// Runs one line. An error was not shown yet.
  Result<void> run_line(std::string_view line);
  /// The prompt, until `quit` or the end of input.
  void converse();

  [[nodiscard]] Signals& signals() { return signals_; }
  [[nodiscard]] Session& session() { return session_; }
  [[nodiscard]] Output& out() { return out_; }
  [[nodiscard]] Lessons& lessons() { return *lessons_; }
  [[nodiscard]] PromptRecipes& recipes() { return recipes_; }
  [[nodiscard]] PromptPackets& packets() { return packets_; }
  [[nodiscard]] PromptLua& lua() { return lua_; }
  [[nodiscard]] const Settings& settings() const { return settings_; }

  /// Starts a program; `run` without words starts it again.
  Result<void> start(ProgramSpec spec);
  /// Runs a move, `count` times or until something else stops the program, and shows where it led.
  Result<void> move(const Goal& goal, std::uint64_t count = 1);
  /// Samples a program without showing the calls that it makes meanwhile; nothing is shown yet.
  Result<Session::Sampled> sample(std::chrono::milliseconds length);
  /// Shows an outcome that was reached by other means.
  Result<void> arrive(Result<Outcome> outcome);
  /// Runs spyglass once more with these words, in a terminal of its own, and shows what it prints,
  /// to its end. It is where `run` starts programs; the session has nothing to do with it.
  Result<void> run_beside(std::vector<std::string> words);
  /// What went wrong, in the tone of a mistake.
  void show_error(const Error& error);
  /// Shows the dynamic loader's calls as one line, or one by one.
  void fold_loader(bool on);
  [[nodiscard]] LiveTrace& live_trace() { return live_; }
  void quit() { leaving_ = true; }
  [[nodiscard]] bool leaving() const { return leaving_; }
  /// What `start` was given last.
  std::optional<ProgramSpec> last_program;
  /// In which `asm` reads and shows instructions.
  Syntax syntax = Syntax::att;
  /// Where `run` starts programs: an open lesson's scratch directory, else ours.
  struct Workplace {
    std::string directory = {};
    std::vector<std::string> environment = {};    ///< added to ours, NAME=value
    std::shared_ptr<const Sandbox> sandbox = {};  ///< what programs are held in there
    Stage* source = nullptr;  ///< of a task that has a source file to edit; it builds the file
  } workplace;
  /// What a path means that was typed: a relative one begins where `run` starts programs.
  [[nodiscard]] std::string from_workplace(const std::string& path) const;
  /// The same of a file that is to be written. Programs of a lesson may write there, too, and are
  /// held in, as we are not: a link that they have left is not followed.
  [[nodiscard]] Result<std::string> writable_from_workplace(const std::string& path) const;
  /// From now on moves may be silent for so long; what it was until now.
  Patience be_patient(const Patience& patience) {
    return std::exchange(settings_.patience, patience);
  }
  /// What was typed outside of lessons.
  [[nodiscard]] const Diary& diary() const { return diary_; }
  /// What a sandboxed program may write to.
  std::optional<Scratch> scratch;

 private:
  /// Puts a program into a sandbox where it is to be in one, or into another where it would not be
  /// found in its own.
  Result<void> hold_in(ProgramSpec& spec);
  /// Under the line of a packet.
  void show_sender(const std::string& sender);
  /// Says so if a recording has come to its end.
  void tell_of_recording();
  void idle();
  void handle_line(const std::string& line);
  [[nodiscard]] std::string prompt() const;

  Signals& signals_;
  Output& out_;
  Settings settings_;
  LiveTrace live_;
  Session session_;
  PromptRecipes recipes_;
  PromptPackets packets_;
  PromptLua lua_;
  std::unique_ptr<Lessons> lessons_;
  Diary diary_;
  std::unique_ptr<LineEditor> editor_;
  bool leaving_ = false;
};

}  // namespace spyglass
