// Where the libraries of a program are: the cache, the folders, RPATH and RUNPATH.

#include <unistd.h>

#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <random>

#include <catch2/catch.hpp>

#include "core/elf/library_cache.hpp"
#include "core/elf/library_search.hpp"
#include "tests/temporary_folder.hpp"

namespace spyglass {
namespace {

using Found = NeededLibrary::Found;
using Strings = std::vector<std::string>;

template <class T>
void append(std::string& bytes, T value) {
  bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

/// A cache of one library for any processor and one for a special one.
std::string small_cache() {
  constexpr std::uint32_t header = 48;
  constexpr std::uint32_t entry = 24;
  const std::string strings("libx.so.1\0/lib/libx.so.1\0", 25);
  std::string bytes = "glibc-ld.so.cache1.1";
  append(bytes, std::uint32_t{2});
  append(bytes, static_cast<std::uint32_t>(strings.size()));
  bytes.resize(header);
  for (const std::uint64_t processor : {std::uint64_t{0}, std::uint64_t{1} << 62}) {
    append(bytes, std::int32_t{0x0303});
    append(bytes, header + 2 * entry);
    append(bytes, header + 2 * entry + 10);
    append(bytes, std::uint32_t{0});
    append(bytes, processor);
  }
  return bytes + strings;
}

/// The library that a name of an ordinary program leads to on this machine.
ElfFile ls() {
  auto file = read_elf("/bin/ls");
  REQUIRE(file);
  return std::move(*file);
}

}  // namespace

TEST_CASE("the loader's cache is a table of names and paths", "[elf]") {
  const auto cache = parse_library_cache(small_cache());
  REQUIRE(cache.size() == 1);
  CHECK(cache[0].name == "libx.so.1");
  CHECK(cache[0].path == "/lib/libx.so.1");
  // The old form in front of it, with one entry of 12 bytes.
  std::string both("ld.so-1.7.0\0", 12);
  append(both, std::uint32_t{1});
  both.resize(32);
  CHECK(parse_library_cache(both + small_cache()).size() == 1);
  CHECK(parse_library_cache("").empty());
  CHECK(parse_library_cache("something else").empty());
}

TEST_CASE("a damaged cache is read without harm", "[elf]") {
  std::mt19937 random(8);  // NOLINT: the same damage each time
  const auto below = [&](std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
  };
  for (int round = 0; round < 5000; ++round) {
    std::string bytes = small_cache();
    if (below(2) == 0) bytes.resize(below(bytes.size()));
    for (std::size_t flips = below(8); flips > 0 && !bytes.empty(); --flips) {
      bytes[below(bytes.size())] = static_cast<char>(below(256));
    }
    for (const CachedLibrary& library : parse_library_cache(bytes)) {
      CHECK_FALSE(library.name.empty());
      CHECK(library.path.front() == '/');
    }
  }
}

TEST_CASE("folders are a line each, and may include other files", "[elf]") {
  const auto found = parse_library_folders(
      "# a remark\n/usr/local/lib\n\n  /opt/lib  # why\ninclude ld.so.conf.d/*.conf /etc/x\nhwcap "
      "0\n");
  CHECK(found.folders == Strings{"/usr/local/lib", "/opt/lib"});
  CHECK(found.includes == Strings{"ld.so.conf.d/*.conf", "/etc/x"});
  CHECK(parse_library_folders("").folders.empty());
}

TEST_CASE("$ORIGIN is the folder of the file", "[elf]") {
  CHECK(search_folders("$ORIGIN/../lib:/opt/lib::${ORIGIN}", "/a/b") ==
        Strings{"/a/b/../lib", "/opt/lib", "/a/b"});
  CHECK(search_folders("", "/a").empty());
}

TEST_CASE("libraries are found in the order of the loader", "[elf]") {
  const TemporaryFolder folder;
  ElfFile file = ls();
  const auto of_c_library = [&](const LibraryPlaces& places) {
    for (const NeededLibrary& library : needed_libraries(file, places)) {
      if (library.name == "libc.so.6") return library;
    }
    FAIL("ls needs the C library");
    return NeededLibrary{};
  };
  const NeededLibrary usual = of_c_library(library_places());
  CHECK((usual.found == Found::in_cache || usual.found == Found::in_folder));
  const NeededLibrary without_cache = of_c_library({});
  CHECK(without_cache.found == Found::in_folder);
  CHECK(std::filesystem::equivalent(usual.path, without_cache.path));

  // What is there but of another ABI, or no library at all, is passed over.
  folder.write("libc.so.6", "not a library");
  file.runpath = folder.path().string();
  CHECK(of_c_library({}).path == without_cache.path);
  std::filesystem::remove(folder.file("libc.so.6"));
  std::filesystem::copy_file(usual.path, folder.file("libc.so.6"));
  CHECK(of_c_library({}).found == Found::by_runpath);
  CHECK(of_c_library({}).path == folder.file("libc.so.6"));
  file.rpath = "/nowhere";
  CHECK(of_c_library({}).found == Found::by_runpath);
  file.runpath.clear();
  CHECK(of_c_library({}).found == Found::in_folder);
  file.rpath = folder.path().string();
  CHECK(of_c_library({}).found == Found::by_rpath);

  file.needed = {"libc.so.6", "no-such-library.so.7", folder.file("libc.so.6"), "libc.so.6"};
  const auto all = needed_libraries(file, {});
  REQUIRE(all.size() >= 3);
  CHECK(all[1].found == Found::nowhere);
  CHECK(all[1].path.empty());
  CHECK(all[2].found == Found::by_its_path);
  CHECK(std::count_if(all.begin(), all.end(),
                      [](const auto& library) { return library.name == "libc.so.6"; }) == 1);

  file.bits = 32;  // nothing that we know of fits any more
  CHECK(of_c_library({{{"libc.so.6", usual.path}}, {}}).path != usual.path);
}

}  // namespace spyglass
