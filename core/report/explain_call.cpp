#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/report/explain.hpp"
#include "core/report/text.hpp"
#include "core/report/value_words.hpp"
#include "core/syscalls/kinds.hpp"
#include "core/syscalls/signals.hpp"

// What a call asks for: the row's sentence, then details. An argument becomes a detail by what its
// value is and what its row, its kind and the tables of constants say of it; no call is treated
// alone.

namespace spyglass {

namespace {

constexpr std::size_t width = 100;  ///< of a line, in columns
constexpr std::string_view left_out = "; …";

/// How much a detail is worth when there is no room for all.
enum class Worth : std::uint8_t {
  subject,  ///< what the call is about: a path, a descriptor
  manner,   ///< how it is done: flags, and what NULL means here
  measure,  ///< numbers, which the line of the trace shows as well
};

struct Detail {
  std::string words;
  Worth worth;
};
using Details = std::vector<Detail>;

/// Members that say what is asked for, beside those whose values have names with a meaning.
constexpr std::array asked_members = {MemberWords{"sa_handler", "call the function at "}};
/// Members that people want to know most of what a call tells.
constexpr std::array told_members = {
    MemberWords{"st_mode", "mode "},
    MemberWords{"stx_mode", "mode "},
    MemberWords{"st_size", "", " bytes"},
    MemberWords{"stx_size", "", " bytes"},
};

bool is_process(const Kind& kind) {
  return &kind == &kinds::process_id || &kind == &kinds::process_or_group;
}

/// Turns the arguments of one call into details, in their order.
class ArgumentsInWords {
 public:
  explicit ArgumentsInWords(const Call& call) : call_(call) {
    if (call.in_words) return;
    for (const std::size_t i : ShownArguments(call)) look_at(i);
  }
  [[nodiscard]] Details take() { return std::move(details_); }

 private:
  struct Subject {
    const Argument& argument;
    const Kind& kind;
    std::size_t index;
  };

  void add(Worth worth, std::string words) {
    if (!words.empty()) details_.push_back({std::move(words), worth});
  }
  void add_meaning(const ConstantTable* table, std::string_view name) {
    add(Worth::manner, std::string(meaning_of(table, name)));
  }

  /// Several of one sort need to be told apart.
  template <class T>
  [[nodiscard]] std::string with_role(const Subject& subject, const std::string& words) const {
    const auto of_this_sort = std::ranges::count_if(
        call_.arguments, [](const Value& value) { return value.as<T>() != nullptr; });
    return of_this_sort > 1 ? in_role(subject, words) : words;
  }
  [[nodiscard]] static std::string in_role(const Subject& subject, const std::string& words) {
    const std::string_view means = subject.argument.means;
    return fmt::format("{} ({})", words, means.substr(0, means.find_first_of(":;")));
  }

  [[nodiscard]] bool is_size_of_another(std::size_t index) const {
    return std::ranges::any_of(call_.row->argument_list(), [&](const Argument& other) {
      return other.size_from == static_cast<int>(index);
    });
  }

  /// A directory where relative paths start, in front of a path that is not relative.
  [[nodiscard]] bool makes_no_difference(std::size_t index) const {
    if (call_.kinds[index] != &kinds::directory_fd || index + 1 >= call_.arguments.size()) {
      return false;
    }
    const auto* path = call_.arguments[index + 1].as<value::Text>();
    return path != nullptr && path->bytes.starts_with('/');
  }

  void look_at(std::size_t index) {
    if (makes_no_difference(index)) return;
    const Subject subject{call_.row->arguments[index], *call_.kinds[index], index};
    const Value& value = call_.arguments[index];
    std::string special = special_meaning(subject.argument.means, value_text(value));
    if (!special.empty()) return add(Worth::manner, std::move(special));
    if (subject.kind.when != When::entry) return;
    std::visit([&](const auto& what) { tell(subject, what); }, value.is);
  }

