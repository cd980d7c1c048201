#include "repl/lesson/checking/prose.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "repl/lesson/checking/vocabulary.hpp"

namespace spyglass {

namespace {

using Kind = Step::Kind;

/// What drafts have in the place of a text (see draft.hpp).
constexpr std::string_view draft_mark = "TODO:";

/// Gathers the texts of one step.
class Collector {
 public:
  Collector(const Step& step, std::vector<Prose>& into) : step_(step), into_(into) {}

  void add(std::string_view what, const std::string& text, Paragraph shown) {
    into_.push_back(
        {step_.id, fmt::format("{} (line {})", what, step_.line), text, std::move(shown)});
  }
  void add_said(std::string_view what, const std::string& text) {
    add(what, text, wording::said(text));
  }
  /// A text that a step can do without.
  void add_optional(std::string_view what, const std::string& text) {
    if (!text.empty()) add_said(what, text);
  }

 private:
  const Step& step_;
  std::vector<Prose>& into_;
};

void add_question(const Step& step, Collector& into) {
  into.add("ask", step.text, wording::asked(step));
  for (std::size_t i = 0; i < step.choices.size(); ++i) {
    into.add(fmt::format("choice {}", i + 1), step.choices[i], wording::choice(step, i));
  }
  for (std::size_t i = 0; i < step.parts.size(); ++i) {
    // The longer of the two beginnings that it may have.
    into.add(fmt::format("ask of part {}", i + 1), step.parts[i].ask,
             wording::follow_up(step.parts[i], false));
  }
  for (const WrongAnswer& wrong : step.wrong_answers) {
    into.add_optional(fmt::format("say of wrong answer `{}`", wrong.answer), wrong.say);
  }
  into.add("answer", step.answers.front(), wording::revealed(step));
  into.add_optional("explain", step.explain);
}

void add_task(const Step& step, Collector& into) {
  into.add("text", step.text, wording::set(step));
  for (std::size_t i = 0; i < step.mistakes.size(); ++i) {
    const std::string& say = step.mistakes[i].say;
    into.add(fmt::format("say of mistake {}", i + 1), say, wording::not_yet(say));
  }
  into.add_optional("after", step.after);
}

void add_step(const Step& step, std::vector<Prose>& all) {
  Collector into(step, all);
  if (step.kind == Kind::say) into.add_said("say", step.text);
  if (step.kind == Kind::epilogue) into.add_said("epilogue", step.text);
  if (step.kind == Kind::task) add_task(step, into);
  if (step.is_question()) add_question(step, into);
  into.add_optional("notes", step.notes);
  for (std::size_t i = 0; i < step.hints.size(); ++i) {
    into.add(fmt::format("hint {}", i + 1), step.hints[i], wording::hint(step, i));
  }
}

/// The first word of a line that ends behind the last column.
std::string_view word_beyond(std::string_view line, int columns) {
  std::size_t start = 0;
  while (start < line.size()) {
    const std::size_t end = std::min(line.find(' ', start), line.size());
    if (end > start && columns_of(line.substr(0, end)) > columns) {
      return line.substr(start, end - start);
    }
    start = end + 1;
  }
  return {};
}

void look_at_columns(const Prose& prose, std::vector<std::string>& complaints) {
  const int room = Look::least_width - prose.shown.indent;
  const auto lines = prose.whole ? std::vector{prose.shown.text} : wrap(prose.shown.text, room);
  for (const std::string& line : lines) {
    const std::string_view word = word_beyond(line, room);
    if (word.empty()) continue;
    complaints.push_back(
        prose.whole ? fmt::format("it stands on one line, takes {} columns, and a screen may have "
                                  "{}: `{}` is too much; make it shorter",
                                  columns_of(line) + prose.shown.indent, Look::least_width, word)
                    : fmt::format("`{}` is wider than a screen of {} columns: put a space into it, "
                                  "or make it shorter",
                                  word, Look::least_width));
  }
}

void look_at_spans(const Prose& prose, const Vocabulary& vocabulary,
                   std::vector<std::string>& complaints) {
  bool unpaired = false;
  for (const std::string_view span : quoted_spans(prose.text, unpaired)) {
    if (auto complaint = vocabulary.complaint_about(span); !complaint.empty()) {
      complaints.push_back(std::move(complaint));
    }
  }
  if (unpaired) complaints.emplace_back("a backtick has no partner: close the span that it begins");
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\n") == std::string_view::npos;
}

}  // namespace

std::vector<Prose> prose_of(const Lesson& lesson) {
  std::vector<Prose> all;
  all.push_back({"", "title", lesson.title, {wording::heading(lesson), 0}, true});
  if (!lesson.notes.empty()) all.push_back({"", "notes", lesson.notes, {lesson.notes, 0}, false});
  for (const Step& step : lesson.steps) add_step(step, all);
  return all;
}

std::vector<std::string_view> quoted_spans(std::string_view text, bool& unpaired) {
  std::vector<std::string_view> spans;
  unpaired = false;
  for (std::size_t start = text.find('`'); start != std::string_view::npos;) {
    const std::size_t end = text.find('`', start + 1);
    if (end == std::string_view::npos) {
      unpaired = true;
      break;
    }
    spans.push_back(text.substr(start + 1, end - start - 1));
    start = text.find('`', end + 1);
  }
  return spans;
}

std::vector<LessonRemark> remarks_on_prose(const Lesson& lesson) {
  const Vocabulary vocabulary(lesson);
  std::vector<LessonRemark> remarks;
  for (const Prose& prose : prose_of(lesson)) {
    std::vector<std::string> complaints;
    if (is_blank(prose.text)) complaints.emplace_back("it is empty: write it, or take it away");
    if (prose.text.starts_with(draft_mark)) complaints.emplace_back("it is still to be written");
    look_at_columns(prose, complaints);
    look_at_spans(prose, vocabulary, complaints);
    if (complaints.empty()) continue;
    remarks.push_back({prose.step, prose.what, fmt::format("{}", fmt::join(complaints, "; "))});
  }
  if (remarks.empty()) remarks.push_back({"", "texts", ""});
  return remarks;
}

}  // namespace spyglass
