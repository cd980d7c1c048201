#pragma once

#include "core/decode/layout.hpp"

namespace spyglass::kinds {

/// 2023-11-14T22:13:20.000005+0000, in the time zone of whoever watches; `fraction` has so many
/// digits and is left out if it is 0. Empty for what is no time, and for the very first moment:
/// that is a time left empty.
std::string date_text(std::int64_t seconds, std::int64_t fraction = 0, unsigned digits = 9);

extern const Layout timespec_layout;
extern const Layout timespec64_layout;  ///< of the calls whose names end in 64

}  // namespace spyglass::kinds
