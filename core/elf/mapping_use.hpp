#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/elf/maps.hpp"

namespace spyglass {

/// What a mapping is there for.
struct MappingUse {
  enum class Content : std::uint8_t {
    headers,  ///< of an ELF file: its first page, with what else is never written
    code,
    constants,
    variables,
    zeros,          ///< variables that take no room in the file (.bss)
    file,           ///< an ordinary file, mapped
    shared_memory,  ///< seen by other processes too; no ordinary file
    heap,           ///< brk(2)'s
    stack,          ///< of the first thread
    thread_stack,   ///< of another
    guard,          ///< nothing may be done there: whoever runs over a stack's end hits it
    reserved,       ///< nothing may be done there yet
    vdso,           ///< the kernel's code for programs
    vdso_data,
    generated_code,  ///< executable, without a file
    anonymous,       ///< memory that was asked for
  };
  enum class Owner : std::uint8_t { nobody, program, loader, library };

  Content content = Content::anonymous;
  Owner owner = Owner::nobody;
  std::string file = {};  ///< the owner's path
  Tid thread{};           ///< whose stack or whose guard it is
};

/// What maps alone do not say.
struct MappingFacts {
  std::string program;                 ///< the path of the running file, as maps has it
  std::string loader;                  ///< that of its interpreter; empty for a static program
  std::map<Tid, Addr> stack_pointers;  ///< of threads that stand still
};

/// Of a thread's process, now. What cannot be found out is left out.
MappingFacts mapping_facts(Tid thread, const proc::Source& source = proc::kernel());

/// One for each mapping.
std::vector<MappingUse> uses_of(const std::vector<Mapping>& maps, const MappingFacts& facts);

}  // namespace spyglass
