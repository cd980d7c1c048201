// What is made equal before two traces are compared, and why. Nothing else is: a difference that no
// rule here names is a difference.
//
//  1. Lines of several threads stand in the order in which the scheduler ran them. They are taken
//     apart by thread, and a call that was interrupted by another thread's line (`<unfinished ...>`
//     and `<... resumed>`) is put together again.
//  2. Ids of threads and processes: threads are named by who made them, as their how-manieth child
//     (P1, P1.1, P1.2 …), wherever their number stands as a whole word.
//  3. Addresses in a program's mappings, which move when the kernel randomizes them: numbered as
//     they first come up in the thread, so that equal ones stay equal.
//  4. The table in rules.cpp: times, and numbers that the kernel hands out one after the other or
//  that
//     belong to the machine's state. Digits of times are masked one by one, so that their number
//     still counts.
//  5. Blanks before the `=` of a result, in lines that rules 2 or 4 changed, and in all lines of
//     threads in one file: those change widths. In all other lines the column counts.
//  6. A SIGCHLD that stands right before a wait, or several: it may as well come right behind, and
//     is put there.
//  7. The columns of a summary's table (-c) that hold times.

#include "tests/differential/normalise.hpp"

#include <algorithm>
#include <optional>
#include <regex>
#include <set>
#include <sstream>

#include "tests/differential/rules.hpp"

namespace {

struct Line {
  std::string text;
  bool changed = false;  ///< in its width
};
using Lines = std::vector<Line>;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
/// Of a hexadecimal number with its 0x.
bool is_in_word(char c) { return is_digit(c) || c == 'x' || (c >= 'a' && c <= 'f'); }
bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// Calls `replace` with every run of characters that `part` accepts and that is a word by itself.
template <class Part, class Replace>
bool replace_words(std::string& text, Part part, Replace replace) {
  std::string out;
  bool any = false;
  for (std::size_t i = 0; i < text.size();) {
    if (!is_word(text[i])) {
      out += text[i++];
      continue;
    }
    std::size_t end = i;
    bool whole = true;
    for (; end < text.size() && is_word(text[end]); ++end) whole = whole && part(text[end]);
    std::string word = text.substr(i, end - i);
    if (whole) {
      if (std::optional<std::string> other = replace(word)) {
        any = true;
        word = *other;
      }
    }
    out += word;
    i = end;
  }
  if (any) text = out;
  return any;
}

// 1. Threads.

/// "[pid 123] text", "123 text" (-f -o) or just text; takes the id away.
std::string take_thread(std::string& text) {
  static const std::regex bracketed("^\\[pid +(\\d+)\\] ");
  static const std::regex bare("^(\\d+) +(?=\\S)");
  std::smatch found;
  if (!std::regex_search(text, found, bracketed) && !std::regex_search(text, found, bare)) {
    return {};
  }
  std::string thread = found[1];
  text.erase(0, static_cast<std::size_t>(found.length()));
  return thread;
}

/// Adds a line to its thread's, as the rest of the one before where that was interrupted.
void add_line(Lines& lines, const std::string& text) {
  static const std::string cut = " <unfinished ...>";
  const auto rest = text.find("<... ");
  const auto end = text.find(" resumed>");
  const bool resumes =
      rest != std::string::npos && end != std::string::npos && rest < end && text.find('"') > rest;
  if (resumes && !lines.empty() && lines.back().text.ends_with(cut)) {
    std::string& before = lines.back().text;
    before.erase(before.size() - cut.size());
    before += text.substr(end + 9);
    lines.back().changed = true;
  } else {
    lines.push_back({text});
  }
}

std::map<std::string, Lines> by_thread(const RawTrace& raw) {
  std::map<std::string, Lines> threads;
  for (const RawTrace::File& file : raw.files) {
    std::istringstream stream(file.text);
    for (std::string text; std::getline(stream, text);) {
      std::string thread = file.thread.empty() ? take_thread(text) : file.thread;
      add_line(threads[thread], text);
    }
  }
  return threads;
}

// 2. Ids.

// Under -e raw=… ids are hexadecimal.

const std::string an_id = "(0x[0-9a-f]+|\\d+)";

std::string in_decimal(const std::string& id) {
  return id.starts_with("0x") ? std::to_string(std::stoul(id, nullptr, 16)) : id;
}

/// Whom a finished call made, or who it says that the caller is.
std::string id_in_result(const std::string& text, const std::regex& calls) {
  std::smatch found;
  if (text.find(") ") == std::string::npos ||
      !(std::isxdigit(static_cast<unsigned char>(text.back())) != 0 || text.back() == '>'))
    return {};
  return std::regex_search(text, found, calls) ? in_decimal(found[1].str()) : std::string{};
}

class Names {
 public:
  explicit Names(const std::map<std::string, Lines>& threads) : threads_(threads) {
    // Who is nobody's child comes first: the program itself, or what was attached to.
    std::set<std::string> children;
    for (const auto& [thread, lines] : threads) {
      for (const Line& line : lines) children.insert(made_by(line));
    }
    std::vector<std::string> roots;
    for (const auto& [thread, lines] : threads) {
      if (!children.contains(thread) && thread != "") roots.push_back(thread);
    }
    std::ranges::sort(roots, {}, [](const std::string& id) { return std::stol(id); });
    if (threads.contains("")) roots.insert(roots.begin(), "");
    int number = 0;
    for (const std::string& root : roots) name_family(root, std::to_string(++number));
    names_.erase("");
  }

