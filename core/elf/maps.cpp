#include "core/elf/maps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <charconv>

#include "core/proc/files.hpp"
#include "core/proc/status.hpp"

namespace spyglass {

namespace {

/// Takes a hexadecimal number and the character behind it off the front.
std::optional<std::uint64_t> take_number(std::string_view& text, char end) {
  std::uint64_t value = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  const auto used = static_cast<std::size_t>(rest - text.data());
  if (error != std::errc{} || used >= text.size() || text[used] != end) return std::nullopt;
  text.remove_prefix(used + 1);
  return value;
}

std::string_view take_word(std::string_view& text) {
  const std::size_t end = std::min(text.find(' '), text.size());
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return word;
}

/// The kernel writes a newline in a name as \012 and nothing else so.
std::string unescaped(std::string_view path) {
  constexpr std::string_view newline = "\\012";
  std::string result(path);
  for (std::size_t at = 0; (at = result.find(newline, at)) != std::string::npos; ++at) {
    result.replace(at, newline.size(), "\n");
  }
  return result;
}

std::optional<Mapping> parse_line(std::string_view line) {
  constexpr std::string_view deleted = " (deleted)";
  const auto start = take_number(line, '-');
  if (!start) return std::nullopt;
  const auto end = take_number(line, ' ');
  if (!end || *end < *start) return std::nullopt;
  const std::string_view permissions = take_word(line);
  const auto offset = take_number(line, ' ');
  if (!offset || permissions.size() != 4) return std::nullopt;
  take_word(line);  // the device
  take_word(line);  // the inode
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));

  Mapping mapping{Addr(*start), Addr(*end), std::string(permissions), *offset, {}, false};
  if (line.ends_with(deleted)) {
    mapping.deleted = true;
    line.remove_suffix(deleted.size());
  }
  mapping.path = unescaped(line);
  return mapping;
}

}  // namespace

std::vector<Mapping> parse_maps(std::string_view text) {
  std::vector<Mapping> result;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (auto mapping = parse_line(text.substr(0, end))) result.push_back(std::move(*mapping));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return result;
}

Result<std::vector<Mapping>> read_maps(Tid thread, const proc::Source& source) {
  if (const auto text = proc::read_file(thread, "maps", source)) return parse_maps(*text);
  // No such file means no such thread: /proc has a folder for each that there is.
  const int number = proc::status(thread, source) ? EACCES : ESRCH;
  return fail_errno(fmt::format("cannot read the memory map of {}", thread.value()), number);
}

const Mapping* mapping_at(const std::vector<Mapping>& maps, Addr addr) {
  const auto found = std::find_if(maps.begin(), maps.end(),
                                  [&](const Mapping& mapping) { return mapping.contains(addr); });
  return found == maps.end() ? nullptr : &*found;
}

std::optional<Addr> free_place(const std::vector<Mapping>& maps, Addr near, std::uint64_t size) {
  constexpr std::uint64_t page = 4096;
  constexpr Addr lowest(0x10000);  // vm.mmap_min_addr
  const std::uint64_t wanted = (size + page - 1) / page * page;
  const auto cost = [&](Addr at) {
    constexpr std::uint64_t far = std::uint64_t{1} << 30;  // what instructions reach, with room
    const std::uint64_t distance = std::max(at, near) - std::min(at, near);
    return at > near || distance > far ? distance + far : distance;
  };
  std::optional<Addr> best;
  Addr begin = lowest;
  for (const Mapping& mapping : maps) {
    if (mapping.start > begin && mapping.start - begin >= wanted + 2 * page) {
      for (const Addr at : {begin + page, mapping.start - page - wanted}) {
        if (!best || cost(at) < cost(*best)) best = at;
      }
    }
    begin = std::max(begin, mapping.end);
  }
  return best;
}

std::optional<std::uint64_t> load_bias(const std::vector<Mapping>& maps, const ElfFile& file,
                                       std::string_view mapped_path) {
  const auto segment = std::find_if(file.segments.begin(), file.segments.end(),
                                    [](const ElfFile::Segment& s) { return s.load; });
  if (segment == file.segments.end()) return std::nullopt;
  for (const Mapping& mapping : maps) {
    if (mapping.path != mapped_path) continue;
    const std::uint64_t distance = segment->offset - mapping.offset;
    if (distance < mapping.size()) return (mapping.start + distance) - segment->address;
  }
  return std::nullopt;
}

}  // namespace spyglass
