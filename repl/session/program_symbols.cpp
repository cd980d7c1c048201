#include "repl/session/program_symbols.hpp"

#include <fmt/format.h>

namespace spyglass {

std::optional<std::string> ProgramSymbols::exact_name(Addr at) const {
  auto found = names_.symbol(at);
  if (!found || found->offset != 0) return std::nullopt;
  return std::move(found->name);
}

std::string ProgramSymbols::words(Addr at) const {
  const auto found = names_.symbol(at);
  if (!found) return fmt::format("{:#x}", at.value());
  if (found->offset == 0) return fmt::format("{} ({:#x})", found->name, at.value());
  return fmt::format("{}+{:#x} ({:#x})", found->name, found->offset, at.value());
}

Addr ProgramSymbols::start_of(Addr at) const {
  const auto found = names_.symbol(at);
  return found ? at - found->offset : at;
}

std::optional<std::uint64_t> ProgramSymbols::size_of(Addr at) const {
  const auto found = names_.symbol(at);
  if (!found || found->offset != 0 || found->size == 0) return std::nullopt;
  return found->size;
}

}  // namespace spyglass
