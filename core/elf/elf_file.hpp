#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/abi/abi.hpp"
#include "core/base/result.hpp"

namespace spyglass {

/// What an ELF file says about itself (elf(5), the System V gABI): a value, read once; nothing
/// stays open. All that matters for running comes from the segments, as it does for the kernel, so
/// a program whose section table was cut off is still understood.
struct ElfFile {
  enum class Kind : std::uint8_t {
    static_executable,   ///< at fixed addresses, needs nobody
    static_pie,          ///< moves itself to wherever it was put
    dynamic_executable,  ///< at fixed addresses, needs an interpreter to bring its libraries
    dynamic_pie,         ///< the same, at any address: what compilers make by default
    shared_object,       ///< a library
    relocatable,         ///< compiled, not linked: a .o file or a kernel module
    core,                ///< the memory of a program that died
    other,
  };

  struct Segment {
    std::string type;  ///< the kernel's word: "LOAD", "INTERP", "DYNAMIC", …
    bool load = false;
    Addr address;  ///< in memory, before a load bias is added
    std::uint64_t offset = 0;
    std::uint64_t file_size = 0;
    std::uint64_t memory_size = 0;  ///< beyond file_size: zeros
    std::string permissions;        ///< "r-x"
  };

  /// In bytes, counted as size(1) does; of a file without sections, by its segments.
  struct Sizes {
    std::uint64_t text = 0;  ///< code and constants
    std::uint64_t data = 0;  ///< values that a program starts with and may change
    std::uint64_t bss = 0;   ///< zeros that take no room in the file
  };

  std::string path;             ///< as it was asked for
  std::uint64_t file_size = 0;  ///< in bytes
  int bits = 0;                 ///< the class, 32 or 64
  bool big_endian = false;
  const Abi* abi = nullptr;  ///< null for a machine, or a flavour of one, that we have no table of
  std::uint16_t machine_number = 0;  ///< EM_… of elf.h
  std::string machine;  ///< always a name for people: "x86-64", "RISC-V", "machine number 999"
  Kind kind = Kind::other;
  std::string interpreter;          ///< the path in PT_INTERP, or empty
  std::vector<std::string> needed;  ///< libraries, in the order of DT_NEEDED
  std::string soname;               ///< DT_SONAME, or empty
  std::string rpath;  ///< DT_RPATH: folders with a : between them where libraries may be, or empty
  std::string runpath;  ///< DT_RUNPATH, which came later, and before which DT_RPATH does not count
  Addr entry;           ///< before a load bias is added; 0: none
  std::vector<Segment> segments;
  Sizes sizes;
  bool stripped = true;     ///< no full symbol table (.symtab); dynamic symbols may still be there
  bool debug_info = false;  ///< for a debugger: lines, types and variables
  std::string debug_link;   ///< the name of a separate file that has it (.gnu_debuglink), or empty
  std::string build_id;     ///< in hexadecimal digits, or empty
  std::string damage;       ///< a sentence about a damaged part that running doesn't need, or empty
};

/// Reads a file's own description. The error is a sentence that says what the file is instead
/// (missing, a directory, empty, a script, …) or where it is cut off or damaged.
Result<ElfFile> read_elf(const std::string& path);

/// For people: "static executable", "shared library", …
std::string_view words(ElfFile::Kind kind);

/// Where in the file the byte lies that a LOAD segment puts at `address`.
std::optional<std::uint64_t> file_offset(const ElfFile& file, Addr address);

}  // namespace spyglass
