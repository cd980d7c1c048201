#pragma once

#include <string>

#include "core/report/explain.hpp"

namespace spyglass {

/// An explanation as --explain writes it under the line that it explains: indented, broken at 100
/// columns, the outcome behind an arrow. Empty when there is nothing to say.
std::string explanation_text(const Explanation& explanation);

}  // namespace spyglass
