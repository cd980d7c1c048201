// The lesson format's table, and what is made of it: no lesson can call what isn't in it.

#include <algorithm>
#include <catch2/catch.hpp>
#include <sstream>

#include "repl/lesson/format.hpp"
#include "repl/lesson/lesson.hpp"
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

void check_table(const format::Table& table) {
  for (const format::Field& field : table.fields) {
    CAPTURE(table.name, field.name);
    CHECK(is_sentence_part(field.meaning));
    REQUIRE((field.type == format::Type::tables) == (field.each != nullptr));
    if (field.each != nullptr) check_table(*field.each);
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
    if (function.table != nullptr) check_table(*function.table);
  }
  for (const auto fields : {bindings::call_fields(), bindings::program_fields()}) {
    for (const bindings::Documented& field : fields) {
      CAPTURE(field.name);
      CHECK(!field.type.empty());
      CHECK(is_sentence_part(field.meaning));
    }
  }
}
