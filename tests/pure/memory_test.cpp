// Reading memory up to where it ends.

#include "core/memory/memory.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <vector>

#include "core/memory/buffer_memory.hpp"
#include "core/memory/noting_memory.hpp"
#include "core/memory/piecewise_memory.hpp"
#include "core/memory/process_memory.hpp"

using namespace spyglass;

namespace {

std::span<const std::byte> bytes_of(const std::string& text) {
  return std::as_bytes(std::span(text));
}

/// Two pages of ours, then one that nobody may touch.
class Pages {
 public:
  Pages() {
    REQUIRE(start_ != MAP_FAILED);
    REQUIRE(mprotect(at(2 * page_size), page_size, PROT_NONE) == 0);
  }
  ~Pages() { munmap(start_, 3 * page_size); }
  Pages(const Pages&) = delete;
  Pages& operator=(const Pages&) = delete;

  [[nodiscard]] char* at(std::size_t offset) const { return static_cast<char*>(start_) + offset; }
  [[nodiscard]] Addr address(std::size_t offset) const {
    return Addr(reinterpret_cast<std::uint64_t>(at(offset)));
  }

 private:
  void* start_ =
      mmap(nullptr, 3 * page_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
};

const ProcessMemory ourselves{Tid(getpid())};

}  // namespace

TEST_CASE("a buffer at an address") {
  const std::string text = "abcdef";
  const BufferMemory memory(Addr(0x1000), bytes_of(text));
  CHECK(memory.bytes(Addr(0x1000), 6) == "abcdef");
  CHECK(memory.bytes(Addr(0x1004), 6) == "ef");
  CHECK(memory.bytes(Addr(0x1006), 6).empty());
  CHECK(memory.bytes(Addr(0xfff), 6).empty());
  CHECK(memory.get<char>(Addr(0x1001)) == 'b');
  CHECK_FALSE(memory.get<std::uint32_t>(Addr(0x1003)));
  CHECK(memory.get_word(Addr(0x1000), 2) == 0x6261);
  CHECK(memory.get_word(Addr(0x1000), 1) == 0x61);
  CHECK_FALSE(memory.get_word(Addr(0x1000), 8));
}

TEST_CASE("addresses at the very end of the address space") {
  const std::string text = "xy";
  const BufferMemory memory(Addr(~std::uint64_t{0} - 1), bytes_of(text));
  CHECK(memory.bytes(Addr(~std::uint64_t{0}), 8) == "y");
  CHECK(memory.bytes(Addr(0), 8).empty());
}

TEST_CASE("text ends at NUL, at the limit, or not at all") {
  const std::string text = std::string("hello") + '\0' + "rest";
  const BufferMemory memory(Addr(0x2000), bytes_of(text));
  const auto whole = memory.text(Addr(0x2000), 100);
  REQUIRE(whole);
  CHECK(whole->bytes == "hello");
  CHECK(whole->terminated);
  SECTION("a limit of the very length still sees the NUL") {
    const auto exact = memory.text(Addr(0x2000), 5);
    REQUIRE(exact);
    CHECK(exact->bytes == "hello");
    CHECK(exact->terminated);
  }
  SECTION("one byte more than the limit") {
    const auto cut = memory.text(Addr(0x2000), 4);
    REQUIRE(cut);
    CHECK(cut->bytes == "hell");
    CHECK_FALSE(cut->terminated);
  }
  SECTION("memory that ends before a NUL") {
    CHECK_FALSE(memory.text(Addr(0x2006), 100));
    CHECK_FALSE(memory.text(Addr(0x3000), 100));
  }
  SECTION("an empty text is a text") {
    const auto empty = memory.text(Addr(0x2005), 10);
    REQUIRE(empty);
    CHECK(empty->bytes.empty());
    CHECK(empty->terminated);
  }
}

TEST_CASE("text that goes on over a page's end") {
  std::string text(page_size + 100, 'x');
  text.back() = '\0';
  const BufferMemory memory(Addr(0x10000 - 50), bytes_of(text));
  const auto read = memory.text(Addr(0x10000 - 50), 3 * page_size);
  REQUIRE(read);
  CHECK(read->bytes.size() == page_size + 99);
  CHECK(read->terminated);
}

TEST_CASE("a process's memory is read up to the page that is missing") {
  const Pages pages;
  for (std::size_t i = 0; i < 2 * page_size; ++i) *pages.at(i) = static_cast<char>('a' + i % 26);
  std::vector<std::byte> into(3 * page_size);
  CHECK(ourselves.read(pages.address(0), into) == 2 * page_size);
  CHECK(ourselves.read(pages.address(2 * page_size - 7), into) == 7);
  CHECK(ourselves.read(pages.address(2 * page_size), into) == 0);
  CHECK(ourselves.read(Addr(0), into) == 0);
  CHECK(ourselves.read(Addr(~std::uint64_t{0} - 10), into) == 0);
  CHECK(ourselves.bytes(pages.address(page_size - 2), 4) ==
        std::string_view(pages.at(page_size - 2), 4));
  CHECK(ourselves.get<char>(pages.address(1)) == 'b');
}

TEST_CASE("a process's text at the end of what is mapped is whole") {
  const Pages pages;
  std::memcpy(pages.at(2 * page_size - 4), "end", 4);
  const auto text = ourselves.text(pages.address(2 * page_size - 4), 4096);
  REQUIRE(text);
  CHECK(text->bytes == "end");
  CHECK(text->terminated);
  std::memcpy(pages.at(2 * page_size - 4), "endX", 4);
  CHECK_FALSE(ourselves.text(pages.address(2 * page_size - 4), 4096));
  // As many bytes as the limit allows can be read; whether a NUL follows cannot.
  CHECK_FALSE(ourselves.text(pages.address(2 * page_size - 4), 4));
  const auto cut = ourselves.text(pages.address(2 * page_size - 4), 3);
  REQUIRE(cut);
  CHECK(cut->bytes == "end");
  CHECK_FALSE(cut->terminated);
}

TEST_CASE("more than one call of the kernel's can carry") {
  // process_vm_readv takes one piece a page: many pages are several calls.
  const std::string big(150 * page_size, 'q');
  std::vector<std::byte> into(big.size() - 3);
  CHECK(ourselves.read(Addr(reinterpret_cast<std::uint64_t>(big.data()) + 1), into) == into.size());
  CHECK(into.back() == std::byte{'q'});
}

TEST_CASE("writing to a process goes wherever something is mapped, and nowhere else") {
  const Pages pages;
  REQUIRE(mprotect(pages.at(0), page_size, PROT_READ) == 0);
  const std::string text = "written";
  CHECK(ourselves.write(pages.address(5), bytes_of(text)));
  CHECK(std::string(pages.at(5), 7) == "written");
  munmap(pages.at(2 * page_size), page_size);
  const auto failed = ourselves.write(pages.address(2 * page_size), bytes_of(text));
  REQUIRE_FALSE(failed);
  CHECK(failed.error().message.find("mapped") != std::string::npos);
}

TEST_CASE("a process that is gone has no memory") {
  const ProcessMemory nobody(Tid(0x3fffff));
  std::vector<std::byte> into(8);
  CHECK(nobody.read(Addr(0x400000), into) == 0);
  const auto failed = nobody.write(Addr(0x400000), into);
  REQUIRE_FALSE(failed);
  CHECK(failed.error().gone());
}

TEST_CASE("what was read is remembered once, side by side and overlapping") {
  const std::string text = "0123456789";
  const BufferMemory buffer(Addr(100), bytes_of(text));
  const NotingMemory noting(buffer);
  CHECK(noting.bytes(Addr(104), 3) == "456");
  CHECK(noting.bytes(Addr(100), 2) == "01");
  CHECK(noting.bytes(Addr(105), 20) == "56789");
  CHECK(noting.bytes(Addr(102), 1) == "2");
  CHECK(noting.bytes(Addr(200), 5).empty());
  const auto pieces = noting.pieces();
  REQUIRE(pieces.size() == 2);
  CHECK((pieces[0].at == Addr(100) && pieces[0].bytes == "012"));
  CHECK((pieces[1].at == Addr(104) && pieces[1].bytes == "456789"));
}

TEST_CASE("pieces of memory are read together, up to the first gap, the newest on top") {
  PiecewiseMemory memory;
  memory.put(Addr(10), "abcdef");
  memory.put(Addr(16), "ghi");
  memory.put(Addr(30), "zzz");
  CHECK(memory.bytes(Addr(9), 5).empty());
  CHECK(memory.bytes(Addr(10), 100) == "abcdefghi");
  CHECK(memory.first_behind(Addr(20)) == Addr(30));
  memory.put(Addr(12), "XYZ");  // within
  CHECK(memory.bytes(Addr(10), 100) == "abXYZfghi");
  memory.put(Addr(8), "....");  // over the beginning
  CHECK(memory.bytes(Addr(8), 100) == "....XYZfghi");
  memory.put(Addr(15), "-----");  // over an end and a whole one
  CHECK(memory.bytes(Addr(8), 100) == "....XYZ-----");
  memory.put(Addr(0), std::string(60, '#'));
  CHECK(memory.bytes(Addr(0), 100) == Chars(60, '#'));
}
