#pragma once

#include <vector>

#include "repl/views/output.hpp"

namespace spyglass {

/// Rows of cells in aligned columns, each column as wide as its widest cell. What does not fit into
/// the width goes on below: under the last column, or under the whole row where that column
/// would be too narrow to read. In a plain look: a row a line, cells one space apart.
void show_table(Output& out, const std::vector<Line>& rows, int indent);

}  // namespace spyglass
