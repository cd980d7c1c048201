#include "tests/terminal/pseudo_terminal.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cerrno>

namespace {

/// Not a measure of anything: only what ends a test that would wait for ever.
constexpr int deadline_ms = 60'000;
constexpr unsigned longest_life = 300;

void set_size(int terminal, int columns, int rows) {
  winsize size{};
  size.ws_col = static_cast<unsigned short>(columns);
  size.ws_row = static_cast<unsigned short>(rows);
  ioctl(terminal, TIOCSWINSZ, &size);
}

[[noreturn]] void become_spyglass(const char* terminal_name,
                                  const std::vector<std::string>& arguments,
                                  const PseudoTerminal::Setting& setting) {
  setsid();
  const int terminal = open(terminal_name, O_RDWR);
  ioctl(terminal, TIOCSCTTY, 0);
  set_size(terminal, setting.columns, setting.rows);
  for (int standard = 0; standard <= 2; ++standard) dup2(terminal, standard);
  if (terminal > 2) close(terminal);
  setenv("HOME", setting.home.c_str(), 1);
  setenv("XDG_STATE_HOME", (setting.home / "state").c_str(), 1);
  unsetenv("XDG_DATA_HOME");
  setenv("TERM", "xterm", 1);
  setenv("LC_ALL", "C.UTF-8", 1);
  unsetenv("NO_COLOR");
  unsetenv("COLUMNS");
  for (const std::string& entry : setting.environment) {
    const auto equals = entry.find('=');
    const std::string name = entry.substr(0, equals);
    if (equals == std::string::npos) unsetenv(name.c_str());
    if (equals != std::string::npos) setenv(name.c_str(), entry.c_str() + equals + 1, 1);
  }
  if (!setting.directory.empty() && chdir(setting.directory.c_str()) != 0) _exit(126);
  std::vector<char*> words = {const_cast<char*>("spyglass")};
  for (const std::string& word : arguments) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  alarm(longest_life);  // survives execve
  execv(setting.binary.c_str(), words.data());
  _exit(127);
}

/// The length of the escape sequence that a text begins with; 0 when the end of it is missing.
std::size_t escape_length(std::string_view text) {
  if (text.size() < 2) return 0;
  if (text[1] != '[') return 2;
  for (std::size_t i = 2; i < text.size(); ++i) {
    if (text[i] >= '@' && text[i] <= '~') return i + 1;
  }
  return 0;
}

}  // namespace

std::string plain(std::string_view raw) {
  std::string text;
  while (!raw.empty()) {
    std::size_t length = 1;
    if (raw.front() == '\033') {
      length = escape_length(raw);
      if (length == 0) break;
    } else if (raw.front() != '\r' && raw.front() != '\a') {
      text += raw.front();
    }
    raw.remove_prefix(length);
  }
  return text;
}

int widest_line(std::string_view text) {
  int widest = 0;
  int columns = 0;
  for (const char c : text) {
    const bool continues = (static_cast<unsigned char>(c) & 0xc0) == 0x80;
    columns = c == '\n' ? 0 : columns + (continues ? 0 : 1);
    widest = std::max(widest, columns);
  }
  return widest;
}

PseudoTerminal::PseudoTerminal(const std::vector<std::string>& arguments, const Setting& setting)
    : terminal_(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)) {
  REQUIRE(terminal_ >= 0);
  REQUIRE(grantpt(terminal_) == 0);
  REQUIRE(unlockpt(terminal_) == 0);
  std::array<char, 64> name{};
  REQUIRE(ptsname_r(terminal_, name.data(), name.size()) == 0);
  // Held open until the child has it, so that reading cannot find it without anybody.
  const int other_side = open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC);
  REQUIRE(other_side >= 0);
  std::array<int, 2> started{};
  REQUIRE(pipe2(started.data(), O_CLOEXEC) == 0);
  process_ = fork();
  REQUIRE(process_ >= 0);
  if (process_ == 0) become_spyglass(name.data(), arguments, setting);
  close(started[1]);
  char none = 0;
  [[maybe_unused]] const auto count = read(started[0], &none, 1);  // execve closes the other end
  close(started[0]);
  close(other_side);
}

PseudoTerminal::~PseudoTerminal() {
  if (process_ > 0) {
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
  }
  if (terminal_ >= 0) close(terminal_);
}

void PseudoTerminal::give_up(const std::string& why) const {
  FAIL(why << "\n--- shown:\n"
           << plain(raw_) << "\n--- not read yet:\n"
           << plain(raw_).substr(std::min(seen_, plain(raw_).size())));
}

void PseudoTerminal::type(std::string_view text) const {
  if (write(terminal_, text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
    give_up("cannot type " + std::string(text));
  }
}

void PseudoTerminal::command(std::string_view line) {
  expect("(spyglass) ");
  type(line);
  press(key::enter);
}

void PseudoTerminal::resize(int columns, int rows) const { set_size(terminal_, columns, rows); }

termios PseudoTerminal::modes() const {
  termios modes{};
  REQUIRE(tcgetattr(terminal_, &modes) == 0);
  return modes;
}

void PseudoTerminal::hang_up() {
  close(terminal_);
  terminal_ = -1;
}

bool PseudoTerminal::read_some() {
  pollfd source{terminal_, POLLIN, 0};
  if (poll(&source, 1, deadline_ms) <= 0) give_up("nothing more is shown");
  std::array<char, 4096> chunk;
  const ssize_t count = read(terminal_, chunk.data(), chunk.size());
  if (count > 0) raw_.append(chunk.data(), static_cast<std::size_t>(count));
  return count > 0;
}

std::string PseudoTerminal::expect(std::string_view text) {
  for (;;) {
    const std::string shown = plain(raw_);
    const auto at = shown.find(text, seen_);
    if (at != std::string::npos) {
      const std::size_t start = seen_;
      seen_ = at + text.size();
      return shown.substr(start, seen_ - start);
    }
    if (!read_some()) {
      give_up("the program ended before it showed \"" + std::string(text) + '"');
    }
  }
}

int PseudoTerminal::expect_end() {
  while (terminal_ >= 0 && read_some()) {
  }
  int status = 0;
  REQUIRE(waitpid(process_, &status, 0) == process_);
  process_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

WatchedProcess::WatchedProcess(PseudoTerminal& terminal) {
  terminal.expect("thread ");
  id_ = std::stoi(terminal.expect("\n"));
  descriptor_ = static_cast<int>(syscall(SYS_pidfd_open, id_, 0));
  REQUIRE(descriptor_ >= 0);
}

WatchedProcess::~WatchedProcess() { close(descriptor_); }

bool WatchedProcess::ends() const {
  pollfd source{descriptor_, POLLIN, 0};
  return poll(&source, 1, deadline_ms) > 0;
}
