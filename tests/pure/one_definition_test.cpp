// Two types of one name in one program are no error to a compiler, which sees one of them at a
// time; the linker then keeps the destructor of one for both.

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "tests/temporary_folder.hpp"

namespace {

namespace fs = std::filesystem;

/// The files that define each type; types of unnamed namespaces and of other types left out.
using Definitions = std::map<std::string, std::set<std::string>>;

/// As clang-format has it: what stands in a namespace is not indented, and each end names what
/// ends.
void note_types(const fs::path& file, Definitions& found) {
  static const std::regex opening(R"(namespace( [\w:]+)? \{)");
  static const std::regex type(
      R"((?:struct|class|union|enum|enum class)(?: alignas\(\w+\))? (\w+)(?: final)?(?: : [^{]*)? \{.*)");
  std::vector<std::string> scopes;
  std::ifstream lines(file);
  std::smatch part;
  for (std::string line; std::getline(lines, line);) {
    if (std::regex_match(line, part, opening)) {
      scopes.push_back(part[1]);
    } else if (line.starts_with("}  // namespace")) {
      if (!scopes.empty()) scopes.pop_back();
    } else if (std::regex_match(line, part, type)) {
      if (std::ranges::find(scopes, "") != scopes.end()) continue;
      std::string name;
      for (const std::string& scope : scopes) name += scope + "::";
      found[name + part[1].str()].insert(file.string());
    }
  }
}

void note_types_below(const fs::path& folder, Definitions& found) {
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string extension = entry.path().extension().string();
    if (extension == ".cpp" || extension == ".hpp") note_types(entry.path(), found);
  }
}

std::set<std::string> defined_twice(const Definitions& found) {
  std::set<std::string> names;
  for (const auto& [name, files] : found) {
    if (files.size() > 1) names.insert(name);
  }
  return names;
}

}  // namespace

TEST_CASE("a name means one type in a program") {
  const fs::path root(SPYGLASS_SOURCE_DIR);
  Definitions product;
  for (const char* top : {"core", "repl"}) note_types_below(root / top, product);
  CHECK(product.size() > 300);
  CHECK(defined_twice(product) == std::set<std::string>{});
  for (const auto& suite : fs::directory_iterator(root / "tests")) {
    if (!suite.is_directory() || suite.path().filename() == "bench") continue;
    INFO(suite.path());
    Definitions tested = product;
    note_types_below(suite.path(), tested);
    CHECK(defined_twice(tested) == std::set<std::string>{});
  }
}

TEST_CASE("types are found where they are defined, and those that no other file sees are not") {
  const TemporaryFolder folder;
  folder.write("a.hpp",
               "namespace spyglass {\nstruct One {\n  struct Inner {\n  };\n};\nclass Only;\n"
               "namespace inner {\nenum class Two : int { a };\n}  // namespace inner\n"
               "}  // namespace spyglass\n");
  folder.write("b.cpp",
               "namespace spyglass {\nnamespace {\nclass Only {\n};\n}  // namespace\n"
               "class One final : public Other {\n};\nstruct One::Inner {\n};\nclass Only {\n};\n"
               "}  // namespace spyglass\n");
  Definitions found;
  note_types_below(folder.path(), found);
  CHECK(found.size() == 3);
  CHECK(found.contains(" spyglass:: inner::Two"));
  CHECK(defined_twice(found) == std::set<std::string>{" spyglass::One"});
}
