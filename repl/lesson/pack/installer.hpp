#pragma once

#include <optional>
#include <string>

#include "repl/lesson/pack/pack.hpp"
#include "repl/sandbox_policy.hpp"
#include "repl/views/output.hpp"

namespace spyglass {

/// Says what a pack contains, and what installing it does: which lessons come, which programs are
/// built, where all that goes, and what it takes the place of. Nothing of it was run or written.
void announce(Output& out, const Pack& pack);

/// Whether a course of that name is there already.
bool is_installed(const std::string& course);

/// Puts a pack into the person's folder of courses. Everything is made beside its place, loaded as
/// a trial, and moved there by one rename(2): either all of it is there afterwards, or what was
/// there before.
Result<void> install_pack(const Pack& pack, const SandboxPolicy& policy);

/// Reads the file of a pack; the error names it.
Result<Pack> read_pack_file(const std::string& file);

}  // namespace spyglass
