#include "repl/lesson/pack/pack.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>
#include <set>

#include "repl/lesson/lesson.hpp"
#include "repl/lesson/pack/digest.hpp"
#include "repl/views/output.hpp"

namespace spyglass {

namespace {

using nlohmann::json;

constexpr int version = 1;
constexpr std::string_view format_name = "spyglass-course";
constexpr const char* manifest_name = "manifest.json";
constexpr std::string_view programs_folder = "programs/";
constexpr std::size_t longest_name = 40;
constexpr std::size_t longest_title = 200;
constexpr int most_minutes = 10'000;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// Whether a file has its place in a course: lessons and helpers, and sources of programs.
bool belongs(const std::string& path) {
  if (path.starts_with(programs_folder)) {
    return use_of(std::string_view(path).substr(programs_folder.size())) != SourceUse::none;
  }
  return path.find('/') == std::string::npos && path.ends_with(".lua");
}

std::string manifest_of(const Pack& pack) {
  json lessons = json::array(), files = json::array();
  for (const PackedLesson& lesson : pack.lessons) {
    lessons.push_back(
        {{"file", lesson.file}, {"title", lesson.title}, {"minutes", lesson.minutes}});
  }
  for (const auto& [path, contents] : pack.files) {
    files.push_back({{"path", path}, {"size", contents.size()}, {"sha256", sha256(contents)}});
  }
  const json root = {{"format", format_name},
                     {"version", version},
                     {"name", pack.name},
                     {"lessons", std::move(lessons)},
                     {"files", std::move(files)}};
  return root.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

Result<json> understood(const std::string& manifest) {
  json root = json::parse(manifest, nullptr, false);
  if (!root.is_object() || root.value("format", json()) != format_name) {
    return fail("its manifest.json is not that of a pack of lessons");
  }
  const json found = root.value("version", json());
  if (found.is_number_unsigned() && found > version) {
    return fail(
        fmt::format("it has version {}, and this spyglass knows version {}: a newer one "
                    "can install it",
                    found.get<std::uint64_t>(), version));
  }
  if (found != version) return fail("its manifest names no version that ever was");
  return root;
}

/// That the files are those of the manifest, all of them, and as they were when it was written.
Result<void> compare(const json& listed, const ArchivedFiles& files) {
  std::set<std::string> paths;
  for (const json& one : listed) {
    const auto path = one.at("path").get<std::string>();
    const std::string shown = inert_line(path);
    if (!paths.insert(path).second) return fail(fmt::format("its manifest lists {} twice", shown));
    const auto found = files.find(path);
    if (found == files.end()) {
      return fail(fmt::format("{} is missing; the pack may have been cut off", shown));
    }
    if (one.at("size") != found->second.size() || one.at("sha256") != sha256(found->second)) {
      return fail(
          fmt::format("{} is not what it was when the pack was made (its SHA-256 differs)", shown));
    }
  }
  for (const auto& [path, contents] : files) {
    if (!paths.contains(path)) return fail(fmt::format("{} is not in its manifest", path));
    if (!belongs(path)) {
      return fail(
          fmt::format("{} has no place in a pack: lessons are NN-NAME.lua, programs are "
                      "programs/NAME.c, .S, .sh or .h",
                      path));
    }
  }
  return {};
}

Result<PackedLesson> lesson_from(const json& object, const ArchivedFiles& files) {
  PackedLesson lesson{.file = object.at("file").get<std::string>(),
                      .title = object.at("title").get<std::string>()};
  const auto named = lesson_file(lesson.file);
  if (!named || named->number == 0 || !files.contains(lesson.file)) {
    return fail(fmt::format("its manifest calls `{}` a lesson", inert_line(lesson.file)));
  }
  const json minutes = object.value("minutes", json());
  if (lesson.title.size() > longest_title || !minutes.is_number_unsigned() ||
      minutes > most_minutes) {
    return fail(fmt::format("its manifest says of {} what no lesson says", lesson.file));
  }
  lesson.minutes = minutes.get<int>();
  return lesson;
}

Result<void> take_lessons(const json& listed, Pack& pack) {
  std::set<std::string> names;
  for (const json& one : listed) {
    auto lesson = lesson_from(one, pack.files);
    if (!lesson) return tl::make_unexpected(lesson.error());
    if (const std::string name = lesson_file(lesson->file)->name; !names.insert(name).second) {
      return fail(fmt::format("two of its lessons are called {}", name));
    }
    pack.lessons.push_back(std::move(*lesson));
  }
  const auto numbered = std::ranges::count_if(pack.files, [](const auto& file) {
    const auto named = lesson_file(file.first);
    return named && named->number > 0;
  });
  if (pack.lessons.empty()) return fail("it has no lessons");
  if (static_cast<std::size_t>(numbered) != pack.lessons.size()) {
    return fail("it has lessons that its manifest does not tell");
  }
  return {};
}

}  // namespace

bool is_course_name(std::string_view name) {
  return !name.empty() && name.size() <= longest_name && is_letter(name.front()) &&
         std::ranges::all_of(
             name, [](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '-'; });
}

SourceUse use_of(std::string_view name) {
  constexpr struct {
    std::string_view ending;
    SourceUse use;
  } uses[] = {{".c", SourceUse::built},
              {".S", SourceUse::built},
              {".sh", SourceUse::copied},
              {".h", SourceUse::included}};
  const std::size_t dot = name.find('.');
  if (dot == 0 || dot == std::string_view::npos || name.find('/') != std::string_view::npos) {
    return SourceUse::none;
  }
  const auto* const found =
      std::ranges::find(uses, name.substr(dot), [](const auto& one) { return one.ending; });
  return found == std::end(uses) ? SourceUse::none : found->use;
}

std::vector<std::string> Pack::sources(SourceUse use) const {
  std::vector<std::string> names;
  for (const auto& [path, contents] : files) {
    if (!path.starts_with(programs_folder)) continue;
    std::string name = path.substr(programs_folder.size());
    if (use_of(name) == use) names.push_back(std::move(name));
  }
  return names;
}

std::size_t Pack::size() const {
  return std::accumulate(
      files.begin(), files.end(), std::size_t{0},
      [](std::size_t sum, const auto& file) { return sum + file.second.size(); });
}

Result<std::string> write_pack(const Pack& pack) {
  ArchivedFiles files = pack.files;
  files.emplace(manifest_name, manifest_of(pack));
  return make_archive(files);
}

Result<Pack> read_pack(std::string_view bytes) {
  auto files = unpack_archive(bytes);
  if (!files) return tl::make_unexpected(files.error());
  const auto manifest = files->extract(manifest_name);
  if (manifest.empty()) return fail("it has no manifest.json, so it is no pack of lessons");
  const auto root = understood(manifest.mapped());
  if (!root) return tl::make_unexpected(root.error());
  try {
    Pack pack{
        .name = root->at("name").get<std::string>(), .lessons = {}, .files = std::move(*files)};
    if (!is_course_name(pack.name)) {
      return fail(
          fmt::format("`{}` is no name for a course: letters, digits and hyphens, a letter "
                      "first",
                      inert_line(pack.name)));
    }
    if (auto same = compare(root->at("files"), pack.files); !same) {
      return tl::make_unexpected(same.error());
    }
    if (auto taken = take_lessons(root->at("lessons"), pack); !taken) {
      return tl::make_unexpected(taken.error());
    }
    return pack;
  } catch (const json::exception&) {
    return fail("its manifest.json is damaged");
  }
}

}  // namespace spyglass
