#include <elf.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <random>
#include <string>
#include <string_view>

#include <catch2/catch.hpp>

#include "core/elf/elf_file.hpp"
#include "core/elf/library_search.hpp"
#include "core/elf/maps.hpp"
#include "core/elf/not_elf.hpp"
#include "core/elf/runnable.hpp"
#include "core/elf/symbols.hpp"
#include "tests/temporary_folder.hpp"

namespace spyglass {
namespace {

namespace fs = std::filesystem;
using Catch::Matchers::Contains;
using namespace std::string_literals;

std::string program(const std::string& name) { return SPYGLASS_PROGRAMS_DIR "/" + name; }

ElfFile must_read(const std::string& path) {
  auto file = read_elf(path);
  INFO(path);
  if (!file) FAIL(file.error().message);
  return *file;
}

std::string error_of(const std::string& path) {
  const auto file = read_elf(path);
  INFO(path);
  REQUIRE_FALSE(file);
  return file.error().message;
}

std::string why_not(const std::string& path) { return why_not_runnable(path).value_or("fine"); }

void put_half(std::string& bytes, std::size_t offset, std::uint16_t value) {
  std::memcpy(bytes.data() + offset, &value, sizeof value);
}

/// The path of a library that we use ourselves, as the kernel has it.
std::string mapped_library(std::string_view name) {
  const auto maps = read_maps(Tid(getpid())).value();
  for (const Mapping& mapping : maps) {
    if (mapping.path.find(name) != std::string::npos) return mapping.path;
  }
  FAIL("no such library is mapped");
  return {};
}

}  // namespace

TEST_CASE("a free place is near, a page away from all else, and rather below than above") {
  const auto place = [](std::string_view text, std::uint64_t near, std::uint64_t size) {
    return free_place(parse_maps(text), Addr(near), size);
  };
  const std::string low =
      "00400000-00401000 r--p 00000000 08:01 1 /x\n"
      "00401000-00402000 r-xp 00001000 08:01 1 /x\n"
      "7ffffffde000-7ffffffff000 rw-p 00000000 00:00 0 [stack]\n";
  CHECK(place(low, 0x400000, 0x10000) == Addr(0x3ef000));
  CHECK(place(low, 0x400000, 1) == Addr(0x3fe000));
  CHECK(place(low, 0x400000, 0x400000) == Addr(0x403000));
  CHECK(place(low, 0x7ffffffff000, 0x1000) == Addr(0x7ffffffdc000));
  CHECK(place(low, 0x400000, std::uint64_t{1} << 47) == std::nullopt);
  CHECK(place("00010000-00402000 r-xp 00000000 08:01 1 /x\n", 0x10000, 1) == std::nullopt);
}

TEST_CASE("an assembly example is a static executable with symbols", "[elf]") {
  const ElfFile file = must_read(program("x86_64/hello"));
  CHECK(file.bits == 64);
  REQUIRE(file.abi != nullptr);
  CHECK(file.abi->id == AbiId::x86_64);
  CHECK(file.machine == "x86-64");
  CHECK(file.kind == ElfFile::Kind::static_executable);
  CHECK(file.interpreter.empty());
  CHECK(file.needed.empty());
  CHECK_FALSE(file.stripped);
  CHECK_FALSE(file.big_endian);
  CHECK(file.damage.empty());
  CHECK(file.file_size == fs::file_size(file.path));
  // 34 bytes of code and 15 of text, as `size` counts them.
  CHECK(file.sizes.text == 49);
  CHECK(file.sizes.data == 0);
  CHECK(file.sizes.bss == 0);

  const auto code = std::find_if(file.segments.begin(), file.segments.end(),
                                 [](const auto& s) { return s.load && s.permissions == "r-x"; });
  REQUIRE(code != file.segments.end());
  CHECK(code->type == "LOAD");
  CHECK(code->address == file.entry);
  CHECK(file_offset(file, file.entry) == code->offset);
  CHECK_FALSE(file_offset(file, Addr(1)));
}

TEST_CASE("examples of other ABIs are told apart", "[elf]") {
  const ElfFile file = must_read(program("i386/hello"));
  CHECK(file.bits == 32);
  REQUIRE(file.abi != nullptr);
  CHECK(file.abi->id == AbiId::i386);
  CHECK(why_not(file.path) == "fine");

  const std::string arm = program("aarch64/hello");
  if (!fs::exists(arm)) return;
  CHECK(must_read(arm).abi->id == AbiId::aarch64);
  CHECK_THAT(why_not(arm), Contains("another processor, aarch64"));
}

TEST_CASE("a dynamic program and a library name what they need", "[elf]") {
  const ElfFile program = must_read("/bin/ls");
  CHECK(program.kind == ElfFile::Kind::dynamic_pie);
  CHECK_THAT(program.interpreter, Contains("ld"));
  CHECK(std::find(program.needed.begin(), program.needed.end(), "libc.so.6") !=
        program.needed.end());
  CHECK(program.soname.empty());
  CHECK(program.build_id.size() == 40);

  const ElfFile library = must_read(mapped_library("/libc.so"));
  CHECK(library.kind == ElfFile::Kind::shared_object);
  CHECK(library.soname == "libc.so.6");
}

TEST_CASE("what is no ELF file is named", "[elf]") {
  const TemporaryFolder scratch;
  CHECK_THAT(error_of(scratch.file("none")), Contains("No such file"));
  CHECK_THAT(error_of("/tmp"), Contains("is a directory"));
  CHECK_THAT(error_of("/dev/null"), Contains("a device"));
  CHECK_THAT(error_of(scratch.write_program("e", "")), Contains("it is empty"));
  CHECK_THAT(error_of(scratch.write_program("s", "#!/bin/sh -e\n")),
             Contains("a script for /bin/sh"));
  CHECK_THAT(error_of(scratch.write_program("t", "hello\n")), Contains("it is text"));
  CHECK_THAT(error_of(scratch.write_program("w", "MZ\x90\0"s)), Contains("a Windows program"));

  const std::string fifo = scratch.file("fifo");
  REQUIRE(mkfifo(fifo.c_str(), 0600) == 0);
  CHECK_THAT(error_of(fifo), Contains("a pipe"));
}

TEST_CASE("a file that is cut off or damaged says so", "[elf]") {
  const TemporaryFolder scratch;
  const std::string whole = read_whole(program("x86_64/hello"));
  CHECK_THAT(error_of(scratch.write_program("a", whole.substr(0, 10))), Contains("truncated"));
  CHECK_THAT(error_of(scratch.write_program("b", whole.substr(0, 60))), Contains("64 bytes"));
  CHECK_THAT(error_of(scratch.write_program("c", whole.substr(0, 100))), Contains("segment table"));
  CHECK_THAT(error_of(scratch.write_program("d", whole.substr(0, 0x1004))),
             Contains("a segment takes"));

  // Without its section table it can still be run and read.
  const ElfFile file = must_read(scratch.write_program("f", whole.substr(0, whole.size() - 64)));
  CHECK_THAT(file.damage, Contains("section table"));
  CHECK(file.stripped);
  CHECK(why_not(file.path) == "fine");

  std::string odd = whole;
  odd[EI_CLASS] = 7;
  CHECK_THAT(error_of(scratch.write_program("g", odd)), Contains("neither of 32 nor of 64"));
}

TEST_CASE("machines that we have no table of have names", "[elf]") {
  const TemporaryFolder scratch;
  std::string bytes = read_whole(program("x86_64/hello"));
  put_half(bytes, offsetof(Elf64_Ehdr, e_machine), EM_RISCV);
  const ElfFile risc = must_read(scratch.write_program("risc", bytes));
  CHECK(risc.abi == nullptr);
  CHECK(risc.machine == "RISC-V");
  CHECK_THAT(why_not(risc.path), Contains("another processor, RISC-V"));

  put_half(bytes, offsetof(Elf64_Ehdr, e_machine), 999);
  CHECK(must_read(scratch.write_program("odd", bytes)).machine == "machine number 999");

  std::string x32 = read_whole(program("i386/hello"));
  put_half(x32, offsetof(Elf32_Ehdr, e_machine), EM_X86_64);
  const ElfFile flavour = must_read(scratch.write_program("x32", x32));
  CHECK(flavour.abi == nullptr);
  CHECK(flavour.machine == "x86-64 with 32-bit pointers");
}

TEST_CASE("symbols are found by name and by address", "[elf]") {
  constexpr std::uint64_t bias = 0x10000;
  const ElfFile file = must_read(program("x86_64/hello"));
  const Symbols symbols = Symbols::load(file.path, bias).value();
  const Addr start = file.entry + bias;
  CHECK(symbols.find("_start") == start);
  CHECK(symbols.find("message").has_value());
  CHECK_FALSE(symbols.find("nothing like it"));
  // A constant of the assembler is a number and no address.
  CHECK_FALSE(symbols.find("message_length"));

  const auto place = symbols.at(start + 5);
  REQUIRE(place);
  CHECK(place->name == "_start");
  CHECK(place->offset == 5);
  CHECK_FALSE(symbols.at(file.entry));
  CHECK_FALSE(symbols.at(start - 1));
  CHECK(symbols.at(*symbols.find("message"))->name == "message");

  const auto names = symbols.names();
  CHECK(std::is_sorted(names.begin(), names.end()));
  CHECK(std::adjacent_find(names.begin(), names.end()) == names.end());
  CHECK(std::find(names.begin(), names.end(), "_start") != names.end());
}

TEST_CASE("our own functions are where the maps say", "[elf]") {
  const auto maps = read_maps(Tid(getpid())).value();
  const std::string library = mapped_library("/libc.so");
  const auto bias = load_bias(maps, must_read(library), library);
  REQUIRE(bias);
  const Symbols symbols = Symbols::load(library, *bias).value();
  const Addr here(reinterpret_cast<std::uint64_t>(&mkdtemp));
  CHECK(symbols.find("mkdtemp") == here);
  CHECK(symbols.at(here + 1)->name == "mkdtemp");
  // A version such as @@GLIBC_2.2.5 is no part of the name.
  for (const std::string_view name : symbols.names()) CHECK(name.find('@') == name.npos);

  const Mapping* mapping = mapping_at(maps, here);
  REQUIRE(mapping != nullptr);
  CHECK(mapping->path == library);
  CHECK(mapping->permissions == "r-xp");
  CHECK(mapping_at(maps, Addr(8)) == nullptr);

  const ElfFile fixed = must_read(program("x86_64/hello"));
  CHECK_FALSE(load_bias(maps, fixed, fixed.path));
}

TEST_CASE("maps are read line by line", "[elf]") {
  const auto maps = parse_maps(
      "00400000-00401000 r--p 00001000 fe:00 1234      /home/a b/prog\n"
      "00401000-00403000 rw-s 00000000 00:01 7         /memfd:x (deleted)\n"
      "not a line\n"
      "7ffd9c00a000-7ffd9c02b000 rw-p 00000000 00:00 0                          [stack]\n"
      "7fff00000000-7fff00001000 ---p 00000000 00:00 0 \n"
      "ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0  [vsyscall]\n"
      "00405000-00406000 r--p 00000000 fe:00 1    /odd\\012name");
  REQUIRE(maps.size() == 6);
  CHECK(maps[0].path == "/home/a b/prog");
  CHECK(maps[0].offset == 0x1000);
  CHECK(maps[0].size() == 0x1000);
  CHECK(maps[1].path == "/memfd:x");
  CHECK(maps[1].deleted);
  CHECK(maps[1].permissions == "rw-s");
  CHECK(maps[2].path == "[stack]");
  CHECK(maps[3].path.empty());
  CHECK(maps[4].start == Addr(0xffffffffff600000));
  CHECK(maps[5].path == "/odd\nname");
  CHECK(parse_maps("").empty());

  const auto gone = read_maps(Tid(0x3fffffff));
  REQUIRE_FALSE(gone);
  CHECK(gone.error().gone());
}

TEST_CASE("a load bias follows from the first segment", "[elf]") {
  ElfFile file;
  ElfFile::Segment segment;
  segment.load = true;
  segment.address = Addr(0x1234);
  segment.offset = 0x234;
  segment.file_size = segment.memory_size = 0x100;
  file.segments = {segment};
  const auto maps = parse_maps(
      "555500000000-555500001000 r--p 00002000 fe:00 1 /p\n"
      "555500001000-555500002000 r--p 00000000 fe:00 1 /p\n");
  CHECK(load_bias(maps, file, "/p") == 0x555500000000);
  CHECK_FALSE(load_bias(maps, file, "/q"));
}

TEST_CASE("what cannot be run says why and what to do", "[elf]") {
  const TemporaryFolder scratch;
  const std::string hello = read_whole(program("x86_64/hello"));
  CHECK(why_not(program("x86_64/hello")) == "fine");
  CHECK(why_not("/bin/ls") == "fine");
  CHECK(why_not(scratch.write_program("ok", "#! /bin/sh -e\nexit\n")) == "fine");

  CHECK_THAT(why_not(""), Contains("no file is named"));
  CHECK_THAT(why_not(scratch.file("none")), Contains("no such file"));
  CHECK_THAT(why_not(scratch.file("no/none")), Contains("there is no folder"));
  CHECK_THAT(why_not("/etc/passwd/x"), Contains("/etc/passwd is a file and not a folder"));
  CHECK_THAT(why_not("/etc/passwd/x/y"), Contains("/etc/passwd is a file and not a folder"));
  CHECK_THAT(why_not("/no/more/x"), Contains("there is no folder /no"));
  fs::create_symlink("nowhere", scratch.file("link"));
  CHECK_THAT(why_not(scratch.file("link")), Contains("a link to a file that does not exist"));
  CHECK_THAT(why_not("/tmp"), Contains("is a directory"));
  CHECK_THAT(why_not("/dev/null"), Contains("a device"));
  const std::string plain = scratch.write("plain", hello);
  CHECK_THAT(why_not(plain), Contains("Try: chmod +x " + plain));
  CHECK_THAT(why_not(scratch.write_program("empty", "")), Contains("it is empty"));
  CHECK_THAT(why_not(scratch.write_program("text", "echo hi\n")),
             Contains("does not begin with #!"));
  CHECK_THAT(why_not(scratch.write_program("win", "MZ\x90\0"s)), Contains("a Windows program"));
  CHECK_THAT(why_not(scratch.write_program("cut", hello.substr(0, 0x1004))),
             Contains("it is truncated"));

  CHECK_THAT(why_not(scratch.write_program("lost", "#!/no/python3\n")),
             Contains("/no/python3, which does"));
  CHECK_THAT(why_not(scratch.write_program("bare", "#!\n")), Contains("names no interpreter"));
  CHECK_THAT(why_not(scratch.write_program("dos", "#!/bin/sh\r\n")), Contains("as on Windows"));
  CHECK_THAT(why_not(scratch.write_program("self", "#!" + scratch.file("self"))),
             Contains("without end"));
  CHECK_THAT(why_not(scratch.write_program("dir", "#!/tmp\n")), Contains("it is a directory"));

  std::string object = hello;
  put_half(object, offsetof(Elf64_Ehdr, e_type), ET_REL);
  CHECK_THAT(why_not(scratch.write_program("x.o", object)), Contains("Try: cc "));

  std::string dynamic = read_whole("/bin/ls");
  const std::string loader = must_read("/bin/ls").interpreter;
  dynamic.replace(dynamic.find(loader), 4, "/not");
  CHECK_THAT(why_not(scratch.write_program("dynamic", dynamic)),
             Contains("needs the interpreter /not"));
}

TEST_CASE("a folder on the way that may not be entered is named", "[elf]") {
  const TemporaryFolder scratch;
  const std::string program = scratch.write_program("closed/open/x", "#!/bin/sh\n");
  fs::permissions(scratch.path(), fs::perms{0755});
  fs::permissions(scratch.file("closed"), fs::perms{0});
  // To root nothing is closed.
  constexpr uid_t nobody = 65534;
  const bool was_root = geteuid() == 0 && seteuid(nobody) == 0;
  const std::string reason = why_not(program);
  if (was_root) CHECK(seteuid(0) == 0);
  fs::permissions(scratch.file("closed"), fs::perms{0755});
  CHECK(reason ==
        "cannot run " + program + ": you may not look into the folder " + scratch.file("closed"));
}

TEST_CASE("a script's first line is taken apart as the kernel does", "[elf]") {
  CHECK(parse_script_line("#!/bin/sh\nmore").interpreter == "/bin/sh");
  const ScriptLine line = parse_script_line("#! \t/usr/bin/env  perl -w \n");
  CHECK(line.interpreter == "/usr/bin/env");
  CHECK(line.argument == "perl -w");
  CHECK(parse_script_line("#!").interpreter.empty());
  CHECK(parse_script_line("x").interpreter.empty());
}

TEST_CASE("damaged files are read without harm", "[elf]") {
  const TemporaryFolder scratch;
  std::mt19937 random(20240607);  // NOLINT: the same damage each time
  const std::string examples[] = {read_whole(program("x86_64/hello")),
                                  read_whole(program("i386/hello")),
                                  read_whole(mapped_library("/ld-linux")).substr(0, 1 << 18)};
  const std::string whole = read_whole("/bin/true");
  const auto below = [&](std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
  };
  for (int round = 0; round < 10'000; ++round) {
    std::string bytes = round % 4 == 3 ? whole : examples[round % 4];
    if (below(3) == 0) bytes.resize(below(bytes.size()));
    const std::size_t flips = bytes.empty() ? 0 : below(12);
    for (std::size_t flip = 0; flip < flips; ++flip) {
      // The headers at both ends are where damage hurts.
      const std::size_t reach =
          below(2) == 0 ? bytes.size() : std::min<std::size_t>(1024, bytes.size());
      const std::size_t at = below(2) == 0 ? below(reach) : bytes.size() - 1 - below(reach);
      bytes[at] = static_cast<char>(below(256));
    }
    const std::string path = scratch.write_program("damaged", bytes);
    const auto file = read_elf(path);
    if (!file) CHECK_FALSE(file.error().message.empty());
    const auto symbols = Symbols::load(path);
    if (symbols && file) {
      const auto place = symbols->at(file->entry);
      CHECK((!place || !symbols->names().empty()));
    }
    why_not_runnable(path);
    if (file && round % 10 == 0) {
      for (const NeededLibrary& library : needed_libraries(*file, {})) {
        CHECK((library.path.empty() == (library.found == NeededLibrary::Found::nowhere)));
      }
    }
    // A name that is written over is flushed to the disk by some file systems, which takes its
    // time.
    fs::remove(path);
  }
}

}  // namespace spyglass
