#include "repl/lesson/pack/collect.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/base/read_text.hpp"
#include "repl/lesson/courses.hpp"
#include "repl/lesson/place.hpp"

namespace spyglass {

namespace {

namespace fs = std::filesystem;

bool is_word_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_';
}

/// Whether a lesson's text speaks of something by a name that ends there: `lessons/till`.
bool names(const std::string& text, const std::string& what) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) {
    const std::size_t end = at + what.size();
    if (end == text.size() || !is_word_character(text[end])) return true;
  }
  return false;
}

class Collector {
 public:
  explicit Collector(Pack& pack) : pack_(pack) {}

  Result<void> add_folder(const fs::path& folder) {
    const auto lessons = find_lessons(folder);
    if (lessons.empty()) {
      return bad_input(
          fmt::format("{} has no lessons: files that are called NN-NAME.lua", folder.string()));
    }
    for (const LessonFile& file : lessons) {
      if (auto added = add_lesson(file); !added) return added;
    }
    return add_programs(folder, [](const std::string&) { return true; });
  }

  Result<void> add_lesson(const LessonFile& file) {
    if (file.number == 0) {
      return bad_input(
          fmt::format("{} has no number, which is its place in the course: call it "
                      "01-{}.lua, say",
                      file.path.string(), file.name));
    }
    const auto lesson = load_lesson(file);
    if (!lesson) return tl::make_unexpected(lesson.error());
    if (std::ranges::find(pack_.lessons, lesson->file, &PackedLesson::file) !=
        pack_.lessons.end()) {
      return bad_input(fmt::format("two lessons are in files called {}", lesson->file));
    }
    auto text = add_file(file.path, lesson->file);
    if (!text) return tl::make_unexpected(text.error());
    pack_.lessons.push_back({lesson->file, lesson->title, lesson->minutes});
    const fs::path folder = file.path.parent_path();
    const auto helpers = add_helpers(folder, *text);
    if (!helpers) return tl::make_unexpected(helpers.error());
    const std::string all = *text + *helpers;
    // The programs of an installed pack have their sources in the same place as those of a folder.
    return add_programs(folder,
                        [&](const std::string& stem) { return names(all, "lessons/" + stem); });
  }

 private:
  Result<std::string> add_file(const fs::path& path, const std::string& as) {
    auto text = read_text(path);
    if (!text) return text;
    const auto [place, is_new] = pack_.files.emplace(as, *text);
    if (!is_new && place->second != *text) {
      return bad_input(
          fmt::format("two different files are called {}; the second is {}", as, path.string()));
    }
    return text;
  }

  /// Those that a text names by `require`, and those that these name. All that they say.
  Result<std::string> add_helpers(const fs::path& folder, const std::string& text) {
    std::set<std::string> known;
    return helpers_of(folder, text, known);
  }

  Result<std::string> helpers_of(const fs::path& folder, const std::string& text,
                                 std::set<std::string>& known) {
    std::string all;
    std::error_code ignored;
    for (const auto& entry : entries_of(folder, ignored)) {
      const std::string file = entry.path().filename().string();
      const std::string stem = entry.path().stem().string();
      const bool is_meant = entry.path().extension() == ".lua" && !known.contains(file) &&
                            text.find("require") != std::string::npos &&
                            (names(text, "'" + stem + "'") || names(text, '"' + stem + '"'));
      if (!is_meant) continue;
      known.insert(file);
      const auto helper = add_file(entry.path(), file);
      if (!helper) return helper;
      const auto more = helpers_of(folder, *helper, known);
      if (!more) return more;
      all += *helper + *more;
    }
    return all;
  }

  template <class IsMeant>
  Result<void> add_programs(const fs::path& folder, IsMeant is_meant) {
    std::error_code ignored;
    for (const auto& entry : entries_of(folder / "programs", ignored)) {
      const std::string file = entry.path().filename().string();
      const SourceUse use = use_of(file);
      const bool is_program = use == SourceUse::built || use == SourceUse::copied;
      if (!is_program || !is_meant(entry.path().stem().string())) continue;
      const auto text = add_file(entry.path(), "programs/" + file);
      if (!text) return tl::make_unexpected(text.error());
      if (auto added = add_headers(folder, *text); !added) return added;
    }
    return {};
  }

  /// Those of the same folder that a source includes, and those that these include.
  Result<void> add_headers(const fs::path& folder, const std::string& source) {
    std::error_code ignored;
    for (const auto& entry : entries_of(folder / "programs", ignored)) {
      const std::string file = entry.path().filename().string();
      const std::string as = "programs/" + file;
      const bool is_meant = use_of(file) == SourceUse::included && !pack_.files.contains(as) &&
                            source.find("#include \"" + file + '"') != std::string::npos;
      if (!is_meant) continue;
      const auto text = add_file(entry.path(), as);
      if (!text) return tl::make_unexpected(text.error());
      if (auto added = add_headers(folder, *text); !added) return added;
    }
    return {};
  }

  Pack& pack_;
};

}  // namespace

Result<Pack> collect_pack(const std::vector<std::string>& words, std::string name) {
  Pack pack;
  Collector collector(pack);
  const auto lessons = all_lessons();
  std::error_code ignored;
  for (const std::string& word : words) {
    if (fs::is_directory(word, ignored)) {
      const fs::path folder = fs::absolute(word, ignored).lexically_normal();
      if (words.size() == 1 && name.empty()) {
        name = (folder.has_filename() ? folder : folder.parent_path()).filename().string();
      }
      if (auto added = collector.add_folder(folder); !added) {
        return tl::make_unexpected(added.error());
      }
      continue;
    }
    const auto file = find_lesson(lessons, word);
    if (!file) return tl::make_unexpected(file.error());
    if (words.size() == 1 && name.empty()) name = file->name;
    if (auto added = collector.add_lesson(*file); !added) {
      return tl::make_unexpected(added.error());
    }
  }
  if (name.empty()) return bad_input("what is the course to be called? --name NAME");
  if (!is_course_name(name)) {
    return bad_input(fmt::format(
        "`{}` is no name for a course: letters, digits and hyphens, a letter first; --name NAME",
        name));
  }
  pack.name = std::move(name);
  return pack;
}

}  // namespace spyglass
