#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/elf/elf_file.hpp"
#include "core/proc/source.hpp"

namespace spyglass {

/// A line of /proc/PID/maps (proc_pid_maps(5)): a range of addresses and what stands behind it.
struct Mapping {
  Addr start;
  Addr end;                  ///< the first address after it
  std::string permissions;   ///< "r-xp": readable, writable, executable, private or shared
  std::uint64_t offset = 0;  ///< in the file
  std::string path;  ///< of the file, or the kernel's own name such as "[stack]", or empty: memory
  bool deleted = false;  ///< the file has no name any more; `path` is its last one

  [[nodiscard]] bool contains(Addr addr) const { return start <= addr && addr < end; }
  [[nodiscard]] std::uint64_t size() const { return end - start; }
};

/// In the order of the text, which is by address; lines of another form are left out.
std::vector<Mapping> parse_maps(std::string_view text);

/// What a process has mapped now. Kind::gone when it no longer exists.
Result<std::vector<Mapping>> read_maps(Tid thread, const proc::Source& source = proc::kernel());

/// The mapping that an address lies in, or null. Points into `maps`.
const Mapping* mapping_at(const std::vector<Mapping>& maps, Addr addr);

/// Where nothing is mapped for `size` bytes, as near to an address as can be, a page away from
/// everything else; at the beginning of a page. Rather below it than above, where the heap grows.
/// Nothing when there is no such place below the highest mapping.
std::optional<Addr> free_place(const std::vector<Mapping>& maps, Addr near, std::uint64_t size);

/// What must be added to the addresses that `file` speaks of to get those that are mapped; 0 for an
/// executable at fixed addresses. `mapped_path` is the file's path as maps has it: links followed.
/// Nothing when the file isn't mapped.
std::optional<std::uint64_t> load_bias(const std::vector<Mapping>& maps, const ElfFile& file,
                                       std::string_view mapped_path);

}  // namespace spyglass