  void tell(const Subject& subject, const value::Text& text) {
    const bool is_a_buffer = subject.argument.size_from >= 0;
    if (is_a_buffer || text.bytes.empty()) return;
    add(Worth::subject, with_role<value::Text>(subject, value_text({text})));
  }
  void tell(const Subject& subject, const value::Descriptor& descriptor) {
    constexpr std::array<std::string_view, 3> standard = {"standard input", "standard output",
                                                          "standard error"};
    if (!descriptor.name.empty()) return add_meaning(subject.kind.constants, descriptor.name);
    if (descriptor.number < 0) return;
    std::string words = fmt::format("descriptor {}", descriptor.number);
    const auto number = static_cast<std::size_t>(descriptor.number);
    if (!descriptor.target.empty()) {
      words += fmt::format(" on {}", value_text({value::Text{Chars(descriptor.target)}}));
    } else if (number < standard.size()) {
      words += fmt::format(", by custom {}", standard[number]);
    }
    add(Worth::subject, with_role<value::Descriptor>(subject, words));
  }
  void tell(const Subject&, const value::Process& process) {
    if (process.number <= 0) return;
    const bool is_named = !process.command.empty();
    std::string words = fmt::format("process {}", process.number);
    if (is_named)
      words += fmt::format(", called {}", value_text({value::Text{Chars(process.command)}}));
    add(is_named ? Worth::subject : Worth::measure, std::move(words));
  }
  void tell(const Subject& subject, const value::Constant& constant) {
    add_meaning(subject.kind.constants, constant.name);
  }
  void tell(const Subject& subject, const value::Flags& flags) {
    for (const std::string_view name : flags.names) add_meaning(subject.kind.constants, name);
  }
  void tell(const Subject&, const value::Expression& expression) {
    const SignalRow* row = find_signal(expression.text);
    if (row == nullptr || row->name != expression.text) return;
    add(Worth::subject, fmt::format("{} \"{}\"", row->name, row->message));
  }
  void tell(const Subject& subject, const value::Number& number) {
    const std::string text = value_text({number});
    // "none yet: 0", "how large the set is: 8 bytes"
    const bool is_the_only_one =
        subject.argument.means.find(fmt::format(": {}", text)) != std::string_view::npos;
    if (is_size_of_another(subject.index) || is_the_only_one) return;
    if (&subject.kind == &kinds::size) {
      add(Worth::manner, fmt::format("{} {}", text, number.bits == 1 ? "byte" : "bytes"));
    } else if (is_process(subject.kind) && static_cast<std::int64_t>(number.bits) > 0) {
      add(Worth::subject, fmt::format("process {}", text));
    } else {
      add(Worth::measure, in_role(subject, text));
    }
  }
  void tell(const Subject& subject, const value::Struct& structure) {
    const bool is_socket_address =
        !structure.fields.empty() && structure.fields.front().name == "sa_family";
    if (is_socket_address) return add(Worth::subject, socket_address_words(structure));
    if (const std::string span = span_words(structure); !span.empty()) {
      return add(Worth::subject, in_role(subject, span));
    }
    for (const value::Field& field : structure.fields) {
      const auto* constant = field.value.as<value::Constant>();
      if (constant != nullptr) {
        add_meaning(nullptr, constant->name);
      } else {
        add(Worth::manner, member_words(asked_members, field));
      }
    }
  }
  /// Everything else says nothing that the line does not say as well.
  template <class T>
  void tell(const Subject&, const T&) {}

