#pragma once

#include "core/elf/elf_file.hpp"
#include "repl/views/output.hpp"

namespace spyglass {

/// What a beginner wants to know of a program's file, one fact a line.
void show_elf(Output& out, const ElfFile& file);

}  // namespace spyglass
