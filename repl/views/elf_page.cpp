#include "repl/views/elf_page.hpp"

#include <fmt/format.h>

#include <cstdlib>

#include "core/elf/library_search.hpp"
#include "core/elf/symbols.hpp"
#include "repl/views/amounts.hpp"
#include "repl/views/table.hpp"

namespace spyglass {

namespace {

using Found = NeededLibrary::Found;

std::string_view loaded_words(const std::string& permissions) {
  if (permissions == "r-x") return "read and run: code";
  if (permissions == "rw-") return "read and write: variables";
  if (permissions == "r--") return "read only: constants and headers";
  if (permissions == "--x") return "run only: code";
  return permissions == "rwx" ? "read, write and run: code that can change itself" : "";
}

struct SegmentWords {
  std::string_view type;
  std::string_view words;
};
constexpr SegmentWords segment_words[] = {
    {"PHDR", "this list itself"},
    {"INTERP", "the interpreter's path"},
    {"DYNAMIC", "what the loader has to know: libraries, symbols, what to adjust"},
    {"NOTE", "notes about the file: its build id, the kernel that it needs"},
    {"TLS", "variables of which each thread gets its own"},
    {"GNU_EH_FRAME", "how to find the callers of a function, for exceptions"},
    {"GNU_RELRO", "read only from the moment on when the loader is done"},
    {"GNU_PROPERTY", "what the code is prepared for, such as protected return addresses"},
};

std::string words_of(const ElfFile::Segment& segment) {
  if (segment.load) return std::string(loaded_words(segment.permissions));
  if (segment.type == "GNU_STACK") {
    const bool runs = segment.permissions.find('x') != std::string::npos;
    return runs ? "the stack may be run: an attacker's code too" : "the stack may not be run";
  }
  for (const SegmentWords& known : segment_words) {
    if (known.type == segment.type) return std::string(known.words);
  }
  return "";
}

std::string_view how_found(Found found) {
  switch (found) {
    case Found::nowhere: return "not found";
    case Found::by_its_path: return "its name is a path";
    case Found::by_rpath: return "by the file's RPATH";
    case Found::by_runpath: return "by the file's RUNPATH";
    case Found::in_cache: return "by /etc/ld.so.cache";
    case Found::in_folder: return "in a folder that is always looked into";
    case Found::is_loader: return "the interpreter itself";
  }
  return "";
}

std::string place_words(const NeededLibrary& library) {
  std::string text = inert_line(library.name) + " → ";
  text += library.found == Found::nowhere ? "" : inert_line(library.path) + ", ";
  text += how_found(library.found);
  return library.needed_by.empty() ? text : text + "; for " + inert_line(library.needed_by);
}

/// Whether another file is needed to run it; nothing for what cannot be run.
std::string_view linking_words(ElfFile::Kind kind) {
  using Kind = ElfFile::Kind;
  switch (kind) {
    case Kind::static_executable:
    case Kind::static_pie: return "static: all that it needs is in the file";
    case Kind::dynamic_executable:
    case Kind::dynamic_pie: return "dynamic: the interpreter adds the libraries when it is started";
    case Kind::shared_object: return "dynamic: it is added to programs";
    default: return "";
  }
}

std::string entry_words(const ElfFile& file) {
  if (file.entry.is_null()) return "nowhere";
  const auto symbols = Symbols::load(file.path);
  const auto place = symbols ? symbols->at(file.entry) : std::nullopt;
  if (!place) return fmt::format("{:#x}; no symbol names the place", file.entry.value());
  const std::string offset = place->offset == 0 ? "" : fmt::format("+{:#x}", place->offset);
  return fmt::format("{:#x}, {}{}", file.entry.value(), inert_line(place->name), offset);
}

std::string symbols_words(const ElfFile& file) {
  std::string text = file.stripped ? "stripped: names were taken out" : "there";
  text += file.debug_info ? "; debug information too" : "; no debug information";
  if (!file.debug_link.empty()) {
    text += fmt::format(" (in a file of its own: {})", inert_line(file.debug_link));
  }
  return text;
}

/// Collects facts, one a row.
class Page {
 public:
  explicit Page(const ElfFile& file) : file_(file) {}

  std::vector<Line> rows() {
    fact("file", fmt::format("{}, {} bytes", inert_line(file_.path), file_.file_size));
    fact("kind", fmt::format("{}, {} bits, {}", words(file_.kind), file_.bits, file_.machine));
    if (const auto linking = linking_words(file_.kind); !linking.empty()) {
      fact("linked", std::string(linking));
    }
    add_interpreter();
    add_libraries();
    if (!file_.soname.empty()) fact("its name as a library", inert_line(file_.soname));
    fact("begins at", entry_words(file_));
    fact("sizes",
         fmt::format("{} bytes of code and constants (text), {} of variables (data), {} of "
                     "zeros (bss)",
                     file_.sizes.text, file_.sizes.data, file_.sizes.bss));
    for (const ElfFile::Segment& segment : file_.segments) add_segment(segment);
    fact("symbols", symbols_words(file_));
    if (!file_.build_id.empty()) fact("build id", file_.build_id);
    if (!file_.damage.empty()) fact("damage", inert_line(file_.damage));
    return std::move(rows_);
  }

 private:
  void fact(std::string name, std::string value) {
    rows_.push_back({{std::move(name), Tone::faint}, {std::move(value)}});
  }

  void add_interpreter() {
    const bool runs =
        file_.kind == ElfFile::Kind::static_executable || file_.kind == ElfFile::Kind::static_pie;
    if (!file_.interpreter.empty()) fact("interpreter", inert_line(file_.interpreter));
    if (runs) fact("interpreter", "none: the kernel starts it directly");
  }

  void add_libraries() {
    if (!file_.rpath.empty()) fact("RPATH", inert_line(file_.rpath));
    if (!file_.runpath.empty()) fact("RUNPATH", inert_line(file_.runpath));
    if (file_.needed.empty()) {
      fact("libraries", "none");
      return;
    }
    for (const NeededLibrary& library : needed_libraries(file_, library_places())) {
      fact(library.needed_by.empty() ? "needs" : "and so", place_words(library));
    }
    if (std::getenv("LD_LIBRARY_PATH") != nullptr) {
      fact("left out", "LD_LIBRARY_PATH: it is set here, and may lead a run to other libraries");
    }
  }

  void add_segment(const ElfFile::Segment& segment) {
    fact(segment.load ? "loads" : segment.type,
         fmt::format("{:#x} {} {}  {}", segment.address.value(), segment.permissions,
                     amount_words(segment.memory_size), words_of(segment)));
  }

  const ElfFile& file_;
  std::vector<Line> rows_;
};

}  // namespace

void show_elf(Output& out, const ElfFile& file) { show_table(out, Page(file).rows(), 2); }

}  // namespace spyglass
