#pragma once

#include "core/decode/constants.hpp"

/// The tables of this folder, by family; a new one is declared here and listed in all.cpp, so that
/// `explain` finds its names.
namespace spyglass::constants {

// files.cpp
extern const ConstantTable open_flags;
extern const ConstantTable access_modes;
extern const ConstantTable seek_origins;

}  // namespace spyglass::constants
