#pragma once

#include "core/elf/mapping_use.hpp"
#include "core/proc/source.hpp"
#include "repl/views/output.hpp"

namespace spyglass {

/// The mappings of a process with what each is for and what may be done there, in words.
Result<void> show_maps(Output& out, Tid thread, const proc::Source& source);

/// "the program's code", "the stack of thread 812": what lies in a mapping.
std::string use_words(const MappingUse& use);

}  // namespace spyglass
