#pragma once

#include <cstdint>
#include <span>
#include <string_view>

/// How the format of a script, a lesson or a recipe, is written down as a table. Scripts are loaded
/// by it (see fields.hpp), and references for their authors are made of it (see
/// format_pages.hpp).
namespace spyglass::format {

enum class Type : std::uint8_t {
  text,
  number,
  flag,    ///< true or false
  texts,   ///< a string, a number, or a list of them
  files,   ///< from paths below the scratch directory to contents
  check,   ///< function(t) → true, nothing, or a string
  test,    ///< function(t) → whether
  tables,  ///< a list of tables, as Field::each describes them
};

/// A type, as a person is told and as the Lua language server writes it (that of `tables` comes
/// from Field::each).
struct TypeWords {
  std::string_view words, notation;
};
const TypeWords& words_of(Type type);

enum class Need : std::uint8_t {
  optional,
  checked,  ///< a lesson can be loaded without it, but `--check` complains
  needed,
};

struct Table;

/// One sentence of `meaning`, without its full stop. It may use the marks of Markdown.
struct Field {
  std::string_view name;  ///< or `elements`
  Type type;
  Need need;
  std::string_view meaning;
  const Table* each = nullptr;  ///< for Type::tables: what each table of the list holds
};

/// Stands for a field's name where a table holds strings without names: { "next", "finish" }.
inline constexpr std::string_view elements = "[integer]";

struct Table {
  std::string_view name;  ///< "WrongTry"
  std::span<const Field> fields;
};

struct Parameter {
  std::string_view name;  ///< a question mark behind it: it may be left out
  std::string_view type;  ///< as the Lua language server writes it
  std::string_view meaning;
};

/// A function that a script may call: with one table, or with parameters.
struct Function {
  std::string_view name;     ///< "task", "draw.pick"
  std::string_view form;     ///< "task { FIELD = …, … }"
  std::string_view meaning;  ///< whole sentences
  const Table* table = nullptr;
  std::span<const Parameter> parameters = {};
  std::string_view result = {};  ///< its type; empty: none
  /// Lines of a script. Where a lesson's don't call lesson{}, one with a title and minutes is
  /// around.
  std::string_view example;
};

/// The one of that name, which must be there.
const Function& function_called(std::string_view name, std::span<const Function> functions);

}  // namespace spyglass::format
