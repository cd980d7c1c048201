// Files of a folder in which somebody else may write.

#include "core/base/read_below.hpp"

#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "tests/temporary_folder.hpp"

using spyglass::read_below;

TEST_CASE("a plain file below a folder is read, no more of it than is wanted") {
  const TemporaryFolder folder;
  folder.write("deep/note", "a note");
  folder.write("empty", "");
  CHECK(read_below(folder.path(), "deep/note", 100) == "a note");
  CHECK(read_below(folder.path(), "./deep/./note", 100) == "a note");
  CHECK(read_below(folder.path(), "deep/note", 2) == "a ");
  CHECK(read_below(folder.path(), "empty", 100) == "");
}

TEST_CASE("nothing is read that is elsewhere, or no plain file") {
  const TemporaryFolder folder;
  const TemporaryFolder other;
  other.write("secret", "a secret");
  folder.write("deep/note", "a note");
  REQUIRE(mkfifo(folder.file("pipe").c_str(), 0600) == 0);
  std::filesystem::create_symlink(other.file("secret"), folder.file("link"));
  std::filesystem::create_symlink("deep/note", folder.file("inner"));
  std::filesystem::create_symlink(other.path(), folder.file("away"));
  for (const std::string& path :
       {std::string(), std::string("none"), std::string("deep"), std::string("deep/"),
        std::string("deep/note/"), std::string("deep/note/x"), std::string("pipe"),
        std::string("link"), std::string("inner"), std::string("away/secret"), other.file("secret"),
        "../" + other.path().filename().string() + "/secret", std::string("deep/../deep/note")}) {
    CAPTURE(path);
    CHECK_FALSE(read_below(folder.path(), path, 100));
  }
  CHECK_FALSE(read_below(folder.file("gone"), "note", 100));
}
