#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/elf/maps.hpp"
#include "core/elf/symbols.hpp"

namespace spyglass {

/// The symbols of one process, of all that is mapped into it: the program, its libraries, and the
/// vDSO, whose file lies in memory alone. A file is read when an address in it is first asked for,
/// and kept for as long as it stays mapped where it is.
class AddressNames {
 public:
  /// Looks at the process's mappings anew; cheap while they name the same files. Of a recorded
  /// process, files are read that the recording has, or that are still the very same here. Borrows
  /// the source.
  void refresh(Tid thread, const proc::Source& source = proc::kernel());
  void forget();

  [[nodiscard]] const std::vector<Mapping>& mappings() const { return mappings_; }

  /// Nothing where no symbol reaches.
  [[nodiscard]] std::optional<Symbols::Place> symbol(Addr at) const;

  /// What is mapped at an address, for who has no symbol.
  struct Module {
    std::string name;  ///< "libc.so.6", "[vdso]", "[anon]"; empty: nothing is mapped
    std::uint64_t offset =
        0;  ///< as the file counts addresses, where there is one that can be read
  };
  [[nodiscard]] Module module(Addr at) const;

  /// A name for whatever code is at an address: its symbol's, libc.so.6+0x1234, or 0x1234.
  [[nodiscard]] std::string function(Addr at) const;

  /// The program's own symbols first, then those of its libraries.
  [[nodiscard]] std::optional<Addr> find(const std::string& name) const;
  /// All names of the program itself.
  [[nodiscard]] std::vector<std::string> names() const;

 private:
  struct File {
    std::string path;
    Addr start;  ///< of its first mapping: elsewhere the same file has other addresses
    bool deleted = false;
    mutable std::optional<Symbols> symbols = std::nullopt;  ///< read when first needed
    mutable std::uint64_t bias = 0;
    mutable bool unreadable = false;
  };
  [[nodiscard]] const File* file_of(const Mapping& mapping) const;
  [[nodiscard]] const Symbols* symbols_of(const File& file) const;
  void read(const File& file) const;

  Tid thread_;
  const proc::Source* source_ = &proc::kernel();
  std::vector<Mapping> mappings_;
  std::vector<File> files_;  ///< in the order of their addresses; the program first
};

}  // namespace spyglass
