#include "core/elf/elf_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <limits>

#include "core/elf/machine.hpp"
#include "core/elf/open_elf.hpp"

namespace spyglass {

namespace {

// Whole programs stay far below these; a damaged file may ask for anything.
constexpr std::uint64_t largest_dynamic_table = 1 << 20;
constexpr std::uint64_t most_notes = 1 << 20;

struct TypeName {
  std::uint32_t type;
  std::string_view name;
};

constexpr TypeName segment_types[] = {
    {PT_NULL, "NULL"},           {PT_LOAD, "LOAD"},
    {PT_DYNAMIC, "DYNAMIC"},     {PT_INTERP, "INTERP"},
    {PT_NOTE, "NOTE"},           {PT_SHLIB, "SHLIB"},
    {PT_PHDR, "PHDR"},           {PT_TLS, "TLS"},
    {PT_GNU_STACK, "GNU_STACK"}, {PT_GNU_EH_FRAME, "GNU_EH_FRAME"},
    {PT_GNU_RELRO, "GNU_RELRO"}, {PT_GNU_PROPERTY, "GNU_PROPERTY"},
};

std::string type_name(std::uint32_t type) {
  for (const TypeName& known : segment_types) {
    if (known.type == type) return std::string(known.name);
  }
  return fmt::format("{:#x}", type);
}

std::string permissions_of(std::uint32_t flags) {
  std::string text = "---";
  if ((flags & PF_R) != 0) text[0] = 'r';
  if ((flags & PF_W) != 0) text[1] = 'w';
  if ((flags & PF_X) != 0) text[2] = 'x';
  return text;
}

ElfFile::Segment segment_of(const GElf_Phdr& header) {
  return {.type = type_name(header.p_type),
          .load = header.p_type == PT_LOAD,
          .address = Addr(header.p_vaddr),
          .offset = header.p_offset,
          .file_size = header.p_filesz,
          .memory_size = header.p_memsz,
          .permissions = permissions_of(header.p_flags)};
}

/// The part of PT_DYNAMIC that we report.
struct Dynamic {
  std::optional<std::uint64_t> strings;  ///< the address of the string table
  std::vector<std::uint64_t> needed;     ///< offsets into it
  std::optional<std::uint64_t> soname;
  std::optional<std::uint64_t> rpath;
  std::optional<std::uint64_t> runpath;
  bool marked_pie = false;
};

Dynamic read_dynamic(Elf_Data* data) {
  Dynamic result;
  GElf_Dyn entry;
  for (int index = 0; gelf_getdyn(data, index, &entry) != nullptr; ++index) {
    if (entry.d_tag == DT_NULL) break;
    if (entry.d_tag == DT_STRTAB) result.strings = entry.d_un.d_ptr;
    if (entry.d_tag == DT_NEEDED) result.needed.push_back(entry.d_un.d_val);
    if (entry.d_tag == DT_SONAME) result.soname = entry.d_un.d_val;
    if (entry.d_tag == DT_RPATH) result.rpath = entry.d_un.d_val;
    if (entry.d_tag == DT_RUNPATH) result.runpath = entry.d_un.d_val;
    if (entry.d_tag == DT_FLAGS_1) result.marked_pie = (entry.d_un.d_val & DF_1_PIE) != 0;
  }
  return result;
}

std::string build_id_in(Elf_Data* data) {
  GElf_Nhdr note;
  std::size_t name = 0;
  std::size_t content = 0;
  const auto* bytes = static_cast<const char*>(data->d_buf);
  for (std::size_t at = 0; (at = gelf_getnote(data, at, &note, &name, &content)) != 0;) {
    if (note.n_type != NT_GNU_BUILD_ID || note.n_namesz != sizeof ELF_NOTE_GNU) continue;
    if (std::string_view(bytes + name, note.n_namesz - 1) != ELF_NOTE_GNU) continue;
    std::string id;
    for (std::size_t index = 0; index < note.n_descsz; ++index) {
      id += fmt::format("{:02x}", static_cast<unsigned char>(bytes[content + index]));
    }
    return id;
  }
  return {};
}

/// Reads one file; its parts fill in `file_` one after the other.
class Reader {
 public:
  Reader(OpenElf opened, const std::string& path) : opened_(std::move(opened)) {
    file_.path = path;
    file_.file_size = opened_.size;
    file_.damage = opened_.sections_damage;
  }

  Result<ElfFile> read() {
    read_header();
    if (auto done = read_segments(); !done) return tl::make_unexpected(done.error());
    read_sections();
    if (needs_sections() && !file_.damage.empty()) return fail(file_.damage);
    if (opened_.header.e_shoff == 0 || !opened_.sections_usable) size_by_segments();
    file_.kind = kind();
    return std::move(file_);
  }

