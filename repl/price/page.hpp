#pragma once

#include "repl/price/prices.hpp"
#include "repl/views/output.hpp"

namespace spyglass {

/// A row a way with a bar, the tool's own calls, and where the time goes, in the numbers measured.
void show_prices(Output& out, const Prices& prices);

}  // namespace spyglass
