#pragma once

#include <span>
#include <string>

#include "repl/script/bindings.hpp"
#include "repl/script/format.hpp"

/// Pieces of the references for authors, as Markdown.
namespace spyglass::format {

/// Of a function: its form, its meaning, an example, its fields and parameters.
std::string section(const Function& function);
/// Of an object that scripts see.
std::string documented_table(std::span<const bindings::Documented> fields);

}  // namespace spyglass::format
