#include "core/elf/symbols.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "core/elf/open_elf.hpp"

namespace spyglass {

namespace {

// How far at() looks for a sized symbol around an address that follows a smaller one inside it.
constexpr std::ptrdiff_t most_nested = 64;
// A function's end is padded up to where the next may begin.
constexpr std::uint64_t function_alignment = 16;

bool has_address(const GElf_Sym& symbol) {
  const unsigned type = GELF_ST_TYPE(symbol.st_info);
  const bool type_fits =
      type == STT_NOTYPE || type == STT_OBJECT || type == STT_FUNC || type == STT_GNU_IFUNC;
  return type_fits && symbol.st_shndx != SHN_UNDEF && symbol.st_shndx != SHN_ABS &&
         symbol.st_shndx != SHN_COMMON;
}

/// "$x" and "$d" mark where code and data begin in ARM files; they name nothing.
bool is_mapping_symbol(std::string_view name, const GElf_Sym& symbol) {
  return name.starts_with('$') && GELF_ST_TYPE(symbol.st_info) == STT_NOTYPE &&
         GELF_ST_BIND(symbol.st_info) == STB_LOCAL;
}

}  // namespace

/// Fills in a Symbols from an open file.
class SymbolReader {
 public:
  SymbolReader(const OpenElf& opened, std::uint64_t bias) : opened_(opened), bias_(bias) {}

  Symbols read() {
    // The symbols of a .o file are offsets into sections that nobody has placed yet.
    if (opened_.header.e_type == ET_REL) return {};
    read_segments();
    if (opened_.sections_usable) {
      read_first(SHT_SYMTAB);
      read_first(SHT_DYNSYM);
    }
    result_.sort();
    return std::move(result_);
  }

 private:
  void read_segments() {
    std::size_t count = 0;
    if (opened_.header.e_phoff != 0) elf_getphdrnum(opened_.elf.get(), &count);
    for (std::size_t index = 0; index < count; ++index) {
      GElf_Phdr header;
      if (gelf_getphdr(opened_.elf.get(), static_cast<int>(index), &header) == nullptr) return;
      if (header.p_type != PT_LOAD) continue;
      const Addr start = Addr(header.p_vaddr) + bias_;
      result_.segments_.push_back({start, start + header.p_memsz});
    }
  }

  /// A file has one table of each type; a damaged one may claim thousands, all of them huge.
  void read_first(std::uint32_t type) {
    Elf_Scn* section = nullptr;
    while ((section = elf_nextscn(opened_.elf.get(), section)) != nullptr) {
      GElf_Shdr header;
      if (gelf_getshdr(section, &header) == nullptr) return;
      if (header.sh_type != type) continue;
      Elf_Data* data = elf_getdata(section, nullptr);
      if (data != nullptr && data->d_buf != nullptr) read_table(data, header.sh_link);
      return;
    }
  }

  void read_table(Elf_Data* data, std::size_t strings) {
    GElf_Sym symbol;
    for (int index = 0; gelf_getsym(data, index, &symbol) != nullptr; ++index) {
      if (!has_address(symbol)) continue;
      const char* text = elf_strptr(opened_.elf.get(), strings, symbol.st_name);
      if (text == nullptr) continue;
      std::string_view name(text);
      name = name.substr(0, name.find('@'));
      if (name.empty() || is_mapping_symbol(name, symbol)) continue;
      result_.symbols_.push_back({Addr(symbol.st_value) + bias_, symbol.st_size,
                                  GELF_ST_BIND(symbol.st_info) != STB_LOCAL, std::string(name)});
    }
  }

  const OpenElf& opened_;
  std::uint64_t bias_;
  Symbols result_;
};

Result<Symbols> Symbols::load(const std::string& path, std::uint64_t bias) {
  const auto opened = open_elf(path);
  if (!opened) return tl::make_unexpected(opened.error());
  return SymbolReader(*opened, bias).read();
}

Result<Symbols> Symbols::of_image(std::string image, Addr start) {
  const auto opened = open_elf_image(std::move(image), "the image in memory");
  if (!opened) return tl::make_unexpected(opened.error());
  // Its first byte is the first one of its first segment.
  const auto unmoved = SymbolReader(*opened, 0).read();
  const Addr linked = unmoved.segments_.empty() ? Addr() : unmoved.segments_.front().start;
  return SymbolReader(*opened, start - linked).read();
}

void Symbols::sort() {
  const auto key = [](const Symbol& s) {
    return std::make_tuple(s.address, s.size != 0, s.global,
                           -static_cast<std::ptrdiff_t>(s.name.size()), std::string_view(s.name));
  };
  std::sort(symbols_.begin(), symbols_.end(),
            [&](const Symbol& a, const Symbol& b) { return key(a) < key(b); });
  // Most of .dynsym is in .symtab too.
  const auto same = [](const Symbol& a, const Symbol& b) {
    return a.address == b.address && a.name == b.name;
  };
  symbols_.erase(std::unique(symbols_.begin(), symbols_.end(), same), symbols_.end());

  by_name_.resize(symbols_.size());
  std::iota(by_name_.begin(), by_name_.end(), 0U);
  std::sort(by_name_.begin(), by_name_.end(), [&](std::uint32_t left, std::uint32_t right) {
    const Symbol& a = symbols_[left];
    const Symbol& b = symbols_[right];
    return std::tie(a.name, b.global, a.address) < std::tie(b.name, a.global, b.address);
  });
}

std::optional<Addr> Symbols::find(std::string_view name) const {
  const auto found = std::lower_bound(
      by_name_.begin(), by_name_.end(), name,
      [&](std::uint32_t index, std::string_view wanted) { return symbols_[index].name < wanted; });
  if (found == by_name_.end() || symbols_[*found].name != name) return std::nullopt;
  return symbols_[*found].address;
}

std::optional<Symbols::Place> Symbols::at(Addr addr) const {
  const auto segment =
      std::find_if(segments_.begin(), segments_.end(), [&](Range r) { return r.contains(addr); });
  if (segment == segments_.end()) return std::nullopt;
  const auto after =
      std::upper_bound(symbols_.begin(), symbols_.end(), addr,
                       [](Addr wanted, const Symbol& symbol) { return wanted < symbol.address; });
  const auto place = [&](const Symbol& symbol) {
    return Place{symbol.name, addr - symbol.address, symbol.size};
  };
  const auto usable = [&](const Symbol& symbol) { return segment->contains(symbol.address); };

  if (after == symbols_.begin() || !usable(*(after - 1))) return std::nullopt;
  const Symbol& nearest = *(after - 1);
  if (nearest.size == 0 || addr - nearest.address < nearest.size) return place(nearest);
  for (auto outer = after - 1; outer != symbols_.begin() && after - outer < most_nested;) {
    --outer;
    if (usable(*outer) && addr - outer->address < outer->size) return place(*outer);
  }
  const std::uint64_t end = nearest.address.value() + nearest.size;
  const std::uint64_t padding = (0 - end) % function_alignment;
  if (addr.value() - end < padding) return place(nearest);
  return std::nullopt;
}

std::vector<std::string_view> Symbols::names() const {
  std::vector<std::string_view> result;
  result.reserve(by_name_.size());
  for (const std::uint32_t index : by_name_) result.emplace_back(symbols_[index].name);
  result.erase(std::unique(result.begin(), result.end()), result.end());
  return result;
}

}  // namespace spyglass
