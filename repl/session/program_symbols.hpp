#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/elf/address_names.hpp"

namespace spyglass {

/// The names of places in one process, as views write them: of the program itself and of the
/// libraries that are mapped into it.
class ProgramSymbols {
 public:
  /// Looks at the process's mappings anew; cheap while they name the same files.
  void refresh(Tid thread, const proc::Source& source) { names_.refresh(thread, source); }
  void forget() { names_.forget(); }

  /// "message", or nothing when no symbol starts right here.
  [[nodiscard]] std::optional<std::string> exact_name(Addr at) const;
  /// "message", "_start+0x5", or the plain address.
  [[nodiscard]] std::string words(Addr at) const;
  /// Where the symbol begins that an address belongs to; the address itself where there is none.
  [[nodiscard]] Addr start_of(Addr at) const;
  /// How many bytes the symbol takes that starts right here; nothing where that is unknown.
  [[nodiscard]] std::optional<std::uint64_t> size_of(Addr at) const;
  /// The program's own symbols first, then those of its libraries.
  [[nodiscard]] std::optional<Addr> find(const std::string& name) const {
    return names_.find(name);
  }
  /// All names of the program itself, for completion.
  [[nodiscard]] std::vector<std::string> names() const { return names_.names(); }

 private:
  AddressNames names_;
};

}  // namespace spyglass
