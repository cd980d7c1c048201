#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "repl/price/prices.hpp"

namespace spyglass {

using CallCounts = std::map<std::string, std::uint64_t>;

/// What `trace -c -U calls,name` has written; lines that are no row of it are left out.
CallCounts read_counts(std::string_view table);

std::uint64_t sum_of(const CallCounts& counts);

/// What a tool did and what was watched by it; for a whole program, and for one that does nothing.
struct Counted {
  CallCounts tool;
  std::uint64_t watched = 0;
};

/// The tool's calls for each that it watched, the most frequent first. What it makes in any case
/// (it is started, and reads its tables) is taken off by the second. None when the first watched
/// no more than the second.
std::vector<OwnCalls> calls_of_tool(const Counted& whole, const Counted& nothing);

}  // namespace spyglass
