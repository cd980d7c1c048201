#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "repl/signals.hpp"

namespace spyglass {

/// Asks a person for lines: editing, history that outlives the program, completion. Nobody else
/// knows libedit.
class LineEditor {
 public:
  struct Hooks {
    /// All words that may stand where the cursor is, given the line up to there.
    std::function<std::vector<std::string>(const std::string& before_cursor)> complete;
    /// Called when `watched` is readable or a signal arrived while the person is typing or
    /// thinking. Anything written to the terminal from within must be announced by calling
    /// LineEditor::hide_line() before.
    std::function<void()> idle;
    /// The terminal has another size now.
    std::function<void(int columns, int rows)> resized;
    /// Ctrl-C on an empty line.
    std::function<void()> interrupted;
  };

  LineEditor(Signals& signals, std::filesystem::path history_file, Hooks hooks);
  ~LineEditor();
  LineEditor(const LineEditor&) = delete;
  LineEditor& operator=(const LineEditor&) = delete;

  /// The next line, without its newline; nothing at the end of input (Ctrl-D on an empty line, or
  /// a terminal that hung up). Ctrl-C gives up the line and asks again.
  std::optional<std::string> read(const std::string& prompt);

  /// A descriptor to watch while waiting; −1: none.
  void watch(int fd);
  /// Clears the half-typed line from the screen; it is drawn again before the next key is read.
  void hide_line();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace spyglass
