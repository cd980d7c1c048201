// The assembled examples are what their folder's README says: static, small, without libc.

#include <catch2/catch.hpp>
#include <filesystem>

#include "core/elf/elf_file.hpp"

namespace fs = std::filesystem;
using namespace spyglass;

namespace {

constexpr std::uintmax_t a_few_kilobytes = 10'000;

std::size_t check_folder(const std::string& name, AbiId abi_id) {
  std::size_t count = 0;
  const fs::path sources = fs::path(SPYGLASS_SOURCE_DIR) / "asm-examples" / name;
  for (const auto& source : fs::directory_iterator(sources)) {
    if (source.path().extension() != ".S") continue;
    const fs::path program = fs::path(SPYGLASS_PROGRAMS_DIR) / name / source.path().stem();
    INFO(program.string());
    const auto elf = read_elf(program.string());
    REQUIRE(elf);
    CHECK(elf->kind == ElfFile::Kind::static_executable);
    CHECK(elf->needed.empty());
    REQUIRE(elf->abi != nullptr);
    CHECK(elf->abi->id == abi_id);
    CHECK(fs::file_size(program) < a_few_kilobytes);
    ++count;
  }
  return count;
}

}  // namespace

#if defined(__x86_64__)
TEST_CASE("every x86 example is assembled: static, without libraries, a few kilobytes") {
  CHECK(check_folder("x86_64", AbiId::x86_64) >= 10);
  CHECK(check_folder("i386", AbiId::i386) >= 3);
}
#endif

TEST_CASE("every AArch64 example is assembled, where its binutils are there") {
  if (!fs::exists(fs::path(SPYGLASS_PROGRAMS_DIR) / "aarch64")) {
    puts("SKIPPED: no AArch64 binutils (binutils-aarch64-linux-gnu), so nothing was assembled");
    return;
  }
  CHECK(check_folder("aarch64", AbiId::aarch64) >= 3);
}
