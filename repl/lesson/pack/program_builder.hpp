#pragma once

#include <filesystem>

#include "repl/lesson/pack/pack.hpp"
#include "repl/sandbox_policy.hpp"

namespace spyglass {

/// Whether the sources of a pack want a C compiler.
bool needs_compiler(const Pack& pack);

/// Makes the programs of a pack, each as FOLDER/NAME: shell scripts are copied, C and assembly are
/// built by cc, in a sandbox, so that a source cannot take in what is none of its business. An
/// error says which could not be built, in the compiler's words.
Result<void> build_programs(const Pack& pack, const std::filesystem::path& folder,
                            const SandboxPolicy& policy);

}  // namespace spyglass
