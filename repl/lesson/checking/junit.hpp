#pragma once

#include <string>
#include <vector>

#include "repl/lesson/checking/finding.hpp"

namespace spyglass {

/// Findings as a document that build servers read: a suite a lesson, a case a finding. Whatever a
/// message holds, the document is well-formed XML 1.0 in UTF-8; control characters are made visible
/// as Output does it.
std::string junit_document(const std::vector<Finding>& findings);

}  // namespace spyglass
