#pragma once

#include <cstdint>
#include <string>

namespace spyglass {

/// The name of an ELF e_machine (EM_… of elf.h) for people: "RISC-V"; "machine number 999" when
/// nobody told us.
std::string machine_name(std::uint16_t machine);

}  // namespace spyglass
