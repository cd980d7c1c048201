#pragma once

#include <span>

#include "core/decode/rules.hpp"
#include "core/observe/record.h"

namespace spyglass::observe {

/// Which calls are to be written down, and how much of them.
struct Wanted {
  CallSet calls = CallSet::all();
  DecodeRules rules;  ///< by which they will be decoded: limits of strings, what is shown whole
};

/// What the kernel is to read for one call: made from its row, since kinds say what is behind
/// pointers (Behind). A call without a row keeps its words alone.
capture_plan plan_for(const Row* row, const Abi& abi, const DecodeOptions& options);

/// The plans of all calls, by observed_abi and number; the last of each ABI is for numbers that are
/// none. `plans` has OBSERVED_ABIS × OBSERVED_CALLS elements.
void make_plans(std::span<capture_plan> plans, const Wanted& wanted);

}  // namespace spyglass::observe
