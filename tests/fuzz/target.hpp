#pragma once

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace spyglass::fuzz {

/// A part of spyglass that is given arbitrary bytes. Made once, as a constant of its file, which is
/// all that it takes to be known: libFuzzer and the replaying suite find it by its name.
class Target {
 public:
  using Function = void (*)(std::string_view input);
  /// `function` throws Broken when something does not hold that must hold for all inputs.
  Target(std::string_view name, Function function);
  Target(const Target&) = delete;
  Target& operator=(const Target&) = delete;

  [[nodiscard]] std::string_view name() const { return name_; }
  void run(std::string_view input) const { function_(input); }

  /// Those that this program has.
  static std::span<const Target* const> all();

 private:
  std::string_view name_;
  Function function_;
};

/// Says which promise was broken, and by what.
struct Broken : std::logic_error {
  using std::logic_error::logic_error;
};

/// `what` is a sentence; `shown` is the text that it is about.
void require(bool holds, std::string_view what, std::string_view shown = {});

/// For what is written to a terminal or a file as it is: ASCII that can be seen, and blanks.
void require_visible(std::string_view text);
/// For what is read by people: UTF-8 without control characters but newline and tab.
void require_inert(std::string_view text);
/// An error is whole words, ready to be shown; what it repeats is made inert when it is shown.
void require_sentence(std::string_view message);

}  // namespace spyglass::fuzz
