#include "repl/session/terminal.hpp"

#include "repl/own_environment.hpp"

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace spyglass {

namespace {

constexpr int longest_wait_ms = 100;

}  // namespace

std::string Terminal::read_available() {
  std::string text;
  std::array<char, 4096> chunk;
  while (channels_.terminal) {
    const ssize_t count = read(channels_.terminal.get(), chunk.data(), chunk.size());
    if (count > 0) {
      text.append(chunk.data(), static_cast<std::size_t>(count));
      continue;
    }
    if (count < 0 && errno == EINTR) continue;
    // EIO: no process has the other side open any more (pty(7)).
    if (count < 0 && errno == EIO) channels_.terminal.reset();
    break;
  }
  received_ += text.size();
  return text;
}

std::string Terminal::read_written(std::size_t count) {
  expected_ = std::max(expected_, received_) + count;
  std::string text = read_available();
  while (received_ < expected_ && channels_.terminal) {
    pollfd ready{channels_.terminal.get(), POLLIN, 0};
    if (poll(&ready, 1, longest_wait_ms) <= 0) break;
    text += read_available();
  }
  expected_ = received_;
  return text;
}

void Terminal::type(std::string_view text) const {
  if (!channels_.terminal) return;
  [[maybe_unused]] const auto count = write(channels_.terminal.get(), text.data(), text.size());
}

void Terminal::set_size(int columns, int rows) const {
  if (!channels_.terminal) return;
  winsize size{};
  size.ws_col = static_cast<unsigned short>(columns);
  size.ws_row = static_cast<unsigned short>(rows);
  ioctl(channels_.terminal.get(), TIOCSWINSZ, &size);
}

std::vector<std::string> environment_in_terminal(const std::vector<std::string>& added) {
  std::vector<std::string> result;
  const auto is_set_anew = [&](std::string_view entry) {
    const auto name = entry.substr(0, entry.find('=') + 1);
    return name == "TERM=" || std::any_of(added.begin(), added.end(),
                                          [&](const auto& one) { return one.starts_with(name); });
  };
  for (std::string& entry : own_environment()) {
    if (!is_set_anew(entry)) result.push_back(std::move(entry));
  }
  // Its terminal shows characters and nothing else; programs that ask will send no control codes.
  result.emplace_back("TERM=dumb");
  result.insert(result.end(), added.begin(), added.end());
  return result;
}

}  // namespace spyglass
