#include "core/elf/mapping_use.hpp"

#include <elf.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <set>

#include "core/proc/files.hpp"
#include "core/proc/status.hpp"
#include "core/proc/waiting.hpp"

namespace spyglass {

namespace {

using Content = MappingUse::Content;
using Owner = MappingUse::Owner;

struct KernelName {
  std::string_view start;
  Content content;
};
// proc_pid_maps(5).
constexpr KernelName kernel_names[] = {
    {"[heap]", Content::heap},           {"[stack]", Content::stack},
    {"[vdso]", Content::vdso},           {"[vvar", Content::vdso_data},
    {"[vsyscall]", Content::vdso},       {"[anon_shmem", Content::shared_memory},
    {"/SYSV", Content::shared_memory},   {"/dev/zero", Content::shared_memory},
    {"/memfd:", Content::shared_memory}, {"/dev/shm/", Content::shared_memory},
};

/// The kernel's note about a file whose name is gone may also be a part of a name.
std::string without_note(std::string path, const proc::Source& source) {
  constexpr std::string_view note = " (deleted)";
  if (path.ends_with(note) && !proc::path_facts(path, source)) {
    path.resize(path.size() - note.size());
  }
  return path;
}

bool allows(const Mapping& mapping, char what) {
  return mapping.permissions.find(what) != std::string::npos;
}

bool is_out_of_bounds(const Mapping& mapping) {
  return !allows(mapping, 'r') && !allows(mapping, 'w') && !allows(mapping, 'x');
}

/// Goes through the mappings of a process in their order.
class Walk {
 public:
  Walk(const std::vector<Mapping>& maps, const MappingFacts& facts) : maps_(maps), facts_(facts) {
    for (const Mapping& mapping : maps) {
      if (allows(mapping, 'x')) run_.insert(mapping.path);
    }
  }

  std::vector<MappingUse> all() {
    for (std::size_t index = 0; index < maps_.size(); ++index) {
      uses_.push_back(use_of(index));
    }
    for (std::size_t index = 0; index + 1 < maps_.size(); ++index) mark_guard(index);
    return std::move(uses_);
  }

 private:
  MappingUse use_of(std::size_t index) const {
    const Mapping& mapping = maps_[index];
    for (const KernelName& known : kernel_names) {
      if (mapping.path.starts_with(known.start)) return {known.content};
    }
    const bool named = mapping.path.starts_with('/');
    return named ? use_of_file(mapping) : use_of_memory(index);
  }

  [[nodiscard]] MappingUse use_of_file(const Mapping& mapping) const {
    const Owner owner = owner_of(mapping.path);
    if (owner == Owner::nobody) return {Content::file};
    if (allows(mapping, 'x')) return {Content::code, owner, mapping.path};
    if (allows(mapping, 'w')) return {Content::variables, owner, mapping.path};
    if (is_out_of_bounds(mapping)) return {Content::reserved, owner, mapping.path};
    return {mapping.offset == 0 ? Content::headers : Content::constants, owner, mapping.path};
  }

  [[nodiscard]] Owner owner_of(const std::string& path) const {
    if (path == facts_.program) return Owner::program;
    if (path == facts_.loader) return Owner::loader;
    // Data files are mapped too, but never to be run.
    return run_.contains(path) ? Owner::library : Owner::nobody;
  }

  [[nodiscard]] MappingUse use_of_memory(std::size_t index) const {
    const Mapping& mapping = maps_[index];
    for (const auto& [thread, pointer] : facts_.stack_pointers) {
      if (mapping.contains(pointer)) return {Content::thread_stack, Owner::nobody, {}, thread};
    }
    if (is_out_of_bounds(mapping)) return {Content::reserved};
    if (allows(mapping, 's')) return {Content::shared_memory};
    if (allows(mapping, 'x')) return {Content::generated_code};
    if (index > 0 && maps_[index - 1].end == mapping.start) {
      const MappingUse& before = uses_[index - 1];
      if (before.content == Content::variables) return {Content::zeros, before.owner, before.file};
    }
    return {Content::anonymous};
  }

  void mark_guard(std::size_t index) {
    const MappingUse& above = uses_[index + 1];
    const bool touches = maps_[index].end == maps_[index + 1].start;
    if (uses_[index].content != Content::reserved || !touches) return;
    if (above.content != Content::thread_stack) return;
    uses_[index] = {Content::guard, Owner::nobody, {}, above.thread};
  }

  const std::vector<Mapping>& maps_;
  const MappingFacts& facts_;
  std::set<std::string> run_;
  std::vector<MappingUse> uses_;
};

/// Where the program's interpreter lies, by an auxiliary vector of words of this type.
template <class Word>
std::optional<Addr> loader_base_by(std::string_view auxiliary) {
  std::optional<Addr> base;
  for (std::array<Word, 2> entry; auxiliary.size() >= sizeof entry;
       auxiliary.remove_prefix(sizeof entry)) {
    std::memcpy(entry.data(), auxiliary.data(), sizeof entry);
    if (entry[0] == AT_NULL) return base;
    if (entry[0] == AT_BASE && entry[1] != 0) base = Addr(entry[1]);
  }
  return std::nullopt;
}

/// Read by the wrong width of words, no entry has the type that ends it.
std::optional<Addr> loader_base(std::string_view auxiliary) {
  if (const auto base = loader_base_by<std::uint64_t>(auxiliary)) return base;
  return loader_base_by<std::uint32_t>(auxiliary);
}

}  // namespace

MappingFacts mapping_facts(Tid thread, const proc::Source& source) {
  MappingFacts facts;
  if (const auto program = proc::read_link(thread, "exe", source)) {
    facts.program = without_note(*program, source);
  }
  const auto maps = read_maps(thread, source);
  const auto base = loader_base(proc::read_file(thread, "auxv", source).value_or(""));
  const Mapping* loader = maps && base ? mapping_at(*maps, *base) : nullptr;
  if (loader != nullptr) facts.loader = loader->path;
  const auto process = proc::process_of(thread, source);
  if (!process) return facts;
  for (const Tid other : proc::threads_of(*process, source)) {
    const auto text = proc::read_file(other, "syscall", source);
    const auto pointer = text ? proc::parse_stack_pointer(*text) : std::nullopt;
    if (pointer) facts.stack_pointers[other] = *pointer;
  }
  return facts;
}

std::vector<MappingUse> uses_of(const std::vector<Mapping>& maps, const MappingFacts& facts) {
  return Walk(maps, facts).all();
}

}  // namespace spyglass