 private:
  void read_header() {
    const GElf_Ehdr& header = opened_.header;
    file_.bits = header.e_ident[EI_CLASS] == ELFCLASS64 ? 64 : 32;
    file_.big_endian = header.e_ident[EI_DATA] == ELFDATA2MSB;
    file_.entry = Addr(header.e_entry);
    file_.machine_number = header.e_machine;
    file_.machine = machine_name(header.e_machine);
    const Abi* abi = abi_of_elf_machine(header.e_machine);
    if (abi == nullptr) return;
    // A known processor in another mode (x32, big-endian ARM) has calls of its own.
    if (abi->word_size * 8 == file_.bits && !file_.big_endian) {
      file_.abi = abi;
    } else {
      file_.machine += fmt::format(" with {}-bit pointers", file_.bits);
      if (file_.big_endian) file_.machine += ", big-endian";
    }
  }

  Result<void> read_segments() {
    std::size_t count = 0;
    if (opened_.header.e_phoff != 0) elf_getphdrnum(opened_.elf.get(), &count);
    for (std::size_t index = 0; index < count; ++index) {
      GElf_Phdr header;
      if (gelf_getphdr(opened_.elf.get(), static_cast<int>(index), &header) == nullptr) {
        return fail(fmt::format("{} is damaged: {}", file_.path, elf_errmsg(-1)));
      }
      file_.segments.push_back(segment_of(header));
      if (auto done = check(header); !done) return done;
      headers_.push_back(header);
    }
    // The kernel and the interpreter heed the first of each.
    if (const GElf_Phdr* found = first(PT_INTERP); found != nullptr && found->p_filesz > 0) {
      if (auto done = read_interpreter(*found); !done) return done;
    }
    if (const GElf_Phdr* found = first(PT_DYNAMIC)) read_libraries(*found);
    for (const GElf_Phdr& header : headers_) {
      if (header.p_type == PT_NOTE) read_note(header.p_offset, header.p_filesz, header.p_align);
    }
    return {};
  }

  [[nodiscard]] const GElf_Phdr* first(std::uint32_t type) const {
    const auto found = std::find_if(headers_.begin(), headers_.end(),
                                    [&](const GElf_Phdr& h) { return h.p_type == type; });
    return found == headers_.end() ? nullptr : &*found;
  }

  Result<void> check(const GElf_Phdr& header) const {
    if (header.p_type != PT_LOAD) return {};
    if (!inside(header.p_offset, header.p_filesz)) {
      return fail(
          fmt::format("{} is truncated: a segment takes {} bytes from byte {} on, but the file has "
                      "only {}",
                      file_.path, header.p_filesz, header.p_offset, file_.file_size));
    }
    if (header.p_filesz > header.p_memsz && opened_.header.e_type != ET_CORE) {
      return fail(
          fmt::format("{} is damaged: a segment has {} bytes in the file and only {} in "
                      "memory",
                      file_.path, header.p_filesz, header.p_memsz));
    }
    return {};
  }

  Result<void> read_interpreter(const GElf_Phdr& header) {
    const auto name = opened_.string_at(header.p_offset);
    if (!inside(header.p_offset, header.p_filesz) || !name || name->size() >= header.p_filesz) {
      return fail(file_.path + " is damaged: the name of its interpreter cannot be read");
    }
    file_.interpreter = *name;
    return {};
  }

  void read_libraries(const GElf_Phdr& header) {
    Elf_Data* data =
        chunk(header.p_offset, std::min(header.p_filesz, largest_dynamic_table), ELF_T_DYN);
    if (data == nullptr) {
      note_damage("the list of its libraries cannot be read");
      return;
    }
    const Dynamic dynamic = read_dynamic(data);
    marked_pie_ = dynamic.marked_pie;
    if (!dynamic.strings) return;
    const auto strings = file_offset(file_, Addr(*dynamic.strings));
    const auto text = [&](std::uint64_t offset) -> std::string {
      if (strings && offset <= file_.file_size) {
        if (auto found = opened_.string_at(*strings + offset)) return *found;
      }
      note_damage("the names of its libraries cannot be read");
      return {};
    };
    for (const std::uint64_t offset : dynamic.needed) {
      if (auto name = text(offset); !name.empty()) file_.needed.push_back(std::move(name));
    }
    if (dynamic.soname) file_.soname = text(*dynamic.soname);
    if (dynamic.rpath) file_.rpath = text(*dynamic.rpath);
    if (dynamic.runpath) file_.runpath = text(*dynamic.runpath);
  }

  void read_note(std::uint64_t offset, std::uint64_t size, std::uint64_t alignment) {
    if (!file_.build_id.empty() || size == 0 || size > notes_left_) return;
    notes_left_ -= size;
    Elf_Data* data = chunk(offset, size, alignment == 8 ? ELF_T_NHDR8 : ELF_T_NHDR);
    if (data != nullptr) file_.build_id = build_id_in(data);
  }

