#include "repl/line_editor.hpp"

#include <histedit.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/ttydefaults.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cwchar>

#include "repl/views/output.hpp"

namespace spyglass {

struct LineEditor::State {
  Signals& signals;
  std::filesystem::path history_file;
  Hooks hooks;
  EditLine* editor = nullptr;
  History* history = nullptr;
  std::string prompt;
  int watched = -1;
  bool gave_up = false;       ///< Ctrl-C: the line is to be forgotten
  bool redraw = false;        ///< something was printed over the line
  std::mbstate_t decoding{};  ///< half-read UTF-8 sequence

  explicit State(Signals& s) : signals(s) {}

  std::optional<wchar_t> decode(char byte);
  bool wait_for_key();
  int read_key(wchar_t* key);
  unsigned char complete();

  // What libedit calls back; it carries our state for us.
  static State& of(EditLine* editor) {
    void* state = nullptr;
    el_get(editor, EL_CLIENTDATA, &state);
    return *static_cast<State*>(state);
  }
  static int on_key(EditLine* editor, wchar_t* key) { return of(editor).read_key(key); }
  static unsigned char on_tab(EditLine* editor, int) { return of(editor).complete(); }
  static char* on_prompt(EditLine* editor) { return of(editor).prompt.data(); }
};

namespace {

constexpr int history_length = 1000;

/// libedit crashes on a prompt that the locale cannot read, as where UTF-8 could not be had.
std::string readable(std::string prompt) {
  const bool is_readable =
      std::mbstowcs(nullptr, prompt.c_str(), 0) != static_cast<std::size_t>(-1);
  if (!is_readable) {
    std::erase_if(prompt, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; });
    std::ranges::replace_if(
        prompt, [](char c) { return static_cast<signed char>(c) < 0; }, '-');
  }
  return prompt;
}

/// Whoever is killed at the prompt leaves the terminal as libedit sets it, which would take that
/// for what it is to restore: neither lines nor echo, and keys that mean nothing (termios(3)).
void mend_terminal() {
  termios modes{};
  if (tcgetattr(STDIN_FILENO, &modes) != 0 || (modes.c_lflag & (ICANON | ECHO)) != 0) return;
  modes.c_iflag = (modes.c_iflag & ~static_cast<tcflag_t>(INLCR | IGNCR)) | ICRNL;
  modes.c_oflag |= OPOST | ONLCR;
  modes.c_lflag |= ICANON | ECHO | ECHOE | ECHOK | ISIG | IEXTEN;
  constexpr std::pair<int, cc_t> keys[] = {
      {VEOF, CEOF}, {VREPRINT, CREPRINT}, {VWERASE, CWERASE}, {VLNEXT, CLNEXT}};
  for (const auto& [key, usual] : keys) {
    if (modes.c_cc[key] == _POSIX_VDISABLE) modes.c_cc[key] = usual;
  }
  tcsetattr(STDIN_FILENO, TCSADRAIN, &modes);
}

}  // namespace

std::optional<wchar_t> LineEditor::State::decode(char byte) {
  wchar_t wide = 0;
  const std::size_t used = std::mbrtowc(&wide, &byte, 1, &decoding);
  if (used == static_cast<std::size_t>(-2)) return std::nullopt;  // more bytes belong to it
  if (used == static_cast<std::size_t>(-1)) {
    decoding = {};
    return L'?';
  }
  return wide;
}

bool LineEditor::State::wait_for_key() {
  for (;;) {
    if (redraw) {
      redraw = false;
      el_set(editor, EL_REFRESH);
    }
    std::array<pollfd, 3> sources = {pollfd{STDIN_FILENO, POLLIN, 0},
                                     pollfd{signals.fd(), POLLIN, 0}, pollfd{watched, POLLIN, 0}};
    if (poll(sources.data(), sources.size(), -1) < 0 && errno != EINTR) return false;
    signals.collect();
    if (signals.leaving()) return false;
    if (signals.take_resize()) {
      el_resize(editor);
      winsize size{};
      if (hooks.resized && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) {
        hooks.resized(size.ws_col, size.ws_row);
      }
    }
    if (signals.take_interrupt()) {
      gave_up = true;
      return false;
    }
    const bool news = (sources[1].revents | sources[2].revents) != 0;
    if (news && hooks.idle) hooks.idle();
    if (sources[0].revents != 0) return true;
  }
}

int LineEditor::State::read_key(wchar_t* key) {
  for (;;) {
    if (!wait_for_key()) return 0;
    char byte = 0;
    const ssize_t count = ::read(STDIN_FILENO, &byte, 1);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return 0;
    if (const auto wide = decode(byte)) {
      *key = *wide;
      return 1;
    }
  }
}

