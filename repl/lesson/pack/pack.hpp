#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "repl/lesson/pack/archive.hpp"

namespace spyglass {

/// What becomes of a file in programs/, by the end of its name.
enum class SourceUse : std::uint8_t {
  none,      ///< it has no place there
  built,     ///< .c, .S: by cc
  copied,    ///< .sh
  included,  ///< .h: sources say so
};
SourceUse use_of(std::string_view name);

/// A lesson of a pack, as its manifest tells it before anything of it is run.
struct PackedLesson {
  std::string file;  ///< "01-first-trace.lua"
  std::string title;
  int minutes = 0;
};

/// A course as one file: its lessons, the helpers that they require, and the sources of the
/// programs that they run. The archive has these, and manifest.json, which is
///   {"format": "spyglass-course", "version": 1, "name": NAME,
///    "lessons": [{"file": "01-x.lua", "title": "…", "minutes": 5}],
///    "files": [{"path": "01-x.lua", "size": 4711, "sha256": "9ae1…"}]}
struct Pack {
  std::string name;
  std::vector<PackedLesson> lessons;
  ArchivedFiles files;  ///< lessons and helpers at the top, sources in programs/

  /// Names of files in programs/, without the folder.
  [[nodiscard]] std::vector<std::string> sources(SourceUse use) const;
  [[nodiscard]] std::size_t size() const;
};

/// Whether a pack may be called so: letters, digits and hyphens, a letter first.
bool is_course_name(std::string_view name);

/// The whole file. The same pack makes the same bytes.
Result<std::string> write_pack(const Pack& pack);

/// Reads one, from a stranger. All of it is looked at: that nothing is in it which does not belong
/// there, and that each file is what the manifest says. An error is about "it", the pack.
Result<Pack> read_pack(std::string_view bytes);

}  // namespace spyglass
