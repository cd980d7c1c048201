#include "core/elf/library_search.hpp"

#include <elf.h>
#include <glob.h>

#include <algorithm>
#include <deque>
#include <filesystem>
#include <iterator>
#include <optional>
#include <set>

#include "core/base/read_text.hpp"
#include "core/elf/open_elf.hpp"

namespace spyglass {

namespace {

namespace fs = std::filesystem;
using Found = NeededLibrary::Found;

constexpr std::size_t most_libraries = 1000;
constexpr std::size_t most_included = 100;

// Whichever of them a distribution uses: what is of another ABI is passed over.
constexpr std::string_view default_folders[] = {
    "/lib/x86_64-linux-gnu",
    "/usr/lib/x86_64-linux-gnu",
    "/lib/i386-linux-gnu",
    "/usr/lib/i386-linux-gnu",
    "/lib/aarch64-linux-gnu",
    "/usr/lib/aarch64-linux-gnu",
    "/lib64",
    "/usr/lib64",
    "/lib32",
    "/usr/lib32",
    "/lib",
    "/usr/lib",
};
// musl's loader has no cache and looks here.
constexpr std::string_view musl_folders[] = {"/lib", "/usr/local/lib", "/usr/lib"};

std::string whole_file(const std::string& path) { return read_text(path).value_or(""); }

std::string folder_of(const std::string& path) {
  std::error_code error;
  const fs::path real = fs::canonical(path, error);
  return error ? std::string(".") : real.parent_path().string();
}

void replace_all(std::string& text, std::string_view what, std::string_view with) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size()) {
    text.replace(at, what.size(), with);
  }
}

/// A file that is being loaded, and who asked for it: a chain up to the program.
struct Object {
  ElfFile file;
  const Object* asked_by = nullptr;
  std::string name;  ///< empty: the program
};

class Search {
 public:
  Search(const ElfFile& file, const LibraryPlaces& places)
      : places_(places), is_musl_(file.interpreter.find("ld-musl") != std::string::npos) {
    objects_.push_back({file, nullptr, {}});
  }

  std::vector<NeededLibrary> all() {
    // The list grows while it is worked through; a deque's elements stay where they are.
    std::size_t index = 0;
    while (index < objects_.size()) {
      for (const std::string& name : objects_[index].file.needed) {
        if (result_.size() >= most_libraries) return std::move(result_);
        if (seen_.insert(name).second) add(name, objects_[index]);
      }
      ++index;
    }
    return std::move(result_);
  }

 private:
  void add(const std::string& name, const Object& asking) {
    NeededLibrary library{name, {}, Found::nowhere, asking.name};
    find(library, asking);
    if (library.found != Found::nowhere) {
      if (auto file = read_elf(library.path)) {
        // The same library under another name is loaded once.
        if (!file->soname.empty()) seen_.insert(file->soname);
        objects_.push_back({std::move(*file), &asking, name});
      }
    }
    result_.push_back(std::move(library));
  }

  void find(NeededLibrary& library, const Object& asking) const {
    const auto found = [&](std::string path, Found how) {
      if (!fits(path)) return false;
      library.path = std::move(path);
      library.found = how;
      return true;
    };
    if (library.name.find('/') != std::string::npos) {
      found(library.name, Found::by_its_path);
      return;
    }
    const auto in_folders = [&](const auto& folders, Found how) {
      return std::ranges::any_of(folders, [&](const auto& folder) {
        return found(std::string(folder) + "/" + library.name, how);
      });
    };
    if (asking.file.runpath.empty()) {
      for (const Object* object = &asking; object != nullptr; object = object->asked_by) {
        if (!object->file.runpath.empty()) continue;
        if (in_folders(folders_of(object->file, object->file.rpath), Found::by_rpath)) return;
      }
    } else if (in_folders(folders_of(asking.file, asking.file.runpath), Found::by_runpath)) {
      return;
    }
    const std::string& loader = objects_.front().file.interpreter;
    if (loader.ends_with("/" + library.name) && found(loader, Found::is_loader)) return;
    if (is_musl_) {
      in_folders(musl_folders, Found::in_folder);
      return;
    }
    for (const CachedLibrary& cached : places_.cache) {
      if (cached.name == library.name && found(cached.path, Found::in_cache)) return;
    }
    if (!in_folders(places_.folders, Found::in_folder)) {
      in_folders(default_folders, Found::in_folder);
    }
  }

  static std::vector<std::string> folders_of(const ElfFile& file, std::string_view list) {
    return search_folders(list, folder_of(file.path));
  }

  /// Of another ABI: the loader goes on looking.
  [[nodiscard]] bool fits(const std::string& path) const {
    const auto candidate = open_elf(path);
    if (!candidate || candidate->header.e_type != ET_DYN) return false;
    const ElfFile& program = objects_.front().file;
    const bool is_64 = candidate->header.e_ident[EI_CLASS] == ELFCLASS64;
    const bool is_big = candidate->header.e_ident[EI_DATA] == ELFDATA2MSB;
    return is_64 == (program.bits == 64) && is_big == program.big_endian &&
           candidate->header.e_machine == program.machine_number;
  }

  const LibraryPlaces& places_;
  bool is_musl_;
  std::deque<Object> objects_;
  std::set<std::string> seen_;
  std::vector<NeededLibrary> result_;
};

void read_folders(const std::string& path, LibraryPlaces& places, std::set<std::string>& read) {
  if (read.size() >= most_included || !read.insert(path).second) return;
  const LibraryFolders found = parse_library_folders(whole_file(path));
  places.folders.insert(places.folders.end(), found.folders.begin(), found.folders.end());
  for (const std::string& pattern : found.includes) {
    glob_t matches{};
    const std::string full = pattern.starts_with('/') ? pattern : "/etc/" + pattern;
    if (glob(full.c_str(), 0, nullptr, &matches) == 0) {
      for (std::size_t index = 0; index < matches.gl_pathc; ++index) {
        read_folders(matches.gl_pathv[index], places, read);
      }
    }
    globfree(&matches);
  }
}

}  // namespace

LibraryPlaces library_places() {
  LibraryPlaces places;
  places.cache = parse_library_cache(whole_file("/etc/ld.so.cache"));
  std::set<std::string> read;
  if (places.cache.empty()) read_folders("/etc/ld.so.conf", places, read);
  return places;
}

std::vector<std::string> search_folders(std::string_view list, const std::string& origin) {
  std::vector<std::string> result;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(':'), list.size());
    std::string folder(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
    replace_all(folder, "${ORIGIN}", origin);
    replace_all(folder, "$ORIGIN", origin);
    if (!folder.empty()) result.push_back(std::move(folder));
  }
  return result;
}

std::vector<NeededLibrary> needed_libraries(const ElfFile& file, const LibraryPlaces& places) {
  return Search(file, places).all();
}

}  // namespace spyglass
