#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/elf/maps.hpp"
#include "core/elf/symbols.hpp"

namespace spyglass {

/// The names of places in one process: of the program itself and of the libraries that are mapped
/// into it. Files are read when an address in them is first asked for, and kept.
class ProgramSymbols {
 public:
  /// Looks at the process's mappings anew; cheap while they name the same files.
  void refresh(Tid thread);
  void forget();

  /// "message", or nothing when no symbol starts right here.
  [[nodiscard]] std::optional<std::string> exact_name(Addr at) const;
  /// "message", "_start+0x5", or the plain address.
  [[nodiscard]] std::string words(Addr at) const;
  /// Where the symbol begins that an address belongs to; the address itself where there is none.
  [[nodiscard]] Addr start_of(Addr at) const;
  /// How many bytes the symbol takes that starts right here; nothing where that is unknown.
  [[nodiscard]] std::optional<std::uint64_t> size_of(Addr at) const;
  /// The program's own symbols first, then those of its libraries.
  [[nodiscard]] std::optional<Addr> find(const std::string& name) const;
  /// All names of the program itself, for completion.
  [[nodiscard]] std::vector<std::string> names() const;

 private:
  struct File {
    std::string path;
    mutable std::optional<Symbols> symbols;  ///< read when first needed
    mutable bool unreadable = false;
  };
  [[nodiscard]] const Symbols* symbols_of(const File& file) const;
  [[nodiscard]] std::optional<Symbols::Place> place(Addr at) const;

  std::vector<Mapping> mappings_;
  std::vector<File> files_;  ///< in the order of their addresses of mapping; the program first
};

}  // namespace spyglass