unsigned char LineEditor::State::complete() {
  const LineInfo* line = el_line(editor);
  const std::string before(line->buffer, line->cursor);
  const std::size_t start = before.find_last_of(" \t") + 1;
  const std::string word = before.substr(start);
  auto candidates = hooks.complete ? hooks.complete(before) : std::vector<std::string>{};
  std::erase_if(candidates, [&](const auto& one) { return !one.starts_with(word); });
  std::sort(candidates.begin(), candidates.end());
  candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
  if (candidates.empty()) return CC_REFRESH_BEEP;

  std::string common = candidates.front();
  for (const std::string& one : candidates) {
    const auto [end, other] = std::mismatch(common.begin(), common.end(), one.begin(), one.end());
    common.erase(end, common.end());
  }
  std::string added = common.substr(word.size());
  if (candidates.size() == 1 && !common.ends_with('/')) added += ' ';
  if (!added.empty()) {
    el_insertstr(editor, added.c_str());
    return CC_REFRESH;
  }
  // Nothing more is certain: show what there is, and the line again below.
  constexpr std::size_t shown = 60;
  std::string list = "\r\n";
  for (std::size_t i = 0; i < std::min(candidates.size(), shown); ++i) {
    list += inert(candidates[i]) + "  ";
  }
  if (candidates.size() > shown) list += "…";
  list += "\r\n";
  if (::write(STDOUT_FILENO, list.data(), list.size()) < 0) return CC_ERROR;
  return CC_REDISPLAY;
}

LineEditor::LineEditor(Signals& signals, std::filesystem::path history_file, Hooks hooks)
    : state_(std::make_unique<State>(signals)) {
  State& state = *state_;
  state.history_file = std::move(history_file);
  state.hooks = std::move(hooks);
  HistEvent event;
  state.history = history_init();
  history(state.history, &event, H_SETSIZE, history_length);
  history(state.history, &event, H_SETUNIQUE, 1);
  history(state.history, &event, H_LOAD, state.history_file.c_str());

  mend_terminal();
  state.editor = el_init("spyglass", stdin, stdout, stderr);
  el_set(state.editor, EL_CLIENTDATA, &state);
  el_set(state.editor, EL_SIGNAL, 0);
  el_set(state.editor, EL_PROMPT, &State::on_prompt);
  el_set(state.editor, EL_EDITOR, "emacs");
  el_set(state.editor, EL_HIST, history, state.history);
  el_set(state.editor, EL_ADDFN, "complete", "Completes the word before the cursor",
         &State::on_tab);
  el_set(state.editor, EL_BIND, "^I", "complete", nullptr);
  el_set(state.editor, EL_BIND, "^R", "em-inc-search-prev", nullptr);
  el_set(state.editor, EL_GETCFN, &State::on_key);
}

LineEditor::~LineEditor() {
  HistEvent event;
  std::error_code ignored;
  std::filesystem::create_directories(state_->history_file.parent_path(), ignored);
  // Where it cannot be kept (a full disk, a home that is read-only) nothing else suffers.
  history(state_->history, &event, H_SAVE, state_->history_file.c_str());
  el_end(state_->editor);
  history_end(state_->history);
}

std::optional<std::string> LineEditor::read(const std::string& prompt) {
  state_->prompt = readable(prompt);
  for (;;) {
    int length = 0;
    state_->gave_up = false;
    state_->redraw = false;
    // Before the prompt is seen: what is typed from then on is for the line editor alone.
    el_set(state_->editor, EL_PREP_TERM, 1);
    const char* line = el_gets(state_->editor, &length);
    if (state_->gave_up) {
      const bool was_empty = el_line(state_->editor)->lastchar == el_line(state_->editor)->buffer;
      if (::write(STDOUT_FILENO, "^C\r\n", 4) < 0) return std::nullopt;
      el_reset(state_->editor);
      if (was_empty && state_->hooks.interrupted) state_->hooks.interrupted();
      continue;
    }
    if (line == nullptr || length <= 0) return std::nullopt;
    std::string text(line, static_cast<std::size_t>(length));
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
    if (text.find_first_not_of(" \t") != std::string::npos) {
      HistEvent event;
      history(state_->history, &event, H_ENTER, text.c_str());
    }
    return text;
  }
}

void LineEditor::watch(int fd) { state_->watched = fd; }

void LineEditor::hide_line() {
  if (state_->redraw) return;
  constexpr std::string_view clear = "\r\033[K";
  if (::write(STDOUT_FILENO, clear.data(), clear.size()) < 0) return;
  state_->redraw = true;
}

}  // namespace spyglass
