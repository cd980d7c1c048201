#pragma once

#include <sys/types.h>
#include <termios.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

/// The keys that tests press.
namespace key {
inline constexpr std::string_view ctrl_a = "\x01", ctrl_c = "\x03", ctrl_d = "\x04", tab = "\t",
                                  ctrl_u = "\x15", backspace = "\x7f", enter = "\r", up = "\033[A",
                                  left = "\033[D";
}

/// A person at a terminal who runs spyglass: the real program on a pseudo-terminal, with a home
/// that the test gives it. Reads what is shown until a text appears and never waits for time to
/// pass; a text that doesn't come fails the test, with everything that was shown. Ends the program
/// if it is still there.
class PseudoTerminal {
 public:
  struct Setting {
    std::filesystem::path home;
    int columns = 80;
    int rows = 24;
    std::vector<std::string> environment = {};  ///< NAME=value; NAME alone takes it away
    std::string directory = {};                 ///< empty: ours
    std::string binary = SPYGLASS_BINARY;
  };

  PseudoTerminal(const std::vector<std::string>& arguments, const Setting& setting);
  ~PseudoTerminal();
  PseudoTerminal(const PseudoTerminal&) = delete;
  PseudoTerminal& operator=(const PseudoTerminal&) = delete;

  void type(std::string_view text) const;
  /// The other word for the same: a key is what it sends.
  void press(std::string_view key) const { type(key); }
  /// Waits for the prompt, and types a line at it.
  void command(std::string_view line);
  void resize(int columns, int rows) const;
  /// The window is closed: our side of the terminal goes away.
  void hang_up();

  /// Reads until `text` has been shown since the last expected text; returns what was shown up to
  /// and including it, without escape sequences.
  std::string expect(std::string_view text);
  /// Reads until the program ends; its exit status, or 128 + the signal that killed it.
  int expect_end();

  /// Everything that was shown, as it came.
  [[nodiscard]] const std::string& raw() const { return raw_; }
  [[nodiscard]] pid_t process() const { return process_; }
  /// The terminal's modes, as its programs see them (termios(3)).
  [[nodiscard]] termios modes() const;

 private:
  /// False at the end: nobody has the terminal open any more.
  bool read_some();
  /// Fails the test.
  void give_up(const std::string& why) const;

  int terminal_ = -1;
  pid_t process_ = -1;
  std::string raw_;
  std::size_t seen_ = 0;  ///< of the plain text
};

/// What of a screen's bytes can be read: without escape sequences, carriage returns and bells.
std::string plain(std::string_view raw);

/// The columns of the widest line.
int widest_line(std::string_view plain_text);

/// The program that a panel speaks of ("thread 4711"), and its end.
class WatchedProcess {
 public:
  /// Reads on to the next panel.
  explicit WatchedProcess(PseudoTerminal& terminal);
  ~WatchedProcess();
  WatchedProcess(const WatchedProcess&) = delete;
  WatchedProcess& operator=(const WatchedProcess&) = delete;
  /// Waits for it; false when it is still there after a long while.
  [[nodiscard]] bool ends() const;
  [[nodiscard]] pid_t id() const { return id_; }

 private:
  pid_t id_ = -1;
  int descriptor_ = -1;
};
