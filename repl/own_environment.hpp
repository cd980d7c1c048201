#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/sandbox/confinement.hpp"

namespace spyglass {

/// Our own variables, NAME=value each (environ(7)), but for what is between spyglass and spyglass.
std::vector<std::string> own_environment();

/// For a spyglass that is started in a sandbox's namespaces: NAME=value, by which it knows how to
/// confine the programs that it starts.
std::string sandbox_variable(const SandboxFacts& facts);
/// What we were told by it; null when we are in no sandbox.
Result<std::shared_ptr<const Confinement>> surrounding_sandbox();
/// Whether there is such a one.
bool has_surrounding_sandbox();

}  // namespace spyglass
