#pragma once

#include <string>
#include <vector>

namespace spyglass {

/// Our own variables, NAME=value each (environ(7)).
std::vector<std::string> own_environment();

}  // namespace spyglass
