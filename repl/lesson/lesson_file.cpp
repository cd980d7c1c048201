#include "repl/lesson/lesson_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "core/base/nearest.hpp"
#include "core/base/number.hpp"
#include "core/base/read_text.hpp"
#include "repl/expression.hpp"

namespace spyglass {

std::optional<LessonFile> lesson_file(const std::filesystem::path& path) {
  if (path.extension() != ".lua") return std::nullopt;
  const std::string stem = path.stem().string();
  const auto is_digit = [&](std::size_t at) {
    return std::isdigit(static_cast<unsigned char>(stem[at])) != 0;
  };
  const bool numbered = stem.size() > 3 && is_digit(0) && is_digit(1) && stem[2] == '-';
  if (!numbered) return LessonFile{0, stem, path};
  return LessonFile{std::stoi(stem.substr(0, 2)), stem.substr(3), path};
}

std::vector<LessonFile> find_lessons(const std::filesystem::path& folder) {
  std::vector<LessonFile> files;
  std::error_code ignored;
  for (const auto& entry : entries_of(folder, ignored)) {
    auto file = lesson_file(entry.path());
    if (file && file->number > 0) files.push_back(std::move(*file));
  }
  std::sort(files.begin(), files.end(),
            [](const auto& a, const auto& b) { return a.number < b.number; });
  return files;
}

Result<LessonFile> find_lesson(const std::vector<LessonFile>& files, const std::string& word) {
  // As the list writes them, 08 and 09: elsewhere a zero in front means octal.
  const auto number = parse_number(word.substr(std::min(word.find_first_not_of('0'), word.size())));
  std::vector<std::string_view> names;
  for (const LessonFile& file : files) {
    // Numbers are those of the course that everybody has; so are names where a pack has the same.
    const bool numbered =
        file.course.empty() && number && *number == static_cast<std::uint64_t>(file.number);
    if (numbered || file.name == word || file.key() == word) return file;
    names.emplace_back(file.name);
  }
  if (auto by_path = lesson_file(word)) {
    std::error_code ignored;
    if (std::filesystem::is_regular_file(word, ignored)) {
      for (const LessonFile& file : files) {
        if (std::filesystem::equivalent(file.path, word, ignored)) return file;
      }
      by_path->outside = std::filesystem::absolute(word).lexically_normal().string();
      return std::move(*by_path);
    }
    return bad_input(std::filesystem::is_directory(word, ignored)
                         ? fmt::format("{} is a folder, and a lesson is a file", word)
                         : fmt::format("there is no file {}", word));
  }
  std::error_code ignored;
  if (std::filesystem::is_regular_file(word + ".lua", ignored)) {
    return bad_input(
        fmt::format("there is no lesson `{0}` in the course; did you mean the file "
                    "./{0}.lua?",
                    word));
  }
  return bad_input(fmt::format("there is no lesson `{}`{}; `lesson` lists them", word,
                               did_you_mean(word, names)));
}

}  // namespace spyglass
