#pragma once

#include <optional>

#include "core/base/scratch.hpp"
#include "repl/lesson/companion.hpp"
#include "repl/lesson/lesson.hpp"
#include "repl/sandbox_policy.hpp"

namespace spyglass {

class Shell;

/// What a check has to say.
struct Verdict {
  enum class Kind : std::uint8_t {
    passed,
    not_yet,    ///< `message` says what differs
    undecided,  ///< nothing worth saying yet
    broken,     ///< the check itself failed; `message` is for the lesson's author
  };
  Kind kind;
  std::string message = {};
};

/// Where a lesson's tasks are played: for each a fresh scratch directory and a fresh process in it,
/// brought to where the task begins. Used by the engine, the checker and the demonstration alike.
class Stage {
 public:
  /// `edits_folder`: where source files stay that the learner edits; empty: in the scratch
  /// directory of their task.
  Stage(Shell& shell, const Lesson& lesson, std::filesystem::path edits_folder = {});
  ~Stage();
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  /// The step's program, before its first instruction.
  Result<void> load_program(const Step& step);
  /// The same, and the task's own first lines; the last of all these shows what it leads to.
  Result<void> begin(const Step& task);
  /// Whether the session's program is the one that the step began with, and cannot be got back but
  /// by beginning anew.
  [[nodiscard]] bool plays_its_own() const;
  /// The source file that the task at hand is about; empty when it is about none.
  [[nodiscard]] const std::filesystem::path& source() const { return source_; }
  /// Builds it and loads what was built. False: it cannot be built, and why has been shown.
  Result<bool> build();
  /// Puts a source file that was edited before out of the way, under a name of its own; the task
  /// begins with the original then.
  Result<void> put_aside_edits(const Step& task);
  /// Asks the task's check, and its known mistakes, about what has happened.
  Verdict judge(const Step& task);
  /// While it works, nobody is to judge.
  [[nodiscard]] bool working() const { return working_; }

 private:
  Result<void> start_program(const Step& step, bool quietly);
  Result<void> begin_editing(const Step& task);
  /// The task's program, in the folder of the file that is edited: a recipe is about it.
  Result<void> start_program_of_recipe(const Step& task);
  Result<bool> build_program_of_source();
  Result<bool> build_recipe();
  /// A task is not to be met by what somebody left behind in the one before.
  void clear_the_way();
  Result<void> start_companion(const Scratch& scratch,
                               const std::shared_ptr<const Sandbox>& sandbox);
  /// For the programs of a task; null where they are to be free. Says once what it lacks.
  Result<std::shared_ptr<const Sandbox>> make_task_sandbox(std::string scratch,
                                                           const std::string& program);
  Result<std::optional<std::string>> known_mistake(const Step& task);

  Shell& shell_;
  const Lesson& lesson_;
  std::filesystem::path edits_folder_;
  std::filesystem::path source_;
  const Step* edited_ = nullptr;     ///< the task that it belongs to
  const Abi* source_abi_ = nullptr;  ///< null: it is a recipe
  std::optional<Scratch> scratch_;
  std::optional<Companion> companion_;
  std::vector<std::string> started_;  ///< the words of the step's program
  bool told_of_sandbox_ = false;
  bool working_ = false;
};

}  // namespace spyglass