  void read_sections() {
    if (!opened_.sections_usable) return;
    std::size_t names = 0;
    if (elf_getshdrstrndx(opened_.elf.get(), &names) != 0) names = SHN_UNDEF;
    Elf_Scn* section = nullptr;
    while ((section = elf_nextscn(opened_.elf.get(), section)) != nullptr) {
      GElf_Shdr header;
      if (gelf_getshdr(section, &header) == nullptr) {
        note_damage(elf_errmsg(-1));
        return;
      }
      if (header.sh_type == SHT_SYMTAB) file_.stripped = false;
      if (const char* name = elf_strptr(opened_.elf.get(), names, header.sh_name)) {
        look_for_debug_info(name, header);
      }
      if (header.sh_type == SHT_NOTE) {
        read_note(header.sh_offset, header.sh_size, header.sh_addralign);
      }
      if ((header.sh_flags & SHF_ALLOC) == 0) continue;
      const bool fixed =
          (header.sh_flags & SHF_WRITE) == 0 || (header.sh_flags & SHF_EXECINSTR) != 0;
      auto& sum = fixed                          ? file_.sizes.text
                  : header.sh_type == SHT_NOBITS ? file_.sizes.bss
                                                 : file_.sizes.data;
      sum += header.sh_size;
    }
  }

  void look_for_debug_info(std::string_view name, const GElf_Shdr& header) {
    // A file of its own for them has the other sections' headers, and no bytes.
    if (header.sh_type == SHT_NOBITS) return;
    if (name == ".debug_info" || name == ".zdebug_info") file_.debug_info = true;
    if (name == ".gnu_debuglink") {
      file_.debug_link = opened_.string_at(header.sh_offset).value_or("");
    }
  }

  void size_by_segments() {
    for (const ElfFile::Segment& segment : file_.segments) {
      if (!segment.load) continue;
      const bool writable = segment.permissions[1] == 'w';
      (writable ? file_.sizes.data : file_.sizes.text) += segment.file_size;
      if (segment.memory_size > segment.file_size) {
        file_.sizes.bss += segment.memory_size - segment.file_size;
      }
    }
  }

  [[nodiscard]] ElfFile::Kind kind() const {
    using enum ElfFile::Kind;
    const bool interpreted = !file_.interpreter.empty();
    switch (opened_.header.e_type) {
      case ET_REL: return relocatable;
      case ET_CORE: return core;
      case ET_EXEC: return interpreted ? dynamic_executable : static_executable;
      case ET_DYN: break;
      default: return other;
    }
    // Programs at any address and libraries share a type. Linkers mark programs since 2018; before,
    // a library had a name of its own and a program an interpreter (the C library has both).
    if (marked_pie_) return interpreted ? dynamic_pie : static_pie;
    return interpreted && file_.soname.empty() ? dynamic_pie : shared_object;
  }

  [[nodiscard]] bool needs_sections() const {
    return opened_.header.e_type == ET_REL || file_.segments.empty();
  }

  [[nodiscard]] bool inside(std::uint64_t offset, std::uint64_t size) const {
    return offset <= file_.file_size && size <= file_.file_size - offset;
  }

  /// Null when the file doesn't have these bytes. libelf owns the copy.
  [[nodiscard]] Elf_Data* chunk(std::uint64_t offset, std::uint64_t size, Elf_Type type) const {
    if (size == 0 || !inside(offset, size)) return nullptr;
    return elf_getdata_rawchunk(opened_.elf.get(), static_cast<std::int64_t>(offset), size, type);
  }

  void note_damage(std::string_view what) {
    if (file_.damage.empty()) file_.damage = fmt::format("{} is damaged: {}", file_.path, what);
  }

  OpenElf opened_;
  ElfFile file_;
  std::vector<GElf_Phdr> headers_;
  std::uint64_t notes_left_ = most_notes;
  bool marked_pie_ = false;
};

}  // namespace

Result<ElfFile> read_elf(const std::string& path) {
  auto opened = open_elf(path);
  if (!opened) return tl::make_unexpected(opened.error());
  return Reader(std::move(*opened), path).read();
}

std::string_view words(ElfFile::Kind kind) {
  switch (kind) {
    case ElfFile::Kind::static_executable: return "static executable";
    case ElfFile::Kind::static_pie: return "static position-independent executable";
    case ElfFile::Kind::dynamic_executable: return "dynamic executable";
    case ElfFile::Kind::dynamic_pie: return "dynamic position-independent executable";
    case ElfFile::Kind::shared_object: return "shared library";
    case ElfFile::Kind::relocatable: return "object file";
    case ElfFile::Kind::core: return "core dump";
    case ElfFile::Kind::other: break;
  }
  return "ELF file of an unknown kind";
}

std::optional<std::uint64_t> file_offset(const ElfFile& file, Addr address) {
  for (const ElfFile::Segment& segment : file.segments) {
    const std::uint64_t distance = address - segment.address;
    if (segment.load && distance < segment.file_size) return segment.offset + distance;
  }
  return std::nullopt;
}

}  // namespace spyglass
