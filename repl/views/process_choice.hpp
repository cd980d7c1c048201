#pragma once

#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "repl/views/output.hpp"

namespace spyglass {

/// The one process of a name; of several, the one that we have started, or that what we started
/// has. Where there still are several they are shown as a table, and the error says how to take
/// one: `how` is "attach", or "-p". Where there is none it names those with nearly that name.
Result<Pid> choose_process(Output& out, const std::string& name, std::string_view how);

}  // namespace spyglass
