#pragma once

#include <string_view>

#include "core/decode/call.hpp"

namespace spyglass {

/// The file that a call is about, any bytes: the first path among its arguments, or else what its
/// first descriptor is open on, where names of descriptors were asked for. Empty: none is known.
/// Borrows from the call.
std::string_view subject_of(const Call& call);

}  // namespace spyglass
