#include "core/elf/machine.hpp"

#include <elf.h>
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>

#include "core/abi/abi.hpp"

namespace spyglass {

namespace {

struct Machine {
  std::uint16_t number;
  std::string_view name;
};

constexpr Machine machines[] = {
    {EM_ARM, "32-bit ARM"},      {EM_RISCV, "RISC-V"},
    {EM_LOONGARCH, "LoongArch"}, {EM_PPC, "32-bit PowerPC"},
    {EM_PPC64, "PowerPC 64"},    {EM_S390, "IBM Z (s390x)"},
    {EM_MIPS, "MIPS"},           {EM_SPARC, "SPARC"},
    {EM_SPARCV9, "SPARC 64"},    {EM_SPARC32PLUS, "SPARC"},
    {EM_68K, "Motorola 68000"},  {EM_SH, "SuperH"},
    {EM_IA_64, "Itanium"},       {EM_ALPHA, "Alpha"},
    {EM_PARISC, "PA-RISC"},      {EM_AVR, "AVR"},
    {EM_XTENSA, "Xtensa"},       {EM_MICROBLAZE, "MicroBlaze"},
    {EM_OPENRISC, "OpenRISC"},   {EM_ARC_COMPACT, "ARC"},
    {EM_CSKY, "C-SKY"},          {EM_BPF, "BPF (for a program inside the kernel)"},
};

}  // namespace

std::string machine_name(std::uint16_t machine) {
  if (const Abi* known = abi_of_elf_machine(machine)) return std::string(known->name);
  const auto found = std::find_if(std::begin(machines), std::end(machines),
                                  [&](const Machine& m) { return m.number == machine; });
  if (found != std::end(machines)) return std::string(found->name);
  return fmt::format("machine number {}", machine);
}

}  // namespace spyglass
