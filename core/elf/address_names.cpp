#include "core/elf/address_names.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/memory/process_memory.hpp"
#include "core/proc/files.hpp"

namespace spyglass {

namespace {

constexpr std::string_view vdso = "[vdso]";

bool has_symbols(const Mapping& mapping) {
  return mapping.path.starts_with('/') || mapping.path == vdso;
}

std::optional<std::string> recorded_contents(const std::string& path, const proc::Source& source) {
  return source.answer({proc::Question::Kind::contents, {}, path});
}

/// Whether the file of that path is the one on this machine, too. The vDSO is nobody's file.
bool is_same_here(const std::string& path, const proc::Source& source) {
  const auto then = proc::path_facts(path, source);
  const auto now = proc::path_facts(path);
  return then && now && then->inode == now->inode && then->on == now->on && then->size == now->size;
}

}  // namespace

void AddressNames::forget() {
  mappings_.clear();
  files_.clear();
}

void AddressNames::refresh(Tid thread, const proc::Source& source) {
  auto maps = read_maps(thread, source);
  if (!maps) return;
  source_ = &source;
  thread_ = thread;
  mappings_ = std::move(*maps);
  std::vector<File> files;
  for (const Mapping& mapping : mappings_) {
    if (!has_symbols(mapping) || std::ranges::find(files, mapping.path, &File::path) != files.end())
      continue;
    const auto known = std::ranges::find_if(files_, [&](const File& file) {
      return file.path == mapping.path && file.start == mapping.start;
    });
    if (known != files_.end()) {
      files.push_back(std::move(*known));
    } else {
      files.push_back({mapping.path, mapping.start, mapping.deleted});
    }
  }
  files_ = std::move(files);
}

void AddressNames::read(const File& file) const {
  Result<Symbols> symbols = Symbols();
  const bool is_recorded = source_ != &proc::kernel();
  const auto contents = is_recorded ? recorded_contents(file.path, *source_) : std::nullopt;
  if (contents) {
    symbols = Symbols::of_image(*contents, file.start);
    file.bias = file.start.value();
  } else if (is_recorded && !is_same_here(file.path, *source_)) {
    file.unreadable = true;
  } else if (file.path == vdso) {
    const Mapping* mapping = mapping_at(mappings_, file.start);
    const ProcessMemory memory(thread_);
    symbols = Symbols::of_image(std::string(memory.bytes(file.start, mapping->size())), file.start);
    file.bias = file.start.value();
  } else {
    const auto elf = read_elf(file.path);
    const auto bias = elf ? load_bias(mappings_, *elf, file.path) : std::nullopt;
    file.bias = bias.value_or(0);
    // Under the name of a file that is gone there may be another one by now.
    file.unreadable = !bias || file.deleted;
    if (!file.unreadable) symbols = Symbols::load(file.path, *bias);
  }
  file.unreadable = file.unreadable || !symbols;
  if (!file.unreadable) file.symbols = std::move(*symbols);
}

const Symbols* AddressNames::symbols_of(const File& file) const {
  if (!file.symbols && !file.unreadable) read(file);
  return file.symbols ? &*file.symbols : nullptr;
}

const AddressNames::File* AddressNames::file_of(const Mapping& mapping) const {
  const auto found = std::ranges::find(files_, mapping.path, &File::path);
  return found == files_.end() ? nullptr : &*found;
}

std::optional<Symbols::Place> AddressNames::symbol(Addr at) const {
  const Mapping* mapping = mapping_at(mappings_, at);
  const File* file = mapping == nullptr ? nullptr : file_of(*mapping);
  const Symbols* symbols = file == nullptr ? nullptr : symbols_of(*file);
  return symbols == nullptr ? std::nullopt : symbols->at(at);
}

AddressNames::Module AddressNames::module(Addr at) const {
  const Mapping* mapping = mapping_at(mappings_, at);
  if (mapping == nullptr) return {};
  const File* file = file_of(*mapping);
  const bool counts = file != nullptr && symbols_of(*file) != nullptr;
  const std::uint64_t offset =
      counts ? at.value() - file->bias : at - mapping->start + mapping->offset;
  const std::string& path = mapping->path;
  if (path.empty()) return {"[anon]", offset};
  return {path.starts_with('/') ? path.substr(path.rfind('/') + 1) : path, offset};
}

std::string AddressNames::function(Addr at) const {
  if (const auto place = symbol(at)) return place->name;
  const Module about = module(at);
  if (about.name.empty()) return fmt::format("{:#x}", at.value());
  return fmt::format("{}+{:#x}", about.name, about.offset);
}

std::optional<Addr> AddressNames::find(const std::string& name) const {
  for (const File& file : files_) {
    const Symbols* symbols = symbols_of(file);
    const auto found = symbols == nullptr ? std::nullopt : symbols->find(name);
    if (found) return found;
  }
  return std::nullopt;
}

std::vector<std::string> AddressNames::names() const {
  std::vector<std::string> result;
  const Symbols* symbols = files_.empty() ? nullptr : symbols_of(files_.front());
  if (symbols == nullptr) return result;
  for (const std::string_view name : symbols->names()) result.emplace_back(name);
  return result;
}

}  // namespace spyglass
