#pragma once

#include "repl/script/format.hpp"

/// The lesson format as one table, of which the loader, the reference (reference.hpp) and the
/// annotations for editors (annotations.hpp) are made.
namespace spyglass::format {

/// All of them, in the order in which they are best explained.
std::span<const Function> functions();

/// The one of that name, which must be there.
const Function& function(std::string_view name);

}  // namespace spyglass::format
