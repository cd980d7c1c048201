#pragma once

#include <gelf.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "core/base/result.hpp"
#include "core/base/unique_fd.hpp"

namespace spyglass {

struct ElfEnd {
  void operator()(Elf* elf) const { elf_end(elf); }
};

/// A file that begins with a whole ELF header, opened with libelf. For this folder only. Reads with
/// pread(2), not a mapping: a file that shrinks under us is an error and not a SIGBUS.
struct OpenElf {
  UniqueFd file;                     ///< none: it was opened in memory
  std::string image = {};            ///< and this is it
  std::unique_ptr<Elf, ElfEnd> elf;  ///< goes before the descriptor that it uses
  GElf_Ehdr header{};
  std::uint64_t size = 0;  ///< of the file, in bytes

  /// The section table is there and whole; otherwise `sections_damage` says what is wrong.
  bool sections_usable = false;
  std::string sections_damage;

  /// The bytes from `offset` up to a NUL, or nothing when there is none within 4096 bytes.
  [[nodiscard]] std::optional<std::string> string_at(std::uint64_t offset) const;
};

Result<OpenElf> open_elf(const std::string& path);

/// The same for bytes that lie in memory; `name` is for messages.
Result<OpenElf> open_elf_image(std::string image, const std::string& name);

}  // namespace spyglass
