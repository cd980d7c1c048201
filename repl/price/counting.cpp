#include "repl/price/counting.hpp"

#include <algorithm>
#include <sstream>

namespace spyglass {

CallCounts read_counts(std::string_view table) {
  CallCounts counts;
  std::istringstream lines{std::string(table)};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream row(line);
    std::uint64_t calls = 0;
    std::string name, more;
    if (row >> calls >> name && name != "total" && !(row >> more)) counts[name] += calls;
  }
  return counts;
}

std::uint64_t sum_of(const CallCounts& counts) {
  std::uint64_t sum = 0;
  for (const auto& [name, calls] : counts) sum += calls;
  return sum;
}

std::vector<OwnCalls> calls_of_tool(const Counted& whole, const Counted& nothing) {
  std::vector<OwnCalls> result;
  if (whole.watched <= nothing.watched) return result;
  const auto watched = static_cast<double>(whole.watched - nothing.watched);
  for (const auto& [name, calls] : whole.tool) {
    const auto found = nothing.tool.find(name);
    const std::uint64_t anyway = found == nothing.tool.end() ? 0 : found->second;
    if (calls > anyway) result.push_back({name, static_cast<double>(calls - anyway) / watched});
  }
  std::ranges::stable_sort(result, std::ranges::greater{}, &OwnCalls::each);
  return result;
}

}  // namespace spyglass
