// Our facts about the files of this machine, beside those of readelf, size and ldd.

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "core/elf/elf_file.hpp"
#include "core/elf/library_search.hpp"

namespace spyglass {
namespace {

namespace fs = std::filesystem;
using Kind = ElfFile::Kind;

constexpr std::size_t most_files = 200;
constexpr std::size_t most_programs = 40;  // for ldd, which starts processes

std::string output_of(const std::string& command) {
  std::string text;
  FILE* pipe = popen((command + " 2>/dev/null").c_str(), "r");
  REQUIRE(pipe != nullptr);
  char part[4096];
  for (std::size_t count = 0; (count = fread(part, 1, sizeof part, pipe)) > 0;) {
    text.append(part, count);
  }
  pclose(pipe);
  return text;
}

bool is_here(const char* tool) {
  if (access(tool, X_OK) == 0) return true;
  printf("SKIPPED: %s is not installed, so its facts cannot be compared\n", tool);
  return false;
}

std::vector<std::string> evenly(std::vector<std::string> all, std::size_t most) {
  std::sort(all.begin(), all.end());
  if (all.size() <= most) return all;
  std::vector<std::string> result;
  for (std::size_t index = 0; index < most; ++index)
    result.push_back(all[index * all.size() / most]);
  return result;
}

/// ELF files below some folders, spread over all that there are.
std::vector<std::string> files_of(const std::vector<std::string>& folders, std::size_t most) {
  std::vector<std::string> all;
  for (const std::string& folder : folders) {
    std::error_code error;
    fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied,
                                           error);
    for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
      std::error_code odd;
      if (!entry->is_regular_file(odd) || entry->is_symlink(odd)) continue;
      const std::string name = entry->path().filename().string();
      const bool may_be = name.find(".so") != std::string::npos || name.ends_with(".o") ||
                          name.find('.') == std::string::npos;
      if (may_be && name.find('\'') == std::string::npos && read_elf(entry->path().string())) {
        all.push_back(entry->path().string());
      }
    }
  }
  return evenly(std::move(all), most);
}

/// What stands behind a word, up to the line's end.
std::string behind(const std::string& text, const std::string& word) {
  const std::size_t at = text.find(word);
  if (at == std::string::npos) return {};
  std::istringstream rest(text.substr(at + word.size()));
  std::string line;
  std::getline(rest >> std::ws, line);
  return line;
}

/// What stands in brackets behind each "(NEEDED)".
std::vector<std::string> in_brackets(const std::string& text, const std::string& tag) {
  std::vector<std::string> result;
  for (std::size_t at = 0; (at = text.find("(" + tag + ")", at)) != std::string::npos; ++at) {
    const std::size_t open = text.find('[', at);
    const std::size_t close = text.find("]\n", open);
    result.push_back(text.substr(open + 1, close - open - 1));
  }
  return result;
}

std::string first_in_brackets(const std::string& text, const std::string& tag) {
  const auto all = in_brackets(text, tag);
  return all.empty() ? std::string{} : all.front();
}

std::uint64_t hexadecimal(const std::string& word) { return std::stoull(word, nullptr, 16); }

struct ReferenceSegment {
  std::string type;
  std::uint64_t offset = 0, address = 0, file_size = 0, memory_size = 0;
  std::string permissions = "---";
};

/// The lines below "Program Headers:" of readelf -lW.
std::vector<ReferenceSegment> segments_in(const std::string& text) {
  std::vector<ReferenceSegment> result;
  std::istringstream lines(text.substr(std::min(text.find("Program Headers:"), text.size())));
  for (std::string line; std::getline(lines, line);) {
    if (line.find("Section to Segment") != std::string::npos) break;
    std::istringstream words(line);
    std::vector<std::string> all;
    for (std::string word; words >> word;) all.push_back(word);
    if (all.size() < 7 || all[1].rfind("0x", 0) != 0) continue;
    ReferenceSegment segment{all[0], hexadecimal(all[1]), hexadecimal(all[2]), hexadecimal(all[4]),
                             hexadecimal(all[5])};
    for (std::size_t index = 6; index + 1 < all.size(); ++index) {
      for (const char flag : all[index]) {
        if (flag == 'R') segment.permissions[0] = 'r';
        if (flag == 'W') segment.permissions[1] = 'w';
        if (flag == 'E') segment.permissions[2] = 'x';
      }
    }
    result.push_back(segment);
  }
  return result;
}

void compare_kind(const ElfFile& ours, const std::string& text) {
  const std::string type = behind(text, "Type:");
  const bool interpreted = !ours.interpreter.empty();
  const bool marked =
      text.find("Flags:") != std::string::npos && text.find(" PIE") != std::string::npos;
  if (type.rfind("EXEC", 0) == 0) {
    CHECK(ours.kind == (interpreted ? Kind::dynamic_executable : Kind::static_executable));
  } else if (type.rfind("REL", 0) == 0) {
    CHECK(ours.kind == Kind::relocatable);
  } else if (type.rfind("DYN", 0) == 0 && marked) {
    CHECK(ours.kind == (interpreted ? Kind::dynamic_pie : Kind::static_pie));
  } else if (type.rfind("DYN", 0) == 0) {
    CHECK((ours.kind == Kind::shared_object || ours.kind == Kind::dynamic_pie));
  }
}

