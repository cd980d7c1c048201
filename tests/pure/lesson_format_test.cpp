// The lesson format's table, and what is made of it: no lesson can call what isn't in it.

#include <fmt/format.h>
#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <sstream>

#include "repl/lesson/annotations.hpp"
#include "repl/lesson/format.hpp"
#include "repl/lesson/lesson.hpp"
#include "repl/lesson/reference.hpp"
#include "repl/script/bindings.hpp"
#include "tests/temporary_folder.hpp"

using namespace spyglass;

namespace {

/// The names in a table of Lua that a text gives, each on a line.
std::string names_in(const std::string& table) {
  return "local names = {}\n"
         "for name, value in pairs(" +
         table +
         ") do\n"
         "  if type(value) == 'function' then names[#names + 1] = name end\n"
         "end\n"
         "table.sort(names)\n"
         "error('names: ' .. table.concat(names, ' '), 0)\n";
}

std::vector<std::string> words_of_message(const std::string& message) {
  std::vector<std::string> list;
  std::istringstream stream(message.substr(message.rfind(": ") + 2));
  for (std::string word; stream >> word;) list.push_back(word);
  return list;
}

/// Functions that a lesson's file sees in a table.
std::vector<std::string> seen_by_lesson(const std::string& table) {
  TemporaryFolder folder;
  const auto lesson = load_lesson({7, "try", folder.write("07-try.lua", names_in(table))});
  REQUIRE(!lesson);
  return words_of_message(lesson.error().message);
}

/// Functions that are there without a lesson.
std::vector<std::string> seen_by_all() {
  TemporaryFolder folder;
  LuaHost host(folder.path());
  const auto ran = host.run_file(folder.write("try.lua", names_in("_G")));
  REQUIRE(!ran);
  return words_of_message(ran.error().message);
}

bool is_sentence_part(std::string_view text) {
  return !text.empty() && !text.ends_with('.') && text.find('\n') == std::string_view::npos;
}

/// Whether a file of ours, made by a flag of `spyglass lesson`, is what is made of it today.
void check_committed(const std::string& file, const std::string& made, const std::string& flag) {
  INFO(file << " is not up to date. Renew it by: build/dev/bin/spyglass lesson " << flag << " > "
            << file);
  // The texts themselves would fill the screen.
  const bool same = read_whole(SPYGLASS_SOURCE_DIR "/" + file) == made;
  CHECK(same);
}

/// The blocks of a page that are marked as Lua.
std::vector<std::string> examples_of(const std::string& page) {
  constexpr std::string_view begin = "```lua\n";
  std::vector<std::string> examples;
  for (auto at = page.find(begin); at != std::string::npos; at = page.find(begin, at)) {
    at += begin.size();
    examples.push_back(page.substr(at, page.find("```", at) - at));
  }
  return examples;
}

template <class Visit>
void for_each_field(const format::Table& table, Visit visit) {
  for (const format::Field& field : table.fields) {
    visit(field);
    if (field.each != nullptr) for_each_field(*field.each, visit);
  }
}

}  // namespace

TEST_CASE("a lesson sees the functions of the format's table, and no others") {
  std::vector<std::string> expected = seen_by_all();
  std::vector<std::string> drawing;
  for (const format::Function& function : format::functions()) {
    constexpr std::string_view prefix = "draw.";
    if (function.name.starts_with(prefix)) {
      drawing.emplace_back(function.name.substr(prefix.size()));
    } else {
      expected.emplace_back(function.name);
    }
  }
  std::ranges::sort(expected);
  CHECK(seen_by_lesson("_G") == expected);
  CHECK(seen_by_lesson("draw") == drawing);
}

TEST_CASE("the format's table is whole") {
  for (const format::Function& function : format::functions()) {
    CAPTURE(function.name);
    CHECK(function.form.starts_with(function.name));
    CHECK(function.meaning.ends_with('.'));
    CHECK(function.example.ends_with('\n'));
    CHECK((function.table == nullptr || function.parameters.empty()));
    if (function.table == nullptr) continue;
    for_each_field(*function.table, [](const format::Field& field) {
      CAPTURE(field.name);
      CHECK(is_sentence_part(field.meaning));
      CHECK((field.type == format::Type::tables) == (field.each != nullptr));
    });
  }
  for (const auto fields : {bindings::call_fields(), bindings::program_fields()}) {
    for (const bindings::Documented& field : fields) {
      CAPTURE(field.name);
      CHECK(!field.type.empty());
      CHECK(is_sentence_part(field.meaning));
    }
  }
}

TEST_CASE("docs/lesson-format.md and the annotations are what is made of the table") {
  check_committed("docs/lesson-format.md", lesson_reference(), "--reference");
  check_committed("lessons/annotations/spyglass.lua", lesson_annotations(), "--annotations");
}

TEST_CASE("every field of every function is in the reference and in the annotations") {
  const std::string page = lesson_reference();
  const std::string annotations = lesson_annotations();
  const auto is_in_both = [&](std::string_view name) {
    CAPTURE(name);
    CHECK(page.find(fmt::format("| `{}` |", name)) != std::string::npos);
    const bool annotated =
        annotations.find(fmt::format("---@field {} ", name)) != std::string::npos ||
        annotations.find(fmt::format("---@field {}? ", name)) != std::string::npos;
    CHECK(annotated);
  };
  for (const auto fields : {bindings::call_fields(), bindings::program_fields()}) {
    for (const bindings::Documented& field : fields) is_in_both(field.name);
  }
  for (const format::Function& function : format::functions()) {
    CAPTURE(function.name);
    CHECK(page.find(fmt::format("### `{}`", function.form)) != std::string::npos);
    CHECK(annotations.find(fmt::format("\nfunction {}(", function.name)) != std::string::npos);
    if (function.table == nullptr) continue;
    for_each_field(*function.table, [&](const format::Field& field) {
      if (field.name != format::elements) is_in_both(field.name);
    });
  }
}

TEST_CASE("the examples of docs/lesson-format.md can be loaded") {
  const auto examples = examples_of(read_whole(SPYGLASS_SOURCE_DIR "/docs/lesson-format.md"));
  REQUIRE(examples.size() == format::functions().size());
  for (const std::string& example : examples) {
    INFO(example);
    const bool is_whole = example.find("lesson {") != std::string::npos;
    const std::string head = is_whole ? "" : "lesson { title = 'T', minutes = 1 }\n";
    TemporaryFolder folder;
    const auto lesson = load_lesson({7, "try", folder.write("07-try.lua", head + example)}, 1);
    INFO((lesson ? "" : lesson.error().message));
    CHECK(lesson);
    if (lesson && !is_whole) CHECK(!lesson->steps.empty());
  }
}

TEST_CASE("the annotations are Lua") {
  LuaHost host({});
  const auto ran = host.run_file(SPYGLASS_SOURCE_DIR "/lessons/annotations/spyglass.lua");
  INFO((ran ? "" : ran.error().message));
  CHECK(ran);
}

TEST_CASE("editors find the annotations by the settings of the lessons' folder") {
  const std::filesystem::path lessons = SPYGLASS_SOURCE_DIR "/lessons";
  const auto settings = nlohmann::json::parse(read_whole(lessons / ".luarc.json"));
  CHECK(settings.at("runtime.version") == "Lua 5.4");
  for (const std::string folder : settings.at("workspace.library")) {
    CHECK(std::filesystem::exists(lessons / folder / "spyglass.lua"));
  }
}
