#pragma once

#include <string_view>
#include <vector>

namespace spyglass {

/// What `explain` can explain by its name: calls, errors, signals, constants.
bool is_topic(std::string_view word);
std::vector<std::string_view> topic_names();

}  // namespace spyglass
