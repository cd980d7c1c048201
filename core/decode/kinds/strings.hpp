#pragma once

#include "core/decode/kind.hpp"

namespace spyglass::kinds {

/// A NUL-terminated string of which at most `limit` bytes are shown; the address when it cannot be
/// read.
Value text_at(const Question& question, Addr at, std::size_t limit);
/// `length` bytes, of which at most the limit of the options is shown; the address when those
/// cannot be read.
Value buffer_at(const Question& question, Addr at, std::uint64_t length);

}  // namespace spyglass::kinds
