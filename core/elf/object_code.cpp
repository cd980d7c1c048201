#include "core/elf/object_code.hpp"

#include "core/elf/open_elf.hpp"

namespace spyglass {

namespace {

void read_text(Elf_Scn* section, const GElf_Shdr& header, ObjectCode& into) {
  const Elf_Data* data = elf_getdata(section, nullptr);
  if (data == nullptr || data->d_buf == nullptr || header.sh_type != SHT_PROGBITS) return;
  into.address = Addr(header.sh_addr);
  into.bytes.assign(static_cast<const char*>(data->d_buf), data->d_size);
}

void read_undefined(Elf* elf, Elf_Scn* section, const GElf_Shdr& header, ObjectCode& into) {
  Elf_Data* data = elf_getdata(section, nullptr);
  if (data == nullptr || header.sh_entsize == 0) return;
  const auto count = static_cast<int>(header.sh_size / header.sh_entsize);
  for (int i = 0; i < count; ++i) {
    GElf_Sym symbol;
    if (gelf_getsym(data, i, &symbol) == nullptr || symbol.st_shndx != SHN_UNDEF) continue;
    const char* name = elf_strptr(elf, header.sh_link, symbol.st_name);
    if (name != nullptr && *name != '\0') into.undefined.emplace_back(name);
  }
}

}  // namespace

Result<ObjectCode> read_object_code(const std::string& path) {
  const auto opened = open_elf(path);
  if (!opened) return tl::make_unexpected(opened.error());
  ObjectCode code;
  Elf* elf = opened->elf.get();
  std::size_t names = 0;
  if (!opened->sections_usable || elf_getshdrstrndx(elf, &names) != 0) return code;
  for (Elf_Scn* section = nullptr; (section = elf_nextscn(elf, section)) != nullptr;) {
    GElf_Shdr header;
    if (gelf_getshdr(section, &header) == nullptr) continue;
    const char* name = elf_strptr(elf, names, header.sh_name);
    if (header.sh_type == SHT_SYMTAB) read_undefined(elf, section, header, code);
    if (name != nullptr && std::string_view(name) == ".text") read_text(section, header, code);
  }
  return code;
}

}  // namespace spyglass
