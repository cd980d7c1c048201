#pragma once

#include "core/decode/layout.hpp"

namespace spyglass::kinds {

extern const Layout timespec_layout;
extern const Layout timespec64_layout;  ///< of the calls whose names end in 64

}  // namespace spyglass::kinds
