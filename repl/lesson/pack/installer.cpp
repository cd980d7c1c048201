#include "repl/lesson/pack/installer.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <stdio.h>
#include <unistd.h>

#include <cerrno>

#include "core/base/new_file.hpp"
#include "core/base/read_text.hpp"
#include "repl/lesson/courses.hpp"
#include "repl/lesson/pack/program_builder.hpp"
#include "repl/resources.hpp"
#include "repl/views/amounts.hpp"
#include "repl/views/table.hpp"

namespace spyglass {

namespace {

namespace fs = std::filesystem;

/// A folder that is being filled; gone with this object, unless it was moved to its place.
class Staging {
 public:
  explicit Staging(fs::path path) : path_(std::move(path)) {}
  ~Staging() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Staging(const Staging&) = delete;
  Staging& operator=(const Staging&) = delete;
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

Result<void> write_files(const Pack& pack, const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder / "programs", error);
  if (error) return fail(fmt::format("cannot make {}: {}", folder.string(), error.message()));
  for (const auto& [path, contents] : pack.files) {
    if (auto written = write_new_file(folder / path, contents); !written) return written;
  }
  return {};
}

/// What cannot be loaded is no use to anybody.
Result<void> try_to_load(const Pack& pack, const fs::path& folder) {
  for (const PackedLesson& lesson : pack.lessons) {
    auto file = lesson_file(folder / lesson.file);
    file->course = pack.name;
    if (const auto loaded = load_lesson(*file); !loaded) {
      return tl::make_unexpected(loaded.error());
    }
  }
  return {};
}

/// Afterwards `from` is what was there before, if anything was.
Result<void> put_in_place(const fs::path& from, const fs::path& to) {
  if (rename(from.c_str(), to.c_str()) == 0) return {};
  if (errno == ENOTEMPTY || errno == EEXIST) {
    if (renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_EXCHANGE) == 0) return {};
  }
  return fail_errno(fmt::format("cannot move the course to {}", to.string()), errno);
}

std::string in_words(const Pack& pack, SourceUse use) {
  std::vector<std::string> names;
  for (const std::string& name : pack.sources(use)) {
    names.push_back(
        fmt::format("{} ({})", name, amount_words(pack.files.at("programs/" + name).size())));
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

bool is_installed(const std::string& course) {
  std::error_code ignored;
  return fs::exists(fs::symlink_status(folder_of_pack(course), ignored));
}

void announce(Output& out, const Pack& pack) {
  out.line(
      fmt::format("The course {}: {}, {} in {}", pack.name, counted(pack.lessons.size(), "lesson"),
                  amount_words(pack.size()), counted(pack.files.size(), "file")),
      Tone::strong);
  std::vector<Line> rows;
  for (const PackedLesson& lesson : pack.lessons) {
    rows.push_back({{inert_line(lesson.file), Tone::strong},
                    {amount_words(pack.files.at(lesson.file).size())},
                    {fmt::format("{} ({} min)", inert_line(lesson.title), lesson.minutes)}});
  }
  show_table(out, rows, 2);
  if (const std::string built = in_words(pack, SourceUse::built); !built.empty()) {
    out.paragraph("Programs that cc builds now, and lessons run later: " + built, 2);
  }
  if (const std::string scripts = in_words(pack, SourceUse::copied); !scripts.empty()) {
    out.paragraph("Scripts that lessons run later: " + scripts, 2);
  }
  out.paragraph(
      fmt::format(
          "It goes to {}. Lessons and their programs are somebody's own work: what they run "
          "is held in the sandbox, as for all lessons.",
          folder_of_pack(pack.name).string()),
      2, Tone::faint);
  if (is_installed(pack.name)) {
    out.paragraph(
        fmt::format("There is a course {} already: this one would take its place.", pack.name), 2,
        Tone::changed);
  }
}

Result<void> install_pack(const Pack& pack, const SandboxPolicy& policy) {
  const fs::path place = folder_of_pack(pack.name);
  const Staging staging(place.parent_path() / fmt::format(".{}.{}", pack.name, getpid()));
  if (auto written = write_files(pack, staging.path()); !written) return written;
  if (auto loaded = try_to_load(pack, staging.path()); !loaded) return loaded;
  const auto built = build_programs(pack, staging.path() / "built/lessons", policy);
  if (!built) return built;
  return put_in_place(staging.path(), place);
}

Result<Pack> read_pack_file(const std::string& file) {
  const auto refuse = [&](const std::string& why) {
    return bad_input(fmt::format("{} cannot be installed: {}", file, why));
  };
  std::error_code error;
  const auto status = fs::status(file, error);
  if (!fs::exists(status)) return bad_input(fmt::format("there is no file {}", file));
  if (!fs::is_regular_file(status)) return refuse("it is no ordinary file");
  if (fs::file_size(file, error) > ArchiveLimits{}.packed)
    return refuse("it is too large for a pack of lessons");
  const auto bytes = read_text(file);
  if (!bytes) return tl::make_unexpected(bytes.error());
  auto pack = read_pack(*bytes);
  return pack ? std::move(pack) : refuse(pack.error().message);
}

}  // namespace spyglass
