#include "tests/fuzz/target.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/report/text.hpp"
#include "core/report/utf8.hpp"

namespace spyglass::fuzz {

namespace {

/// Targets are constants of several files, so it must be there before any of them.
std::vector<const Target*>& list() {
  static std::vector<const Target*> all;
  return all;
}

std::string quoted(std::string_view text) {
  constexpr std::size_t most = 400;
  std::string result;
  append_quoted(result, text.substr(0, most), text.size() > most);
  return result;
}

}  // namespace

Target::Target(std::string_view name, Function function) : name_(name), function_(function) {
  list().push_back(this);
  std::ranges::sort(list(), {}, &Target::name);
}

std::span<const Target* const> Target::all() { return list(); }

void require(bool holds, std::string_view what, std::string_view shown) {
  if (holds) return;
  throw Broken(shown.empty() ? std::string(what) : fmt::format("{}: {}", what, quoted(shown)));
}

void require_visible(std::string_view text) {
  const bool visible = std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
  require(visible, "a trace has a byte that is no visible ASCII", text);
}

void require_inert(std::string_view text) {
  const bool controls = std::ranges::any_of(text, [](char c) {
    return (static_cast<unsigned char>(c) < ' ' && c != '\n' && c != '\t') || c == '\x7f';
  });
  require(!controls, "a text for people has a control character", text);
  require(text.find("\xc2\x9b") == std::string_view::npos, "a text has the C1 control CSI", text);
  require(is_utf8(text), "a text for people is no UTF-8", text);
}

void require_sentence(std::string_view message) {
  require(!message.empty(), "an error says nothing");
  require(message.size() < (1U << 20), "an error is longer than a megabyte");
}

}  // namespace spyglass::fuzz
