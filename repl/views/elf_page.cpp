#include "repl/views/elf_page.hpp"

#include <fmt/format.h>

#include "repl/views/table.hpp"

namespace spyglass {

namespace {

std::string what_permissions_mean(const std::string& permissions) {
  if (permissions == "r-x") return "code";
  if (permissions == "rw-") return "variables";
  if (permissions == "r--") return "constants and headers";
  return permissions == "rwx" ? "code that can change itself" : "";
}

std::string list_of(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
  return list;
}

}  // namespace

void show_elf(Output& out, const ElfFile& file) {
  std::vector<Line> rows;
  const auto fact = [&](std::string name, std::string value) {
    rows.push_back({{std::move(name), Tone::faint}, {std::move(value)}});
  };
  fact("file", fmt::format("{}, {} bytes", file.path, file.file_size));
  fact("kind", fmt::format("{}, {} bits, {}", words(file.kind), file.bits, file.machine));
  fact("interpreter",
       file.interpreter.empty() ? "none: the kernel starts it directly" : file.interpreter);
  fact("libraries", file.needed.empty() ? "none" : list_of(file.needed));
  if (!file.soname.empty()) fact("its name as a library", file.soname);
  fact("begins at", file.entry.is_null() ? "nowhere" : fmt::format("{:#x}", file.entry.value()));
  fact("sizes", fmt::format("{} bytes of code and constants, {} of variables, {} of zeros",
                            file.sizes.text, file.sizes.data, file.sizes.bss));
  for (const ElfFile::Segment& segment : file.segments) {
    if (!segment.load) continue;
    fact("loads", fmt::format("{:#x} {} {} bytes  {}", segment.address.value(), segment.permissions,
                              segment.memory_size, what_permissions_mean(segment.permissions)));
  }
  fact("symbols", file.stripped ? "stripped: names were taken out" : "there");
  if (!file.build_id.empty()) fact("build id", file.build_id);
  if (!file.damage.empty()) fact("damage", file.damage);
  show_table(out, rows, 2);
}

}  // namespace spyglass
