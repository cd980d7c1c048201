#include "repl/script/format.hpp"

#include <algorithm>
#include <cassert>

namespace spyglass::format {

namespace {

constexpr TypeWords types[] = {
    {"a string", "string"},
    {"a whole number", "integer"},
    {"true or false", "boolean"},
    {"a string or a list of strings", "string|number|(string|number)[]"},
    {"a table from path to contents", "table<string, string>"},
    {"a function of `t`", "fun(t: spyglass.Program): boolean|string|nil"},
    {"a function of `t`", "fun(t: spyglass.Program): any"},
    {"a list of tables", ""},
};

}  // namespace

const TypeWords& words_of(Type type) { return types[static_cast<std::size_t>(type)]; }

const Function& function_called(std::string_view name, std::span<const Function> functions) {
  const auto found = std::ranges::find(functions, name, &Function::name);
  assert(found != functions.end());
  return *found;
}

}  // namespace spyglass::format
