#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace spyglass {

/// The names that an ELF file gives to addresses, from .symtab and .dynsym: functions, variables
/// and an assembler's labels. A value: nothing stays open. Names are as in the file, without the
/// version that may follow an @.
class Symbols {
 public:
  struct Place {
    std::string name;
    std::uint64_t offset = 0;  ///< how many bytes behind the symbol
    std::uint64_t size = 0;    ///< of the symbol, in bytes; 0: unknown
  };

  /// No names at all.
  Symbols() = default;

  /// `bias` is added to every address; see load_bias(). A file without symbols gives no names; the
  /// errors are those of read_elf().
  static Result<Symbols> load(const std::string& path, std::uint64_t bias = 0);

  /// The same for a file that lies in memory, as the vDSO does: `start` is where it begins there.
  static Result<Symbols> of_image(std::string image, Addr start);

  /// Where a name stands; a global one if several have the name.
  [[nodiscard]] std::optional<Addr> find(std::string_view name) const;

  /// The nearest symbol at or below an address, in the same segment. Where several stand at one
  /// address, one with a size, then a global one, then the shorter name is taken. Behind the end of
  /// a symbol that has a size there is no name rather than a wrong one: it is code of a stripped
  /// function.
  [[nodiscard]] std::optional<Place> at(Addr addr) const;

  /// In alphabetical order, each once. They live as long as this object is neither moved from,
  /// assigned to nor destroyed.
  [[nodiscard]] std::vector<std::string_view> names() const;

  [[nodiscard]] bool empty() const { return symbols_.empty(); }

 private:
  friend class SymbolReader;

  struct Symbol {
    Addr address;
    std::uint64_t size = 0;  ///< in bytes; 0: unknown
    bool global = false;
    std::string name;
  };
  struct Range {
    Addr start;
    Addr end;
    [[nodiscard]] bool contains(Addr addr) const { return start <= addr && addr < end; }
  };

  void sort();

  std::vector<Symbol> symbols_;         ///< by address, the best name of an address last
  std::vector<std::uint32_t> by_name_;  ///< indices, by name, the best of a name first
  std::vector<Range> segments_;
};

}  // namespace spyglass
