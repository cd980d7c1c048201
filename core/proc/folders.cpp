#include "core/proc/folders.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>

namespace spyglass::proc {

std::vector<int> numbers_in(const std::string& folder) {
  std::vector<int> result;
  std::error_code error;
  // Not a range-based for: its ++ throws when the process ends while we read.
  std::filesystem::directory_iterator entry(folder, error);
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    const std::string name = entry->path().filename();
    int number = 0;
    const char* end = name.data() + name.size();
    const auto [rest, problem] = std::from_chars(name.data(), end, number);
    if (problem == std::errc{} && rest == end) result.push_back(number);
  }
  std::sort(result.begin(), result.end());
  return result;
}

}  // namespace spyglass::proc
