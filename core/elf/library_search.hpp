#pragma once

#include <string>
#include <vector>

#include "core/elf/elf_file.hpp"
#include "core/elf/library_cache.hpp"

namespace spyglass {

/// A library that a program needs, and where the dynamic loader will find it.
struct NeededLibrary {
  /// Why it was looked for there; ld.so(8) in its order.
  enum class Found : std::uint8_t {
    nowhere,
    by_its_path,  ///< the name has a slash: it is a path already
    by_rpath,
    by_runpath,
    in_cache,
    in_folder,  ///< of ld.so.conf, or one that is always looked into
    is_loader,  ///< it is the interpreter itself
  };
  std::string name;
  std::string path;  ///< empty: nowhere
  Found found = Found::nowhere;
  std::string needed_by;  ///< the name of another library; empty: the file itself
};

/// What the search depends on beside the file.
struct LibraryPlaces {
  std::vector<CachedLibrary> cache;
  std::vector<std::string> folders;  ///< of ld.so.conf, looked into when there is no cache
};
/// Those of this machine.
LibraryPlaces library_places();

/// All that a dynamic file needs, and what that needs in turn, each once: first the file's own, in
/// their order. Files are read and never run. LD_LIBRARY_PATH and LD_PRELOAD are left out: they
/// belong to a run and not to the file.
std::vector<NeededLibrary> needed_libraries(const ElfFile& file, const LibraryPlaces& places);

/// The folders of DT_RPATH or DT_RUNPATH. `$ORIGIN` is the folder that the file is in.
std::vector<std::string> search_folders(std::string_view list, const std::string& origin);

}  // namespace spyglass
