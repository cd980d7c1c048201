#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>

namespace spyglass {

/// Times added up by process, call and what the call was about: the folded stacks that flame graphs
/// are drawn of. So many stacks are kept apart at most, whatever is added.
class FoldedStacks {
 public:
  using Time = std::chrono::nanoseconds;
  static constexpr std::size_t usual_most = 100'000;

  explicit FoldedStacks(std::size_t most = usual_most) : most_(most) {}

  /// Names are any bytes; `subject` may be empty, which leaves its frame out.
  void add(std::string_view process, std::string_view call, std::string_view subject, Time time);

  /// Whether there was no room for all, so that some are under "(others)".
  [[nodiscard]] bool has_others() const { return has_others_; }
  [[nodiscard]] std::size_t most() const { return most_; }

  /// "make;openat;Makefile 1234", sorted, in microseconds. A line may be one off by rounding, so
  /// that the sum of all is right; those that come to 0 are left out.
  [[nodiscard]] std::string text() const;

 private:
  std::size_t most_;
  bool has_others_ = false;
  std::map<std::string, Time, std::less<>> times_;
};

}  // namespace spyglass
