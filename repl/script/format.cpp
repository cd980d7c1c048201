#include "repl/script/format.hpp"

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

}  // namespace spyglass::format