  /// Whether ids are hexadecimal in this trace, which most numbers then are.
  [[nodiscard]] bool in_words() const {
    static const std::regex in_words("^[^\"]*\\bset_tid_address\\(.* = 0x.*");
    return std::ranges::any_of(threads_, [](const auto& thread) {
      return std::ranges::any_of(
          thread.second, [](const Line& line) { return std::regex_match(line.text, in_words); });
    });
  }
  [[nodiscard]] std::string thread(const std::string& id) const {
    const auto found = names_.find(id);
    return found == names_.end() ? "1" : found->second;
  }
  /// As a word of a line.
  [[nodiscard]] std::optional<std::string> word(const std::string& id) const {
    const auto found = names_.find(id);
    if (found == names_.end()) return std::nullopt;
    return "P" + found->second;
  }

 private:
  static std::string made_by(const Line& line) {
    static const std::regex makers("^[^\"]*\\b(?:fork|vfork|clone3?)\\(.* = " + an_id);
    return id_in_result(line.text, makers);
  }
  void name_family(const std::string& id, const std::string& name) {
    static const std::regex own("^[^\"]*\\b(?:getpid|gettid|setsid|set_tid_address)\\(.* = " +
                                an_id);
    static const std::regex parent("^[^\"]*\\bgetppid\\(.* = " + an_id);
    if (!id.empty()) names_.emplace(id, name);
    const auto found = threads_.find(id);
    if (found == threads_.end()) return;
    int children = 0;
    for (const Line& line : found->second) {
      if (const auto self = id_in_result(line.text, own); !self.empty()) {
        names_.emplace(self, name);
      }
      if (const auto other = id_in_result(line.text, parent); !other.empty()) {
        names_.emplace(other, "0");
      }
      if (const auto child = made_by(line); !child.empty()) {
        name_family(child, name + '.' + std::to_string(++children));
      }
    }
  }

  const std::map<std::string, Lines>& threads_;
  std::map<std::string, std::string> names_;
};

// 3. Addresses.

bool in_mappings(const std::string& word) {
  if (word.starts_with("0x") && word.size() == 14) {
    return word.starts_with("0x7f") || word.starts_with("0x55") || word.starts_with("0x56");
  }
  if (word.starts_with("0x") && word.size() == 10) {
    if (word.starts_with("0xff")) return word >= "0xff800000" && word < "0xffffe000";
    return word.starts_with("0xf7") || word.starts_with("0x56") || word.starts_with("0x57");
  }
  return false;
}

void number_addresses(Lines& lines) {
  std::map<std::string, std::string> numbers;
  for (Line& line : lines) {
    if (line.text.find("0x") == std::string::npos) continue;
    replace_words(
        line.text, is_in_word, [&](const std::string& word) -> std::optional<std::string> {
          if (!in_mappings(word)) return std::nullopt;
          const auto number = numbers.emplace(word, "ADDRESS" + std::to_string(numbers.size()));
          return number.first->second;
        });
  }
}

// 4. to 7.

void collapse_column(std::string& text) {
  static const std::regex column("\\) += (?=\\?|-|\\d|0x|[A-Z])");
  text = std::regex_replace(text, column, ") = ");
}

/// The columns of a summary's table that hold times; a line of dashes says where columns are.
void mask_times_in_table(Lines& lines) {
  static const std::regex dashes("^-+( -+)+ ?$");
  static const std::set<std::string> counts = {"calls", "errors", "syscall"};
  std::vector<std::pair<std::size_t, std::size_t>> times;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::string& text = lines[i].text;
    if (std::regex_match(text, dashes)) {
      times.clear();
      for (std::size_t from = 0; from < text.size();) {
        const std::size_t end = std::min(text.find(' ', from), text.size());
        std::string title = i == 0 ? "" : lines[i - 1].text.substr(from, end - from);
        std::erase(title, ' ');
        if (!counts.contains(title)) times.emplace_back(from, end - from);
        from = end + 1;
      }
    } else if (i > 0 && !times.empty()) {
      for (const auto& [from, length] : times) {
        if (from + length > text.size()) continue;
        text.replace(from, length, std::string(length, '#'));
      }
    }
  }
}

