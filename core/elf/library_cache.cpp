#include "core/elf/library_cache.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>
#include <sstream>

namespace spyglass {

namespace {

constexpr std::string_view old_magic("ld.so-1.7.0\0", 12);
constexpr std::string_view magic = "glibc-ld.so.cache1.1";

/// glibc's dl-cache.h, by its numbers. Both tables are in this machine's byte order.
struct Header {
  char magic[20];
  std::uint32_t count;
  std::uint32_t length_of_strings;
  std::uint32_t unused[5];
};
struct Entry {
  std::int32_t flags;
  std::uint32_t name;  ///< from the start of the header
  std::uint32_t path;
  std::uint32_t version;
  std::uint64_t processor;  ///< 0: any
};
struct OldEntry {
  std::int32_t flags;
  std::uint32_t name;
  std::uint32_t path;
};

template <class T>
std::optional<T> value_at(std::string_view bytes, std::size_t offset) {
  if (offset > bytes.size() || bytes.size() - offset < sizeof(T)) return std::nullopt;
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

std::string_view string_at(std::string_view bytes, std::size_t offset) {
  if (offset >= bytes.size()) return {};
  const std::string_view rest = bytes.substr(offset);
  const std::size_t end = rest.find('\0');
  return end == std::string_view::npos ? std::string_view{} : rest.substr(0, end);
}

/// Behind a table of the old form, which nobody reads any more, where there is one.
std::string_view new_table(std::string_view bytes) {
  if (!bytes.starts_with(old_magic)) return bytes;
  const auto count = value_at<std::uint32_t>(bytes, old_magic.size());
  if (!count) return {};
  constexpr std::size_t alignment = alignof(Entry);
  std::size_t offset = old_magic.size() + sizeof *count + std::size_t{*count} * sizeof(OldEntry);
  offset = (offset + alignment - 1) / alignment * alignment;
  return bytes.substr(std::min(offset, bytes.size()));
}

}  // namespace

std::vector<CachedLibrary> parse_library_cache(std::string_view bytes) {
  std::vector<CachedLibrary> result;
  bytes = new_table(bytes);
  const auto header = value_at<Header>(bytes, 0);
  if (!header || !bytes.starts_with(magic)) return result;
  for (std::size_t index = 0; index < header->count; ++index) {
    const auto entry = value_at<Entry>(bytes, sizeof(Header) + index * sizeof(Entry));
    if (!entry) break;
    const std::string_view name = string_at(bytes, entry->name);
    const std::string_view path = string_at(bytes, entry->path);
    if (entry->processor != 0 || name.empty() || !path.starts_with('/')) continue;
    result.push_back({std::string(name), std::string(path)});
  }
  return result;
}

LibraryFolders parse_library_folders(std::string_view text) {
  LibraryFolders result;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line.substr(0, line.find('#')));
    std::string word;
    if (!(words >> word)) continue;
    const bool includes = word == "include";
    if (!includes && word.starts_with('/')) result.folders.push_back(word);
    while (includes && words >> word) result.includes.push_back(word);
  }
  return result;
}

}  // namespace spyglass