void compare_segments(const ElfFile& ours, const std::string& text) {
  const auto theirs = segments_in(text);
  REQUIRE(ours.segments.size() == theirs.size());
  for (std::size_t index = 0; index < theirs.size(); ++index) {
    INFO(theirs[index].type << " " << index);
    const ElfFile::Segment& segment = ours.segments[index];
    CHECK(segment.load == (theirs[index].type == "LOAD"));
    CHECK(segment.offset == theirs[index].offset);
    CHECK(segment.address.value() == theirs[index].address);
    CHECK(segment.file_size == theirs[index].file_size);
    CHECK(segment.memory_size == theirs[index].memory_size);
    CHECK(segment.permissions == theirs[index].permissions);
  }
}

/// "   text    data     bss     dec     hex filename", and the numbers below.
void compare_sizes(const ElfFile& ours, const std::string& path) {
  std::istringstream lines(output_of("size '" + path + "'"));
  std::string head;
  std::uint64_t text = 0, data = 0, bss = 0;
  if (!std::getline(lines, head) || !(lines >> text >> data >> bss)) return;
  CHECK(ours.sizes.text == text);
  CHECK(ours.sizes.data == data);
  CHECK(ours.sizes.bss == bss);
}

void compare(const std::string& path) {
  INFO(path);
  const auto ours = read_elf(path);
  REQUIRE(ours);
  const std::string text = output_of("LC_ALL=C readelf -hldnSW '" + path + "'");
  CHECK(behind(text, "Class:") == (ours->bits == 64 ? "ELF64" : "ELF32"));
  CHECK(behind(text, "Entry point address:") != "");
  CHECK(hexadecimal(behind(text, "Entry point address:")) == ours->entry.value());
  compare_kind(*ours, text);
  compare_segments(*ours, text);
  const std::string interpreter = behind(text, "[Requesting program interpreter:");
  CHECK(ours->interpreter == interpreter.substr(0, interpreter.find(']')));
  CHECK(ours->needed == in_brackets(text, "NEEDED"));
  CHECK(ours->soname == first_in_brackets(text, "SONAME"));
  CHECK(ours->rpath == first_in_brackets(text, "RPATH"));
  CHECK(ours->runpath == first_in_brackets(text, "RUNPATH"));
  CHECK(ours->build_id == behind(text, "Build ID:"));
  CHECK(ours->stripped == (text.find(" SYMTAB ") == std::string::npos));
  CHECK(ours->debug_info == (text.find(" .debug_info ") != std::string::npos));
  CHECK(ours->debug_link.empty() == (text.find(" .gnu_debuglink ") == std::string::npos));
  if (access("/usr/bin/size", X_OK) == 0) compare_sizes(*ours, path);
}

}  // namespace

TEST_CASE("our facts about this machine's files are those of readelf and size",
          "[elf][reference]") {
  if (!is_here("/usr/bin/readelf")) return;
  (void)is_here("/usr/bin/size");
  const auto files =
      files_of({"/usr/bin", "/usr/lib", SPYGLASS_PROGRAMS_DIR, SPYGLASS_TARGETS_DIR}, most_files);
  printf("%zu files are compared\n", files.size());
  for (const std::string& path : files) compare(path);
}

TEST_CASE("libraries are found where ldd finds them", "[elf][reference]") {
  if (!is_here("/usr/bin/ldd")) return;
  const LibraryPlaces places = library_places();
  std::size_t compared = 0;
  for (const std::string& path : files_of({"/usr/bin", SPYGLASS_TARGETS_DIR}, most_programs)) {
    const auto file = read_elf(path);
    if (!file || file->needed.empty() || file->abi == nullptr) continue;
    INFO(path);
    std::map<std::string, std::string> theirs;
    std::istringstream lines(output_of("LC_ALL=C env -u LD_LIBRARY_PATH ldd '" + path + "'"));
    for (std::string line; std::getline(lines, line);) {
      std::istringstream words(line);
      std::string name, arrow, place;
      if (words >> name >> arrow >> place && arrow == "=>") theirs[name] = place;
    }
    for (const NeededLibrary& library : needed_libraries(*file, places)) {
      const auto known = theirs.find(library.name);
      if (known == theirs.end()) continue;  // the loader itself has no arrow
      INFO(library.name << " " << library.path);
      ++compared;
      if (known->second == "not") {
        CHECK(library.found == NeededLibrary::Found::nowhere);
      } else if (known->second.find("hwcaps") == std::string::npos) {
        REQUIRE(library.found != NeededLibrary::Found::nowhere);
        CHECK(fs::canonical(library.path) == fs::canonical(known->second));
      }
      theirs.erase(known);
    }
    theirs.erase("linux-vdso.so.1");
    CHECK(theirs.empty());
  }
  CHECK(compared > 0);
}

}  // namespace spyglass
