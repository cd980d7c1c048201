#include "repl/lesson/checking/vocabulary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "core/abi/full_register.hpp"
#include "core/base/nearest.hpp"
#include "core/base/read_text.hpp"
#include "core/disasm/disassembler.hpp"
#include "core/elf/symbols.hpp"
#include "core/syscalls/catalogue.hpp"
#include "repl/commands/command.hpp"
#include "repl/commands/topics.hpp"
#include "repl/lesson/courses.hpp"
#include "repl/resources.hpp"

namespace spyglass {

namespace {

/// Tools of the shell, and of whoever looks into programs. None has the name of a command of the
/// prompt, where it would be mistaken for that; a lesson that means the tool mentions it.
constexpr std::array<std::string_view, 108> tools{
    "as",      "awk",      "basename",  "bash",      "bg",       "bpftrace", "cat",     "cc",
    "cd",      "chmod",    "chown",     "clang",     "cmp",      "cp",       "crontab", "curl",
    "cut",     "dash",     "date",      "dd",        "df",       "diff",     "dig",     "dirname",
    "dmesg",   "du",       "echo",      "export",    "fg",       "file",     "find",    "fuser",
    "g++",     "gcc",      "gdb",       "getent",    "grep",     "gzip",     "head",    "hexdump",
    "host",    "hostname", "htop",      "id",        "ip",       "jobs",     "killall", "ldconfig",
    "ldd",     "less",     "ln",        "ls",        "lsns",     "lsof",     "ltrace",  "make",
    "man",     "mkdir",    "mkfifo",    "mktemp",    "more",     "mount",    "mv",      "nc",
    "netstat", "nice",     "nm",        "nohup",     "nsenter",  "objdump",  "od",      "perf",
    "perl",    "pgrep",    "pidof",     "ping",      "pkill",    "printenv", "printf",  "ps",
    "pstree",  "pwd",      "python3",   "readelf",   "readlink", "renice",   "rm",      "rmdir",
    "sed",     "seq",      "sh",        "sleep",     "sort",     "spyglass", "ss",      "ssh",
    "strace",  "strings",  "systemctl", "tail",      "tar",      "tcpdump",  "top",     "touch",
    "tshark",  "ulimit",   "uptime",    "wireshark",
};
static_assert(std::ranges::is_sorted(tools));

constexpr std::string_view around_words = "\"'(){}[]<>,;:!?.";

bool is_sign(std::string_view span) {
  return std::ranges::none_of(span, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x80 && std::isalnum(byte) != 0;
  });
}

std::string_view stripped(std::string_view word) {
  const std::size_t first = word.find_first_not_of(around_words);
  if (first == std::string_view::npos) return {};
  return word.substr(first, word.find_last_not_of(around_words) + 1 - first);
}

template <class Each>
void for_each_word(std::string_view text, std::string_view separators, Each each) {
  for (std::size_t start = text.find_first_not_of(separators); start != std::string_view::npos;) {
    const std::size_t end = std::min(text.find_first_of(separators, start), text.size());
    each(text.substr(start, end - start));
    start = text.find_first_not_of(separators, end);
  }
}

constexpr std::string_view blanks = " \t\n";

bool is_flag(std::string_view word) {
  return word.size() > 1 && word.front() == '-' && !is_sign(word);
}

bool is_register(std::string_view word) {
  if (word.starts_with('%')) word.remove_prefix(1);
  return std::ranges::any_of(
      all_abis(), [&](const Abi* abi) { return find_full_register(*abi, word) != nullptr; });
}

bool is_instruction(std::string_view word) {
  return std::ranges::any_of(all_abis(), [&](const Abi* abi) { return is_mnemonic(*abi, word); });
}

/// As it is written in a lesson's file.
std::string lua_text(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + "\"";
}

bool may_be_symbol(std::string_view word) {
  return word.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") ==
         std::string_view::npos;
}

std::string nearest_word(std::string_view word) {
  std::vector<std::string_view> candidates = command_names();
  candidates.insert(candidates.end(), tools.begin(), tools.end());
  const auto calls = row_names();
  candidates.insert(candidates.end(), calls.begin(), calls.end());
  return did_you_mean(word, candidates);
}

}  // namespace

