#include "core/report/folded_stacks.hpp"

#include <fmt/format.h>

#include <iterator>

#include "core/report/utf8.hpp"

namespace spyglass {

namespace {

constexpr std::string_view others = "(others)";
constexpr std::size_t longest_frame = 256;  ///< bytes; of a longer one, such as a path, the end

std::string frame_of(std::string_view name) {
  const bool is_long = name.size() > longest_frame;
  if (is_long) name.remove_prefix(name.size() - longest_frame);
  std::string frame = (is_long ? "..." : "") + as_utf8(name);
  for (char& character : frame) {
    const auto byte = static_cast<unsigned char>(character);
    if (character == ';') character = ':';
    if (byte <= ' ' || byte == 0x7f) character = '_';
  }
  return frame;
}

}  // namespace

void FoldedStacks::add(std::string_view process, std::string_view call, std::string_view subject,
                       Time time) {
  const std::string upper = frame_of(process) + ';' + frame_of(call);
  const std::string stack = subject.empty() ? upper : upper + ';' + frame_of(subject);
  const auto found = times_.find(stack);
  if (found != times_.end()) {
    found->second += time;
    return;
  }
  if (times_.size() < most_) {
    times_.emplace(stack, time);
    return;
  }
  has_others_ = true;
  // Names of processes are the program's to choose: of them, too, there may be any number.
  const std::string rest = fmt::format("{};{}", upper, others);
  const bool has_room = times_.size() < 2 * most_ || times_.contains(rest);
  times_[has_room ? rest : std::string(others)] += time;
}

std::string FoldedStacks::text() const {
  using std::chrono::floor;
  using std::chrono::microseconds;
  std::string lines;
  Time sum{};
  for (const auto& [stack, time] : times_) {
    const auto before = floor<microseconds>(sum);
    sum += time;
    const auto whole = floor<microseconds>(sum) - before;
    if (whole.count() == 0) continue;
    fmt::format_to(std::back_inserter(lines), "{} {}\n", stack, whole.count());
  }
  return lines;
}

}  // namespace spyglass
