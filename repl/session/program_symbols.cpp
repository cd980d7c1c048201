#include "repl/session/program_symbols.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace spyglass {

void ProgramSymbols::forget() {
  mappings_.clear();
  files_.clear();
}

void ProgramSymbols::refresh(Tid thread) {
  auto maps = read_maps(thread);
  if (!maps) return;
  mappings_ = std::move(*maps);
  std::vector<File> files;
  for (const Mapping& mapping : mappings_) {
    if (mapping.path.empty() || mapping.path.front() != '/') continue;
    const auto same = [&](const File& file) { return file.path == mapping.path; };
    if (std::any_of(files.begin(), files.end(), same)) continue;
    const auto known = std::find_if(files_.begin(), files_.end(), same);
    if (known != files_.end()) {
      files.push_back(std::move(*known));
    } else {
      files.push_back({mapping.path, std::nullopt, false});
    }
  }
  files_ = std::move(files);
}

const Symbols* ProgramSymbols::symbols_of(const File& file) const {
  if (!file.symbols && !file.unreadable) {
    const auto elf = read_elf(file.path);
    const auto bias = elf ? load_bias(mappings_, *elf, file.path) : std::nullopt;
    auto symbols = bias ? Symbols::load(file.path, *bias) : Symbols();
    if (symbols) file.symbols = std::move(*symbols);
    file.unreadable = !file.symbols;
  }
  return file.symbols ? &*file.symbols : nullptr;
}

std::optional<Symbols::Place> ProgramSymbols::place(Addr at) const {
  const Mapping* mapping = mapping_at(mappings_, at);
  if (mapping == nullptr) return std::nullopt;
  for (const File& file : files_) {
    if (file.path != mapping->path) continue;
    const Symbols* symbols = symbols_of(file);
    return symbols == nullptr ? std::nullopt : symbols->at(at);
  }
  return std::nullopt;
}

std::optional<std::string> ProgramSymbols::exact_name(Addr at) const {
  auto found = place(at);
  if (!found || found->offset != 0) return std::nullopt;
  return std::move(found->name);
}

std::string ProgramSymbols::words(Addr at) const {
  const auto found = place(at);
  if (!found) return fmt::format("{:#x}", at.value());
  if (found->offset == 0) return fmt::format("{} ({:#x})", found->name, at.value());
  return fmt::format("{}+{:#x} ({:#x})", found->name, found->offset, at.value());
}

Addr ProgramSymbols::start_of(Addr at) const {
  const auto found = place(at);
  return found ? at - found->offset : at;
}

std::optional<std::uint64_t> ProgramSymbols::size_of(Addr at) const {
  const auto found = place(at);
  if (!found || found->offset != 0 || found->size == 0) return std::nullopt;
  return found->size;
}

std::optional<Addr> ProgramSymbols::find(const std::string& name) const {
  for (const File& file : files_) {
    const Symbols* symbols = symbols_of(file);
    const auto found = symbols == nullptr ? std::nullopt : symbols->find(name);
    if (found) return found;
  }
  return std::nullopt;
}

std::vector<std::string> ProgramSymbols::names() const {
  std::vector<std::string> result;
  if (files_.empty()) return result;
  const Symbols* symbols = symbols_of(files_.front());
  if (symbols == nullptr) return result;
  for (const std::string_view name : symbols->names()) result.emplace_back(name);
  return result;
}

}  // namespace spyglass
