#pragma once

#include "core/sandbox/sandbox.hpp"
#include "repl/views/output.hpp"

namespace spyglass {

/// Every layer: whether it holds, what it does, and why it is missing.
void show_sandbox(Output& out, const Sandbox& sandbox);

/// The layers that are missing, in a sentence each, in the tone of a warning; nothing where the
/// sandbox is whole. `programs`: whom it is about, "programs of this lesson".
void show_missing_layers(Output& out, const Sandbox& sandbox, std::string_view programs);

}  // namespace spyglass
