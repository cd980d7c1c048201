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
  /// Opens a lesson for who presents it to a room: a step a page, nothing is asked or kept.
  Result<void> present(const std::string& name, std::optional<std::uint64_t> seed = {});
  Result<void> hint();
  Result<void> retry();
  Result<void> skip();
  Result<void> leave();
  Result<void> where();
  /// Says whose progress this is: mysteries that are begun from now on are drawn from the learner's
  /// own seed, unless another is named.
  Result<void> be_learner(const std::string& name);
  /// What was done of a lesson, step by step; without a name of the open one, else of all.
  Result<void> show_progress(const std::string& name);
  /// A lesson as something to read: what was said, and what was asked together with its answer, as
  /// far as the learner has come.
  Result<void> review(const std::string& name);
  /// Forgets what was done of a lesson ("all": of all), after a copy was made. Unless it is
  /// `confirmed` it only says what that would be.
  Result<void> reset(const std::string& name, bool confirmed);
  /// Whether the step at hand is a task in which a source file is edited; then the next three do
  /// their work: build it once and play it; open it in an editor first; or do it on every save.
  [[nodiscard]] bool edits_source() const;
  /// What the check of the open task said last; undecided before it was asked.
  [[nodiscard]] const Verdict& last_verdict() const { return last_verdict_; }
  /// The last lesson ended because it could not go on.
  [[nodiscard]] bool was_broken_off() const { return broken_off_; }
  Result<void> build();
  Result<void> edit();
  Result<void> build_on_save();
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
  void forget_progress() { progress_ = Progress(); }

 private:
  [[nodiscard]] tl::unexpected<Error> none_open() const;
  /// By name, number or path; empty: the open one.
  [[nodiscard]] Result<LessonFile> find(const std::string& word) const;
  [[nodiscard]] Result<Stage*> source() const;
  void read_progress();
  /// What is known of the open lesson's learner.
  [[nodiscard]] const Progress::LessonRecord& record() const;
  /// Changes it, and keeps it.
  void keep(const std::function<void(Progress::LessonRecord&)>& change);
  void tell_of_trouble(const Result<void>& kept);
  [[nodiscard]] std::filesystem::path edits_folder() const;
  /// Where the learner stopped; says so if that place has gone.
  std::size_t find_place();
  /// What of the learner's earlier work is worth a word now.
  void tell_of_the_past();
  /// Of a mystery for which nobody names one.
  [[nodiscard]] std::uint64_t usual_seed() const;
  Result<void> advance();
  void stop_presenting();
  /// Clears the screen for it.
  void begin_page();
  [[nodiscard]] std::size_t page() const;
  Result<void> show_page();
  Result<void> leave_page();
  Result<void> show_step_on_page(const Step& step);
  /// The answer, the next line of the solution, or the next page.
  Result<void> turn_page();
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
  void show_heading();
  /// Whose progress this is, if anybody has said so.
  void show_learner();
  void ask(const Step& question);
  [[nodiscard]] std::size_t waiting_steps(std::size_t up_to) const;
  void show_steps(const LessonFile& file, const Lesson& lesson);

  Shell& shell_;
  std::vector<LessonFile> files_;
  Progress progress_;
  bool progress_is_read_ = false;
  bool broken_off_ = false;
  bool presenting_ = false;
  bool on_title_ = false;          ///< of what is presented, before its first step
  std::size_t shown_of_page_ = 0;  ///< answers, or lines of a solution
  Verdict last_verdict_{Verdict::Kind::undecided};
  std::string trouble_told_;  ///< with the progress file; said once
  std::shared_ptr<const Lesson> lesson_;
  LessonFile file_;                                  ///< of it
  std::map<std::string, std::string> fingerprints_;  ///< of its steps
  std::unique_ptr<Stage> stage_;
  std::size_t index_ = 0;
  std::size_t hints_shown_ = 0;
  std::string doubted_;      ///< an answer that looks like a slip of the fingers
  std::string said_so_far_;  ///< to the diagnosis at hand, and right
};

}  // namespace spyglass
