#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spyglass {

/// The candidate that `word` was most likely meant to be: the smallest number of letters to add,
/// drop, change or swap, if that is at most a third of the word. For "did you mean …?".
std::optional<std::string> nearest(std::string_view word,
                                   const std::vector<std::string_view>& candidates);

/// " (did you mean X?)", or nothing; to be put behind "there is no …".
std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace spyglass
