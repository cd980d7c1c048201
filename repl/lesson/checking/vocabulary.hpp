#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "repl/lesson/lesson.hpp"

namespace spyglass {

/// The words that a lesson may put between backticks without a learner wondering what they are: of
/// the prompt, of the kernel (what `explain` knows), of the machine (registers, instructions), of
/// the shell, and the lesson's own, which stand in what it runs, shows, takes and asks for. Beyond
/// these a lesson declares what it mentions. Reads the files of its programs, and runs nothing.
class Vocabulary {
 public:
  explicit Vocabulary(const Lesson& lesson);

  /// What is wrong with a span, and what to do; empty: nothing. A span without a letter or a digit
  /// is a sign and no word.
  [[nodiscard]] std::string complaint_about(std::string_view span) const;

 private:
  void add_text(std::string_view text);
  void add_texts(const std::vector<std::string>& texts);
  void add_step(const Step& step);
  /// `built`: the file, where it is a program of ours or of the lesson's pack.
  void add_symbols_of(const std::optional<std::filesystem::path>& built,
                      const std::string& program);
  [[nodiscard]] bool is_mentioned(std::string_view span, std::string_view word) const;
  [[nodiscard]] bool is_known(std::string_view word) const;

  std::set<std::string, std::less<>> own_;
  std::set<std::string, std::less<>> symbols_;
  std::set<std::string, std::less<>> mentions_;
  /// This machine lacks one, so that any word may be a symbol of it.
  bool program_missing_ = false;
};

}  // namespace spyglass
