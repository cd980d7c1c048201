#include "repl/trace/tips.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>

#include "core/base/number_set.hpp"

namespace spyglass {

namespace {

constexpr std::array<std::string_view, 14> tips = {
    "-f follows what the program starts. Without it, a shell seems to do little but wait.",
    "-e %file shows every call that takes a path: where does it look for its configuration?",
    "-e %net shows the calls on sockets; add -yy to see who is at the other end.",
    "-c prints a table in place of lines: which call, how often, how long.",
    "-c -w counts the time on the clock. A program that waits shows up there, not in -c alone.",
    "-T writes how long each call took. A line that took seconds is where the program waited.",
    "-y writes the path beside each descriptor, so that read(3 needs no search for its open.",
    "-P /etc/passwd shows only the calls on that file, by name or by descriptor.",
    "-Z shows only the calls that failed: often the quickest way to a missing file.",
    "-e inject=openat:error=ENOENT:when=3 makes the third openat fail. Does the program cope?",
    "-ff -o run writes a file for each thread: run.4711, run.4712. No lines are torn apart.",
    "-p NAME attaches to a running program; Ctrl-C lets go of it, and it runs on unharmed.",
    "--explain says in plain words under each line what was asked, and what came of it.",
    "With -f, a short list behind -e lets the kernel skip all other calls: they cost nothing.",
};

template <class Number>
bool is_number(std::string_view word, Number& number) {
  const auto end = std::from_chars(word.data(), word.data() + word.size(), number);
  return end.ec == std::errc{} && end.ptr == word.data() + word.size();
}

/// "id:3" → "3", when the key fits.
std::string_view without_key(std::string_view word, std::string_view key) {
  const bool has = word.size() > key.size() && word.starts_with(key) && word[key.size()] == ':';
  return has ? word.substr(key.size() + 1) : word;
}

bool take_format(TipRequest& request, std::string_view word) {
  using Format = TipRequest::Format;
  if (word == "none") request.format = Format::none;
  if (word == "compact") request.format = Format::compact;
  if (word == "full") request.format = Format::full;
  return word == "none" || word == "compact" || word == "full";
}

}  // namespace

Result<TipRequest> parse_tip_request(std::string_view text) {
  TipRequest request;
  if (text.empty()) return request;
  for (const std::string_view part : comma_separated(text)) {
    if (take_format(request, without_key(part, "format"))) continue;
    const std::string_view id = without_key(part, "id");
    unsigned number = 0;
    if (id == "random") {
      request.id.reset();
    } else if (is_number(id, number)) {
      request.id = number;
    } else {
      return bad_input(fmt::format(
          "--tips={}: a tip is a number or `random`, a format is none, compact or full", part));
    }
  }
  return request;
}

std::string tip_text(const TipRequest& request, unsigned chance) {
  if (request.format == TipRequest::Format::none) return {};
  const std::size_t which = request.id.value_or(chance) % tips.size();
  if (request.format == TipRequest::Format::compact) {
    return fmt::format("Tip {}: {}\n", which, tips[which]);
  }
  const std::string rule(80, '-');
  return fmt::format("{}\nTip {} of {}\n  {}\n{}\n", rule, which, tips.size() - 1, tips[which],
                     rule);
}

}  // namespace spyglass