Vocabulary::Vocabulary(const Lesson& lesson)
    : mentions_(lesson.mentions.begin(), lesson.mentions.end()) {
  add_texts(lesson.program);
  add_texts(lesson.environment);
  add_texts(lesson.brings);
  add_texts(lesson.beside);
  for (const auto& [path, contents] : lesson.files) add_texts({path, contents});
  std::set<std::string> programs(lesson.brings.begin(), lesson.brings.end());
  for (const auto* words : {&lesson.program, &lesson.beside}) {
    if (!words->empty()) programs.insert(words->front());
  }
  for (const Step& step : lesson.steps) {
    add_step(step);
    if (!step.program.empty()) programs.insert(step.program.front());
  }
  for (const std::string& program : programs) add_symbols_of(program_of(lesson, program), program);
}

void Vocabulary::add_step(const Step& step) {
  add_texts(step.program);
  add_text(step.command);
  add_texts(step.answers);
  add_texts(step.choices);
  add_texts(step.start);
  if (!step.edits.empty()) {
    add_text(read_text(resources::examples() / step.edits).value_or(""));
  }
  add_texts(step.vague);
  for (const auto& solution : step.solutions) add_texts(solution);
  for (const WrongTry& wrong : step.wrong_tries) add_texts(wrong.commands);
  for (const WrongAnswer& wrong : step.wrong_answers) add_text(wrong.answer);
}

void Vocabulary::add_texts(const std::vector<std::string>& texts) {
  for (const std::string& text : texts) add_text(text);
}

void Vocabulary::add_text(std::string_view text) {
  for_each_word(text, blanks, [&](std::string_view word) {
    own_.emplace(word);
    // The parts of A=b, a/b, f(x,y).
    for_each_word(word, "=/(),:\"'", [&](std::string_view part) { own_.emplace(stripped(part)); });
  });
}

void Vocabulary::add_symbols_of(const std::optional<std::filesystem::path>& built,
                                const std::string& program) {
  const auto path = built ? built->string() : find_program(program);
  if (!path) program_missing_ = true;
  const auto symbols = Symbols::load(path.value_or(""));
  if (!symbols) return;  // a script, for one
  for (const std::string_view name : symbols->names()) symbols_.emplace(name);
}

bool Vocabulary::is_mentioned(std::string_view span, std::string_view word) const {
  return mentions_.contains(span) || mentions_.contains(word) || mentions_.contains(stripped(word));
}

bool Vocabulary::is_known(std::string_view word) const {
  if (word.empty()) return false;
  return own_.contains(word) || symbols_.contains(word) || is_topic(word) || is_register(word) ||
         is_flag(word) || std::ranges::binary_search(tools, word) || is_instruction(word) ||
         (program_missing_ && may_be_symbol(word));
}

std::string Vocabulary::complaint_about(std::string_view span) const {
  if (is_sign(span)) return {};
  std::vector<std::string_view> words;
  for_each_word(span, blanks, [&](std::string_view word) { words.push_back(word); });
  const std::string_view first = words.front();
  if (is_mentioned(span, first)) return {};
  const auto command = find_command(first);
  const bool others = words.size() > 1;
  const std::string_view bare = stripped(first);
  const std::string_view name = bare.empty() ? first : bare;
  const auto known = [&] {
    // Of O_RDONLY|O_CLOEXEC each; has(…), PATH=… and ./hello by the word in it.
    bool all = true;
    for_each_word(first, "|", [&](std::string_view part) {
      const std::string_view front = part.substr(0, part.find_first_of("(=", 1));
      const std::string_view base = front.substr(front.rfind('/') + 1);
      all = all && (is_known(part) || is_known(stripped(front)) || is_known(stripped(base)));
    });
    return all;
  };
  const auto declaring = [](std::string_view mention) {
    return fmt::format("mentions = {{ {} }} in lesson{{}}", lua_text(mention));
  };
  if (command && ((*command)->is_called(first) || !known())) {
    if (!others || (*command)->takes_words()) return {};
    return fmt::format(
        "`{}`: the command {} takes nothing behind it; if something else is meant, say so by {}",
        span, (*command)->name, declaring(span));
  }
  if (known()) return {};
  return fmt::format(
      "`{}`: {} is no command and no other known word{}; mend it, or declare it by {}", span, name,
      nearest_word(name), declaring(name));
}

}  // namespace spyglass
