#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/proc/source.hpp"

namespace spyglass::proc {

/// The whole of /proc/THREAD/`name`; nothing when it cannot be read.
std::optional<std::string> read_file(Tid thread, const std::string& name,
                                     const Source& source = kernel());

/// Where the link /proc/THREAD/`name` points to; nothing when it cannot be read.
std::optional<std::string> read_link(Tid thread, const std::string& name,
                                     const Source& source = kernel());

/// The numbers that entries of the folder /proc/THREAD/`name` are named by, in rising order; other
/// entries are left out. Empty when the folder cannot be read.
std::vector<int> numbers_in(Tid thread, const std::string& name, const Source& source = kernel());

/// Some of what stat(2) tells of a file.
struct FileFacts {
  std::uint64_t mode = 0;    ///< kind and permissions
  std::uint64_t device = 0;  ///< that it is, st_rdev
  std::uint64_t size = 0;    ///< in bytes
  std::uint64_t on = 0;      ///< the device that it lies on, st_dev
  std::uint64_t inode = 0;   ///< its number there
};
/// Of what a link such as /proc/THREAD/fd/3 leads to, whether or not that has a path.
std::optional<FileFacts> file_facts(Tid thread, const std::string& name,
                                    const Source& source = kernel());
/// Of a path, links followed.
std::optional<FileFacts> path_facts(const std::string& path, const Source& source = kernel());

}  // namespace spyglass::proc
