#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "repl/lesson/lesson_file.hpp"
#include "repl/script/host.hpp"

namespace spyglass {

/// A wrong try that is kept with a task: what a learner may do, and what the lesson then says.
struct WrongTry {
  std::vector<std::string> commands;
  std::string expect;  ///< part of the message that must come
};

/// A mistake that is known well enough to get an answer of its own.
struct Mistake {
  LuaRef when;  ///< function(t) → boolean
  std::string say;
};

/// A way to answer a question wrongly that gets an answer of its own, and proves to the checker
/// that the question can be failed.
struct WrongAnswer {
  std::string answer;
  std::string say;  ///< may be empty
};

/// One thing that a diagnosis must name, in words of the learner's own.
struct Part {
  std::vector<std::string> any;  ///< phrases that name it (see sentence.hpp); one is enough
  std::string ask;               ///< the follow-up question to whoever left it out
};

/// One step of a lesson, as the lesson's file declares it. Which fields mean something depends on
/// the kind.
struct Step {
  enum class Kind : std::uint8_t { say, load, show, run, predict, quiz, diagnose, task, epilogue };
  Kind kind;
  std::string id;          ///< unique in the lesson; progress is kept by it
  std::string text;        ///< what is said or asked
  std::string notes = {};  ///< for who presents it
  int line = 0;            ///< in the file

  /// Words of `run`: those of the last `load` or task up to here that names any, else the lesson's.
  /// Empty: the step starts none itself.
  std::vector<std::string> program;

  std::string command;  ///< show, run: a line of the prompt

  // predict, quiz and diagnose
  std::vector<std::string> answers;  ///< any of these is right; diagnose: sentences, as examples
  std::vector<WrongAnswer> wrong_answers;
  std::vector<std::string> choices;  ///< quiz: shown as a), b), …; may be empty
  std::string explain;               ///< said after the answer

  // diagnose
  std::vector<Part> parts;         ///< what an answer must name, all of it
  std::vector<std::string> vague;  ///< examples of answers that name only some of it

  // task
  /// An example ("x86_64/hello.S") whose source the learner changes, or a recipe ("slow.lua") among
  /// the lesson's files; or empty.
  std::string edits;
  std::vector<std::string> start;  ///< lines that bring the fresh process to where the task begins
  LuaRef check;                    ///< function(t) → true, or nothing yet, or why not as a string
  std::vector<std::string> hints;  ///< of a diagnosis as well
  std::vector<Mistake> mistakes;
  std::vector<std::vector<std::string>> solutions;
  std::vector<WrongTry> wrong_tries;
  std::string after;  ///< said after success

  [[nodiscard]] bool is_question() const {
    return kind == Kind::predict || kind == Kind::quiz || kind == Kind::diagnose;
  }
  [[nodiscard]] bool edits_recipe() const { return edits.ends_with(".lua"); }
  /// Waits for the learner.
  [[nodiscard]] bool waits() const { return is_question() || kind == Kind::task; }
};

/// The lines that a learner who knows the answer types at a step: of a question its first answer,
/// of a task its first solution; none where the step waits for nobody, or has no solution.
std::vector<std::string> lines_that_pass(const Step& step);

/// A lesson, loaded: its steps, and the Lua state in which its functions live.
struct Lesson {
  Lesson() = default;
  Lesson(Lesson&&) = default;
  /// Assigning would close the old state before the old steps let go of their functions.
  Lesson& operator=(Lesson&&) = delete;

  std::shared_ptr<LuaHost> host;
  std::string name;    ///< the file's, without number and suffix: "hello-nostdlib"
  std::string course;  ///< the pack that it came with; empty: the course that everybody has
  std::string file;    ///< "03-hello-nostdlib.lua"
  int number = 0;
  std::string title;
  int minutes = 0;
  std::vector<std::string> program;          ///< words of `run`, until a step names others
  std::vector<std::string> environment;      ///< NAME=value, added to the learner's own
  std::map<std::string, std::string> files;  ///< made in the scratch directory: path to contents
  std::vector<std::string> brings;           ///< programs of ours that are copied there, too
  std::vector<std::string> beside;           ///< words of a program that runs there meanwhile
  std::vector<std::uint16_t> ports;          ///< TCP ports that its programs use
  std::vector<std::string> needs;            ///< what not every machine has (see needs.hpp)
  std::string notes;                         ///< for who presents it
  bool shows_loader = false;                 ///< the dynamic loader's calls are part of the matter
  bool examination = false;                  ///< no step has hints
  std::vector<std::uint64_t> seeds;          ///< with which it is checked; empty: the usual ones
  std::vector<std::string> mentions;  ///< what stands between backticks and only authors know
  std::uint64_t seed = 0;
  bool draws = false;  ///< something in it depends on the seed
  std::vector<Step> steps;
};

/// Runs a lesson's file and takes what it declares. The errors name the file and, where they can,
/// the line and the missing field. `seed`: from which a mystery is drawn.
Result<Lesson> load_lesson(const LessonFile& file, std::uint64_t seed = 0);
/// The same for a lesson that may have steps of one id, for who can say more about it: such a
/// lesson cannot be played. `limits`: of what its Lua may use.
Result<Lesson> read_lesson(const LessonFile& file, std::uint64_t seed = 0,
                           LuaHost::Limits limits = {});

/// Steps with an id that one before them has.
std::vector<const Step*> steps_with_used_ids(const Lesson& lesson);

}  // namespace spyglass
