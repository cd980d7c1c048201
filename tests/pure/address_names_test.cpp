// Addresses of our own process: what stands where.

#include "core/elf/address_names.hpp"

#include <sys/auxv.h>
#include <sys/mman.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>

using namespace spyglass;

namespace {

Addr address_of(const void* what) { return Addr(reinterpret_cast<std::uint64_t>(what)); }

AddressNames our_own() {
  AddressNames names;
  names.refresh(Tid(getpid()));
  return names;
}

}  // namespace

/// With a name that no compiler changes.
extern "C" __attribute__((noinline)) int spyglass_test_function() { return 5; }

TEST_CASE("functions of the program and of a library have names and modules") {
  const auto names = our_own();
  const Addr here = address_of(reinterpret_cast<const void*>(&spyglass_test_function));
  REQUIRE(names.symbol(here));
  CHECK(names.symbol(here)->name == "spyglass_test_function");
  CHECK(names.symbol(here + 1)->offset == 1);
  CHECK(names.module(here).name == "test-pure");
  CHECK(names.find("spyglass_test_function") == here);
  const auto found = names.find("getenv");
  REQUIRE(found);
  CHECK(names.module(*found).name.starts_with("libc.so"));
  // As the file itself counts: what its symbol table says without a bias.
  const Mapping* mapping = mapping_at(names.mappings(), *found);
  const auto in_file = Symbols::load(mapping->path);
  REQUIRE(in_file);
  CHECK(names.module(*found).offset == in_file->find("getenv")->value());
}

TEST_CASE("the vDSO's functions have names, though no file has them") {
  const std::uint64_t start = getauxval(AT_SYSINFO_EHDR);
  if (start == 0) return;  // a kernel may be told to have none
  const auto names = our_own();
#if defined(__x86_64__)
  const auto found = names.find("__vdso_clock_gettime");
#else
  const auto found = names.find("__kernel_clock_gettime");
#endif
  REQUIRE(found);
  CHECK(mapping_at(names.mappings(), *found)->path == "[vdso]");
  CHECK(names.module(*found).name == "[vdso]");
  CHECK(names.module(*found).offset == found->value() - start);
  REQUIRE(names.symbol(*found));
  CHECK(names.symbol(*found)->offset == 0);
}

TEST_CASE("memory without a file has no names, and what is not mapped has nothing") {
  void* page = mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  REQUIRE(page != MAP_FAILED);
  const auto names = our_own();
  CHECK_FALSE(names.symbol(address_of(page)));
  CHECK(names.module(address_of(page)).name == "[anon]");
  CHECK(names.module(Addr(16)).name.empty());
  CHECK_FALSE(names.symbol(Addr(16)));
  munmap(page, 4096);
}

TEST_CASE("an image that is no ELF file is an error and not a crash") {
  CHECK_FALSE(Symbols::of_image("", Addr(4096)));
  CHECK_FALSE(Symbols::of_image("\177ELF", Addr(4096)));
  CHECK_FALSE(Symbols::of_image(std::string("\177ELF\2\1\1") + std::string(30, '\0'), Addr(4096)));
  CHECK_FALSE(Symbols::of_image("plain text, not code", Addr(4096)));
}
