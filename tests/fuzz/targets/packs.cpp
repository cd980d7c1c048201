// A pack of lessons, as a stranger made it. An input is the file; one that begins with a brace is
// the manifest of an archive that is otherwise well made.

#include "repl/lesson/pack/pack.hpp"
#include "repl/views/output.hpp"
#include "tests/fuzz/target.hpp"

namespace spyglass::fuzz {

namespace {

bool is_plain_path(const std::string& path) {
  return !path.empty() && path.front() != '/' && path.front() != '.' &&
         path.find("..") == std::string::npos && inert_line(path) == path;
}

void check(const Pack& pack) {
  require(is_course_name(pack.name), "a course has a name that none may have", pack.name);
  require(!pack.lessons.empty(), "a course has no lessons");
  for (const auto& [path, contents] : pack.files) {
    require(is_plain_path(path), "a file is outside, hidden, or not to be shown", path);
  }
  for (const PackedLesson& lesson : pack.lessons) {
    require(pack.files.contains(lesson.file), "a lesson is not in its pack", lesson.file);
  }
  const auto written = write_pack(pack);
  require(written.has_value(), "what was read cannot be written");
  const auto again = read_pack(*written);
  require(again.has_value(), "what was written cannot be read");
  require(again->files == pack.files && again->name == pack.name, "writing changes what is packed");
}

std::string archive_with_manifest(std::string_view manifest) {
  const ArchivedFiles files = {
      {"01-a.lua", "abc"}, {"programs/x.c", ""}, {"manifest.json", std::string(manifest)}};
  return make_archive(files).value();
}

const Target packs("packs", [](std::string_view input) {
  const auto pack =
      read_pack(input.starts_with('{') ? archive_with_manifest(input) : std::string(input));
  if (pack) {
    check(*pack);
  } else {
    require_sentence(pack.error().message);
    require(inert_line(pack.error().message) == pack.error().message, "an error is not inert");
  }
});

}  // namespace

}  // namespace spyglass::fuzz