  const Call& call_;
  Details details_;
};

/// How many lines the words take when they are broken at spaces.
std::size_t lines_taken(std::string_view words) {
  std::size_t lines = 1;
  std::size_t column = 0;
  while (!words.empty()) {
    const std::size_t word = std::min(words.find(' '), words.size());
    if (column > 0 && column + 1 + word > width) {
      ++lines;
      column = 0;
    }
    column += (column > 0 ? 1 : 0) + word;
    words.remove_prefix(std::min(word + 1, words.size()));
  }
  return lines;
}

/// `start` and as many details as have room behind it: those of most worth, in their order. Ends in
/// an ellipsis when something was left out that the line of the trace does not say as well. Empty
/// when there is not one.
std::string with_details(const std::string& start, const Details& details) {
  std::vector<bool> chosen(details.size());
  const auto text = [&] {
    std::string words;
    for (std::size_t i = 0; i < details.size(); ++i) {
      if (chosen[i]) words += fmt::format("{}{}", words.empty() ? start : "; ", details[i].words);
    }
    return words;
  };
  bool incomplete = false;
  for (const Worth worth : {Worth::subject, Worth::manner, Worth::measure}) {
    const std::size_t room = worth == Worth::measure ? 1 : 2;
    for (std::size_t i = 0; i < details.size(); ++i) {
      if (details[i].worth != worth) continue;
      chosen[i] = true;
      chosen[i] = lines_taken(text().append(left_out)) <= room;
      incomplete = incomplete || (!chosen[i] && worth != Worth::measure);
    }
  }
  std::string words = text();
  if (incomplete && !words.empty()) words += left_out;
  return words;
}

Details details_of(const Call& call) {
  const bool known = call.row != nullptr && call.kinds.size() == call.arguments.size();
  return known ? ArgumentsInWords(call).take() : Details{};
}

std::string sentence(std::string words) {
  if (!words.empty() && !words.ends_with('?') && !words.ends_with("…")) words += '.';
  return words;
}

/// What the kernel filled in, as far as there are words for it.
std::string told_words(const Call& call) {
  std::string words;
  const auto add = [&](const std::string& more) {
    if (!more.empty()) words += fmt::format("{}{}", words.empty() ? "" : ", ", more);
  };
  for (std::size_t i = 0; i < call.kinds.size() && i < call.arguments.size(); ++i) {
    if (call.kinds[i] == nullptr || call.kinds[i]->when == When::entry) continue;
    if (const auto* structure = call.arguments[i].as<value::Struct>()) {
      for (const value::Field& field : structure->fields) add(member_words(told_members, field));
    }
    const auto* array = call.arguments[i].as<value::Array>();
    if (array == nullptr || array->elements.size() != 1) continue;
    const auto* expression = array->elements.front().as<value::Expression>();
    if (expression != nullptr) add(wait_status_words(*expression));
  }
  return words;
}

/// What a result that is no error means: the result, what the row says of it, what was told.
std::string success_words(const Call& call) {
  const Returns returns = call.notes.shown_as;
  const std::string number = std::to_string(*call.result);
  const std::string told = told_words(call);
  constexpr std::array numbers = {Returns::number, Returns::descriptor, Returns::process,
                                  Returns::group, Returns::session};
  const bool is_a_number = std::ranges::find(numbers, returns) != numbers.end();
  if (!is_a_number) {
    if (returns == Returns::zero && !told.empty()) return told;
    std::string words = explain_result(call);
    const std::string value = fmt::format("{}: ", number);  // the line of the trace says it
    if (words.starts_with(value)) words.erase(0, value.size());
    return words.empty() ? std::string(nothing_to_say) : words;
  }
  std::string words = special_meaning(call.row->returned, number);
  if (!words.empty()) return words;
  words = without_special_values(call.row->returned);
  if (words.empty() || words == number)
    return *call.result == 0 ? std::string(nothing_to_say) : number;
  const bool begins_with_it = words.starts_with(fmt::format("{},", number));
  if (!begins_with_it) words = fmt::format("{}: {}", number, words);
  return told.empty() ? words : fmt::format("{}; {}", words, told);
}

std::string outcome_words(const Call& call) {
  const bool succeeded = call.row != nullptr && call.result && !call.error() && !call.no_return;
  return succeeded && call.row->returns != Returns::nothing ? success_words(call)
                                                            : explain_result(call);
}

}  // namespace

Explanation explain_call(const Call& call) {
  if (call.row == nullptr) return {"spyglass has no words for this call.", outcome_words(call)};
  std::string_view does = call.row->does;
  // A second colon in one sentence would be hard to read.
  const std::string_view mark = does.find(": ") == std::string_view::npos ? ":" : " –";
  std::string words =
      with_details(fmt::format("{}{} ", does.substr(0, does.size() - 1), mark), details_of(call));
  return {words.empty() ? std::string(does) : sentence(std::move(words)), outcome_words(call)};
}

Explanation explain_arguments(const Call& call) {
  return {sentence(with_details({}, details_of(call))), outcome_words(call)};
}

}  // namespace spyglass
