#pragma once

#include "core/decode/kind.hpp"

namespace spyglass::kinds {

/// Of a struct at `at` of which a program says that it has `given` bytes, and of which we know the
/// first ones: the bytes behind those, and which they are as a comment ("bytes 24..31"). Nothing
/// when there are none, or only zeros, which every kernel takes; "???" when they cannot be read.
std::optional<Value> bytes_behind(const Question& question, Addr at, std::uint64_t known,
                                  std::uint64_t given);

}  // namespace spyglass::kinds