/// A read from /dev/urandom soon after it was opened: nothing in the line itself tells.
void mask_random_reads(Lines& lines) {
  static const std::regex read("^(read\\(\\d+, )\"([^\"\\\\]|\\\\.)*\"");
  constexpr std::size_t within = 4;
  std::size_t opened = lines.size();
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].text.find("\"/dev/urandom\"") != std::string::npos) opened = i;
    if (i <= opened || i > opened + within) continue;
    const std::string before = lines[i].text;
    lines[i].text = std::regex_replace(before, read, "$1BYTES");
    lines[i].changed |= lines[i].text != before;
  }
}

void put_waits_first(Lines& lines) {
  static const std::regex wait("^[^\"]*\\b(wait4|waitid|waitpid)\\(");
  for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
    if (lines[i].text.find("--- SIGCHLD ") == std::string::npos) continue;
    if (!std::regex_search(lines[i + 1].text, wait)) continue;
    std::swap(lines[i], lines[i + 1]);
  }
}

std::vector<std::string> finished(Lines lines, const Names& names) {
  const bool in_words = names.in_words();
  static const std::regex pointer("\\[0000[0-9a-f]{12}\\]|\\[[0-9a-f]{8}\\](?= )");
  for (Line& line : lines) {
    line.changed |= replace_words(line.text, is_digit,
                                  [&](const std::string& word) { return names.word(word); });
    line.changed |= in_words && replace_words(line.text, is_in_word, [&](const std::string& word) {
                      const bool is_short =
                          word.starts_with("0x") && word.size() > 2 && word.size() <= 10;
                      return is_short ? names.word(in_decimal(word)) : std::nullopt;
                    });
    line.changed |= apply_rules(line.text);
    line.text = std::regex_replace(line.text, pointer, "[ADDRESS]");
  }
  mask_random_reads(lines);
  put_waits_first(lines);
  number_addresses(lines);
  mask_times_in_table(lines);
  std::vector<std::string> texts;
  for (Line& line : lines) {
    if (line.changed) collapse_column(line.text);
    texts.push_back(std::move(line.text));
  }
  return texts;
}

}  // namespace

Normalised normalise(const RawTrace& raw, const std::string& tracer) {
  const auto threads = by_thread(raw);
  const Names names(threads);
  // Which lines were interrupted is the scheduler's choice, so none of them keeps its column.
  const bool interleaved = raw.files.size() == 1 && threads.size() > 1;
  Normalised all;
  for (const auto& [thread, unfinished] : threads) {
    Lines lines = unfinished;
    for (Line& line : lines) line.changed |= interleaved;
    auto texts = finished(std::move(lines), names);
    auto& into = all[names.thread(thread)];
    into.insert(into.end(), texts.begin(), texts.end());
  }
  Lines messages;
  std::istringstream stream(raw.messages);
  for (std::string text; std::getline(stream, text);) {
    if (!text.starts_with(tracer + ": ")) continue;
    // Of a process that was attached to without -f, the trace never says the number.
    text = std::regex_replace(text, std::regex("\\bProcess \\d+"), "Process N");
    messages.push_back({"TRACER" + text.substr(tracer.size())});
  }
  if (!messages.empty()) {
    auto& texts = all["messages"] = finished(messages, names);
    std::ranges::sort(texts);  // Threads are attached in no order of their own.
  }
  return all;
}
