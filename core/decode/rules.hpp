#pragma once

#include "core/base/number_set.hpp"
#include "core/decode/kind.hpp"
#include "core/syscalls/call_set.hpp"

namespace spyglass {

/// How the calls of a trace are decoded: what holds for all of them, and the calls and descriptors
/// of which somebody wants to see less or more.
struct DecodeRules {
  DecodeOptions all;

  CallSet abbreviated = CallSet::all();  ///< of the others, all members and elements are shown
  CallSet followed = CallSet::all();     ///< of the others, structs and arrays are addresses
  CallSet raw;                           ///< shown as the words that they are
  CallSet only_named;                    ///< nobody will look at their arguments

  NumberSet read;     ///< descriptors: what is read from them is kept whole
  NumberSet written;  ///< the same of what is written to them

  [[nodiscard]] DecodeOptions options_for(std::string_view call, AbiId abi) const {
    DecodeOptions options = all;
    options.verbose = options.verbose || !abbreviated.contains(call, abi);
    options.follow = options.follow && followed.contains(call, abi);
    options.raw = options.raw || raw.contains(call, abi);
    return options;
  }
};

}  // namespace spyglass
