// Packs of lessons: what was packed comes out again, and what a stranger has made of one is
// refused, with what is wrong, before anything of it could be used.

#include <archive.h>
#include <archive_entry.h>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "repl/lesson/pack/collect.hpp"
#include "repl/lesson/pack/digest.hpp"
#include "repl/lesson/pack/pack.hpp"
#include "tests/temporary_folder.hpp"

using namespace spyglass;
using Catch::Matchers::Contains;
using nlohmann::json;

namespace {

const std::string lesson_text = "lesson { title = 'T', minutes = 1, program = 'lessons/tea' }\n";

Pack small_pack() {
  return {
      .name = "tea-time",
      .lessons = {{"01-tea.lua", "T", 1}},
      .files = {{"01-tea.lua", lesson_text}, {"programs/tea.c", "int main(void) { return 0; }\n"}}};
}

/// The parts of an archive as a stranger makes it.
struct Part {
  std::string name;
  std::string contents = "x";
  unsigned type = AE_IFREG;
  std::string link = {};
  std::string hard_link = {};
};

std::string archive_of(const std::vector<Part>& parts, bool zstd = false) {
  std::string bytes;
  archive* writer = archive_write_new();
  archive_write_set_format_pax_restricted(writer);
  zstd ? archive_write_add_filter_zstd(writer) : archive_write_add_filter_gzip(writer);
  const auto append = [](archive*, void* to, const void* from, std::size_t count) {
    static_cast<std::string*>(to)->append(static_cast<const char*>(from), count);
    return static_cast<la_ssize_t>(count);
  };
  archive_write_set_bytes_in_last_block(writer, 1);
  archive_write_open(writer, &bytes, nullptr, append, nullptr);
  for (const Part& part : parts) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, part.name.c_str());
    archive_entry_set_filetype(entry, part.type);
    archive_entry_set_perm(entry, 0644);
    const bool has_contents = part.type == AE_IFREG && part.hard_link.empty();
    archive_entry_set_size(entry, has_contents ? static_cast<la_int64_t>(part.contents.size()) : 0);
    if (!part.link.empty()) archive_entry_set_symlink(entry, part.link.c_str());
    if (!part.hard_link.empty()) archive_entry_set_hardlink(entry, part.hard_link.c_str());
    archive_write_header(writer, entry);
    if (has_contents) archive_write_data(writer, part.contents.data(), part.contents.size());
    archive_entry_free(entry);
  }
  archive_write_close(writer);
  archive_write_free(writer);
  return bytes;
}

/// The small pack with its manifest changed, and perhaps its files.
std::string pack_with(const std::function<void(json&)>& change,
                      const std::vector<Part>& more = {}) {
  auto files = unpack_archive(*write_pack(small_pack())).value();
  json manifest = json::parse(files.at("manifest.json"));
  change(manifest);
  files["manifest.json"] = manifest.dump();
  std::vector<Part> parts;
  for (const auto& [name, contents] : files) parts.push_back({name, contents});
  parts.insert(parts.end(), more.begin(), more.end());
  return archive_of(parts);
}

json listed(const std::string& path, const std::string& contents) {
  return {{"path", path}, {"size", contents.size()}, {"sha256", sha256(contents)}};
}

std::string complaint(const std::string& bytes) {
  const auto pack = read_pack(bytes);
  return pack ? "" : pack.error().message;
}

}  // namespace

