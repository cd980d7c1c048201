// Files that say that they are programs, and the small texts beside them: /proc/PID/maps,
// /etc/ld.so.cache, ld.so.conf, the first line of a script. An input is one of these, as a file.

#include <fmt/format.h>

#include <algorithm>

#include "core/elf/elf_file.hpp"
#include "core/elf/library_search.hpp"
#include "core/elf/mapping_use.hpp"
#include "core/elf/maps.hpp"
#include "core/elf/not_elf.hpp"
#include "core/elf/object_code.hpp"
#include "core/elf/runnable.hpp"
#include "core/elf/symbols.hpp"
#include "repl/views/elf_page.hpp"
#include "tests/fuzz/memory_file.hpp"
#include "tests/fuzz/target.hpp"

namespace spyglass::fuzz {

namespace {

std::string line_of(const Mapping& mapping) {
  std::string path = mapping.path;
  for (std::size_t at = 0; (at = path.find('\n', at)) != std::string::npos; ++at) {
    path.replace(at, 1, "\\012");
  }
  return fmt::format("{:x}-{:x} {} {:08x} 08:01 42 {}{}\n", mapping.start.value(),
                     mapping.end.value(), mapping.permissions, mapping.offset, path,
                     mapping.deleted ? " (deleted)" : "");
}

void check_maps(std::string_view text) {
  const auto maps = parse_maps(text);
  const bool ordered = std::ranges::is_sorted(maps, {}, &Mapping::start);
  std::string again;
  for (const Mapping& mapping : maps) {
    require(mapping.start <= mapping.end, "a mapping ends before it begins");
    again += line_of(mapping);
    (void)mapping_at(maps, mapping.start);
    const auto place = free_place(maps, mapping.start, 5000);
    require(!ordered || !place || mapping_at(maps, *place) == nullptr, "a free place is not free");
  }
  std::string twice;
  for (const Mapping& mapping : parse_maps(again)) twice += line_of(mapping);
  require(again == twice, "mappings are read in another way than they are written", again);
  require(uses_of(maps, {.program = "/bin/a", .loader = "/lib/b"}).size() == maps.size(),
          "not every mapping has a use");
}

void check_texts(std::string_view text) {
  check_maps(text);
  for (const CachedLibrary& library : parse_library_cache(text)) {
    require(library.path.starts_with('/'), "a cached library has no absolute path", library.path);
  }
  for (const std::string& folder : parse_library_folders(text).folders) {
    require(folder.starts_with('/'), "a library folder has no absolute path", folder);
  }
  require_sentence(describe_non_elf(text));
  (void)parse_script_line(text);
}

void check_symbols(const Symbols& symbols) {
  const auto names = symbols.names();
  require(std::ranges::is_sorted(names), "names are not in their order");
  for (const std::string_view name : names) {
    const auto address = symbols.find(name);
    require(address.has_value(), "a name is not found", name);
    const auto place = symbols.at(*address);
    require(!place || place->offset == 0 || place->size > 0 || place->name != name,
            "a name is not at its own address", name);
  }
}

void check_elf(std::string_view bytes) {
  const MemoryFile file(bytes);
  const std::string path = file.path();
  if (const auto reason = why_not_runnable(path)) require_sentence(*reason);
  (void)read_object_code(path);
  const auto read = read_elf(path);
  if (const auto symbols = Symbols::load(path, 0x5555'0000'0000)) check_symbols(*symbols);
  if (const auto image = Symbols::of_image(std::string(bytes), Addr(0x7fff'0000'0000))) {
    check_symbols(*image);
  }
  if (!read) return require_sentence(read.error().message);
  std::string page;
  Output out([&](std::string_view text) { page += text; }, {.width = 60});
  show_elf(out, *read);
  require_inert(page);
  const LibraryPlaces places{.cache = {{"libc.so.6", path}}, .folders = {}};
  for (const NeededLibrary& library : needed_libraries(*read, places)) {
    require(library.path.empty() == (library.found == NeededLibrary::Found::nowhere),
            "a library was found, but not where", library.name);
  }
  for (const ElfFile::Segment& segment : read->segments) {
    if (segment.load) (void)file_offset(*read, segment.address);
  }
  (void)load_bias({{Addr(0x1000), Addr(0x2000), "r-xp", 0, path}}, *read, path);
}

const Target elf("elf", [](std::string_view input) {
  check_texts(input);
  check_elf(input);
});

}  // namespace

}  // namespace spyglass::fuzz
