#include "repl/lesson/draft.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/syscalls/signals.hpp"
#include "repl/commands/command.hpp"
#include "repl/commands/families.hpp"
#include "repl/resources.hpp"

namespace spyglass {

namespace {

/// As a string of Lua in double quotes.
std::string lua_string(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      result += {'\\', c};
    } else if (c == '\n') {
      result += "\\n";
    } else if (code < 0x20 || code == 0x7f) {
      result += fmt::format("\\x{:02x}", code);
    } else {
      result += c;
    }
  }
  return result + '"';
}

/// A program of ours goes by its short name, which is the same on every machine.
std::vector<std::string> portable(std::vector<std::string> program) {
  const std::string folder = resources::programs().string() + "/";
  if (program.front().starts_with(folder)) program.front().erase(0, folder.size());
  return program;
}

std::string list_of(const std::vector<std::string>& texts) {
  std::string result;
  for (const std::string& text : texts) result += (result.empty() ? "" : ", ") + lua_string(text);
  return "{ " + result + " }";
}

bool belongs_to(const Command& command, const CommandFamily& family) {
  return std::ranges::any_of(family.commands,
                             [&](const Command& one) { return one.name == command.name; });
}

/// Verbs that look or move, as opposed to those about the course and the tool.
bool belongs_into_lesson(const Command& command) {
  return !belongs_to(command, commands::learning()) && !belongs_to(command, commands::tool());
}

/// Functions of Lua that hold when the program is where it is now, and say what differs if not.
std::string check_of(const Session& session) {
  using State = Session::State;
  constexpr std::size_t longest_output = 200;
  const auto past = "    if t.state == \"ended\" then return \"it has run past that place\" end\n";
  if (session.state() == State::ended && session.exit_status()) {
    std::string text = "    if t.state ~= \"ended\" then return end\n";
    const ExitStatus& status = *session.exit_status();
    text += status.was_killed()
                ? fmt::format(
                      "    if t.killed_by ~= {0} then return \"it was not killed by {1}\" end\n",
                      lua_string(signal_name(status.killed_by)), signal_name(status.killed_by))
                : fmt::format("    if t.exit ~= {0} then return \"it did not end with {0}\" end\n",
                              status.code);
    const std::string& output = session.log().output();
    if (!output.empty() && output.size() <= longest_output) {
      text += fmt::format(
          "    if t.output ~= {} then return (\"it printed %q\"):format(t.output) end\n",
          lua_string(output));
    }
    return text + "    return true\n";
  }
  if (const auto site = session.call_site()) {
    const auto row = decode_entry(site->numbers, *session.memory(), {});
    return fmt::format("    if t.at and t.at.name == {} and t.moment == {} then return true end\n",
                       lua_string(row.name),
                       site->moment == Moment::before ? "\"before\"" : "\"inside\"") +
           past;
  }
  const auto& calls = session.log().calls();
  const auto last = std::find_if(calls.rbegin(), calls.rend(),
                                 [](const auto& entry) { return entry.call->result.has_value(); });
  if (last == calls.rend()) return "    -- TODO: return true when it is reached\n";
  return fmt::format(
             "    local call = t.last\n"
             "    local there = call and call.name == {} and call.result == {}\n"
             "    if there and t.state == \"stopped\" then return true end\n",
             lua_string(last->call->name), *last->call->result) +
         past;
}

std::string task_of(const Diary::Chapter& chapter, const Session& session) {
  std::vector<std::string> moves;
  for (const Diary::Line& line : chapter.lines) {
    if (line.acts) moves.push_back(line.text);
  }
  if (moves.empty()) return {};
  return fmt::format(
      "task {{\n"
      "  id = \"get-there\",\n"
      "  text = \"TODO: what is to be reached, not how.\",\n"
      "  program = {},\n"
      "  -- TODO: is this what it is about? It must not hold for who does nothing.\n"
      "  check = function(t)\n{}"
      "  end,\n"
      "  hints = {{ \"TODO: a nudge\", \"TODO: the idea\", \"TODO: nearly the answer\" }},\n"
      "  solutions = {{ {} }},\n"
      "  wrong = {{ {{ \"continue\", expect = \"it \" }} }},\n"
      "  after = \"TODO: what this shows, and another way to do it.\",\n"
      "}}\n\n",
      list_of(chapter.program), check_of(session), list_of(moves));
}

}  // namespace

void Diary::note(std::string_view line, const std::vector<std::string>* started) {
  if (started != nullptr) {
    // A program that was given up at once is no part of the story.
    if (!chapters_.empty() && chapters_.back().lines.empty()) chapters_.pop_back();
    chapters_.push_back({portable(*started), {}});
    return;
  }
  const auto command = find_command(line.substr(0, line.find(' ')));
  if (chapters_.empty() || !command || !belongs_into_lesson(**command)) return;
  chapters_.back().lines.push_back({std::string(line), (*command)->acts});
}

std::string draft_lesson(const Diary& diary, const Session& session) {
  const auto& chapters = diary.chapters();
  std::string text = fmt::format(
      "-- A draft, made of what was typed at the prompt. Every TODO wants words of yours; the rest "
      "can\n-- be played as it is. `spyglass lesson --check` says what is missing.\n\n"
      "lesson {{\n"
      "  title = \"TODO: the question that it answers\",\n"
      "  minutes = 10,\n"
      "  program = {},\n"
      "}}\n\n"
      "say \"TODO: what makes one wonder.\"\n\n",
      list_of(chapters.front().program));
  for (const Diary::Chapter& chapter : chapters) {
    text += fmt::format("load {}\n", list_of(chapter.program));
    for (const Diary::Line& line : chapter.lines) {
      text += fmt::format("{} {}\n", line.acts ? "run" : "show", lua_string(line.text));
    }
    text += "say \"TODO: what was to be seen there.\"\n\n";
  }
  return text + task_of(chapters.back(), session) + "epilogue \"TODO: what stays in mind.\"\n";
}

}  // namespace spyglass