TEST_CASE("SHA-256 is SHA-256") {
  CHECK(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_CASE("a pack comes out as it went in, and is the same bytes each time") {
  const auto bytes = write_pack(small_pack());
  REQUIRE(bytes);
  CHECK(*write_pack(small_pack()) == *bytes);
  const auto pack = read_pack(*bytes);
  REQUIRE(pack);
  CHECK(pack->name == "tea-time");
  REQUIRE(pack->lessons.size() == 1);
  CHECK(pack->lessons[0].title == "T");
  CHECK(pack->files == small_pack().files);
  CHECK(pack->sources(SourceUse::built) == std::vector<std::string>{"tea.c"});
  CHECK(complaint(pack_with([](json&) {})).empty());
}

TEST_CASE("an archive may be compressed by zstd as well") {
  const auto files = unpack_archive(archive_of({{"01-a.lua", "abc"}}, true));
  REQUIRE(files);
  CHECK(files->at("01-a.lua") == "abc");
}

TEST_CASE("what has no place in an archive of ours is named and refused") {
  struct Bad {
    std::vector<Part> parts;
    std::string says;
  };
  const std::vector<Bad> all = {
      {{{"../x.lua"}}, "it names a file outside of itself: ../x.lua"},
      {{{"programs/../../x.c"}}, "it names a file outside of itself"},
      {{{"/etc/passwd"}}, "it names a file outside of itself: /etc/passwd"},
      {{{"x.lua", "", AE_IFLNK, "/etc/passwd"}}, "x.lua is a symbolic link"},
      {{{"a.lua"}, {"x.lua", "", AE_IFREG, "", "a.lua"}}, "x.lua is a link to another file"},
      {{{"programs", "", AE_IFDIR}}, "is a folder by itself"},
      {{{"x.lua", "", AE_IFCHR}}, "x.lua is a device"},
      {{{"x.lua", "", AE_IFIFO}}, "x.lua is a device, or something like it"},
      {{{"a.lua"}, {"a.lua"}}, "a.lua is in it twice"},
      {{{"a\033[2J.lua"}}, "`a^[[2J.lua` is no name for a file in it"},
      {{{"a b.lua"}}, "is no name for a file in it"},
      {{{"a\nb.lua"}}, "`a\\nb.lua` is no name"},
      {{{".hidden.lua"}}, "is no name for a file in it"},
      {{{"-rf.lua"}}, "is no name for a file in it"},
      {{{"a//b.lua"}}, "is no name for a file in it"},
      {{{std::string(300, 'a') + ".lua"}}, "a name is too long"},
      {{{"a.lua", std::string((std::size_t{1} << 20) + 1, 'x')}}, "a.lua is too large"},
  };
  for (const Bad& bad : all) {
    const auto files = unpack_archive(archive_of(bad.parts));
    INFO(bad.says);
    REQUIRE(!files);
    CHECK_THAT(files.error().message, Contains(bad.says));
  }
}

TEST_CASE("an archive that grows without end is put down at the limits") {
  std::vector<Part> many, large;
  for (int i = 0; i < 501; ++i) many.push_back({std::to_string(i) + ".lua"});
  for (int i = 0; i < 9; ++i) {
    large.push_back({std::to_string(i) + ".lua", std::string(std::size_t{1} << 20, 'x')});
  }
  CHECK_THAT(complaint(archive_of(many)), Contains("it has more than 500 files"));
  // 9 MiB in 10 KiB.
  CHECK(archive_of(large).size() < 20'000);
  CHECK_THAT(complaint(archive_of(large)), Contains("more than 8 MiB together"));
  CHECK_THAT(complaint(std::string(std::size_t{17} << 20, 'x')), Contains("may have 16 MiB"));
}

TEST_CASE("a pack that was cut off is refused, or lacks nothing; so is what is none") {
  const std::string bytes = *write_pack(small_pack());
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    const auto pack = read_pack(bytes.substr(0, length));
    INFO(length);
    // Behind the last file there are empty blocks, and nothing in them is missed.
    if (pack) CHECK(pack->files == small_pack().files);
    if (length < bytes.size() - 64) CHECK(!pack);
  }
  CHECK_THAT(complaint(""), Contains("no manifest.json") || Contains("no pack of lessons"));
  CHECK_THAT(complaint("just text\n"), Contains("it is no pack of lessons, or a damaged one"));
  CHECK_THAT(complaint(archive_of({{"01-a.lua"}})), Contains("it has no manifest.json"));
}

TEST_CASE("a pack whose bytes were changed anywhere is refused or is the same pack") {
  const std::string bytes = *write_pack(small_pack());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string changed = bytes;
    changed[i] = static_cast<char>(changed[i] ^ 0x20);
    const auto pack = read_pack(changed);
    INFO(i);
    if (pack) CHECK(pack->files == small_pack().files);
  }
}

TEST_CASE("a pack must be what its manifest says") {
  const std::string other = "lesson { title = 'Other', minutes = 1 }\n";
  struct Bad {
    std::function<void(json&)> change;
    std::string says;
    std::vector<Part> more = {};
  };
  const std::vector<Bad> all = {
      {[](json& m) { m["version"] = 2; }, "it has version 2, and this spyglass knows version 1"},
      {[](json& m) { m["version"] = "1"; }, "no version that ever was"},
      {[](json& m) { m["version"] = -1; }, "no version that ever was"},
      {[](json& m) { m.erase("version"); }, "no version that ever was"},
      {[](json& m) { m["format"] = "x"; }, "not that of a pack of lessons"},
      {[](json& m) { m = json::array(); }, "not that of a pack of lessons"},
      {[](json& m) { m["name"] = "../x"; }, "`../x` is no name for a course"},
      {[](json& m) { m["name"] = ""; }, "is no name for a course"},
      {[](json& m) { m["name"] = std::string(41, 'x'); }, "is no name for a course"},
      {[](json& m) { m["name"] = "\033[2J"; }, "`^[[2J` is no name for a course"},
      {[](json& m) { m["name"] = 7; }, "its manifest.json is damaged"},
      {[](json& m) { m.erase("files"); }, "its manifest.json is damaged"},
      {[](json& m) { m["files"][0]["sha256"] = std::string(64, '0'); },
       "01-tea.lua is not what it was when the pack was made (its SHA-256 differs)"},
      {[](json& m) { m["files"][0]["size"] = 1; }, "01-tea.lua is not what it was"},
      {[](json& m) { m["files"].push_back(m["files"][0]); }, "its manifest lists 01-tea.lua twice"},
      {[](json& m) { m["files"].push_back(listed("02-b.lua", "x")); }, "02-b.lua is missing"},
      {[](json&) {}, "extra.lua is not in its manifest", {{"extra.lua"}}},
      {[](json& m) { m["files"].push_back(listed("notes.txt", "x")); },
       "notes.txt has no place in a pack",
       {{"notes.txt"}}},
      {[](json& m) { m["files"].push_back(listed("built/lessons/tea", "x")); },
       "built/lessons/tea has no place in a pack",
       {{"built/lessons/tea"}}},
      {[](json& m) { m["files"].push_back(listed("programs/tea", "x")); },
       "programs/tea has no place in a pack",
       {{"programs/tea"}}},
      {[](json& m) { m["lessons"] = json::array(); }, "it has no lessons"},
      {[](json& m) { m["lessons"][0]["file"] = "programs/tea.c"; },
       "calls `programs/tea.c` a lesson"},
      {[](json& m) { m["lessons"][0]["minutes"] = "many"; }, "what no lesson says"},
      {[](json& m) { m["lessons"][0]["title"] = std::string(201, 'x'); }, "what no lesson says"},
      {[](json& m) { m["lessons"].push_back(m["lessons"][0]); },
       "two of its lessons are called tea"},
      {[&](json& m) { m["files"].push_back(listed("02-b.lua", other)); },
       "it has lessons that its manifest does not tell",
       {{"02-b.lua", other}}},
  };
  for (const Bad& bad : all) {
    INFO(bad.says);
    CHECK_THAT(complaint(pack_with(bad.change, bad.more)), Contains(bad.says));
  }
}

TEST_CASE("a pack takes along what its lessons require and run, and nothing else") {
  const TemporaryFolder folder;
  folder.write("tea/01-tea.lua", "local cups = require 'cups'\n" + lesson_text);
  folder.write("tea/02-milk.lua", "lesson { title = 'Milk', minutes = 2 }\n");
  folder.write("tea/cups.lua", "return { saucers = require \"saucers\" }\n");
  folder.write("tea/saucers.lua", "return { under = 'lessons/saucer' }\n");
  folder.write("tea/notes.lua", "return 1\n");
  folder.write("tea/programs/tea.c", "#include \"leaves.h\"\nint main(void) { return 0; }\n");
  folder.write("tea/programs/leaves.h", "#include \"water.h\"\n");
  folder.write("tea/programs/water.h", "");
  folder.write("tea/programs/milk.h", "");
  folder.write("tea/programs/tea-pot.sh", "#!/bin/sh\n");
  folder.write("tea/programs/saucer.sh", "#!/bin/sh\n");
  folder.write("tea/programs/readme.txt", "x");
  const auto names = [](const Pack& pack) {
    std::vector<std::string> list;
    for (const auto& [name, contents] : pack.files) list.push_back(name);
    return list;
  };
  using Names = std::vector<std::string>;
  const auto whole = collect_pack({folder.file("tea") + "/"}, "");
  REQUIRE(whole);
  CHECK(whole->name == "tea");
  CHECK(names(*whole) == Names{"01-tea.lua", "02-milk.lua", "cups.lua", "programs/leaves.h",
                               "programs/saucer.sh", "programs/tea-pot.sh", "programs/tea.c",
                               "programs/water.h", "saucers.lua"});
  const auto one = collect_pack({folder.file("tea/01-tea.lua")}, "");
  REQUIRE(one);
  CHECK(one->name == "tea");
  CHECK(names(*one) == Names{"01-tea.lua", "cups.lua", "programs/leaves.h", "programs/saucer.sh",
                             "programs/tea.c", "programs/water.h", "saucers.lua"});
  CHECK(read_pack(*write_pack(*whole)));
}

TEST_CASE("what cannot be packed is refused with a sentence") {
  const TemporaryFolder folder;
  folder.write("draft.lua", lesson_text);
  folder.write("01-bad.lua", "leson {}");
  folder.write("a/01-x.lua", lesson_text);
  folder.write("b/01-x.lua", "lesson { title = 'Other', minutes = 1 }\n");
  folder.write("empty/readme.txt", "x");
  const auto said = [&](std::vector<std::string> words, const std::string& name = "c") {
    for (std::string& word : words) word = folder.file(word);
    const auto pack = collect_pack(words, name);
    return pack ? "" : pack.error().message;
  };
  CHECK_THAT(said({"draft.lua"}), Contains("has no number") && Contains("01-draft.lua"));
  CHECK_THAT(said({"01-bad.lua"}), Contains("lesson 1 bad: it cannot be loaded"));
  CHECK_THAT(said({"a", "b"}), Contains("two lessons are in files called 01-x.lua"));
  CHECK_THAT(said({"a", "b"}, ""),
             Contains("two lessons are in files called") || Contains("--name"));
  CHECK_THAT(said({"empty"}), Contains("has no lessons"));
  CHECK_THAT(said({"missing.lua"}), Contains("there is no file"));
  CHECK_THAT(said({"a"}, "no name"), Contains("`no name` is no name for a course"));
}
