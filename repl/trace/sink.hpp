#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "core/base/ids.hpp"
#include "core/base/result.hpp"
#include "core/base/unique_fd.hpp"

namespace spyglass {

/// Where the lines of a trace go: buffered, written in large pieces, and told of trouble once.
class Sink {
 public:
  /// Standard error, which must not be closed by us. Written at once: somebody watches.
  Sink() = default;
  Sink(Sink&& other) noexcept : Sink() { swap(other); }
  Sink& operator=(Sink&& other) noexcept {
    swap(other);
    return *this;
  }
  /// A file, made or emptied, or added to.
  static Result<Sink> to_file(const std::string& path, bool append);
  /// Standard output; what is written there comes in large pieces, or when it is flushed.
  static Sink to_standard_output();
  /// A shell command's standard input.
  static Result<Sink> to_command(const std::string& command);
  ~Sink() { (void)close(); }

  void write(std::string_view text);
  /// Called before a write that would have to wait for whoever reads: a pipe or a terminal is full.
  using BeforeWaiting = std::function<void()>;
  void before_waiting(BeforeWaiting call) { before_waiting_ = std::move(call); }
  /// Lines for people are not written at once, but when whoever writes has nothing to do (flush).
  void collect() { collects_ = true; }
  /// Writes what is left. False when anything could not be written; `problem` says what.
  bool flush();
  /// Writes what is left and closes what is open; a command is waited for. False, and `problem`
  /// says what, when anything could not be written, or was not read by the command.
  bool close();
  [[nodiscard]] bool has_unwritten() const { return !buffer_.empty(); }
  [[nodiscard]] const std::string& problem() const { return problem_; }
  [[nodiscard]] bool is_file() const { return static_cast<bool>(file_); }

 private:
  void swap(Sink& other) noexcept;
  void note_problem(std::string_view why);

  UniqueFd file_;
  Pid command_{};  ///< that reads what we write; 0: none
  std::string name_ = "standard error";
  std::string buffer_;
  std::string problem_;
  BeforeWaiting before_waiting_;
  bool collects_ = false;
};

/// The sinks of a trace: one, or one for each thread.
class Sinks {
 public:
  /// `output` as -o takes it: a file, |command, !command, or nothing for standard error. With
  /// `separately` it is the beginning of the files' names.
  static Result<Sinks> open(const std::string& output, bool append, bool separately);

  static Sinks to_standard_output();

  /// Writes to where a thread's lines go. Trouble is kept in `problem`.
  void write(Tid thread, std::string_view text);
  /// See Sink; files of single threads keep nobody waiting.
  void before_waiting(Sink::BeforeWaiting call) { shared_.before_waiting(std::move(call)); }
  void collect() { shared_.collect(); }
  /// The thread has ended: its file is closed.
  void close(Tid thread);
  /// Whether there are lines that nobody can read yet.
  [[nodiscard]] bool has_unwritten() const { return unwritten_; }
  /// Writes all that is left; false, and `problem` says what, when something could not be written
  /// at any time.
  bool flush();
  /// The same, and closes them all. Nothing may be written from then on.
  bool close();
  [[nodiscard]] const std::string& problem() const { return problem_; }
  [[nodiscard]] bool separate() const { return separately_; }

 private:
  /// The sink of a thread's lines; made when it is first asked for.
  Sink& of(Tid thread);
  void note_problem(const std::string& problem);

  Sink shared_;
  bool separately_ = false;
  bool append_ = false;
  bool unwritten_ = false;
  std::string prefix_;
  std::map<Tid, Sink> own_;
  std::string problem_;
};

}  // namespace spyglass
