#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/syscalls/call_set.hpp"
#include "repl/recipe/where.hpp"
#include "repl/script/host.hpp"

namespace spyglass {

class Results;

/// What an amount is of, and so how it is written for people.
enum class Unit : std::uint8_t { none, seconds, bytes };

/// A column of the rows of a recipe, or one of its summaries.
struct Measured {
  std::string name;
  Unit unit = Unit::none;
};

/// What somebody may say to a recipe: `min=20`.
struct RecipeArgument {
  enum class Type : std::uint8_t { text, number, flag, duration };
  using Value = std::variant<std::string, double, bool>;

  std::string name;
  Type type = Type::text;
  Value value;                 ///< as it was given, else as it is by itself; durations in seconds
  std::string otherwise = {};  ///< what it is by itself, as the recipe writes it; may be empty
  std::string help;
};

/// What is told to a recipe, each by a function of its own.
enum class Callback : std::uint8_t {
  call_entry,
  call_exit,
  process_start,
  process_exec,
  process_exit,
  signal,
  timer,
  finish,
};
constexpr std::size_t callback_count = 8;

/// A tracing tool, as its file of Lua declares it (see format.hpp), and its functions. These know
/// where it is, so it is neither copied nor moved.
struct Recipe {
  Recipe() = default;
  Recipe(const Recipe&) = delete;
  Recipe& operator=(const Recipe&) = delete;
  ~Recipe() = default;

  std::string name;  ///< of its file, without the ending
  std::filesystem::path file;
  std::string help;    ///< the comment at its beginning, without the marks
  std::string sample;  ///< what of that shows a run, from its `$` on; may be empty

  std::string summary;
  std::string category;
  std::string level;
  std::vector<RecipeArgument> arguments;
  CallSet calls = CallSet::all();  ///< that it is told of
  std::string call_words = "all";  ///< the same as it was written
  std::optional<Where> where;      ///< which of them, once they have returned
  std::vector<Measured> columns;
  std::vector<Measured> summaries;
  bool controls = false;        ///< it changes what calls do
  bool asks_files = false;      ///< what descriptors are open on
  bool asks_stacks = false;     ///< which functions have led to a call
  bool asks_cpu = false;        ///< how long the kernel worked for each call
  bool pauses = false;          ///< it stops the program for somebody at the prompt
  bool reads_arguments = true;  ///< else calls need not be decoded
  std::size_t data = 32;        ///< bytes of each buffer
  std::optional<std::chrono::nanoseconds> every;  ///< between two calls of its timer

  Results* results = nullptr;  ///< what `row` and its like write to; null: it does not run yet

  std::shared_ptr<LuaHost> host;  ///< in which the functions live
  LuaRef callbacks[callback_count];

  [[nodiscard]] const LuaRef& callback(Callback which) const {
    return callbacks[static_cast<std::size_t>(which)];
  }
  [[nodiscard]] bool has(Callback which) const { return static_cast<bool>(callback(which)); }
};

/// The name by which a recipe's file defines it, `call_exit`.
std::string_view callback_name(Callback which);

}  // namespace spyglass
