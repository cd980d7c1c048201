#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace spyglass {

/// Files by their names: what an archive holds. Nothing of it was written anywhere.
using ArchivedFiles = std::map<std::string, std::string>;

/// What an archive of a course may have: far more than any course needs, and little enough to be
/// kept in memory.
struct ArchiveLimits {
  std::size_t packed = std::size_t{16} << 20;  ///< bytes of the archive itself
  std::size_t files = 500;
  std::size_t file = std::size_t{1} << 20;  ///< bytes of each
  std::size_t all = std::size_t{8} << 20;   ///< bytes of all of them
};

/// Takes an archive apart: tar, compressed by gzip or zstd or not at all. It is a stranger's: only
/// ordinary files are taken, whose names are like 01-name.lua or folder/name.c, each once, up to
/// the limits; anything else makes it an error that names what is wrong, and with which file.
Result<ArchivedFiles> unpack_archive(std::string_view bytes, const ArchiveLimits& limits = {});

/// The same the other way round: tar, compressed by gzip. The same files make the same bytes.
Result<std::string> make_archive(const ArchivedFiles& files);

}  // namespace spyglass
