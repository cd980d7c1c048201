#include "repl/options/trace_forms.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace spyglass {

namespace {

/// A form for other programs.
struct FormWords {
  Form form;
  std::string_view flag;
  std::string_view in_place;  ///< of what the flags of lines would show
  bool is_document;           ///< one for all threads, which nothing can be added to
};
constexpr std::array forms = {
    FormWords{Form::json, "--json", "every object has times, numbers and words", false},
    FormWords{Form::chrome, "--chrome", "every slice has its times, and its arguments by name",
              true},
    FormWords{Form::folded, "--folded", "nothing is told but times, added up", true},
};

const FormWords* words_of(Form form) {
  const auto* const found = std::ranges::find(forms, form, &FormWords::form);
  return found == forms.end() ? nullptr : found;
}

}  // namespace

bool is_one_document(Form form) {
  const FormWords* words = words_of(form);
  return words != nullptr && words->is_document;
}

Result<void> take_form(TraceRequest& request, Form form) {
  if (request.form != Form::text && request.form != form) {
    return bad_input(fmt::format("a trace is written in one form, {} or {}: one of them",
                                 words_of(request.form)->flag, words_of(form)->flag));
  }
  request.form = form;
  return {};
}

Result<void> check_form(const TraceReading& reading) {
  const TraceRequest& request = reading.request;
  const FormWords* form = words_of(request.form);
  if (form == nullptr) return {};
  if (request.look.explain) {
    return bad_input(
        fmt::format("--explain is for people and {} for programs: one of them", form->flag));
  }
  if (request.summary) {
    return bad_input(fmt::format(
        "the summary is text for people, and {} is for programs: one of them", form->flag));
  }
  if (!reading.of_lines.empty()) {
    return bad_input(fmt::format("{} is for lines of text: with {} {}", reading.of_lines,
                                 form->flag, form->in_place));
  }
  if (form->is_document && request.separately) {
    return bad_input(
        fmt::format("{} writes one document for all threads, and -ff a file a thread: one of them",
                    form->flag));
  }
  if (form->is_document && request.append) {
    return bad_input(fmt::format(
        "{} writes a whole document, which -A cannot add to a file: one of them", form->flag));
  }
  return {};
}

}  // namespace spyglass
