#pragma once

#include <memory>
#include <optional>

#include "repl/lesson/lesson.hpp"
#include "repl/lesson/progress.hpp"
#include "repl/lesson/stage.hpp"

namespace spyglass {

/// The lesson engine at the prompt: which lesson is open, at which step, and what each line and
/// each move of the learner means for it.
class Lessons {
 public:
  explicit Lessons(Shell& shell);
  ~Lessons();

  /// Lessons that are there, by name.
  [[nodiscard]] std::vector<std::string> names() const;
  void show_list();
  /// By name, or by number. Goes on where the learner stopped. `seed`: which mystery to draw;
  /// nothing: the one that was begun, or any.
  Result<void> open(const std::string& name, std::optional<std::uint64_t> seed = {});
  Result<void> hint();
  Result<void> retry();
  Result<void> skip();
  Result<void> leave();
  Result<void> where();
  /// The learner's notebook of the open lesson.
  Result<void> note_clue(const std::string& text);
  Result<void> show_clues();

  /// "3 · step 5 >", or empty when no lesson is open.
  [[nodiscard]] std::string prompt() const;
  /// Takes a line as the answer to a question, if one is open and it is no command.
  bool take_answer(const std::string& line);
  /// To be called when the learner has done something to the program.
  void after_action();

  /// The step that waits for the learner; null when no lesson is open.
  [[nodiscard]] const Step* current() const;
  [[nodiscard]] const Lesson* lesson() const { return lesson_.get(); }
  /// Play without reading or writing the progress file: for the checker and demonstrations.
  void forget_progress() { keeps_progress_ = false; }

 private:
  [[nodiscard]] tl::unexpected<Error> none_open() const;
  void read_progress();
  Result<void> advance();
  /// A question that the lesson is opened at is about a program: quietly brings it to where it
  /// stood when the question was asked first.
  Result<void> set_scene();
  Result<void> play(const Step& step);
  Result<void> play_command(const Step& step);
  void finish_step();
  void finish_lesson();
  void close();
  void answer(const Step& question, const std::string& given);
  void explain(const Step& question);
  /// Returns how many there are.
  std::size_t show_clues_from(std::size_t first);
  void save();
  void show_heading();
  void ask(const Step& question);
  [[nodiscard]] std::size_t waiting_steps(std::size_t up_to) const;
  Progress::StepRecord& record(const Step& step);

  Shell& shell_;
  std::vector<LessonFile> files_;
  Progress progress_;
  bool keeps_progress_ = true;
  bool progress_is_read_ = false;
  bool said_that_saving_fails_ = false;
  std::shared_ptr<const Lesson> lesson_;
  std::unique_ptr<Stage> stage_;
  std::size_t index_ = 0;
  std::size_t hints_shown_ = 0;
  std::string said_so_far_;  ///< to the diagnosis at hand, and right
};

}  // namespace spyglass
