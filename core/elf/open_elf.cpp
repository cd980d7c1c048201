#include "core/elf/open_elf.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <limits>
#include <string_view>

#include "core/elf/not_elf.hpp"

namespace spyglass {

namespace {

constexpr std::size_t longest_string = 4096;

/// Of the structures in a file of 32 or 64 bits; fixed by the gABI.
struct EntrySizes {
  std::size_t header;
  std::size_t segment;
  std::size_t section;
};
constexpr EntrySizes sizes_32{sizeof(Elf32_Ehdr), sizeof(Elf32_Phdr), sizeof(Elf32_Shdr)};
constexpr EntrySizes sizes_64{sizeof(Elf64_Ehdr), sizeof(Elf64_Phdr), sizeof(Elf64_Shdr)};

Result<EntrySizes> check_identification(const std::string& path, std::string_view start,
                                        std::uint64_t size) {
  constexpr std::string_view magic(ELFMAG, SELFMAG);
  if (!start.starts_with(magic)) {
    return fail(fmt::format("{} is not an ELF file: it is {}", path, describe_non_elf(start)));
  }
  if (start.size() < EI_NIDENT) {
    return fail(fmt::format("{} is truncated: it ends inside its ELF header", path));
  }
  const auto byte = [&](std::size_t index) { return static_cast<unsigned char>(start[index]); };
  if (byte(EI_CLASS) != ELFCLASS32 && byte(EI_CLASS) != ELFCLASS64) {
    return fail(fmt::format("{} is damaged: it is neither of 32 nor of 64 bits", path));
  }
  if (byte(EI_DATA) != ELFDATA2LSB && byte(EI_DATA) != ELFDATA2MSB) {
    return fail(fmt::format("{} is damaged: its header gives no byte order", path));
  }
  const EntrySizes sizes = byte(EI_CLASS) == ELFCLASS64 ? sizes_64 : sizes_32;
  if (size < sizes.header) {
    return fail(fmt::format("{} is truncated: its ELF header takes {} bytes, but the file has {}",
                            path, sizes.header, size));
  }
  return sizes;
}

/// A table of `count` entries that should lie inside the file.
struct Table {
  std::string_view name;
  std::uint64_t offset;
  std::size_t count;
  std::size_t entry_size;  ///< as the header has it
  std::size_t right_size;
};

/// Nothing when the table is whole.
std::optional<std::string> table_damage(const Table& table, std::uint64_t file_size) {
  if (table.count == 0) return std::nullopt;
  if (table.entry_size != table.right_size) {
    return fmt::format("is damaged: the entries of its {} table should have {} bytes and not {}",
                       table.name, table.right_size, table.entry_size);
  }
  const bool fits =
      table.offset <= file_size && table.count <= (file_size - table.offset) / table.entry_size;
  if (fits) return std::nullopt;
  return fmt::format("is truncated: its {} table should be at byte {}, but the file has {} bytes",
                     table.name, table.offset, file_size);
}

void check_sections(OpenElf& opened, const std::string& path, const EntrySizes& sizes) {
  const GElf_Ehdr& header = opened.header;
  if (header.e_shoff == 0) return;
  std::size_t count = 0;
  if (elf_getshdrnum(opened.elf.get(), &count) != 0) count = header.e_shnum;
  // libelf quietly drops a table that it cannot read, so the header's own count is looked at too.
  if (count < header.e_shnum) count = header.e_shnum;
  const auto damage = table_damage(
      {"section", header.e_shoff, count, header.e_shentsize, sizes.section}, opened.size);
  if (damage) opened.sections_damage = path + " " + *damage;
  opened.sections_usable = !damage && count > 0;
}

}  // namespace

std::optional<std::string> OpenElf::string_at(std::uint64_t offset) const {
  constexpr auto last = static_cast<std::uint64_t>(std::numeric_limits<off_t>::max());
  if (offset > last) return std::nullopt;
  std::array<char, longest_string> bytes;
  const ssize_t count = pread(file.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
  if (count <= 0) return std::nullopt;
  const std::string_view found(bytes.data(), static_cast<std::size_t>(count));
  const auto end = found.find('\0');
  if (end == std::string_view::npos) return std::nullopt;
  return std::string(found.substr(0, end));
}

namespace {

/// With `elf` in place: reads the header and looks whether its tables are whole.
Result<void> read_header(OpenElf& opened, const std::string& name, const EntrySizes& sizes) {
  const bool is_elf = opened.elf && elf_kind(opened.elf.get()) == ELF_K_ELF;
  if (!is_elf || gelf_getehdr(opened.elf.get(), &opened.header) == nullptr) {
    return fail(fmt::format("{} is damaged: {}", name, elf_errmsg(-1)));
  }
  const GElf_Ehdr& header = opened.header;
  const std::size_t segments = header.e_phoff == 0 ? 0 : header.e_phnum;
  const auto damage = table_damage(
      {"segment", header.e_phoff, segments, header.e_phentsize, sizes.segment}, opened.size);
  if (damage && segments != PN_XNUM) return fail(name + " " + *damage);
  check_sections(opened, name, sizes);
  return {};
}

}  // namespace

Result<OpenElf> open_elf(const std::string& path) {
  elf_version(EV_CURRENT);
  const auto start = read_start(path, 256);
  if (!start) return tl::make_unexpected(start.error());

  OpenElf opened;
  opened.file = UniqueFd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  struct stat about {};
  if (!opened.file || fstat(opened.file.get(), &about) != 0) {
    return fail_errno("cannot read " + path, errno);
  }
  opened.size = static_cast<std::uint64_t>(about.st_size);
  const auto sizes = check_identification(path, *start, opened.size);
  if (!sizes) return tl::make_unexpected(sizes.error());
  opened.elf.reset(elf_begin(opened.file.get(), ELF_C_READ, nullptr));
  if (auto read = read_header(opened, path, *sizes); !read) {
    return tl::make_unexpected(read.error());
  }
  return opened;
}

Result<OpenElf> open_elf_image(std::string image, const std::string& name) {
  elf_version(EV_CURRENT);
  const auto sizes = check_identification(name, image, image.size());
  if (!sizes) return tl::make_unexpected(sizes.error());
  OpenElf opened;
  // Bytes of a short string would move along with it, and libelf keeps their place.
  image.reserve(256);
  opened.image = std::move(image);
  opened.size = opened.image.size();
  opened.elf.reset(elf_memory(opened.image.data(), opened.image.size()));
  if (auto read = read_header(opened, name, *sizes); !read) {
    return tl::make_unexpected(read.error());
  }
  return opened;
}

}  // namespace spyglass
