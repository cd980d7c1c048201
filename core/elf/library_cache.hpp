#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace spyglass {

/// An entry of /etc/ld.so.cache, which ldconfig(8) writes so that the dynamic loader need not look
/// into many folders.
struct CachedLibrary {
  std::string name;  ///< "libc.so.6"
  std::string path;
};

/// In the order of the file, for all ABIs mixed. Entries for special processors are left out, and
/// so is what a damaged file has in places that don't exist. Empty for a file of another kind.
std::vector<CachedLibrary> parse_library_cache(std::string_view bytes);

/// The folders of a text of ld.so.conf, and what it includes, patterns and all.
struct LibraryFolders {
  std::vector<std::string> folders;
  std::vector<std::string> includes;
};
LibraryFolders parse_library_folders(std::string_view text);

}  // namespace spyglass
