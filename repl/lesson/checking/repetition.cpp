#include "repl/lesson/checking/repetition.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace spyglass {

Repeated summary_of_runs(const std::vector<std::string>& messages) {
  const std::set<std::string_view> different(messages.begin(), messages.end());
  if (different.empty()) return {};
  if (different.size() == 1) return {messages.front()};
  const auto passed = std::ranges::count(messages, "");
  const auto failed = static_cast<std::ptrdiff_t>(messages.size()) - passed;
  const std::size_t ways = different.size() - (passed > 0 ? 1 : 0);
  const std::string& first = *std::ranges::find_if_not(messages, &std::string::empty);
  return {fmt::format("failed in {} of {} runs{}: {}", failed, messages.size(),
                      ways > 1 ? fmt::format(", in {} different ways, at first", ways) : "", first),
          true};
}

}  // namespace spyglass
